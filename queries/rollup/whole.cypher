// What the roll-up is of: its date, the write after which nothing else was written, and how far it is.
MATCH (r:Rollup) WHERE r.kind = 'whole' OR r.kind = 'partial'
RETURN r.id AS id, r.kind AS kind, r.at AS at, r.until AS until, r.epoch AS epoch, r.counts AS counts
