// Parts that go round in a circle: a whole would be part of itself.
// severity: error
// message: goes round in a circle: {way}
// remedy: remove one of these PART_OF links
MATCH (a)-[r:PART_OF]->(b)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND EXISTS { MATCH ()-[:PART_OF]->(a) } AND EXISTS { MATCH (b)-[:PART_OF]->() }
RETURN a.id AS id, labels(a) AS type, a.title AS title, b.id AS other
