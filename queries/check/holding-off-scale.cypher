// Competencies held at a level that the scale does not have, on a scale that is not there, or on none; officers are only counted.
// severity: error
// message: is held by {n} officers at level {level:g}, which {scale} does not have
// remedy: correct the holdings at their source and load it again
MATCH (c:Competency)<-[h:HOLDS]-(o)
WHERE h.level IS NOT NULL
  AND NOT EXISTS { MATCH (s:Scale)-[:HAS_LEVEL]->(l:Level) WHERE s.id = h.scale AND l.rank = h.level }
  AND NOT EXISTS { MATCH (s:Scale) WHERE s.id = h.scale AND s.kind = 'interval' AND coalesce(s.min, h.level) <= h.level AND coalesce(s.max, h.level) >= h.level }
RETURN c.id AS id, 'Competency' AS type, c.title AS title, h.level AS level, coalesce(h.scale, 'no scale') AS scale, count(DISTINCT o.id) AS n
