// What the roll-up is of: its date, and the write after which nothing else was written.
MATCH (r:Rollup) WHERE r.kind = 'whole'
RETURN r.id AS id, r.at AS at, r.epoch AS epoch
