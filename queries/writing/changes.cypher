// What changed of each thing, by whom and why, before and after; the last first, at most 1,000.
MATCH (c:Change) WHERE c.thing IN $ids
RETURN c.thing AS id, c.id AS change, c.at AS at, c.author AS author, c.reason AS reason, c.draft AS draft, c.summary AS what, c.before AS stated, c.after AS since
ORDER BY c.at DESC, c.id LIMIT 1000
