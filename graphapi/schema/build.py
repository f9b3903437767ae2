"""The schema put together: root fields for every entity, and the catalogue that the planner reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument

from graphapi import connections
from graphapi.schema import (
    analytics,
    answers,
    careers,
    entities,
    filters,
    groups,
    mutations,
    people,
    questions,
    relations,
    reports,
    supposing,
    trends,
    whys,
)
from graphapi.schema.declare import ENTITIES, Meaning, argument, declared, fields, filtered, paged, settle
from graphapi.schema.scalars import CONFIG
from ontology.model import NODES
from queries.fields import AnyEntity, Catalogue, Entity, Page, Question, Spec

DECLARING = (
    analytics, answers, careers, connections, entities, filters, groups, mutations, people, relations, reports,
    supposing, trends, whys,
)  # fmt: skip
"""The modules that declare types: importing them is what declares."""

ASKED = (groups, reports, analytics, careers, supposing, trends, mutations)
"""The modules with root fields of their own, as (annotation, answer, description, arguments) by name."""

_AS_OF = argument("asOf", "Instant | None", "What is stated at this moment; the store's date, else now, when absent.")
_ID = argument("id", "ID", "Its id, with or without the type before it.")
_ANY_ID = argument("id", "ID", "An id with its type.")
_ANY_IDS = argument("ids", "list[ID]", "At most 100 ids with their types.")
_TRANSITION = (
    argument("from", "ID", "The role left."),
    argument("to", "ID", "The role taken."),
    argument("countOptional", "bool", "Whether the first role's optional requirements count as had.", default=False),
    _AS_OF,
)
_MOST_UNBUILT = argument("first", "int", "How many, at most 1,000.", default=1000)
_SEARCH = (
    argument("query", "str", "What to look for; the last word may be unfinished."),
    argument("types", "list[str] | None", "Only these types, such as Competency."),
    argument("framework", "ID | None", "Only what is published in this framework."),
    argument("first", "int", "How many, at most 100.", default=20),
)

Declared = tuple[str, Any]
"""A root field: its annotation, and what is declared of it."""


def _root(annotation: str, spec: Spec, description: str, *arguments: StrawberryArgument) -> Declared:
    meaning = Meaning(lambda _label, _annotation: spec, lambda _label, _annotation: arguments)
    return annotation, declared(meaning, description)


def _of_entity(label: str) -> dict[str, Declared]:
    """One by its id, and all in pages."""
    node, several = NODES[label], NODES[label].plural
    listed = (*paged("connection"), *filtered(label, "connection"), _AS_OF)
    return {
        label.lower(): _root(f"{label} | None", Entity(label), node.doc, _ID, _AS_OF),
        several: _root(f"Connection[{label}] | None", Page(label), f"{several.capitalize()} in pages.", *listed),
    }


def _of_all() -> dict[str, Declared]:
    """What belongs to no single entity."""
    several = "Any things by their ids, in that order; null for an unknown one."
    unbuilt = "Competencies that roles require and no live module builds, those of most roles first."
    search = "Things by name, in any script; never officers."
    return {
        "node": _root("Node | None", AnyEntity(), "Anything by its id.", _ANY_ID, _AS_OF),
        "nodes": _root("list[Node | None] | None", AnyEntity(many=True), several, _ANY_IDS, _AS_OF),
        "transition": _root(
            "Transition | None", Question(questions.transition), "What a move leaves to learn.", *_TRANSITION
        ),
        "unbuilt": _root("list[Unbuilt] | None", Question(questions.unbuilt), unbuilt, _MOST_UNBUILT, _AS_OF),
        "counts": _root("list[Count] | None", Question(questions.counts), "How many there are of each type."),
        "search": _root("list[SearchHit] | None", Question(questions.search), search, *_SEARCH),
        **{name: one for module in ASKED for name, one in _questions(module.ROOT).items()},
    }


def _questions(root: Mapping[str, tuple[str, Any, str, tuple[Any, ...]]]) -> dict[str, Declared]:
    return {name: _root(of, Question(asked), doc, *given) for name, (of, asked, doc, given) in root.items()}


def _query() -> Any:
    found = {name: one for label in ENTITIES for name, one in _of_entity(label).items()} | _of_all()
    return _operation("Query", found, "Everything that can be asked.")


def _mutation() -> Any:
    """All that writes: each field is a question too, asked one after the other."""
    return _operation("Mutation", _questions(mutations.MUTATIONS), "Everything that can be written.")


def _operation(name: str, found: Mapping[str, Declared], doc: str) -> Any:
    annotations = {field: annotation for field, (annotation, _) in found.items()}
    body = {field: made for field, (_, made) in found.items()}
    made = strawberry.type(type(name, (), {**body, "__annotations__": annotations, "__doc__": doc}), description=doc)
    settle(made, name, annotations)
    return made


SCHEMA = strawberry.Schema(_query(), _mutation(), config=CONFIG, types=list(ENTITIES.values()))
"""As Strawberry has it: it prints the schema."""

CATALOGUE = Catalogue(SCHEMA._schema, fields(), filters.FILTERS)  # noqa: SLF001 - graphql-core's schema has no public name
"""As the planner reads it."""

PRINTED_AT = Path(__file__).parents[2] / "schema.graphql"
"""Where the schema stands for people and their tools."""


def printed() -> str:
    """The schema in the schema language, types in the order of the alphabet."""
    return f"{SCHEMA.as_str()}\n"
