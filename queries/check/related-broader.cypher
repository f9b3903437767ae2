// Related competencies of which one is, over one or more steps, broader than the other (SKOS S27, with S41's matches).
// severity: error
// message: is related to {other} and at the same time narrower or broader than it
// remedy: remove the related link, or the broader one
MATCH (a:Competency)-[r:BROADER]->(b:Competency)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'broader' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a:Competency)-[r:BROAD_MATCH]->(b:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'broader' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (b:Competency)-[r:NARROW_MATCH]->(a:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'broader' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a:Competency)-[r:RELATED]->(b:Competency)
WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'related' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a:Competency)-[r:RELATED_MATCH]->(b:Competency)
WHERE r.state = 'confirmed' AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
RETURN a.id AS id, 'Competency' AS type, a.title AS title, 'related' AS link, b.id AS other, b.title AS otherTitle
