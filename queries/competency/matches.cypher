// Every exact match that is or was confirmed, with its dates and where it was loaded from.
MATCH (a:Competency)-[m:EXACT_MATCH]->(b:Competency) WHERE m.state = 'confirmed'
RETURN a.id AS id, b.id AS other, m.since AS since, m.until AS until, m.origin AS origin
