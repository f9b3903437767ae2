// The postings of officers between two moments, with when they begin and end.
UNWIND $ids AS key
MATCH (o:Officer {id: key})-[:HAS_POSTING]->(p:Posting)
WHERE (p.since IS NULL OR p.since <= $until) AND (p.until IS NULL OR p.until > $asOf)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
OPTIONAL MATCH (p)-[:AT]->(g:Organisation)
RETURN p.id AS id, o.id AS officer, r.id AS role, g.id AS organisation, coalesce(p.since, '') AS since, coalesce(p.until, '~') AS until
