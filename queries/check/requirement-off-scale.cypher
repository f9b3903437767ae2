// Requirements at a level that their scale does not have, on a scale that is not there, or on none.
// severity: error
// message: requires {other} at level {level:g}, which {scale} does not have
// remedy: require a level of a scale that is in the store
MATCH (a:Role)-[r:REQUIRES]->(b:Competency)
WHERE r.level IS NOT NULL AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND NOT EXISTS { MATCH (s:Scale)-[:HAS_LEVEL]->(l:Level) WHERE s.id = r.scale AND l.rank = r.level }
  AND NOT EXISTS { MATCH (s:Scale) WHERE s.id = r.scale AND s.kind = 'interval' AND coalesce(s.min, r.level) <= r.level AND coalesce(s.max, r.level) >= r.level }
RETURN a.id AS id, 'Role' AS type, a.title AS title, b.id AS other, b.title AS otherTitle, r.level AS level, coalesce(r.scale, 'no scale') AS scale
