// Officers without a valid posting: nothing is known to be required of them. They are only counted.
// severity: note
// message: {share} officers have no valid posting
// remedy: load the missing postings
MATCH (o:Officer)
OPTIONAL MATCH (o)-[:HAS_POSTING]->(p:Posting)
WHERE coalesce(p.since, '') <= $asOf AND coalesce(p.until, '~') > $asOf
WITH o, count(p) AS postings
WITH count(*) AS total, count(CASE WHEN postings = 0 THEN 1 END) AS n
WHERE n > 0
RETURN 'store' AS id, 'Store' AS type, 'the store' AS title, n AS n, total AS total
