// The levels at which anybody holds each competency or its exact matches, by a valid, positive, verified holding.
MATCH (c:Competency)<-[h:HOLDS]-()
WHERE c.id IN $ids AND coalesce(h.negative, false) = false AND coalesce(h.verified, true) = true
  AND coalesce(h.awarded, '') <= $asOf AND coalesce(h.expires, '~') > $asOf
RETURN DISTINCT c.id AS id, h.level AS level, h.scale AS scale
UNION ALL
MATCH (c:Competency)-[e:COUNTS_AS]->(:Competency)<-[h:HOLDS]-()
WHERE c.id IN $ids AND coalesce(e.since, '') <= $asOf AND coalesce(e.until, '~') > $asOf
  AND coalesce(h.negative, false) = false AND coalesce(h.verified, true) = true
  AND coalesce(h.awarded, '') <= $asOf AND coalesce(h.expires, '~') > $asOf
RETURN DISTINCT c.id AS id, h.level AS level, h.scale AS scale
