// Whether anything is in the store, how often an origin was loaded, and the number of the last write.
MATCH (s:Store) WHERE s.id IN $ids
OPTIONAL MATCH (c:Change)
WITH s, count(c) AS changes
OPTIONAL MATCH (d:Change) WHERE d.origin = $origin
RETURN s.id AS id, s.epoch AS epoch, changes AS nodes, count(d) AS loads
