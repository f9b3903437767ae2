// The share of holdings without a level: against a levelled requirement they count as level not stated.
// severity: note
// message: {share} holdings state no level
// remedy: load the level with its scale where the source knows it
MATCH ()-[r:HOLDS]->()
WITH count(*) AS total, count(CASE WHEN r.level IS NULL THEN 1 END) AS n
WHERE n > 0
RETURN 'store' AS id, 'Store' AS type, 'the store' AS title, n AS n, total AS total
