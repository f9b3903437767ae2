// How many of each there are.
MATCH (n:Competency|Role|Module|Organisation|Officer|Framework|Scale|Collection|Activity)
RETURN label(n) AS id, count(*) AS n
