// The frameworks that change by approved drafts only.
MATCH (s:Store) WHERE s.id IN $ids
RETURN s.id AS id, s.reviewed AS frameworks
