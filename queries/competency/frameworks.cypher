// The frameworks that each competency is or was published in, with its own state.
MATCH (c:Competency)-[s:IN_SCHEME]->(f:Framework) WHERE c.id IN $ids
RETURN c.id AS id, f.id AS other, s.since AS since, s.until AS until, s.origin AS origin, c.status AS status,
  c.since AS liveSince, c.until AS liveUntil
