// An officer to start with.
MATCH (o:Officer) WHERE o.id IS NOT NULL AND EXISTS { MATCH (o)-[:HOLDS]->(:Competency) }
RETURN o.id AS id
ORDER BY id LIMIT 1
