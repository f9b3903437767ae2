// Things without a label of their own: a reader sees nothing, or the bare id.
// severity: error
// message: has no label
// remedy: give it a preferred label in the framework's language
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND (coalesce(n.title, '') =~ '[\\s\\p{Z}]*' OR n.title = n.id)
RETURN n.id AS id, labels(n) AS type, n.title AS title
