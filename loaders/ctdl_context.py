"""Our own JSON-LD context for CTDL and CTDL-ASN: the terms that we read and write, under the addresses that files name.

The publisher's contexts are never fetched. A term that is not in ours is read by its prefix, as a plain value.
"""

from __future__ import annotations

from typing import Any

from ontology.iris import PREFIXES

ADDRESSES = tuple(
    f"{scheme}://credreg.net/{name}/schema/context/json" for scheme in ("https", "http") for name in ("ctdlasn", "ctdl")
)
"""The addresses of the two contexts; the first is the one that is written."""

_PREFIXES = ("asn", "ceasn", "ceterms", "dct", "kg", "lrmi", "owl", "qdata", "rdf", "rdfs", "schema", "skos", "xsd")
_ALSO = {"dcterms": PREFIXES["dct"], "dc": "http://purl.org/dc/elements/1.1/"}

TEXTS = frozenset(
    {f"ceasn:{name}" for name in ("name", "description", "comment", "competencyCategory", "competencyLabel",
                                  "competencyText", "conceptKeyword", "publisherName", "rights", "targetDescription",
                                  "dictionaryTerm", "criterionTitle")}
    | {f"ceterms:{name}" for name in ("name", "description", "alternateName", "keyword", "targetNodeName",
                                      "targetNodeDescription", "frameworkName", "condition", "submissionOf",
                                      "assessmentMethodDescription", "learningMethodDescription",
                                      "deliveryTypeDescription")}
    | {f"skos:{name}" for name in ("prefLabel", "altLabel", "definition", "note", "scopeNote")}
)  # fmt: skip
"""Terms whose texts stand by language."""

LINKS = frozenset(
    {f"ceasn:{name}" for name in (
        "isChildOf", "hasChild", "isPartOf", "isTopChildOf", "hasTopChild", "exactAlignment", "broadAlignment",
        "narrowAlignment", "majorAlignment", "minorAlignment", "prerequisiteAlignment", "alignTo", "alignFrom",
        "crossSubjectReference", "derivedFrom", "isVersionOf", "complexityLevel", "educationLevelType",
        "publicationStatusType", "license", "creator", "publisher", "skillEmbodied", "knowledgeEmbodied",
        "abilityEmbodied", "hasProgressionModel", "hasProgressionLevel", "inProgressionModel", "isRelatedTo")}
    | {f"ceterms:{name}" for name in (
        "requires", "recommends", "targetCompetency", "targetNode", "framework", "teaches", "assesses",
        "isPreparationFor", "isPartOf", "hasPart", "subjectWebpage", "lifeCycleStatusType", "ownedBy", "offeredBy",
        "skillEmbodied", "knowledgeEmbodied", "abilityEmbodied", "hasOccupation", "hasJob", "hasWorkRole", "hasTask",
        "targetLearningOpportunity", "targetAssessment", "targetCredential")}
    | {f"skos:{name}" for name in ("broader", "narrower", "inScheme", "topConceptOf", "hasTopConcept")}
)  # fmt: skip
"""Terms whose values are things."""

_DATES = frozenset(f"ceasn:date{name}" for name in ("Created", "Modified", "ValidFrom", "ValidUntil"))
PREFIX = {name: PREFIXES[name] for name in _PREFIXES} | _ALSO


def context() -> dict[str, Any]:
    """The context as a document."""
    terms: dict[str, Any] = {name: {"@container": "@language"} for name in sorted(TEXTS)}
    terms |= {name: {"@type": "@id"} for name in sorted(LINKS)}
    terms |= {name: {"@type": f"{PREFIXES['xsd']}date"} for name in sorted(_DATES)}
    return {"@context": {"@version": 1.1, **PREFIX, **terms}}
