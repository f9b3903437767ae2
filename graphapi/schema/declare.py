"""The words that declare the schema: `entity`, `edge`, `walk`, `lookup`, `ask`.

Columns come from the model, traversals stand in the class. Strawberry makes the schema of them;
`fields` tells the planner what each field means. Nothing here resolves a field.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from ontology.model import NODES, RELS
from ontology.terms import Prop, camel
from queries.fields import LIST_MAXIMUM, Ask, Far, Lookup, Spec, Value, Walk
from queries.steps import Column, Hop, Key, Of

_MEANINGS: dict[tuple[str, str], tuple[Meaning, str, str]] = {}
"""What is declared of each field, with its class's label and its annotation."""

TYPES: dict[str, Any] = {"ID": strawberry.ID}
"""The names that annotations may use: every declared type, wherever it stands."""

ENTITIES: dict[str, Any] = {}
"""The entity types by label, in the order of their declaration."""

EDGES: dict[str, str] = {}
"""The relationship types that have a GraphQL type, by its name."""

ANNOTATIONS = {
    "string": "str", "instant": "Instant", "float": "float", "int": "int", "bool": "bool", "list": "list[str]"
}  # fmt: skip
"""Kinds of the model in GraphQL; `text` is a list of LangText, never null."""

Class = TypeVar("Class", bound=type)
_SHAPE = re.compile(r"(?:(list|Connection)\[(\w+)\]|(\w+))(?: \| None)?")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a declared field means, until its class is known; `arguments` are names, types and descriptions."""

    spec: Callable[[str, str], Spec]
    """From the class's label and the field's annotation."""
    arguments: Callable[[str, str], Iterable[StrawberryArgument]] = lambda _label, _annotation: ()


def declared(meaning: Meaning, description: str) -> Any:
    """A field that a class body declares."""
    return strawberry.field(description=description, metadata={"meaning": meaning})


def named(cls: Class, **options: Any) -> Class:
    """Make the class a GraphQL type that annotations may name."""
    TYPES[cls.__name__] = strawberry.type(cls, description=" ".join((cls.__doc__ or "").split()), **options)
    return cls


def entity(cls: Class) -> Class:
    """The class, named as a label of the model, as a GraphQL type with the model's public columns."""
    label = cls.__name__
    ENTITIES[label] = cls
    node = NODES[label]
    return _made(cls, label, _columns(label, node.props, "node") | _texts(node.props), node.doc)


def edge(type_: str) -> Callable[[Class], Class]:
    """The class as the GraphQL type of a relationship: its public columns, and the node at its far end."""

    def make(cls: Class) -> Class:
        EDGES[cls.__name__] = type_
        doc = " ".join((cls.__doc__ or "").split())
        return _made(cls, "", _columns("", RELS[type_].props, "edge"), doc)

    return make


def _made(cls: Class, label: str, columns: Mapping[str, tuple[str, Any]], doc: str) -> Class:
    own = dict(inspect.get_annotations(cls))
    annotations = {**{name: annotation for name, (annotation, _) in columns.items()}, **own}
    for name, (_, made) in columns.items():
        setattr(cls, name, made)
    cls.__annotations__ = annotations
    strawberry.type(cls, description=doc)
    TYPES[cls.__name__] = cls
    settle(cls, label, annotations)
    return cls


def settle(cls: Any, label: str, annotations: Mapping[str, str]) -> None:
    """Let each field know the names in its annotation, its arguments, and the planner its meaning."""
    for made in cls.__strawberry_definition__.fields:
        meaning = made.metadata.get("meaning")
        if meaning is None:
            continue
        annotation = annotations[made.python_name]
        made.type_annotation = StrawberryAnnotation(annotation, namespace=TYPES)
        made.arguments = list(meaning.arguments(label, annotation))
        _MEANINGS[cls.__name__, made.graphql_name or camel(made.python_name)] = (meaning, label, annotation)


def fields() -> dict[tuple[str, str], Spec]:
    """What each field means, by type and field, once all types are declared."""
    return {place: meaning.spec(label, annotation) for place, (meaning, label, annotation) in _MEANINGS.items()}


# --- columns -----------------------------------------------------------------------------------------


def _columns(label: str, props: Mapping[str, Prop], of: Of) -> dict[str, tuple[str, StrawberryField]]:
    return {prop.attribute: _column(label, prop, of) for prop in props.values() if prop.public}


def _column(label: str, prop: Prop, of: Of) -> tuple[str, StrawberryField]:
    kind = "id" if label and prop.name == "id" else prop.kind
    value = Value(Column(of, prop.name), kind, prop.required and kind not in {"id", "text"})
    return column_type(prop), declared(Meaning(lambda _label, _annotation: value), prop.doc)


