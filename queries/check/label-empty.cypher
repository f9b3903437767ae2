// Labels with a language and no text.
// severity: error
// message: has an empty label
// remedy: write the label, or leave the language out
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND (any(x IN n.labels WHERE x =~ '[^|]*\\|[\\s\\p{Z}]*') OR any(x IN n.altLabels WHERE x =~ '[^|]*\\|[\\s\\p{Z}]*'))
RETURN n.id AS id, labels(n) AS type, n.title AS title
