// Every source that was loaded.
MATCH (c:Change) WHERE c.origin IS NOT NULL
RETURN DISTINCT c.origin AS id
