"""What a GraphQL field can mean: declared on the schema's types, read by the planner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphql import GraphQLSchema

from queries.steps import Column, Hop, Key

Form = Literal["one", "list", "connection"]

LIST_MAXIMUM = 1000
"""Rows of a bounded list at most, for each parent."""

PAGE_MAXIMUM = 100
"""Rows of a page of a connection at most, for each parent."""


@dataclass(frozen=True, slots=True)
class Value:
    """A property. `kind` is the model's, or `id` (with its type before it), or `label` (text in one language)."""

    column: Column
    kind: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Far:
    """On a relationship's type: the node at its far end."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Nodes at the far end of a relationship; several hops where the field is of an interface.

    `edge` says that the field's type is the relationship's, with the node in it. `by` names the
    relationship's properties that the field's arguments compare. What a relationship states is
    shown as long as it is stated; the node's own dates count too where `dated`.
    """

    hops: tuple[Hop, ...]
    form: Form = "list"
    edge: bool = False
    order: tuple[Key, ...] = ()
    by: tuple[str, ...] = ()
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """The node whose id is a property."""

    column: Column
    label: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A computed field: one question for all parents, given their ids; answers by id.

    `answer(asking, ids, as_of, arguments)`: `asking` is the request's context.
    """

    answer: Callable[..., Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Entity:
    """A root field: one node by its id."""

    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """A root field: all nodes of a label, as a connection."""

    label: str


@dataclass(frozen=True, slots=True)
class AnyEntity:
    """A root field: nodes of any label, by ids that carry their label; a list with `many`."""

    many: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A root field: a computed answer of its own, `answer(asking, as_of, arguments)`."""

    answer: Callable[..., Awaitable[Any]]


Spec = Value | Far | Walk | Lookup | Ask | Entity | Page | AnyEntity | Question


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """A field of a filter input: comparisons of one property."""

    column: Column
    kind: str


@dataclass(frozen=True, slots=True)
class RelationFilter:
    """A field of a filter input: an id that hops lead to; `within` means its subtree; `dense`, that many do."""

    hops: tuple[Hop, ...]
    label: str
    within: bool = False
    dense: bool = False


Filter = ColumnFilter | RelationFilter


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The schema with the meaning of its fields, and of its filters by label."""

    schema: GraphQLSchema
    fields: Mapping[tuple[str, str], Spec]
    filters: Mapping[str, Mapping[str, Filter]]
