// Some sums by organisation or band and theme, as rolled up.
MATCH (r:Rollup) WHERE r.id IN $ids
RETURN r.id AS id, r.at AS at, r.counts AS counts
