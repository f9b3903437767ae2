"""A document or item of CASE and the properties of a node: each turned into the other.

Reading undoes writing. So what a package says besides the fields that writing makes is kept as it is, and
what the model says besides the properties that reading gives goes into `extensions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loaders.case_terms import OURS, Fields, id_of, kept_of, made_uuid, uri_of, uuid_of
from loaders.rows import text
from ontology.instants import ZONE, instant
from ontology.terms import Prop

Props = dict[str, Any]

ITEMS = ("Competency", "Role", "Module", "Activity", "Collection")
"""The labels of nodes that are items; CASE has only the first, and by agreement the second."""

_FACTS = {
    "Framework": frozenset(
        {"title", "language", "description", "publisher", "version", "adoptionStatus", "statusStartDate",
         "statusEndDate", "licenseURI"}
    ),
    "Competency": frozenset(
        {"fullStatement", "abbreviatedStatement", "alternativeLabel", "humanCodingScheme", "notes", "CFItemType",
         "language", "statusStartDate", "statusEndDate"}
    ),
}  # fmt: skip
_REQUIRED = frozenset({"identifier", "uri", "lastChangeDateTime", "creator", "title", "fullStatement"})
_STATUSES = {"draft": "draft", "private draft": "draft", "adopted": "live", "implemented": "live",
             "deprecated": "retired"}  # fmt: skip
_ADOPTION = {"draft": "Draft", "live": "Adopted", "retired": "Deprecated"}
_KINDS = {
    word.lower(): word
    for word in ("Area", "Theme", "Sub-theme", "Group", "Skill", "Knowledge", "Attitude", "Ability", "Task")
}
"""The model's kinds of competencies as types of items."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def facts(label: str) -> frozenset[str]:
    """The fields that state facts of the model about a node of the label."""
    return _FACTS["Framework" if label == "Framework" else "Competency"]


def language(fields: Mapping[str, Any], otherwise: str) -> str:
    """The language tag of an object's texts, in lower case."""
    said = fields.get("language", "")
    return said.lower() if _LANGUAGE.fullmatch(said) else otherwise


# --- from fields to properties -------------------------------------------------------------------


def props_of(label: str, fields: Mapping[str, Any], lang: str) -> Props:
    """What the fields of a document or item say of the node's properties, without what is empty."""
    read = _document if label == "Framework" else _item
    found = {name: value for name, value in read(label, fields, language(fields, lang)).items() if value}
    return {"title": _id_title(fields)} | found


def _id_title(fields: Mapping[str, Any]) -> str:
    return str(fields.get("humanCodingScheme", "")).strip() or id_of(fields)


def _document(_label: str, fields: Mapping[str, Any], tag: str) -> Props:
    title = fields.get("title", "").strip()
    licence = fields.get("licenseURI") or {}
    return {
        "title": title,
        "labels": text(tag, title),
        "definitions": text(tag, fields.get("description", "").strip()),
        "languages": [tag] if tag else [],
        "publisher": fields.get("publisher", "").strip(),
        "version": fields.get("version", "").strip(),
        "status": _STATUSES.get(fields.get("adoptionStatus", "").lower()),
        "licence": licence.get("uri", "").strip(),
        **_dates(fields),
    }


def _item(label: str, fields: Mapping[str, Any], tag: str) -> Props:
    statement = fields.get("fullStatement", "").strip()
    others = (fields.get(name, "").strip() for name in ("alternativeLabel", "abbreviatedStatement"))
    kind = fields.get("CFItemType", "").strip() if label == "Competency" else ""
    return {
        "title": statement,
        "labels": text(tag, statement),
        "altLabels": text(tag, *(other for other in others if other != statement)),
        "definitions": text(tag, fields.get("notes", "").strip()),
        "notation": fields.get("humanCodingScheme", "").strip(),
        "kind": kind.lower() if kind.lower() in _KINDS else kind,
        **_dates(fields),
    }


def _dates(fields: Mapping[str, Any]) -> Props:
    found = {}
    for name, field in (("since", "statusStartDate"), ("until", "statusEndDate")):
        try:
            found[name] = instant(fields[field]) if field in fields else None
        except ValueError:  # no date: the field is kept as it is
            found[name] = None
    return found


# --- from properties to fields -------------------------------------------------------------------


def fields_of(label: str, id_: str, props: Mapping[str, Any], lang: str) -> Fields:
    """The fields that state a node's properties as far as CASE can: texts in one language."""
    found = {"identifier": uuid_of(id_), "uri": uri_of(id_)}
    made = _document_of(props, lang) if label == "Framework" else _item_of(label, props, lang)
    return found | {name: value for name, value in made.items() if value}


