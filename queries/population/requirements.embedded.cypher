// What every role requires, its own and inherited, with how far each is inherited from.
MATCH (r:Role)-[y:SPECIALISES*0..8 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(s:Role)-[q:REQUIRES]->(c:Competency)
WITH r, length(y) AS distance, q, c
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
RETURN DISTINCT r.id AS id, c.id AS competency, distance AS distance, q.level AS level, coalesce(q.scale, '') AS scale, coalesce(q.essential, true) AS essential
