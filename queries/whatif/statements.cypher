// Every statement that a role needs each competency, by the role itself.
MATCH (r:Role)-[q:REQUIRES]->(c:Competency) WHERE c.id IN $ids AND (q.since IS NULL OR q.since <= $asOf) AND (q.until IS NULL OR q.until > $asOf)
RETURN c.id AS id, r.id AS role, q.level AS level, q.scale AS scale, coalesce(q.essential, true) AS essential
