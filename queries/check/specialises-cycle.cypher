// Roles that specialise each other in a circle: each would inherit from itself.
// severity: error
// message: goes round in a circle: {way}
// remedy: remove one of these SPECIALISES links
MATCH (a)-[r:SPECIALISES]->(b)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND EXISTS { MATCH ()-[:SPECIALISES]->(a) } AND EXISTS { MATCH (b)-[:SPECIALISES]->() }
RETURN a.id AS id, labels(a) AS type, a.title AS title, b.id AS other
