// What was answered to writers who sent these keys since a moment.
MATCH (c:Change) WHERE c.key IN $keys AND c.at >= $since
RETURN c.key AS id, c.answer AS answer
