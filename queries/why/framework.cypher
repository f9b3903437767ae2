// The frameworks that each competency is published in, with who publishes them in which version.
MATCH (c:Competency)-[s:IN_SCHEME]->(f:Framework) WHERE c.id IN $ids AND (s.since IS NULL OR s.since <= $asOf) AND (s.until IS NULL OR s.until > $asOf)
RETURN c.id AS id, f.id AS framework, f.title AS title, f.version AS version, f.publisher AS publisher
