// The things that other identifiers name.
MATCH (i:Identifier)-[:OF]->(n) WHERE i.id IN $ids
RETURN i.id AS id, n.id AS thing, label(n) AS label
