// Everything above each role, by whichever parent, with the shortest distance; at most 20 levels.
MATCH p = (n:Role)-[:BROADER* SHORTEST 1..20 (x, _ | WHERE (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf))]->(a:Role)
WHERE n.id IN $ids
RETURN n.id AS id, a.id AS ancestor, a.title AS title, a.kind AS kind, min(length(p)) AS distance
ORDER BY distance, title, ancestor
