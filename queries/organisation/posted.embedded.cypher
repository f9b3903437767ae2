// Where each organisation stands in the tree, how many postings and roles are there or below, and how many anywhere.
MATCH (o:Organisation) WHERE o.id IN $ids
MATCH (g:Organisation) WHERE g.path STARTS WITH o.path
WITH o.id AS id, o.path AS path, COUNT { MATCH (g)<-[:AT]-() } AS here
WITH id, path, CAST(sum(here) AS INT64) AS below
RETURN id AS id, path AS path, below AS below, COUNT { MATCH ()-[:AT]->() } AS anywhere
