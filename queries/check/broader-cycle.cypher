// Broader links that go round in a circle: a thing would be broader than itself.
// severity: error
// message: goes round in a circle: {way}
// remedy: remove one of these broader links
MATCH (a)-[r:BROADER]->(b)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND EXISTS { MATCH ()-[:BROADER]->(a) } AND EXISTS { MATCH (b)-[:BROADER]->() }
RETURN a.id AS id, labels(a) AS type, a.title AS title, b.id AS other
