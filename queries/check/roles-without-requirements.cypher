// Live roles that require nothing, themselves or by the roles that they specialise.
// severity: note
// message: has no requirements recorded
// remedy: state what it requires
MATCH (r:Role)
WHERE NOT EXISTS { MATCH (r)-[q:REQUIRES]->(:Competency) WHERE coalesce(q.since, '') <= $asOf AND coalesce(q.until, '~') > $asOf }
RETURN r.id AS id, 'Role' AS type, r.title AS title, '' AS other,
  CASE WHEN coalesce(r.kind, '') <> 'group' AND coalesce(r.status, 'live') = 'live' AND coalesce(r.until, '~') > $asOf THEN 'asked' ELSE 'aside' END AS link
UNION ALL
MATCH (r:Role)-[s:SPECIALISES]->(o:Role)
WHERE coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
RETURN r.id AS id, 'Role' AS type, r.title AS title, o.id AS other, 'specialises' AS link
