// The sums by organisation and theme, as rolled up.
MATCH (r:Rollup) WHERE r.kind = 'sums'
RETURN r.id AS id, r.counts AS counts
