// Labels that begin or end with a space: they sort and compare wrongly, and look the same.
// severity: warning
// message: has a label with space around it
// remedy: take the space away
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND (any(x IN n.labels WHERE x =~ '(?s)[^|]*\\|([\\s\\p{Z}]+[^\\s\\p{Z}].*|.*[^\\s\\p{Z}][\\s\\p{Z}]+)')
    OR any(x IN n.altLabels WHERE x =~ '(?s)[^|]*\\|([\\s\\p{Z}]+[^\\s\\p{Z}].*|.*[^\\s\\p{Z}][\\s\\p{Z}]+)'))
RETURN n.id AS id, labels(n) AS type, n.title AS title
