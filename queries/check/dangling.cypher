// Things whose only sense is to belong to another, and that belong to none.
// severity: warning
// message: {lacks}
// remedy: state what it belongs to, or remove it
MATCH (n:Identifier)
WHERE NOT EXISTS { MATCH (n)-[:OF]->() }
RETURN n.id AS id, 'Identifier' AS type, '' AS title, 'names nothing' AS lacks
UNION ALL
MATCH (n:Level)
WHERE NOT EXISTS { MATCH (n)<-[:HAS_LEVEL]-() }
RETURN n.id AS id, 'Level' AS type, n.title AS title, 'is on no scale' AS lacks
UNION ALL
MATCH (n:Activity)
WHERE coalesce(n.status, 'live') <> 'retired' AND coalesce(n.until, '~') > $asOf
  AND NOT EXISTS { MATCH (n)<-[r:HAS]-(:Role) WHERE coalesce(r.since, '') <= $asOf AND coalesce(r.until, '~') > $asOf }
RETURN n.id AS id, 'Activity' AS type, n.title AS title, 'belongs to no role' AS lacks
