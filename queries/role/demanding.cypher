// The role with the most requirements of its own that courses are tagged for: a good example to start with.
MATCH (r:Role)-[:REQUIRES]->(c:Competency)
WITH r, count(c) AS n
RETURN r.id AS id, r.title AS title, n AS n
ORDER BY n DESC, id
LIMIT 1
