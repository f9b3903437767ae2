// The modules that build each competency, with the roles that each module serves by it.
MATCH (m:Module)-[k:COVERS]->(c:Competency)
WHERE c.id IN $ids AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
OPTIONAL MATCH (c)<-[q:REQUIRES]-(r:Role)
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
RETURN c.id AS id, m.id AS module, m.title AS title, m.status AS status, k.fromLevel AS fromLevel, k.toLevel AS toLevel,
  k.scale AS scale, collect(DISTINCT r.id) AS roles
