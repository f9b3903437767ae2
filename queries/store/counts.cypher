// How many of each there are.
MATCH (n:Competency|Role|Module|Organisation|Officer|Framework|Scale|Collection|Activity)
RETURN labels(n)[0] AS id, count(*) AS n
