// What each competency needs first, with what counts as the same.
MATCH (c:Competency)-[x:PREREQUISITE]->(n:Competency)
WHERE c.id IN $ids AND (x.since IS NULL OR x.since <= $asOf) AND (x.until IS NULL OR x.until > $asOf)
OPTIONAL MATCH (n)-[e:COUNTS_AS]->(d:Competency)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
WITH c, n, collect(d.id) AS same
RETURN c.id AS id, n.id AS needs, n.title AS title, same AS same
