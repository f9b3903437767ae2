// Two live competencies of one framework that match exactly, also by way of others: then only direct matches count.
// severity: error
// message: counts, also by way of others, as the same as {others}, of the same framework {framework}
// remedy: withdraw the match that is wrong, or merge the competencies
MATCH (a:Competency)-[r:EXACT_MATCH]->(b:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'exact' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a:Competency)-[s:IN_SCHEME]->(f:Framework)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf
  AND EXISTS { MATCH (a)-[r:EXACT_MATCH]-(:Competency) WHERE r.state = 'confirmed' }
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'scheme' AS link, f.id AS other, f.title AS otherTitle
