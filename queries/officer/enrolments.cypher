// The languages that each officer reads, and each enrolment in a module.
MATCH (o:Officer) WHERE o.id IN $ids
OPTIONAL MATCH (o)-[t:TOOK]->(m:Module)
RETURN o.id AS id, o.languages AS languages, m.id AS module, t.state AS state, t.progress AS progress
