// How many officers are or were enrolled in each module.
MATCH (m:Module)
WHERE m.id IN $ids
OPTIONAL MATCH (o:Officer)-[:TOOK]->(m)
RETURN m.id AS id, count(DISTINCT o.id) AS officers
