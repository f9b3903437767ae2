// The modules on each competency or its exact matches.
MATCH (c:Competency) WHERE c.id IN $ids
OPTIONAL MATCH (c)<-[k:COVERS]-(m:Module)
WHERE (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
WITH c, collect(CASE WHEN m.id IS NOT NULL THEN {module: m.id, title: m.title, fromLevel: k.fromLevel, toLevel: k.toLevel, scale: k.scale, hours: m.hours, mode: m.mode} END) AS own
OPTIONAL MATCH (c)-[e:COUNTS_AS]->(:Competency)<-[k:COVERS]-(m:Module)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
  AND (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf)
  AND (k.since IS NULL OR k.since <= $asOf) AND (k.until IS NULL OR k.until > $asOf)
RETURN c.id AS id, own AS own, collect(CASE WHEN m.id IS NOT NULL THEN {module: m.id, title: m.title, fromLevel: k.fromLevel, toLevel: k.toLevel, scale: k.scale, hours: m.hours, mode: m.mode} END) AS matched
