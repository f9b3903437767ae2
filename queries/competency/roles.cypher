// The roles that require each competency themselves.
MATCH (c:Competency)<-[x:REQUIRES]-(r:Role)
WHERE c.id IN $ids AND (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf)
RETURN c.id AS id, r.id AS role, r.title AS title, x.level AS level, x.scale AS scale, x.essential AS essential
ORDER BY title, role
LIMIT 500
