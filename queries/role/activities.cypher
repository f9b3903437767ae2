// The activities of each role, with the competencies that each needs.
MATCH (r:Role)-[x:HAS]->(a:Activity)
WHERE r.id IN $ids AND (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf)
OPTIONAL MATCH (a)-[n:NEEDS]->(c:Competency)
WHERE (n.since IS NULL OR n.since <= $asOf) AND (n.until IS NULL OR n.until > $asOf)
RETURN r.id AS id, a.id AS activity, a.title AS title, c.id AS competency, c.title AS competencyTitle
ORDER BY title, activity, competencyTitle
