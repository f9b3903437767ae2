// Every organisation, with its place in the tree.
MATCH (g:Organisation)
RETURN g.id AS id, g.title AS title, g.path AS path
