// Competencies and roles without a parent, where others of their kind in their framework have one.
// severity: warning
// message: has no parent, though others of its kind ({kind}) in {framework} have one
// remedy: place it under a parent, or state it as a top concept of the framework
MATCH (n:Competency)-[s:IN_SCHEME]->(f:Framework)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
OPTIONAL MATCH (n)-[b:BROADER]->(p:Competency)
WHERE coalesce(b.since, '') <= $asOf AND coalesce(b.until, '~') > $asOf
WITH f, n, s, count(p) AS parents
WITH f.title AS framework, f.id AS scheme, coalesce(n.kind, 'not stated') AS kind, count(CASE WHEN parents > 0 THEN 1 END) AS placed,
  collect(CASE WHEN parents = 0 AND coalesce(s.top, false) = false THEN {id: n.id, title: n.title} END) AS loose
WHERE placed > 0
UNWIND loose AS thing
RETURN thing.id AS id, 'Competency' AS type, thing.title AS title, kind AS kind, framework AS framework
UNION ALL
MATCH (n:Role)-[s:IN_SCHEME]->(f:Framework)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
OPTIONAL MATCH (n)-[b:BROADER]->(p:Role)
WHERE coalesce(b.since, '') <= $asOf AND coalesce(b.until, '~') > $asOf
WITH f, n, s, count(p) AS parents
WITH f.title AS framework, f.id AS scheme, coalesce(n.kind, 'not stated') AS kind, count(CASE WHEN parents > 0 THEN 1 END) AS placed,
  collect(CASE WHEN parents = 0 AND coalesce(s.top, false) = false THEN {id: n.id, title: n.title} END) AS loose
WHERE placed > 0
UNWIND loose AS thing
RETURN thing.id AS id, 'Role' AS type, thing.title AS title, kind AS kind, framework AS framework
