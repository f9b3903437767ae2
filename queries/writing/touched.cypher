// How many roles require and how many modules cover each competency, now.
MATCH (c:Competency) WHERE c.id IN $ids
OPTIONAL MATCH (r:Role)-[q:REQUIRES]->(c) WHERE q.until IS NULL
WITH c, count(DISTINCT r.id) AS roles
OPTIONAL MATCH (m:Module)-[v:COVERS]->(c) WHERE v.until IS NULL
RETURN c.id AS id, roles AS roles, count(DISTINCT m.id) AS modules
