// What each role requires, its own and inherited, with how far each is inherited from and what counts as the same.
MATCH (r:Role)-[y:SPECIALISES*0..8 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(s:Role)-[q:REQUIRES]->(c:Competency) WHERE r.id IN $ids
WITH r, s, length(y) AS distance, q, c
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
OPTIONAL MATCH (c)-[e:COUNTS_AS]->(d:Competency)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
WITH r, s, distance, q, c, collect(d.id) AS same
RETURN r.id AS id, c.id AS competency, c.title AS title, s.id AS role, distance AS distance, q.level AS level, q.scale AS scale,
  q.essential AS essential, q.importance AS importance, q.source AS source, q.since AS since, same AS same
