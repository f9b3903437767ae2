// Competencies that match exactly, also by way of others, and are at the same time a broad, narrow or related match (SKOS S46).
// severity: error
// message: matches {other} exactly, also by way of others, and is at the same time a broad, narrow or related match of it
// remedy: keep the one that is true
MATCH (a:Competency)-[r:EXACT_MATCH]->(b:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'exact' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a:Competency)-[r:BROAD_MATCH|NARROW_MATCH|RELATED_MATCH]->(b:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'loose' AS link, b.id AS other, b.title AS otherTitle
