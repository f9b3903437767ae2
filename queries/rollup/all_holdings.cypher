// All verified holdings between two moments, negative ones too, with when they begin and expire.
MATCH (o:Officer)-[h:HOLDS]->(c:Competency)
WHERE (h.awarded IS NULL OR h.awarded <= $until) AND (h.expires IS NULL OR h.expires > $asOf) AND (h.verified IS NULL OR h.verified = true)
RETURN o.id AS id, c.id AS competency, h.level AS level, coalesce(h.scale, '') AS scale, coalesce(h.awarded, '') AS awarded,
  coalesce(h.expires, '~') AS expires, coalesce(h.negative, false) AS negative
