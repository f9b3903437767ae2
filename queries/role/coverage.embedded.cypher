// What each role requires, its own and inherited, with the modules on each competency or its exact matches.
MATCH (r:Role)-[y:SPECIALISES*0..8 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(s:Role)-[q:REQUIRES]->(c:Competency) WHERE r.id IN $ids
WITH r, s, length(y) AS distance, q, c
WHERE (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
OPTIONAL MATCH (c)<-[k:COVERS]-(m:Module)
WHERE (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
WITH r, s, distance, q, c, collect(CASE WHEN m.id IS NOT NULL THEN {module: m.id, title: m.title, fromLevel: k.fromLevel, toLevel: k.toLevel, scale: k.scale, hours: m.hours, mode: m.mode} END) AS own
OPTIONAL MATCH (c)-[e:COUNTS_AS]->(:Competency)<-[k:COVERS]-(m:Module)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
  AND (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
RETURN r.id AS id, c.id AS competency, c.title AS title, s.id AS role, distance AS distance, q.level AS level, q.scale AS scale,
  q.essential AS essential, q.importance AS importance, q.source AS source, q.since AS since,
  own AS own, collect(CASE WHEN m.id IS NOT NULL THEN {module: m.id, title: m.title, fromLevel: k.fromLevel, toLevel: k.toLevel, scale: k.scale, hours: m.hours, mode: m.mode} END) AS matched
