// What the store knows of itself.
MATCH (s:Store) WHERE s.id IN $ids
RETURN s.id AS id, s.version AS version, s.epoch AS epoch, s.dataAsOn AS dataAsOn, s.identity AS identity, s.changed AS changed
