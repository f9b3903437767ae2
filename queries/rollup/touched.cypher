// The organisations and roles whose officers' records were written since the roll-up; '' for what all sums stand on.
MATCH (r:Rollup) WHERE r.kind = 'touched'
RETURN r.id AS id, r.organisation AS organisation, r.subject AS role, r.at AS at
