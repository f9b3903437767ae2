// How many officers have a record of each competency, held or denied.
MATCH (o:Officer)-[:HOLDS]->(c:Competency)
WHERE c.id IN $ids
RETURN c.id AS id, count(DISTINCT o.id) AS officers
