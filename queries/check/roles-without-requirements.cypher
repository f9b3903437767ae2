// Live roles that require nothing, themselves or by the roles that they specialise.
// severity: note
// message: has no requirements recorded
// remedy: state what it requires
MATCH (r:Role)
WHERE coalesce(r.kind, '') <> 'group' AND coalesce(r.status, 'live') = 'live' AND coalesce(r.until, '~') > $asOf
  AND NOT EXISTS { MATCH (r)-[:SPECIALISES*0..8]->(:Role)-[q:REQUIRES]->() WHERE coalesce(q.since, '') <= $asOf AND coalesce(q.until, '~') > $asOf }
RETURN r.id AS id, 'Role' AS type, r.title AS title
