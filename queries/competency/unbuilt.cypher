// The competencies that some role requires and no live module builds, nor their exact matches, with how many roles require each.
MATCH (r:Role)-[q:REQUIRES]->(c:Competency)
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
  AND (r.status IS NULL OR r.status <> 'retired')
WITH c, count(DISTINCT r.id) AS roles, count(DISTINCT CASE WHEN q.essential = false THEN null ELSE r.id END) AS essential
WHERE NOT EXISTS {
  MATCH (c)<-[k:COVERS]-(m:Module)
  WHERE (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
    AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
} AND NOT EXISTS {
  MATCH (c)-[e:COUNTS_AS]->(:Competency)<-[k:COVERS]-(m:Module)
  WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
    AND (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
    AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
}
RETURN c.id AS id, c.title AS title, c.kind AS kind, roles AS roles, essential AS essential
ORDER BY roles DESC, title, id
LIMIT 1000
