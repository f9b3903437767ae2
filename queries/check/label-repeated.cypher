// A preferred label that is an alternative label of the same thing too (SKOS S13).
// severity: error
// message: has its preferred label among its alternative labels
// remedy: remove it from the alternative labels
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND any(x IN n.labels WHERE x IN n.altLabels)
RETURN n.id AS id, labels(n) AS type, n.title AS title