def _document_of(props: Mapping[str, Any], lang: str) -> Fields:
    tag, title = _statement(props, lang)
    publisher, licence = props.get("publisher", ""), props.get("licence", "")
    return {
        "creator": publisher or title,
        "title": title,
        "publisher": publisher,
        "description": _first(props, "definitions", tag),
        "language": lang,
        "version": props.get("version"),
        "adoptionStatus": _ADOPTION.get(props.get("status", "")),
        "licenseURI": licence and {"title": licence, "identifier": made_uuid(licence), "uri": licence},
        **_days(props),
    }


def _item_of(label: str, props: Mapping[str, Any], lang: str) -> Fields:
    tag, statement = _statement(props, lang)
    kind = props.get("kind", "")
    return {
        "fullStatement": statement,
        "alternativeLabel": _first(props, "altLabels", tag),
        "CFItemType": label if label != "Competency" else "" if kind in ITEMS[1:] else _KINDS.get(kind, kind),
        "humanCodingScheme": props.get("notation"),
        "notes": _first(props, "definitions", tag),
        "language": tag if tag != lang else "",
        **_days(props),
    }


def _statement(props: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """The label that becomes the statement, with its tag: in the package's language, else the title."""
    labels = [(tag, label) for tag, _, label in (said.partition("|") for said in props.get("labels", []))]
    best = [pair for pair in labels if pair[0] == lang] or [pair for pair in labels if pair[1] == props["title"]]
    return best[0] if best else (lang, props["title"])


def _first(props: Mapping[str, Any], name: str, tag: str) -> str:
    return next((said[len(tag) + 1 :] for said in props.get(name, []) if said.startswith(f"{tag}|")), "")


def _days(props: Mapping[str, Any]) -> Fields:
    """Moments that are a midnight, as dates."""
    found = {}
    for field, name in (("statusStartDate", "since"), ("statusEndDate", "until")):
        moment = datetime.fromisoformat(props[name]).astimezone(ZONE) if name in props else None
        found[field] = moment and moment.time().isoformat() == "00:00:00" and moment.date().isoformat()
    return found


# --- what stands besides -------------------------------------------------------------------------


def besides(fields: Fields, made: Fields) -> list[tuple[str, Any]]:
    """The fields that an object has otherwise than the made ones; those that it lacks as null."""
    other = [(name, value) for name, value in fields.items() if made.get(name) != value]
    lacking = [(name, None) for name in made if name not in fields and name not in _REQUIRED]
    return sorted(other + lacking, key=lambda pair: pair[0])


def with_kept(label: str, props: Props, made: Fields, kept: Mapping[str, Any], lang: str) -> Fields:
    """The made fields with the kept ones; those that state a fact, only while they state it as the model does."""
    best = len(difference(props, props_of(label, made, lang)))
    found = _over(made, kept)
    if len(difference(props, props_of(label, found, lang))) > best:
        return _over(made, {name: value for name, value in kept.items() if name not in facts(label)})
    return found


def _over(made: Fields, kept: Mapping[str, Any]) -> Fields:
    return {name: value for name, value in {**made, **kept}.items() if value is not None}


def difference(stated: Mapping[str, Any], read: Mapping[str, Any]) -> Props:
    """The properties that the model states otherwise than reading gives; those that it lacks as null."""
    found = {name: value for name, value in stated.items() if read.get(name) != value}
    return found | {name: None for name in read if name not in stated}


def fits(prop: Prop, value: Any) -> bool:
    """Whether a value of JSON is one of the property, or null, which says that there is none."""
    if value is None:
        return True
    if prop.kind in {"text", "list"}:
        return isinstance(value, list) and all(isinstance(v, str) and (prop.kind == "list" or "|" in v) for v in value)
    if prop.kind in {"float", "int"}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if prop.kind == "instant":
        return isinstance(value, str) and bool(_INSTANT.fullmatch(value))
    return isinstance(value, bool if prop.kind == "bool" else str)


def extended(fields: Fields) -> tuple[Fields, Props]:
    """The fields as the source had them before our extension took some in, and what the extension says."""
    extensions = fields.get("extensions")
    said = extensions.get(OURS) if isinstance(extensions, dict) else None
    if not isinstance(extensions, dict) or not isinstance(said, dict):
        return fields, {}
    others = {name: value for name, value in extensions.items() if name != OURS}
    found = {name: value for name, value in fields.items() if name != "extensions"}
    moved = said.get("fields")
    found |= moved if isinstance(moved, dict) else {}
    return found | ({"extensions": others} if others else {}), said


def with_extension(props: Props, declared: Mapping[str, Prop], said: Mapping[str, Any]) -> Props:
    """The properties as an extension says them otherwise."""
    ours = {name: value for name, value in said.items() if name in declared and fits(declared[name], value)}
    return {name: value for name, value in (props | ours).items() if value is not None}


def split(props: Mapping[str, Any]) -> tuple[Props, list[tuple[str, Any]], list[str]]:
    """A node's properties, the fields kept in its `extra`, and the other lines there."""
    kept, others = kept_of(props.get("extra", []))
    return {name: value for name, value in props.items() if name != "extra"}, kept, others
