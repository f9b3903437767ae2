// What each role requires, its own and inherited, with how far each is inherited from and what counts as the same.
MATCH p = (r:Role)-[:SPECIALISES*0..8]->(s:Role) WHERE r.id IN $ids AND all(x IN relationships(p) WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))
MATCH (s)-[q:REQUIRES]->(c:Competency) WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
RETURN r.id AS id, c.id AS competency, c.title AS title, s.id AS role, length(p) AS distance, q.level AS level, q.scale AS scale,
  q.essential AS essential, q.importance AS importance, q.source AS source, q.since AS since,
  [(c)-[e:COUNTS_AS]->(d:Competency) WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf) | d.id] AS same
