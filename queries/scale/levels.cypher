// Every scale with its levels.
MATCH (s:Scale)
OPTIONAL MATCH (s)-[:HAS_LEVEL]->(l:Level)
RETURN s.id AS id, s.title AS title, s.kind AS kind, s.min AS min, s.max AS max, l.rank AS rank, l.title AS level
