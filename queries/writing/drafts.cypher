// The drafts in some states, the last changed first, at most 200.
MATCH (d:Draft) WHERE d.state IN $states
RETURN d.id AS id, d.at AS at
ORDER BY d.at DESC, d.id LIMIT 200
