// Postings without an officer or without a role. They are only counted.
// severity: warning
// message: {share} postings lack an officer or a role
// remedy: load what is missing, or remove the postings
MATCH (p:Posting)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
OPTIONAL MATCH (p)<-[:HAS_POSTING]-(o:Officer)
WITH p, count(r) AS roles, count(o) AS officers
WITH count(*) AS total, count(CASE WHEN roles = 0 OR officers = 0 THEN 1 END) AS n
WHERE n > 0
RETURN 'store' AS id, 'Store' AS type, 'the store' AS title, n AS n, total AS total
