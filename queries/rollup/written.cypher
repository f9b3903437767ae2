// The parts that the roll-up has of some kinds, with the digest of their counts.
MATCH (r:Rollup) WHERE r.kind IN $kinds
RETURN r.id AS id, r.organisation AS organisation, r.digest AS digest
