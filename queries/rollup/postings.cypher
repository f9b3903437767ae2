// The postings between two moments, wherever they are, of the officers posted at organisations at any time.
MATCH (g:Organisation)<-[:AT]-(p:Posting)<-[:HAS_POSTING]-(o:Officer) WHERE g.id IN $ids
MATCH (o)-[:HAS_POSTING]->(q:Posting)
OPTIONAL MATCH (q)-[:AS]->(r:Role)
OPTIONAL MATCH (q)-[:AT]->(k:Organisation)
WITH q, o, r, k WHERE (q.since IS NULL OR q.since <= $until) AND (q.until IS NULL OR q.until > $asOf)
RETURN DISTINCT q.id AS id, o.id AS officer, r.id AS role, k.id AS organisation, coalesce(q.since, '') AS since, coalesce(q.until, '~') AS until
