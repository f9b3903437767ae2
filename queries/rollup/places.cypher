// Every posting of officers, whenever it is, with its role, organisation and dates.
UNWIND $ids AS key
MATCH (o:Officer {id: key})-[:HAS_POSTING]->(p:Posting)
OPTIONAL MATCH (p)-[:AS]->(r:Role)
OPTIONAL MATCH (p)-[:AT]->(g:Organisation)
RETURN o.id AS id, p.id AS posting, r.id AS role, g.id AS organisation, p.since AS since, p.until AS until
