// All parts of some kinds, as rolled up.
MATCH (r:Rollup) WHERE r.kind IN $kinds
RETURN r.id AS id, r.kind AS kind, r.organisation AS organisation, r.subject AS subject, r.at AS at, r.counts AS counts
