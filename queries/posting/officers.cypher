// Whose the postings are.
MATCH (p:Posting) WHERE p.id IN $ids
MATCH (o:Officer)-[:HAS_POSTING]->(p)
RETURN p.id AS id, o.id AS officer
