// Whatever is or was published in some frameworks.
MATCH (f:Framework) WHERE f.id IN $ids
MATCH (n)-[:IN_SCHEME]->(f)
RETURN DISTINCT n.id AS id
