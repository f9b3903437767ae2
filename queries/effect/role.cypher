// How many officers are posted in each role.
MATCH (o:Officer)-[:HAS_POSTING]->(p:Posting)-[:AS]->(r:Role)
WHERE r.id IN $ids AND (p.since IS NULL OR p.since <= $asOf) AND (p.until IS NULL OR p.until > $asOf)
RETURN r.id AS id, count(DISTINCT o.id) AS officers
