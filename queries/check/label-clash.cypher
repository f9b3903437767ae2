// The same preferred label, in the same language, for several things of one framework under one parent.
// severity: warning
// message: has the preferred label of {others}, in the same framework under the same parent
// remedy: merge them if they are one thing, else tell them apart by their labels
MATCH (n:Competency)-[s:IN_SCHEME]->(f:Framework)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
OPTIONAL MATCH (n)-[b:BROADER]->(p:Competency)
WHERE coalesce(b.since, '') <= $asOf AND coalesce(b.until, '~') > $asOf
UNWIND n.labels AS label
WITH f.id AS framework, p.id AS parent, label, min(n.id) AS id, collect(DISTINCT {id: n.id, title: n.title}) AS things
WHERE size(things) > 1
RETURN id AS id, 'Competency' AS type, things AS things
UNION ALL
MATCH (n:Role)-[s:IN_SCHEME]->(f:Framework)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
OPTIONAL MATCH (n)-[b:BROADER]->(p:Role)
WHERE coalesce(b.since, '') <= $asOf AND coalesce(b.until, '~') > $asOf
UNWIND n.labels AS label
WITH f.id AS framework, p.id AS parent, label, min(n.id) AS id, collect(DISTINCT {id: n.id, title: n.title}) AS things
WHERE size(things) > 1
RETURN id AS id, 'Role' AS type, things AS things
