// What was counted of officers at top organisations.
MATCH (r:Rollup) WHERE r.organisation IN $ids AND r.kind IN ['cells', 'sets', 'due', 'dueSets']
RETURN r.id AS id, r.kind AS kind, r.organisation AS organisation, r.subject AS subject, r.counts AS counts
