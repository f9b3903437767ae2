// Competencies and roles in no framework: no version, licence or attribution stands beside them.
// severity: note
// message: is in no framework
// remedy: state the framework that publishes it
MATCH (n:Competency|Role)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND NOT EXISTS { MATCH (n)-[s:IN_SCHEME]->(:Framework) WHERE coalesce(s.since, '') <= $asOf AND coalesce(s.until, '~') > $asOf }
RETURN n.id AS id, labels(n) AS type, n.title AS title
