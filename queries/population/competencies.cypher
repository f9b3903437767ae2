// Every competency, with its kind.
MATCH (c:Competency)
RETURN c.id AS id, c.title AS title, c.kind AS kind
