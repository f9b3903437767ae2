// Coverage from or to a level that its scale does not have, on a scale that is not there, or on none.
// severity: error
// message: covers {other} {side} level {level:g}, which {scale} does not have
// remedy: state a level of a scale that is in the store
MATCH (a:Module)-[r:COVERS]->(b:Competency)
WHERE r.fromLevel IS NOT NULL AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND NOT EXISTS { MATCH (s:Scale)-[:HAS_LEVEL]->(l:Level) WHERE s.id = r.scale AND l.rank = r.fromLevel }
  AND NOT EXISTS { MATCH (s:Scale) WHERE s.id = r.scale AND s.kind = 'interval' AND coalesce(s.min, r.fromLevel) <= r.fromLevel AND coalesce(s.max, r.fromLevel) >= r.fromLevel }
RETURN a.id AS id, 'Module' AS type, a.title AS title, b.id AS other, b.title AS otherTitle, 'from' AS side, r.fromLevel AS level, coalesce(r.scale, 'no scale') AS scale
UNION ALL
MATCH (a:Module)-[r:COVERS]->(b:Competency)
WHERE r.toLevel IS NOT NULL AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND NOT EXISTS { MATCH (s:Scale)-[:HAS_LEVEL]->(l:Level) WHERE s.id = r.scale AND l.rank = r.toLevel }
  AND NOT EXISTS { MATCH (s:Scale) WHERE s.id = r.scale AND s.kind = 'interval' AND coalesce(s.min, r.toLevel) <= r.toLevel AND coalesce(s.max, r.toLevel) >= r.toLevel }
RETURN a.id AS id, 'Module' AS type, a.title AS title, b.id AS other, b.title AS otherTitle, 'to' AS side, r.toLevel AS level, coalesce(r.scale, 'no scale') AS scale
