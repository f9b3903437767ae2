// The verified holdings of the officers posted at organisations, at any time, as they are between two moments; negative ones too.
MATCH (g:Organisation)<-[:AT]-(p:Posting)<-[:HAS_POSTING]-(o:Officer) WHERE g.id IN $ids
MATCH (o)-[h:HOLDS]->(c:Competency)
WITH o, h, c WHERE (h.awarded IS NULL OR h.awarded <= $until) AND (h.expires IS NULL OR h.expires > $asOf) AND (h.verified IS NULL OR h.verified = true)
RETURN DISTINCT o.id AS id, c.id AS competency, h.level AS level, coalesce(h.scale, '') AS scale, coalesce(h.awarded, '') AS awarded,
  coalesce(h.expires, '~') AS expires, coalesce(h.negative, false) AS negative
