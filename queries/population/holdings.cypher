// The verified holdings of each officer that are valid, negative ones too.
MATCH (o:Officer)-[h:HOLDS]->(c:Competency)
WHERE (h.awarded IS NULL OR h.awarded <= $asOf) AND (h.expires IS NULL OR h.expires > $asOf) AND (h.verified IS NULL OR h.verified = true)
RETURN o.id AS id, c.id AS competency, h.level AS level, coalesce(h.scale, '') AS scale, coalesce(h.awarded, '') AS awarded, coalesce(h.negative, false) AS negative
