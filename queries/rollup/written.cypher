// Every part of the roll-up, with the digest of its counts.
MATCH (r:Rollup) WHERE r.kind <> 'whole'
RETURN r.id AS id, r.digest AS digest
