// What each module takes and is part of: its hours, mode and languages, when it is given, and what is needed first.
MATCH (m:Module) WHERE m.id IN $ids
OPTIONAL MATCH (m)-[x:PREREQUISITE]->(n:Module)
WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf)
WITH m, collect(DISTINCT n.id) AS needs
OPTIONAL MATCH (m)<-[y:PART_OF]-(p:Module)
WHERE (y.since IS NULL OR y.since <= $asOf) AND (y.until IS NULL OR y.until > $asOf)
WITH m, needs, collect(DISTINCT p.id) AS parts
OPTIONAL MATCH (m)-[z:PART_OF]->(w:Module)
WHERE (z.since IS NULL OR z.since <= $asOf) AND (z.until IS NULL OR z.until > $asOf)
WITH m, needs, parts, collect(DISTINCT w.id) AS programmes
RETURN m.id AS id, m.title AS title, m.kind AS kind, m.hours AS hours, m.mode AS mode, m.languages AS languages, m.status AS status,
  m.since AS since, m.until AS until, needs AS needs, parts AS parts, programmes AS programmes
