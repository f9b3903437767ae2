// Every valid posting, with its officer, role and organisation.
MATCH (o:Officer)-[:HAS_POSTING]->(p:Posting) WHERE (p.since IS NULL OR p.since <= $asOf) AND (p.until IS NULL OR p.until > $asOf)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
OPTIONAL MATCH (p)-[:AT]->(g:Organisation)
RETURN p.id AS id, o.id AS officer, r.id AS role, g.id AS organisation
