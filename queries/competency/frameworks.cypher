// The frameworks that each competency is published in.
MATCH (c:Competency)-[s:IN_SCHEME]->(f:Framework) WHERE c.id IN $ids AND s.until IS NULL
RETURN c.id AS id, f.id AS framework
