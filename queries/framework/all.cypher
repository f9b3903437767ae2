// Every framework, with what must be shown beside its content.
MATCH (f:Framework) WHERE f.status IS NULL OR f.status <> 'retired'
RETURN f.id AS id, f.title AS title, f.version AS version, f.publisher AS publisher, f.licence AS licence,
  f.attribution AS attribution, f.illustrative AS illustrative
ORDER BY title, id
