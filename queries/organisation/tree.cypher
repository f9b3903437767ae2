// The organisations below each one, with their place in the tree.
MATCH (o:Organisation) WHERE o.id IN $ids
MATCH (u:Organisation) WHERE u.path STARTS WITH o.path
RETURN o.id AS id, u.id AS organisation, u.title AS title, u.path AS path, u.kind AS kind
ORDER BY path
