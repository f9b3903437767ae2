// Every role, with its band.
MATCH (r:Role)
RETURN r.id AS id, r.title AS title, r.band AS band
