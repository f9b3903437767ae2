// The live modules on every competency, with their levels.
MATCH (m:Module)-[k:COVERS]->(c:Competency)
WHERE (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
RETURN DISTINCT c.id AS id, m.id AS module, k.fromLevel AS fromLevel, k.toLevel AS toLevel, coalesce(k.scale, '') AS scale
