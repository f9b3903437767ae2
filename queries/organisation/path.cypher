// The place of each organisation in the tree.
MATCH (o:Organisation) WHERE o.id IN $ids
RETURN o.id AS id, o.path AS path
