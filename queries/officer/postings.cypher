// The postings of each officer that are valid.
MATCH (o:Officer) WHERE o.id IN $ids
OPTIONAL MATCH (o)-[:HAS_POSTING]->(p:Posting)
WHERE (p.since IS NULL OR p.since <= $asOf) AND (p.until IS NULL OR p.until > $asOf)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
OPTIONAL MATCH (p)-[:AT]->(g:Organisation)
RETURN o.id AS id, p.id AS posting, r.id AS role, r.title AS roleTitle, g.id AS organisation, g.title AS organisationTitle,
  p.since AS since, p.until AS until
