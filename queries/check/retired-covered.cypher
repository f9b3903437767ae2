// Live modules that cover a retired competency.
// severity: warning
// message: covers {other}, which is retired
// remedy: tag it with what replaces the competency, or remove the tag
MATCH (a:Module)-[r:COVERS]->(b:Competency)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, 'Module' AS type, a.title AS title, b.id AS other, b.title AS otherTitle
