// Every enrolment, with its state at the date.
MATCH (o:Officer)-[t:TOOK]->(m:Module) WHERE t.since IS NULL OR t.since <= $asOf
RETURN o.id AS id, m.id AS module, CASE WHEN t.completed > $asOf THEN 'started' ELSE t.state END AS state,
  coalesce(t.since, '') AS since, coalesce(t.completed, '') AS completed, CASE WHEN t.completed > $asOf THEN null ELSE t.rating END AS rating
