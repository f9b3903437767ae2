// Live things that a broader, prerequisite, specialises, needs or part-of link ties to a retired one.
// severity: warning
// message: {link} {other}, which is retired
// remedy: link it to what replaces the retired thing, or remove the link
MATCH (a)-[r:BROADER]->(b)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, labels(a) AS type, a.title AS title, 'is narrower than' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a)-[r:PREREQUISITE]->(b)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, labels(a) AS type, a.title AS title, 'has the prerequisite' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a)-[r:SPECIALISES]->(b)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, labels(a) AS type, a.title AS title, 'specialises' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a)-[r:NEEDS]->(b)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, labels(a) AS type, a.title AS title, 'needs' AS link, b.id AS other, b.title AS otherTitle
UNION ALL
MATCH (a)-[r:PART_OF]->(b)
WHERE coalesce(a.status, 'live') = 'live' AND coalesce(a.until, '~') > $asOf
  AND coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf
  AND (b.status = 'retired' OR b.until <= $asOf)
RETURN a.id AS id, labels(a) AS type, a.title AS title, 'is part of' AS link, b.id AS other, b.title AS otherTitle
