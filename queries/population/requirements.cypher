// What every role requires, its own and inherited, with how far each is inherited from.
MATCH p = (r:Role)-[:SPECIALISES*0..8]->(s:Role) WHERE all(x IN relationships(p) WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))
MATCH (s)-[q:REQUIRES]->(c:Competency) WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
RETURN DISTINCT r.id AS id, c.id AS competency, length(p) AS distance, q.level AS level, coalesce(q.scale, '') AS scale, coalesce(q.essential, true) AS essential
