// All that each officer holds.
MATCH (o:Officer)-[h:HOLDS]->(k:Competency) WHERE o.id IN $ids
RETURN o.id AS id, h.id AS holding, k.id AS competency, h.level AS level, h.scale AS scale, h.source AS source, h.evidence AS evidence,
  h.awarded AS awarded, h.expires AS expires, h.confidence AS confidence, h.negative AS negative, h.verified AS verified
