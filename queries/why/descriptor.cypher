// What each competency says of the levels of its scales.
MATCH (c:Competency)-[d:DESCRIBES]->(l:Level) WHERE c.id IN $ids
MATCH (s:Scale)-[:HAS_LEVEL]->(l)
RETURN c.id AS id, s.id AS scale, l.rank AS rank, d.text AS text
