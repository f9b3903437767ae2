// What one role, whether held or not, requires of each officer, and all that the officer holds.
MATCH (o:Officer) WHERE o.id IN $ids
MATCH (t:Role) WHERE t.id = $role
MATCH p = (t)-[:SPECIALISES*0..8]->(s:Role) WHERE all(x IN relationships(p) WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))
MATCH (s)-[q:REQUIRES]->(c:Competency) WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
WITH o, collect({competency: c.id, title: c.title, role: s.id, post: t.id, distance: length(p), level: q.level, scale: q.scale,
  essential: q.essential, importance: q.importance, source: q.source, since: q.since, same: [(c)-[e:COUNTS_AS]->(d:Competency) WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf) | d.id]}) AS requirements
RETURN o.id AS id, requirements AS requirements,
  [(o)-[h:HOLDS]->(k:Competency) | {id: h.id, competency: k.id, level: h.level, scale: h.scale, source: h.source, evidence: h.evidence,
    awarded: h.awarded, expires: h.expires, confidence: h.confidence, negative: h.negative, verified: h.verified}] AS holdings
