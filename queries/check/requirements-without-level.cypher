// The share of requirements without a level: any holding meets them.
// severity: note
// message: {share} requirements state no level
// remedy: state a level and its scale where the source knows one
MATCH ()-[r:REQUIRES]->()
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
WITH count(*) AS total, count(CASE WHEN r.level IS NULL THEN 1 END) AS n
WHERE n > 0
RETURN 'store' AS id, 'Store' AS type, 'the store' AS title, n AS n, total AS total
