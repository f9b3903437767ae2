// The competencies that each module builds.
MATCH (m:Module)-[x:COVERS]->(c:Competency)
WHERE m.id IN $ids AND (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf)
RETURN m.id AS id, c.id AS competency, c.title AS title, x.fromLevel AS fromLevel, x.toLevel AS toLevel, x.scale AS scale
ORDER BY title, competency
