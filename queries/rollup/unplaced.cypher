// The officers posted at no organisation between two moments, with their roles.
MATCH (o:Officer)-[:HAS_POSTING]->(p:Posting)
WHERE (p.since IS NULL OR p.since <= $until) AND (p.until IS NULL OR p.until > $asOf) AND NOT EXISTS { MATCH (p)-[:AT]->(:Organisation) }
OPTIONAL MATCH (p)-[:AS]->(r:Role)
RETURN '' AS id, o.id AS officer, r.id AS role
