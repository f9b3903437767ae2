// The same notation for several things of one type in one framework: it names none of them.
// severity: warning
// message: has the notation {notation} in {framework}, and so have {others}
// remedy: give each a notation of its own
MATCH (n:Competency|Role|Module)-[s:IN_SCHEME]->(f:Framework)
WHERE n.notation IS NOT NULL AND coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
WITH labels(n) AS type, f.title AS framework, f.id AS scheme, n.notation AS notation, min(n.id) AS id,
  collect(DISTINCT {id: n.id, title: n.title}) AS things
WHERE size(things) > 1
RETURN id AS id, type AS type, things AS things, notation AS notation, framework AS framework
