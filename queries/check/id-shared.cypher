// One id for things of different types: an IRI would mean both (SKOS S9 and S37, and our own rule of identity).
// severity: error
// message: is the id of things of several types: {types}
// remedy: give each thing an id of its own
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WITH n.id AS id, min(n.title) AS title, count(*) AS things, collect(labels(n)) AS type
WHERE things > 1
RETURN id AS id, type AS type, title AS title
