// What one role, whether held or not, requires of each officer, and all that the officer holds.
MATCH (o:Officer) WHERE o.id IN $ids
MATCH (t:Role)-[y:SPECIALISES*0..8 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(s:Role)-[q:REQUIRES]->(c:Competency) WHERE t.id = $role
WITH o, t, s, length(y) AS distance, q, c
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
OPTIONAL MATCH (c)-[e:COUNTS_AS]->(d:Competency)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
WITH o, t, s, distance, q, c, collect(d.id) AS same
WITH o, collect({competency: c.id, title: c.title, role: s.id, post: t.id, distance: distance, level: q.level, scale: q.scale,
  essential: q.essential, importance: q.importance, source: q.source, since: q.since, same: same}) AS requirements
OPTIONAL MATCH (o)-[h:HOLDS]->(k:Competency)
RETURN o.id AS id, requirements AS requirements, collect(CASE WHEN h.id IS NOT NULL THEN {id: h.id, competency: k.id, level: h.level, scale: h.scale, source: h.source, evidence: h.evidence, awarded: h.awarded,
  expires: h.expires, confidence: h.confidence, negative: h.negative, verified: h.verified} END) AS holdings
