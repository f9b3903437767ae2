// The officers of whose verified holdings some expire after one moment, and at or before another.
MATCH (o:Officer)-[h:HOLDS]->(:Competency)
WHERE h.expires > $asOf AND h.expires <= $until AND (h.awarded IS NULL OR h.awarded <= $asOf)
  AND (h.negative IS NULL OR h.negative = false) AND (h.verified IS NULL OR h.verified = true)
RETURN DISTINCT o.id AS id
