// Live roles that require a retired competency.
// severity: warning
// message: requires {other}, which is retired
// remedy: require what replaces it, or remove the requirement
MATCH (a:Role)-[r:REQUIRES]->(b:Competency)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, 'Role' AS type, a.title AS title, b.id AS other, b.title AS otherTitle
