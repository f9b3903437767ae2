// The moments in a span at which what counts as a competency, or as a level, becomes another.
MATCH (c:Competency)-[e:COUNTS_AS]->(:Competency) WHERE e.since > $asOf AND e.since <= $until
RETURN c.id AS id, e.since AS turn
UNION
MATCH (c:Competency)-[e:COUNTS_AS]->(:Competency) WHERE e.until > $asOf AND e.until <= $until
RETURN c.id AS id, e.until AS turn
UNION
MATCH (l:Level)-[e:EQUIVALENT_TO]->(:Level) WHERE e.since > $asOf AND e.since <= $until
RETURN l.id AS id, e.since AS turn
UNION
MATCH (l:Level)-[e:EQUIVALENT_TO]->(:Level) WHERE e.until > $asOf AND e.until <= $until
RETURN l.id AS id, e.until AS turn
