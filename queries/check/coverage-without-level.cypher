// The share of coverage without a level reached: it counts as level not stated.
// severity: note
// message: {share} course tags state no level reached
// remedy: state to which level of which scale each module leads
MATCH ()-[r:COVERS]->()
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
WITH count(*) AS total, count(CASE WHEN r.toLevel IS NULL THEN 1 END) AS n
WHERE n > 0
RETURN 'store' AS id, 'Store' AS type, 'the store' AS title, n AS n, total AS total
