// Prerequisites that go round in a circle: nobody could begin.
// severity: error
// message: goes round in a circle: {way}
// remedy: remove one of these prerequisites
MATCH (a)-[r:PREREQUISITE]->(b)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND EXISTS { MATCH ()-[:PREREQUISITE]->(a) } AND EXISTS { MATCH (b)-[:PREREQUISITE]->() }
RETURN a.id AS id, labels(a) AS type, a.title AS title, b.id AS other
