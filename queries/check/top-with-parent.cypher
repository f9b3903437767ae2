// Top concepts of a framework that have a parent in the same framework.
// severity: warning
// message: is a top concept of {framework} and also narrower than {parent}
// remedy: remove the parent, or do not state it as a top concept
MATCH (n)-[s:IN_SCHEME]->(f:Framework)
WHERE s.top = true AND coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
MATCH (n)-[b:BROADER]->(p)-[t:IN_SCHEME]->(f)
WHERE coalesce(b.since, '') <= $asOf AND coalesce(b.until, '~') > $asOf
  AND coalesce(t.since, '') <= $asOf AND coalesce(t.until, '~') > $asOf
RETURN n.id AS id, labels(n) AS type, n.title AS title, p.title AS parent, f.title AS framework
