// Every pair of levels declared the same.
MATCH (s:Scale)-[:HAS_LEVEL]->(a:Level)-[e:EQUIVALENT_TO]->(b:Level)<-[:HAS_LEVEL]-(t:Scale)
WHERE (e.since IS NULL OR e.since <= $asOf) AND (e.until IS NULL OR e.until > $asOf)
RETURN s.id AS id, a.rank AS rank, t.id AS other, b.rank AS otherRank
