// Levelled requirements that nobody can meet: no chain of live modules leads to the level, from nothing or from what anybody holds, and nobody holds it.
// severity: warning
// message: is required at {words} by {required}: {why}, and nobody holds it there
// remedy: commission a course that reaches the level, or lower the requirement
MATCH (r:Role)-[q:REQUIRES]->(c:Competency)
WHERE q.level IS NOT NULL AND coalesce(r.status, 'live') = 'live' AND coalesce(r.until, '~') > $asOf
  AND coalesce(q.since, '') <= $asOf AND coalesce(q.until, '~') > $asOf
RETURN c.id AS id, 'Competency' AS type, c.title AS title, q.level AS level, q.scale AS scale, count(DISTINCT r.id) AS roles
