// The live and planned modules on each competency, with their levels and hours.
MATCH (m:Module)-[k:COVERS]->(c:Competency) WHERE c.id IN $ids AND (m.status IS NULL OR m.status IN $statuses) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
RETURN DISTINCT c.id AS id, m.id AS module, m.title AS title, k.fromLevel AS fromLevel, k.toLevel AS toLevel, k.scale AS scale, m.hours AS hours,
  CASE WHEN (m.status IS NULL OR m.status = 'live') AND (m.since IS NULL OR m.since <= $asOf) THEN true ELSE false END AS live