def column_type(prop: Prop) -> str:
    """The annotation of a property."""
    if prop.kind == "text":
        return "list[LangText]"
    bare = "ID" if prop.name == "id" else ANNOTATIONS[prop.kind]
    return bare if prop.required else f"{bare} | None"


def _texts(props: Mapping[str, Prop]) -> dict[str, tuple[str, StrawberryField]]:
    """`label` and `definition`: the text in the first of some languages."""
    singular = {"label": "labels", "definition": "definitions"}
    return {name: _text(name, props[many]) for name, many in singular.items() if many in props}


def _text(name: str, prop: Prop) -> tuple[str, StrawberryField]:
    value = Value(Column("node", prop.name), "label")
    wanted = argument("languages", "list[str] | None", "Languages in order of preference (BCP 47).")
    doc = f"The {name} in the first of the languages that there is, else in the first stated, with its language."
    meaning = Meaning(lambda _label, _annotation: value, lambda _label, _annotation: (wanted,))
    return "LangText | None", declared(meaning, doc)


# --- traversals ----------------------------------------------------------------------------------------


def walk(
    type_: str,
    description: str,
    *,
    direction: Literal["out", "in", "any"] = "out",
    to: str = "",
    order: tuple[Key, ...] = (),
    by: tuple[str, ...] = (),
    dated: bool = False,
) -> Any:
    """Along a relationship of the model: a list, a connection or one node, as the annotation says.

    `to` is the far label, where the model allows several.
    """

    def spec(label: str, annotation: str) -> Walk:
        hops = _hops(type_, label, direction, to)
        form, target = shape_of(annotation)
        return Walk(hops, form, target in EDGES, order, by, dated or hops[0].reaches_dated)

    def arguments(label: str, annotation: str) -> Iterable[StrawberryArgument]:
        form, _ = shape_of(annotation)
        if form == "one":
            return
        yield from paged(form)
        for name in by:
            prop = RELS[type_].props[name]
            yield argument(prop.name, f"{ANNOTATIONS[prop.kind]} | None", f"Only with this value. {prop.doc}")
        yield from filtered(_hops(type_, label, direction, to)[0].label, form)

    return declared(Meaning(spec, arguments), description)


def _hops(type_: str, label: str, direction: Literal["out", "in", "any"], to: str) -> tuple[Hop, ...]:
    near, far = (1, 0) if direction == "in" else (0, 1)
    ends = [end[far] for end in RELS[type_].ends if end[near] == label and to in {"", end[far]}]
    if not ends:
        raise TypeError(f"the model has no {type_} that leads {direction} of {label} to {to or 'anything'}")
    return tuple(Hop(type_, direction, end) for end in dict.fromkeys(ends))


def shape_of(annotation: str) -> tuple[Literal["one", "list", "connection"], str]:
    """Whether an annotation is of one, of a list or of a connection, and the type's name."""
    found = _SHAPE.fullmatch(annotation)
    if not found:
        raise TypeError(f"{annotation} is no type that a traversal can have")
    wrapper, many, one = found.groups()
    if wrapper is None:
        return "one", one
    return ("list" if wrapper == "list" else "connection"), many


def far(description: str) -> Any:
    """On a relationship's type: the node at its far end."""
    return declared(Meaning(lambda _label, _annotation: Far()), description)


def lookup(of: Of, name: str, label: str, description: str) -> Any:
    """The node whose id is a property."""
    return declared(Meaning(lambda _label, _annotation: Lookup(Column(of, name), label)), description)


def ask(answer: Callable[..., Awaitable[Mapping[str, Any]]], description: str, *arguments: StrawberryArgument) -> Any:
    """A computed field: one more statement for all parents together."""
    meaning = Meaning(lambda _label, _annotation: Ask(answer), lambda _label, _annotation: arguments)
    return declared(meaning, description)


# --- arguments -----------------------------------------------------------------------------------------


def argument(name: str, annotation: str, description: str, **options: Any) -> StrawberryArgument:
    """An argument of a field."""
    return StrawberryArgument(
        name, name, StrawberryAnnotation(annotation, namespace=TYPES), description=description, **options
    )


def paged(form: str) -> Iterable[StrawberryArgument]:
    """How much of a list, and from where."""
    if form == "list":
        yield argument("first", "int", f"How many at most, to {LIST_MAXIMUM}.", default=LIST_MAXIMUM)
        return
    yield argument("first", "int", "How many, at most 100.", default=20)
    yield argument("after", "str | None", "The cursor of the row to go on after.")


def filtered(label: str, form: str) -> Iterable[StrawberryArgument]:
    """Which of a label's nodes, and in which order."""
    if label not in ENTITIES and f"{label}Where" not in TYPES:
        return
    yield argument("where", f"{label}Where | None", "Only those that meet all of these.")
    if form == "connection":
        yield argument("orderBy", f"{label}Order | None", "The order; by title and id when absent.")
