// Every role with each that it specialises, and how far that is.
MATCH (r:Role)-[y:SPECIALISES*1..8 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(s:Role)
RETURN r.id AS id, s.id AS ancestor, min(length(y)) AS distance
