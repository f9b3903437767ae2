// An officer to start with.
MATCH (o:Officer)-[:HOLDS]->(:Competency)
RETURN o.id AS id
LIMIT 1
