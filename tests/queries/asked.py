"""Random documents over the fields that plans answer: aliases, fragments, directives, arguments and variables."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from graphapi.schema.build import CATALOGUE
from queries.fields import AnyEntity, Ask, Question, RelationFilter
from tests.queries.walker import SCHEMA
from tests.world import AS_OF, MOMENTS, TAGGED, WORDS, World

ENTITIES = ("Role", "Competency", "Module", "Framework", "Organisation", "Activity", "Scale", "Officer")


@dataclass(slots=True)
class Asker:
    """Writes one document; its variables are declared as they are used."""

    rnd: random.Random
    world: World
    declared: dict[str, str] = field(default_factory=dict)
    makers: dict[str, Callable[[], Any]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def document(self) -> str:
        """A document."""
        roots = [(n, f) for n, f in SCHEMA.query_type.fields.items() if self.answerable("Query", n)]  # type: ignore[union-attr]
        body = " ".join(f"q{i}: {self._root(*self.rnd.choice(roots))}" for i in range(self.rnd.randint(1, 2)))
        head = (
            f"query Asked({', '.join(f'${n}: {t}' for n, t in self.declared.items())})"
            if self.declared
            else "query Asked"
        )
        return " ".join([head, "{", body, "}", *self.fragments])

    def answerable(self, type_: str, name: str) -> bool:
        """Whether a plan alone answers the field, and the walker can."""
        spec = CATALOGUE.fields.get((type_, name))
        return not isinstance(spec, Ask | Question | AnyEntity) and name not in {"cursor", "startCursor", "endCursor"}

    def variables(self) -> dict[str, Any]:
        """Values of its variables, new ones each time."""
        return {name: make() for name, make in self.makers.items()}

    def _root(self, name: str, definition: Any) -> str:
        depth = self.rnd.randint(1, 3)
        return f"{name}{self._arguments(definition)}{self._selection(get_named_type(definition.type), depth)}"

    def _aliased(self, name: str, definition: Any, depth: int) -> str:
        """A field under a name of its own, sometimes twice: what is selected of it then merges."""
        type_ = get_named_type(definition.type)
        head = f"a{self.rnd.randrange(10**9)}: {name}{self._arguments(definition)}"
        times = 2 if self.rnd.random() < 0.15 else 1
        return " ".join(
            f"{head}{self._directive()}{self._selection(type_, depth - 1) if hasattr(type_, 'fields') else ''}"
            for _ in range(times)
        )

    def _selection(self, type_: Any, depth: int) -> str:
        parts = [self._one(type_, depth) for _ in range(self.rnd.randint(1, 3))]
        return " { " + " ".join(parts) + " __typename }"

    def _one(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLInterfaceType):
            label = self.rnd.choice(ENTITIES)
            return f"... on {label} {self._selection(SCHEMA.type_map[label], depth)}"
        chance = self.rnd.random()
        if chance < 0.1:
            return f"...{self._directive()} {self._selection(type_, depth)}"
        if chance < 0.2:
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            place = len(self.fragments) - 1
            self.fragments[place] = f"fragment {name} on {type_.name}{self._selection(type_, depth)}"
            return f"...{name}{self._directive()}"
        fields = {n: f for n, f in type_.fields.items() if self.answerable(type_.name, n)}
        shallow = {n: f for n, f in fields.items() if _flat(f)}
        if depth <= 0 and shallow:
            fields = shallow
        name = self.rnd.choice(list(fields))
        return self._aliased(name, fields[name], depth)

    def _directive(self) -> str:
        if self.rnd.random() > 0.15:
            return ""
        word = self.rnd.choice(("include", "skip"))
        return f" @{word}(if: {self._variable('Boolean!', lambda: self.rnd.random() < 0.5)})"

    # --- arguments -----------------------------------------------------------------------------------

    def _arguments(self, definition: Any) -> str:
        given = []
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull) and name != "first"
            if name != "after" and (required or self.rnd.random() < 0.35):
                given.append(f"{name}: {self._argument(name, argument.type, get_named_type(definition.type).name)}")
        return f"({', '.join(given)})" if given else ""

    def _argument(self, name: str, type_: Any, target: str) -> str:
        if self.rnd.random() < 0.5:
            return self._variable(str(type_), lambda: self._value(name, type_, target))
        return _literal(self._value(name, type_, target), type_)

    def _variable(self, type_: str, make: Callable[[], Any]) -> str:
        name = f"v{len(self.declared)}"
        self.declared[name] = type_
        self.makers[name] = make
        return f"${name}"

    def _value(self, name: str, type_: Any, target: str = "") -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type, target)
        if isinstance(type_, GraphQLList):
            return [self._value(name, type_.of_type, target) for _ in range(self.rnd.randint(0, 3))]
        if isinstance(type_, GraphQLEnumType):
            return self.rnd.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            names = self.rnd.sample(list(type_.fields), self.rnd.randint(0, min(2, len(type_.fields))))
            return {n: self._operand(type_.name.removesuffix("Where"), n, type_.fields[n].type) for n in names}
        choices: dict[str, Any] = {
            "first": lambda: self.rnd.choice((0, 1, 2, 5)),
            "languages": lambda: self.rnd.choice(TAGGED).partition("|")[0],
            "asOf": lambda: self.rnd.choice([m for m in MOMENTS if m]),
            "id": lambda: self._id(target),
        }
        return choices.get(name, lambda: self._scalar(type_.name))()

    def _operand(self, label: str, name: str, type_: Any) -> Any:
        if name in {"eq", "ne"} and self.rnd.random() < 0.2:
            return None
        wanted = CATALOGUE.filters.get(label, {}).get(name)
        return self._id(wanted.label) if isinstance(wanted, RelationFilter) else self._value(name, type_)

    def _id(self, label: str) -> str:
        """An id of a label, with its type or without."""
        found = self.rnd.choice([id_ for kind, id_ in self.world.nodes if kind == label])
        return f"{label}:{found}" if self.rnd.random() < 0.5 else found

    def _scalar(self, name: str) -> Any:
        match name:
            case "ID":
                return self.rnd.choice([id_ for _, id_ in self.world.nodes])
            case "Boolean":
                return self.rnd.random() < 0.5
            case "Float" | "Int":
                return self.rnd.choice((0, 1, 2, 7))
            case "Instant":
                return self.rnd.choice([AS_OF, *(m for m in MOMENTS if m)])
            case _:
                return self.rnd.choice((*WORDS, "a", "D", "en", "ordinal"))


def _flat(definition: Any) -> bool:
    return not isinstance(get_named_type(definition.type), GraphQLObjectType | GraphQLInterfaceType)


def _literal(value: Any, type_: Any) -> str:
    named = get_named_type(type_)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{n}: {_literal(v, named.fields[n].type)}" for n, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item, named) for item in value) + "]"
    if isinstance(named, GraphQLEnumType) and value is not None:
        return str(value)
    return orjson.dumps(value).decode()
