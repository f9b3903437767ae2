// Every role with each that it specialises, and how far that is.
MATCH p = (r:Role)-[:SPECIALISES*1..8]->(s:Role) WHERE all(x IN relationships(p) WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))
RETURN r.id AS id, s.id AS ancestor, min(length(p)) AS distance
