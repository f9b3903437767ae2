// The officers posted at organisations between two moments, with their roles.
MATCH (g:Organisation)<-[:AT]-(p:Posting)<-[:HAS_POSTING]-(o:Officer)
WHERE g.id IN $ids AND (p.since IS NULL OR p.since <= $until) AND (p.until IS NULL OR p.until > $asOf)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
RETURN g.id AS id, o.id AS officer, r.id AS role
