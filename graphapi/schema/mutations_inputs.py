"""What is sent to be written, as GraphQL inputs: columns from the model, ends and locks written out."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation

from graphapi.schema.answers import words
from graphapi.schema.declare import ANNOTATIONS, TYPES
from ontology.instants import instant
from ontology.model import NODES, RELS
from ontology.terms import Prop
from queries.arguments import BAD_REQUEST, refused, stored_id

Field = tuple[str, str]
"""An annotation and a description."""

ENDS = {
    "officer": "Officer", "competency": "Competency", "module": "Module", "role": "Role",
    "organisation": "Organisation", "framework": "Framework", "scale": "Scale",
}  # fmt: skip
"""The fields that are ids of things, with their types."""

_EXPECTED: Mapping[str, Field] = {
    "expected": ("str | None", "The record's revision as last told, empty: there is none; else the row is refused.")
}


def _declare(name: str, doc: str, fields: Mapping[str, Field]) -> None:
    """An input type; a field whose annotation allows null may be left out."""
    attributes: dict[str, Any] = {}
    for field, (annotation, description) in fields.items():
        given = {"default": strawberry.UNSET} if annotation.endswith("| None") else {}
        attributes[f"{field}_"] = strawberry.field(name=field, description=description, **given)
    annotations = {f"{field}_": annotation for field, (annotation, _) in fields.items()}
    made: Any = strawberry.input(type(name, (), {**attributes, "__annotations__": annotations}), description=doc)
    for field in made.__strawberry_definition__.fields:
        field.type_annotation = StrawberryAnnotation(annotations[field.python_name], namespace=TYPES)
    TYPES[name] = made


def _columns(props: Mapping[str, Prop], *but: str) -> dict[str, Field]:
    return {
        p.name: (f"{'ID' if p.name == 'scale' else ANNOTATIONS[p.kind]} | None", p.doc)
        for p in props.values()
        if p.public and p.name not in {"id", *but}
    }


_ID: Field = ("ID", "The record's own id, which the sender keeps.")
_OFFICER: Field = ("ID", "Whose record it is.")
_TOOK = RELS["TOOK"].props

words("EnrolmentState", "How far an enrolment is.", "enrolled", "started", "completed", "dropped")
_declare(
    "HoldingInput", "Evidence that an officer has, or has not, a competency; what is left out stays as it is.",
    {"id": _ID, "officer": _OFFICER, "competency": ("ID", "What it shows."), **_columns(RELS["HOLDS"].props),
     **_EXPECTED},
)  # fmt: skip
_declare(
    "EnrolmentInput", "An officer's enrolment in a module; what is left out stays as it is.",
    {"id": _ID, "officer": _OFFICER, "module": ("ID", "The module."), **_columns(_TOOK),
     "state": ("EnrolmentState | None", _TOOK["state"].doc), **_EXPECTED},
)  # fmt: skip
_declare(
    "CompletionInput", "That an officer completed a module; an enrolment of that id becomes completed.",
    {"id": _ID, "officer": _OFFICER, "module": ("ID", "The module."), **_columns(_TOOK, "state"),
     "completed": ("Instant", _TOOK["completed"].doc), **_EXPECTED},
)  # fmt: skip
_declare(
    "PostingInput", "An officer's posting; what is left out stays as it is.",
    {"id": _ID, "officer": _OFFICER, "role": ("ID | None", "As what."), "organisation": ("ID | None", "Where."),
     **_columns(NODES["Posting"].props),
     "newOfficer": ("bool | None", "The officer may be new: then their record begins."), **_EXPECTED},
)  # fmt: skip

_declare(
    "RequirementInput", "A requirement as it should be; what is left out stays as it is.",
    {"role": ("ID", "The role that requires."), "competency": ("ID", "What it requires."),
     **_columns(RELS["REQUIRES"].props, "since", "until"),
     "remove": ("bool | None", "It is required no longer.")},
)  # fmt: skip
_declare(
    "PropertyInput", "A property of the model by its name.",
    {"name": ("str", "As docs/model.md has it, such as title."),
     "values": ("list[str]", "One value, several where it takes several, `lang|text` for text; none to empty it.")},
)  # fmt: skip
_declare(
    "ThingInput", "A thing of a framework as it should be; what is left out stays as it is.",
    {"id": ("ID", "With its type: `Competency:kcm:…`."), "properties": ("list[PropertyInput] | None", "What to state."),
     "retire": ("bool | None", "It is no longer in use.")},
)  # fmt: skip
_declare(
    "LinkInput", "A relationship that leaves a thing of a framework, as it should be.",
    {"type": ("str", "Its type in the model, such as BROADER."), "from": ("ID", "With its type: `Competency:kcm:…`."),
     "to": ("ID", "With its type."), "properties": ("list[PropertyInput] | None", "What to state."),
     "remove": ("bool | None", "It ends.")},
)  # fmt: skip


# --- read ----------------------------------------------------------------------------------------------


def plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """An input's values as the store has them: ids without their types, words instead of members."""
    return {name: _plain(name, value) for name, value in given.items()}


def _plain(name: str, value: Any) -> Any:
    if name in ENDS and value is not None:
        return stored_id(ENDS[name])(value)
    return value.value if isinstance(value, enum.Enum) else value


def typed_id(key: str) -> tuple[str, str]:
    """The type and the id of a thing whose id carries its type."""
    label, colon, id_ = key.partition(":")
    if not (colon and id_ and label in NODES):
        refused(BAD_REQUEST, f"{key!r} does not begin with a type, such as Competency:")
    return label, id_


def properties(declared: Mapping[str, Prop], given: list[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Properties by name in the types of the model; None for one that is emptied."""
    return {each["name"]: _value(declared, each["name"], each["values"]) for each in given or ()}


def _value(declared: Mapping[str, Prop], name: str, values: list[str]) -> Any:
    prop = declared.get(name)
    if prop is None or name in {"id", "origin", "path", "extra", "earlier"}:
        refused(BAD_REQUEST, f"there is no property {name} to propose")
    if prop.kind in {"text", "list"}:
        return [_part(prop, value) for value in values] or None
    if len(values) > 1:
        refused(BAD_REQUEST, f"{name} takes one value, not {len(values)}")
    return _part(prop, values[0]) if values else None


def _part(prop: Prop, value: str) -> Any:
    if prop.kind == "text" and "|" not in value:
        refused(BAD_REQUEST, f"{prop.name}: write {value!r} with its language: en|{value}")
    if prop.kind == "bool" and value not in {"true", "false"}:
        refused(BAD_REQUEST, f"{prop.name} is true or false, not {value!r}")
    read: dict[str, Any] = {"float": float, "int": int, "instant": instant, "bool": lambda text: text == "true"}
    try:
        return read.get(prop.kind, str)(value)
    except ValueError as error:
        refused(BAD_REQUEST, f"{prop.name}: {error}")
