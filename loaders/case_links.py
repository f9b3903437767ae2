"""Associations of CASE and relationships of the model: each turned into the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loaders.case_terms import EXTENDED, NEVER, Fields, link, made_uuid, uri_of
from loaders.case_things import difference, fits, with_extension
from loaders.rdf_links import joint
from loaders.rows import EdgeRow, Place
from ontology.iris import name_of
from ontology.model import RELS

Node = tuple[str, str]
"""The label and id of a node."""

_NOT = frozenset({"HAS_LEVEL", "DESCRIBES", "OF", "EQUIVALENT_TO"})
"""Relationships that are no associations: rubrics have the first two, extensions of things the third."""

EXTENSIONS = {f"ext:{name_of(rel)}": rel.type for rel in RELS.values() if not (rel.personal or rel.derived)}
"""Our own types of association, which 1.1 allows."""

READ: dict[str, tuple[str, ...]] = {
    "isChildOf": ("BROADER", "IN_SCHEME"),
    "exactMatchOf": ("EXACT_MATCH",),
    "precedes": ("PREREQUISITE",),
    "isRelatedTo": ("RELATED",),
    "isPeerOf": ("RELATED",),
    "replacedBy": ("REPLACED_BY",),
    **{name: (type_,) for name, type_ in EXTENSIONS.items() if type_ not in _NOT},
}
"""What the types of association state: the first relationship that may join the two ends."""

_STANDARD = {types[0]: name for name, types in reversed(READ.items()) if not EXTENDED.fullmatch(name)}
WEAKER = "PREREQUISITE"
"""CASE's `precedes` says the order only: origin before destination, where the destination needs the origin."""

Ends = Callable[[Mapping[str, Any]], tuple[str | None, str]]
"""The label of what a link names, if it is known, and its id."""


def edge_of(fields: Fields, ends: Ends, at: Place) -> EdgeRow | None:
    """The relationship that an association states, if it states one that the model has."""
    type_ = fields["associationType"]
    first, second = ends(fields["originNodeURI"]), ends(fields["destinationNodeURI"])
    if type_ == "precedes":
        first, second = second, first
    found = joint(READ.get(type_, ()), first[0], second[0])
    if found is None:
        return None
    props = with_extension(_plain(found.type, fields), RELS[found.type].props, fields.get("extensions") or {})
    return EdgeRow(found.type, (found.start, first[1]), (found.end, second[1]), at, props)


def _plain(type_: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an association says besides its extensions."""
    props: dict[str, Any] = {}
    if "position" in RELS[type_].props and "sequenceNumber" in fields:
        props["position"] = fields["sequenceNumber"]
    if fields["associationType"] == "exactMatchOf":
        props["state"] = "confirmed"
    if type_ == "IN_SCHEME" and fields["associationType"] == "isChildOf":
        props["top"] = True
    return props


def unfit(fields: Fields, edge: EdgeRow) -> str:
    """The first extension of the model's name that has no value of its type, as `name: value`; else empty."""
    declared = RELS[edge.type].props
    said = fields.get("extensions") or {}
    return next((f"{k}: {v}" for k, v in said.items() if k in declared and not fits(declared[k], v)), "")


def association_of(edge: EdgeRow, titles: Mapping[Node, str], uuids: Mapping[Node, str]) -> Fields:
    """The association that states a relationship; what it has no field for stands in `extensions`."""
    type_ = _type(edge)
    origin, destination = (edge.end, edge.start) if type_ == "precedes" else (edge.start, edge.end)
    key = [str(edge.props.get(name, "")) for name in (*RELS[edge.type].key, "since")]
    uuid = made_uuid(type_, uri_of(origin[1]), uri_of(destination[1]), *key)
    made: Fields = {"identifier": uuid, "associationType": type_}
    position = edge.props.get("position")
    if position is not None and position == int(position):
        made["sequenceNumber"] = int(position)
    made |= {"uri": f"urn:uuid:{uuid}", "originNodeURI": _end(origin, titles, uuids)}
    made |= {"destinationNodeURI": _end(destination, titles, uuids), "lastChangeDateTime": NEVER}
    if other := difference(edge.props, _plain(edge.type, made)):
        made["extensions"] = {name: _number(value) for name, value in sorted(other.items())}
    return made


def _type(edge: EdgeRow) -> str:
    if edge.type == "IN_SCHEME":
        return "isChildOf" if edge.props.get("top") else "ext:inScheme"
    if edge.type == "EXACT_MATCH" and edge.props.get("state") != "confirmed":
        return f"ext:{name_of(RELS[edge.type])}"  # `exactMatchOf` would confirm what nobody has
    return _STANDARD.get(edge.type) or f"ext:{name_of(RELS[edge.type])}"


def _end(node: Node, titles: Mapping[Node, str], uuids: Mapping[Node, str]) -> Fields:
    return link(node[1], titles.get(node, node[1]), uuids.get(node, ""))


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value


def stated(edge: EdgeRow) -> tuple[Any, ...]:
    """What tells a relationship from another, whatever else it says."""
    return (edge.type, edge.start, edge.end, *(edge.props.get(name) for name in RELS[edge.type].key))


def same(one: EdgeRow, other: EdgeRow) -> bool:
    """Whether two rows state the same fact."""
    return stated(one) == stated(other) and dict(one.props) == dict(other.props)
