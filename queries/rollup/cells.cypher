// The cells of each competency, as rolled up; '' is that of all officers of a role.
MATCH (r:Rollup) WHERE r.kind = 'cells' AND r.subject IN $ids
RETURN r.subject AS id, r.counts AS counts
