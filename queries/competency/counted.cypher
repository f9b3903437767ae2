// Every pair of competencies that counts, or once counted, as the same.
MATCH (a:Competency)-[e:COUNTS_AS]->(b:Competency)
RETURN a.id AS id, b.id AS other, e.since AS since, e.until AS until
