"""The words used to declare a graph: `node`, `relationship`, `prop`, `Text`, `Instant`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, NewType, TypeVar, get_args, get_type_hints

Text = NewType("Text", list[str])
"""Language-tagged text: a list of `lang|text` (BCP 47; the tag may be empty)."""

Instant = NewType("Instant", str)
"""A moment in UTC as `YYYY-MM-DDTHH:MM:SSZ`: one length, so that it compares as a string."""

_KINDS: dict[Any, str] = {
    str: "string",
    float: "float",
    int: "int",
    bool: "bool",
    Text: "text",
    Instant: "instant",
    list[str]: "list",
}


@dataclass(frozen=True, slots=True)
class Prop:
    """One property of a node type or a relationship type, as derived from its declaration."""

    name: str
    kind: str
    required: bool
    doc: str
    public: bool = True
    term: str | None = None
    index: bool = False

    @property
    def attribute(self) -> str:
        """The property's name in Python: `altLabels` is `alt_labels`."""
        return re.sub(r"(?<!^)([A-Z])", r"_\1", self.name).lower()


@dataclass(frozen=True, slots=True)
class Declared:
    """What `prop` leaves in a class body until `node` or `relationship` reads it."""

    doc: str
    public: bool
    term: str | None
    index: bool


def prop(doc: str, *, public: bool = True, term: str | None = None, index: bool = False) -> Any:
    """Declare a property: its meaning, whether GraphQL shows it, its RDF term, its index.

    `term` is a prefixed name of `ontology.rdf.PREFIXES`; without one the term is ours.
    """
    return Declared(doc, public, term, index)


@dataclass(frozen=True, slots=True)
class NodeType:
    """A node label with its properties; `personal` nodes hold personal data."""

    label: str
    doc: str
    props: dict[str, Prop]
    term: str | None = None
    personal: bool = False
    plural: str = ""


@dataclass(frozen=True, slots=True)
class RelType:
    """A relationship type, the pairs of labels it may join, and the properties that tell parallel ones apart."""

    type: str
    doc: str
    ends: tuple[tuple[str, str], ...]
    props: dict[str, Prop]
    key: tuple[str, ...] = ()
    term: str | None = None
    personal: bool = False
    single: bool = False
    derived: bool = False
    acyclic: bool = False

    @property
    def dated(self) -> bool:
        """Whether the relationship has a validity of its own (`since`, `until`)."""
        return "until" in self.props


@dataclass(slots=True)
class Registry:
    """All declared node and relationship types, in the order of their declaration."""

    nodes: dict[str, NodeType] = field(default_factory=dict)
    rels: dict[str, RelType] = field(default_factory=dict)


REGISTRY = Registry()
Declaration = TypeVar("Declaration", bound=type)


def camel(attribute: str) -> str:
    """The name in Cypher and GraphQL of a Python attribute: `alt_labels` is `altLabels`."""
    head, *tail = attribute.split("_")
    return head + "".join(word.capitalize() for word in tail)


def _props(cls: type) -> dict[str, Prop]:
    found: dict[str, Prop] = {}
    for base in reversed(cls.__mro__):
        hints = get_type_hints(base) if "__annotations__" in vars(base) else {}
        for attribute in vars(base).get("__annotations__", {}):
            declared = vars(base)[attribute]
            options = [a for a in get_args(hints[attribute]) if a is not NoneType]
            optional = NoneType in get_args(hints[attribute])
            bare = options[0] if optional else hints[attribute]
            name = camel(attribute)
            found[name] = Prop(
                name, _KINDS[bare], not optional, declared.doc, declared.public, declared.term, declared.index
            )
    return found


def node(*, plural: str, term: str | None = None, personal: bool = False) -> Callable[[Declaration], Declaration]:
    """Declare the class as a node type: the label is the class's name."""

    def declare(cls: Declaration) -> Declaration:
        label = cls.__name__
        REGISTRY.nodes[label] = NodeType(label, _doc(cls), _props(cls), term, personal, plural)
        return cls

    return declare


def relationship(
    *ends: tuple[type, type], key: tuple[str, ...] = (), term: str | None = None, **flags: bool
) -> Callable[[Declaration], Declaration]:
    """Declare the class as a relationship type between `ends`; `HasLevel` becomes `HAS_LEVEL`.

    Flags: `personal` (personal data), `single` (at most one leaves a node), `derived`
    (written by the service, never loaded), `acyclic` (a cycle is refused on load).
    """

    def declare(cls: Declaration) -> Declaration:
        name = re.sub(r"(?<!^)([A-Z])", r"_\1", cls.__name__).upper()
        pairs = tuple((a.__name__, b.__name__) for a, b in ends)
        REGISTRY.rels[name] = RelType(name, _doc(cls), pairs, _props(cls), key, term, **flags)
        return cls

    return declare


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())
