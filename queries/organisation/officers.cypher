// The officers posted in each organisation or below it.
MATCH (g:Organisation) WHERE g.id IN $ids
MATCH (u:Organisation)<-[:AT]-(p:Posting)<-[:HAS_POSTING]-(o:Officer)
WHERE u.path STARTS WITH g.path AND (p.since IS NULL OR p.since <= $asOf) AND (p.until IS NULL OR p.until > $asOf)
RETURN DISTINCT g.id AS id, o.id AS officer
