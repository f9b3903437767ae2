// Every module, whether it is live, and who offers it.
MATCH (m:Module)
OPTIONAL MATCH (m)-[f:OFFERED_BY]->(g:Organisation) WHERE (f.since IS NULL OR f.since <= $asOf) AND (f.until IS NULL OR f.until > $asOf)
RETURN m.id AS id, m.title AS title, g.id AS provider,
  CASE WHEN (m.status IS NULL OR m.status IN $statuses) AND (m.since IS NULL OR m.since <= $asOf) AND (m.until IS NULL OR m.until > $asOf) THEN true ELSE false END AS live
