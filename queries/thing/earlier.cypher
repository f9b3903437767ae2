// What things said before, of those that were changed.
MATCH (n:Framework|Competency|Scale|Level|Collection|Role|Activity|Module|Organisation)
WHERE n.id IN $ids AND n.earlier IS NOT NULL
RETURN n.id AS id, n.earlier AS earlier
