"""Filters and orders of lists, derived from the model, with the relationships that dashboards filter by."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation

from graphapi.schema.declare import TYPES
from ontology.model import NODES
from ontology.terms import NodeType, Prop
from queries.draft import order_by
from queries.fields import ColumnFilter, Filter, RelationFilter
from queries.steps import Column, Hop, Key

FILTERS: dict[str, dict[str, Filter]] = {}
"""The fields of each label's filter, by name."""


def _to(label: str, *hops: Hop, within: bool = False) -> RelationFilter:
    return RelationFilter(hops, label, within, dense=label == "Framework")


_POSTING = Hop("HAS_POSTING", "out", "Posting")

RELATIONS: dict[str, dict[str, RelationFilter]] = {
    "Competency": {
        "framework": _to("Framework", Hop("IN_SCHEME", "out", "Framework")),
        "broader": _to("Competency", Hop("BROADER", "out", "Competency")),
        "collection": _to("Collection", Hop("MEMBER", "in", "Collection")),
        "requiredBy": _to("Role", Hop("REQUIRES", "in", "Role")),
        "coveredBy": _to("Module", Hop("COVERS", "in", "Module")),
    },
    "Role": {
        "framework": _to("Framework", Hop("IN_SCHEME", "out", "Framework")),
        "organisation": _to("Organisation", Hop("AT", "out", "Organisation"), within=True),
        "broader": _to("Role", Hop("BROADER", "out", "Role")),
        "specialises": _to("Role", Hop("SPECIALISES", "out", "Role")),
        "requires": _to("Competency", Hop("REQUIRES", "out", "Competency")),
    },
    "Module": {
        "framework": _to("Framework", Hop("IN_SCHEME", "out", "Framework")),
        "organisation": _to("Organisation", Hop("OFFERED_BY", "out", "Organisation"), within=True),
        "covers": _to("Competency", Hop("COVERS", "out", "Competency")),
        "partOf": _to("Module", Hop("PART_OF", "out", "Module")),
    },
    "Collection": {
        "framework": _to("Framework", Hop("IN_SCHEME", "out", "Framework")),
        "member": _to("Competency", Hop("MEMBER", "out", "Competency")),
    },
    "Activity": {
        "framework": _to("Framework", Hop("IN_SCHEME", "out", "Framework")),
        "role": _to("Role", Hop("HAS", "in", "Role")),
        "needs": _to("Competency", Hop("NEEDS", "out", "Competency")),
    },
    "Organisation": {
        "organisation": _to("Organisation", within=True),
        "partOf": _to("Organisation", Hop("PART_OF", "out", "Organisation")),
    },
    "Level": {"scale": _to("Scale", Hop("HAS_LEVEL", "in", "Scale"))},
    "Officer": {
        "organisation": _to("Organisation", _POSTING, Hop("AT", "out", "Organisation"), within=True),
        "role": _to("Role", _POSTING, Hop("AS", "out", "Role")),
        "holds": _to("Competency", Hop("HOLDS", "out", "Competency")),
        "took": _to("Module", Hop("TOOK", "out", "Module")),
    },
    "Posting": {
        "organisation": _to("Organisation", Hop("AT", "out", "Organisation"), within=True),
        "role": _to("Role", Hop("AS", "out", "Role")),
        "officer": _to("Officer", Hop("HAS_POSTING", "in", "Officer")),
    },
}
"""The relationships that a list is filtered by; `organisation` means its whole subtree."""

COMPARISONS: dict[str, dict[str, str]] = {
    "ID": {"eq": "ID", "in": "list[ID]"},
    "String": {"eq": "str", "ne": "str", "in": "list[str]", "contains": "str", "startsWith": "str"},
    "Instant": {"eq": "Instant", "gt": "Instant", "gte": "Instant", "lt": "Instant", "lte": "Instant"},
    "Float": {"eq": "float", "gt": "float", "gte": "float", "lt": "float", "lte": "float"},
    "Int": {"eq": "int", "gt": "int", "gte": "int", "lt": "int", "lte": "int"},
    "Boolean": {"eq": "bool"},
    "List": {"has": "str"},
}
"""The comparisons of each kind of property; `eq: null` finds what has none."""

_KINDS = {
    "string": "String", "instant": "Instant", "float": "Float", "int": "Int", "bool": "Boolean", "list": "List"
}  # fmt: skip
_ORDERED = {"instant", "float", "int"}


def declare(node: NodeType) -> None:
    """Make the filter and the order of a node type, for arguments to name."""
    columns = {p.name: p for p in node.props.values() if p.public and p.kind != "text"}
    FILTERS[node.label] = {
        **{name: ColumnFilter(Column("node", name), "id" if name == "id" else p.kind) for name, p in columns.items()},
        **RELATIONS.get(node.label, {}),
    }
    fields = {name: (f"{_comparison(p)}Filter", p.doc) for name, p in columns.items()}
    fields |= {name: ("ID", _about(wanted)) for name, wanted in RELATIONS.get(node.label, {}).items()}
    TYPES[f"{node.label}Where"] = _input(f"{node.label}Where", f"Which {node.plural}.", fields)
    TYPES[f"{node.label}Order"] = _order(node, columns)


def _comparison(prop: Prop) -> str:
    return "ID" if prop.name == "id" else _KINDS[prop.kind]


def _about(wanted: RelationFilter) -> str:
    if wanted.within:
        return "The id of an organisation: those of its whole subtree."
    return f"The id of a {wanted.label.lower()} that it has this relationship with."


def _input(name: str, doc: str, fields: dict[str, tuple[str, str]]) -> Any:
    """An input type, all of whose fields may be left out."""
    attributes = {
        f"{field}_": strawberry.field(name=field, description=text, default=strawberry.UNSET)
        for field, (_, text) in fields.items()
    }
    annotations = {f"{field}_": f"{type_} | None" for field, (type_, _) in fields.items()}
    cls = type(name, (), {**attributes, "__annotations__": annotations, "__doc__": doc})
    made: Any = strawberry.input(cls, description=doc)
    for field in made.__strawberry_definition__.fields:
        field.type_annotation = StrawberryAnnotation(annotations[field.python_name], namespace=TYPES)
    return made


def _order(node: NodeType, columns: dict[str, Prop]) -> Any:
    """An enumeration whose values are the keys to order by."""
    ordered = [p for name, p in columns.items() if name in {"id", "title", "notation"} or p.kind in _ORDERED]
    members: dict[str, tuple[Key, ...]] = {}
    for prop in ordered:
        word = prop.attribute.upper()
        for suffix, descending in (("ASC", False), ("DESC", True)):
            members[f"{word}_{suffix}"] = order_by(
                Column("node", prop.name), prop.kind, required=prop.required, descending=descending
            )
    made: Any = enum.Enum(f"{node.label}Order", members)  # type: ignore[misc]
    return strawberry.enum(made, description=f"Orders of {node.plural}; what has no value comes last.")


for _name, _words in COMPARISONS.items():
    TYPES[f"{_name}Filter"] = _input(
        f"{_name}Filter", "Comparisons, all of which must hold.", {word: (type_, "") for word, type_ in _words.items()}
    )
for _label in (*RELATIONS, "Framework", "Scale", "Identifier"):
    declare(NODES[_label])
