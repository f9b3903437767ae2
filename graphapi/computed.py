"""Computed answers as GraphQL objects: each field read from the answer, things named in it looked up together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, get_nullable_type, is_list_type

from queries.arguments import Call
from queries.plan import Plan, plan_by_ids
from queries.selection import Picked, Request, selected

Spot = tuple[MutableMapping[str, Any] | MutableSequence[Any], Any, str]
"""Where an object is missing from an answer: the object or list, the key or index in it, and the id."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an answer: `read(answer, arguments)`."""

    read: Callable[[Any, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that an answer names: its label, its id or ids, and its title if the answer knows it."""

    label: Callable[[Any], str]
    read: Callable[[Any], Any]
    title: Callable[[Any], str] | None = None


@dataclass(slots=True)
class Filling:
    """The objects of one response that are still missing, by what is selected of them."""

    spots: dict[int, list[Spot]] = field(default_factory=dict)

    def add(self, plan: int, spot: Spot) -> None:
        """One more."""
        self.spots.setdefault(plan, []).append(spot)


Given = Sequence[Mapping[str, Any]]
"""The arguments of each field that has any, by its number."""

Render = Callable[[Any, Filling, Given], Any]
"""The response value of an answer."""

Put = Callable[[Any, Any, Any, Filling, Given], None]
"""Puts a field of an answer into an object, under a key."""

Look = Callable[[Any, Any, str, Any, Filling], None]
"""Puts the thing with an id into an object or a list, under a key or at an index."""


@dataclass(slots=True)
class Rendering:
    """What is selected of an answer, made ready once: the function that renders it, and the plans that complete it."""

    parts: Mapping[tuple[str, str], Part | Reference]
    request: Request
    calls: list[Call] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)

    def value(self, picked: Picked) -> Render:
        """Renders an answer of the field's type, a list of them, a scalar, or null."""
        type_ = picked.type
        if not isinstance(type_, GraphQLObjectType):
            return lambda answer, _filling, _arguments: _plain(answer, type_)
        fields = selected(self.request, type_, picked.details)
        puts = [(key, self._field(type_, part)) for key, part in fields]

        def one(answer: Any, filling: Filling, arguments: Given) -> Any:
            if answer is None:
                return None
            made: dict[str, Any] = {}
            for key, put in puts:
                made[key] = None
                put(made, key, answer, filling, arguments)
            return made

        if not is_list_type(get_nullable_type(picked.definition.type)):
            return one
        return lambda answers, filling, arguments: [one(answer, filling, arguments) for answer in answers]

    def _field(self, type_: GraphQLObjectType, picked: Picked | None) -> Put:
        if picked is None:
            return lambda made, key, *_: made.__setitem__(key, type_.name)
        part = self.parts[type_.name, picked.name]
        if isinstance(part, Reference):
            return self._reference(part, picked)
        render, at = self.value(picked), self._call(picked)

        def put(made: Any, key: Any, answer: Any, filling: Filling, arguments: Given) -> None:
            made[key] = render(part.read(answer, arguments[at] if at >= 0 else {}), filling, arguments)

        return put

    def _call(self, picked: Picked) -> int:
        """The number of the field's arguments; -1 where it takes none."""
        if not picked.definition.args:
            return -1
        self.calls.append(Call(picked.definition, picked.node))
        return len(self.calls) - 1

    # --- things that answers name ------------------------------------------------------------------------

    def _reference(self, part: Reference, picked: Picked) -> Put:
        looks: dict[str, Look] = {}
        if isinstance(picked.type, GraphQLObjectType):
            looks[picked.type.name] = self._look(picked.type.name, part, picked)

        def put(made: Any, key: Any, answer: Any, filling: Filling, _arguments: Given) -> None:
            label, found = part.label(answer), part.read(answer)
            if label not in looks:
                looks[label] = self._look(label, part, picked)
            if isinstance(found, list | tuple):
                made[key] = [None] * len(found)
                for place, id_ in enumerate(found):
                    looks[label](made[key], place, id_, answer, filling)
            elif found is not None:
                looks[label](made, key, found, answer, filling)

        return put

    def _look(self, label: str, part: Reference, picked: Picked) -> Look:
        """Puts one thing in its place: from the answer if it says enough, else noted to be looked up."""
        fields = selected(self.request, self.request.catalogue.schema.type_map[label], picked.details)
        if {field.name for _, field in fields if field} <= {"id", *(["title"] if part.title else [])}:
            return lambda made, key, id_, answer, _filling: made.__setitem__(
                key, {name: _known(field, label, id_, part, answer) for name, field in fields}
            )
        self.plans.append(plan_by_ids(self.request, label, picked.details))
        at = len(self.plans) - 1
        return lambda made, key, id_, _answer, filling: filling.add(at, (made, key, id_))


def _known(field: Picked | None, label: str, id_: str, part: Reference, answer: Any) -> str:
    if field is None:
        return label
    return part.title(answer) if field.name == "title" and part.title else f"{label}:{id_}"


def _plain(answer: Any, type_: Any) -> Any:
    """A scalar as it is, an enumerated value by its name."""
    if not isinstance(type_, GraphQLEnumType) or answer is None:
        return answer
    return next(name for name, value in type_.values.items() if value.value == answer)
