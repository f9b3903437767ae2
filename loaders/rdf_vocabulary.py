"""What a vocabulary says in terms of the model: one table a vocabulary, all of them together.

A new vocabulary is a module with a VOCABULARY, and its place in `loaders.rdf_spool`. Every table is from the
IRI of a class or property. Plain is how a writer states a fact when `extra` says nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from loaders.rdf_terms import Statement

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Class:
    """A class whose instances are nodes of a label; of several, the one of the highest rank tells.

    `kind` is what being of the class says of the property of that name.
    """

    label: str
    rank: int = 1
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A property between two things: a relationship of the first type that may join them.

    `inverse`: from its object to its subject. `props` is what the property says of the relationship.
    """

    types: tuple[str, ...]
    inverse: bool = False
    props: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


def as_it_is(said: Statement) -> str | None:
    """The literal's text or the IRI."""
    return said.o


@dataclass(frozen=True, slots=True)
class Value:
    """A property of a thing: which property of the model it fills, and how it is read.

    Only for nodes of `labels`, if it names any. `read` gives None for a value that the model has no place for.
    Of several values for a property that has one, that of the lowest rank counts. `iris` is what the IRIs begin
    with that state it, where it is stated by IRIs.
    """

    prop: str
    labels: frozenset[str] = frozenset()
    rank: int = 0
    read: Callable[[Statement], str | None] = as_it_is
    iris: str = ""


@dataclass(frozen=True, slots=True)
class Through:
    """A property whose object is a resource of its own with the text in `form`, and its language in `language`."""

    prop: str
    form: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a vocabulary says in terms of the model.

    `plain` are the sets of properties that state a type of relationship plainly. `house` is the namespace of
    classes whose things are stated in this vocabulary's own words: its values of rank 0 and its `plain` go for
    them, and for no others; elsewhere the model's own terms are plain.
    """

    classes: Mapping[str, Class] = field(default_factory=lambda: NOTHING)
    links: Mapping[str, Link] = field(default_factory=lambda: NOTHING)
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=lambda: NOTHING)
    through: Mapping[str, Through] = field(default_factory=lambda: NOTHING)
    plain: Mapping[str, frozenset[frozenset[str]]] = field(default_factory=lambda: NOTHING)
    house: str = ""


def together(*vocabularies: Vocabulary) -> Vocabulary:
    """One table of all; for a class or link that two name, the earlier one counts, values come in order."""
    classes: dict[str, Class] = {}
    links: dict[str, Link] = {}
    through: dict[str, Through] = {}
    values: dict[str, tuple[Value, ...]] = {}
    plain: dict[str, frozenset[frozenset[str]]] = {}
    for each in vocabularies:
        classes, links, through = {**each.classes, **classes}, {**each.links, **links}, {**each.through, **through}
        values |= {predicate: values.get(predicate, ()) + those for predicate, those in each.values.items()}
        if not each.house:
            plain |= {type_: plain.get(type_, frozenset()) | those for type_, those in each.plain.items()}
    return Vocabulary(classes, links, values, through, plain)


def choice(values: Mapping[str, tuple[Value, ...]], predicate: str, label: str) -> Value | None:
    """Which property a term fills for nodes of a label: the first that names the label, or none."""
    return next((value for value in values.get(predicate, ()) if not value.labels or label in value.labels), None)
