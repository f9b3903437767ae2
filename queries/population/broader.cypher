// What each competency lies directly under.
MATCH (c:Competency)-[b:BROADER]->(p:Competency) WHERE (b.since IS NULL OR b.since <= $asOf) AND (b.until IS NULL OR b.until > $asOf)
RETURN DISTINCT c.id AS id, p.id AS parent
