// What counts as each competency by confirmed exact matches.
MATCH (c:Competency)-[e:COUNTS_AS]->(d:Competency) WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
RETURN DISTINCT c.id AS id, d.id AS other
