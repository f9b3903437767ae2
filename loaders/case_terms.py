"""The words of CASE 1.0 and 1.1, how a thing's id, UUID and address go together, and what is kept of it in `extra`.

Competencies and Academic Standards Exchange, 1EdTech: a package is one document with its items, the
associations between them, and rubrics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pyoxigraph import Literal, RdfFormat, parse

from loaders.rdf_terms import RDF, Statement, line
from loaders.rdf_values import identifier
from ontology.iris import PREFIXES, THINGS, expand

Fields = dict[str, Any]
"""A document, item, association or rubric as its JSON object."""

VERSIONS = ("1.0", "1.1")
_TYPES = frozenset(
    {"isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar",
     "hasSkillLevel"}
)  # fmt: skip
TYPES = {"1.0": _TYPES, "1.1": _TYPES | {"isTranslationOf"}}
"""The types of association of each version; 1.1 allows `ext:` and a name besides."""

EXTENDED = re.compile(r"ext:[A-Za-z0-9._-]+")
OURS = "karmagraph"
"""The key in `extensions` under which a thing has what CASE has no field for."""

NEVER = "1970-01-01T00:00:00+00:00"
"""`lastChangeDateTime`, which CASE requires, where no source told it."""

UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_ENDING = re.compile(rf"(?:^|[^0-9A-Fa-f])({UUID.pattern})$")

_COMMON = ("identifier", "uri", "lastChangeDateTime")
_STATUS = ("statusStartDate", "statusEndDate", "licenseURI")
DOCUMENT = (
    *_COMMON[:2], "frameworkType", "caseVersion", "creator", "title", _COMMON[2], "officialSourceURL", "publisher",
    "description", "subject", "subjectURI", "language", "version", "adoptionStatus", *_STATUS, "notes", "extensions",
)  # fmt: skip
ITEM = (
    "identifier", "fullStatement", "alternativeLabel", "CFItemType", "uri", "humanCodingScheme", "listEnumeration",
    "abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI", "notes", "subject", "subjectURI", "language",
    "educationLevel", "CFItemTypeURI", *_STATUS, "lastChangeDateTime", "extensions",
)  # fmt: skip
ASSOCIATION = (
    "identifier", "associationType", "sequenceNumber", "uri", "originNodeURI", "destinationNodeURI",
    "CFAssociationGroupingURI", "lastChangeDateTime", "notes", "extensions",
)  # fmt: skip
LATER = {
    DOCUMENT: frozenset({"frameworkType", "caseVersion", "extensions"}),
    ITEM: frozenset({"subject", "subjectURI", "extensions"}),
    ASSOCIATION: frozenset({"notes", "extensions"}),
}
"""The fields of 1.1, in its order, and which of them 1.0 lacks."""

FREE = frozenset({"CFPackageURI", "CFDocumentURI"})
"""Fields of 1.0 that say which package a thing is in: in a package of 1.1 they have no place."""


# --- identity ------------------------------------------------------------------------------------


def id_of(fields: Mapping[str, Any]) -> str:
    """The id of what an object or a link names: its address where that is an IRI, else `case:` and its identifier."""
    uri = fields.get("uri") or ""
    if uri and (str(expand(uri)) == uri or uri.startswith(THINGS)):
        return identifier(uri)
    return f"case:{fields.get('identifier') or uri}"


def uri_of(id_: str) -> str:
    """The address of the thing with this id."""
    return str(expand(id_))


def uuid_of(id_: str) -> str:
    """The UUID that an id ends with, else the UUIDv5 of its address: the same at every export."""
    found = _ENDING.search(id_)
    return found[1] if found else str(uuid5(NAMESPACE_URL, uri_of(id_)))


def made_uuid(*parts: str) -> str:
    """The UUIDv5 of something that has no id of its own, such as an association."""
    return str(uuid5(NAMESPACE_URL, "\n".join(parts)))


def link(id_: str, title: str, uuid: str = "") -> Fields:
    """The object by which CASE refers to a thing."""
    return {"title": title, "identifier": uuid or uuid_of(id_), "uri": uri_of(id_)}


# --- what is kept in extra -----------------------------------------------------------------------

_JSON = RDF + "JSON"
_MARK = f"> <{PREFIXES['case']}"


def kept_lines(id_: str, fields: Iterable[tuple[str, Any]]) -> list[str]:
    """Lines of N-Quads that say each field of a thing: a text as it is, anything else as JSON."""
    return [line(_said(uri_of(id_), name, value)) for name, value in fields]


def _said(subject: str, name: str, value: Any) -> Statement:
    predicate = PREFIXES["case"] + name
    if isinstance(value, str):
        return Statement(subject, predicate, value, "")
    return Statement(subject, predicate, json.dumps(value, sort_keys=True, ensure_ascii=False), _JSON)


def kept_of(extra: Iterable[str]) -> tuple[list[tuple[str, Any]], list[str]]:
    """The fields that lines of `extra` say, and the lines that say none."""
    lines = list(extra)
    ours, others = [each for each in lines if _MARK in each], [each for each in lines if _MARK not in each]
    found: list[tuple[str, Any]] = []
    for quad in parse(input="\n".join(ours), format=RdfFormat.N_QUADS):
        value = quad.object
        if not isinstance(value, Literal) or not quad.predicate.value.startswith(PREFIXES["case"]):
            others.append(f"{quad} .")
            continue
        said = json.loads(value.value) if value.datatype.value == _JSON else value.value
        found.append((quad.predicate.value.removeprefix(PREFIXES["case"]), said))
    return found, others
