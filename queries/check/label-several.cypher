// More than one preferred label in a language (SKOS S14).
// severity: error
// message: has several preferred labels in one language: {several}
// remedy: keep one and make the others alternative labels
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf AND size(n.labels) > 1
RETURN n.id AS id, labels(n) AS type, n.title AS title, n.labels AS labels
