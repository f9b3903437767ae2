"""The whole schema answered field by field by graphql-core's own executor: what planned answers must agree with.

Things are walked over the rows of a world. A computed field is its question, asked for one parent at a time.
Planned and ordinary answers share the declarations of the fields, and the questions; neither plans nor renderings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, NamedTuple

from graphql import (
    ExecutionResult,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLResolveInfo,
    execute,
    get_named_type,
    is_object_type,
    parse,
)

from graphapi.computed import Part, Reference
from graphapi.execution import Context
from graphapi.schema.answers import PARTS
from graphapi.schema.build import CATALOGUE
from queries.fields import AnyEntity, Ask, Question
from tests.queries.walker import SCHEMA, Spot, Walker

Info = GraphQLResolveInfo[Any]


class Told(NamedTuple):
    """A computed answer, or a part of one, and the moment that was asked for."""

    answer: Any
    as_of: str


@dataclass(frozen=True, slots=True)
class Ordinary(Walker):
    """Answers documents about a world that the context's store holds too."""

    context: Context

    async def execute(self, text: str, variables: Mapping[str, Any]) -> ExecutionResult:
        """The result of a document."""
        result = execute(
            SCHEMA,
            parse(text),
            variable_values=dict(variables),
            field_resolver=self._field,
            type_resolver=lambda value, _info, _type: value.label,
        )
        return await result if isawaitable(result) else result

    def _field(self, source: Any, info: Info, **given: Any) -> Any:
        place = info.parent_type.name, info.field_name
        if place in PARTS:
            return self._part(PARTS[place], source, info, given)
        match CATALOGUE.fields.get(place):
            case AnyEntity(many):
                as_of = given.get("asOf") or self.context.as_of
                return [self._named(id_, as_of) for id_ in given["ids"]] if many else self._named(given["id"], as_of)
            case Ask() as ask:
                return self._ask(ask, source, info, given)
            case Question() as question:
                return self._question(question, info, given)
            case _:
                return self._resolve(source, info, **given)

    def _named(self, key: str, as_of: str) -> Spot | None:
        label, _, id_ = key.partition(":")
        return self._thing(label, id_, as_of)

    def _thing(self, label: str, id_: str | None, as_of: str) -> Spot | None:
        found = self.world.nodes.get((label, id_ or ""))
        return Spot(label, found, as_of) if found else None

    # --- computed answers ----------------------------------------------------------------------------

    async def _ask(self, ask: Ask, source: Spot, info: Info, given: Mapping[str, Any]) -> Any:
        id_ = source.props["id"]
        found = await ask.answer(self.context, [id_], source.as_of, _internal(info, given))
        return _told(found[id_], info, source.as_of)

    async def _question(self, question: Question, info: Info, given: Mapping[str, Any]) -> Any:
        as_of = given.get("asOf") or self.context.as_of
        return _told(await question.answer(self.context, as_of, _internal(info, given)), info, as_of)

    def _part(self, part: Part | Reference, source: Told, info: Info, given: Mapping[str, Any]) -> Any:
        answer, as_of = source
        if isinstance(part, Part):
            read = part.read
            found = getattr(answer, read) if isinstance(read, str) else read(answer, _internal(info, given))
            return _told(found, info, as_of)
        label = part.label if isinstance(part.label, str) else part.label(answer)
        found = getattr(answer, part.read) if isinstance(part.read, str) else part.read(answer)
        many = isinstance(found, list | tuple)
        return [self._thing(label, id_, as_of) for id_ in found] if many else self._thing(label, found, as_of)


def _told(found: Any, info: Info, as_of: str) -> Any:
    """What was found, as the ordinary executor reads it on: objects with their moment, words as their names."""
    type_ = get_named_type(info.return_type)
    if found is None:
        return None
    if isinstance(info.return_type.of_type if isinstance(info.return_type, GraphQLNonNull) else info.return_type,
                  GraphQLList):  # fmt: skip
        return [_one(item, type_, as_of) for item in found]
    return _one(found, type_, as_of)


def _one(item: Any, type_: Any, as_of: str) -> Any:
    if is_object_type(type_):
        return Told(item, as_of)
    if isinstance(type_, GraphQLEnumType) and item is not None:
        words = CATALOGUE.schema.type_map[type_.name].values  # type: ignore[attr-defined]
        return next(name for name, word in words.items() if word.value == item)
    return item


def _internal(info: Info, given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as the questions take them: the printed schema knows the words' names only."""
    arguments = SCHEMA.get_type(info.parent_type.name).fields[info.field_name].args  # type: ignore[union-attr]
    return {name: _coerced(value, arguments[name].type) for name, value in given.items()}


def _coerced(value: Any, type_: Any) -> Any:
    if value is None:
        return None
    match type_:
        case GraphQLNonNull():
            return _coerced(value, type_.of_type)
        case GraphQLList():
            return [_coerced(item, type_.of_type) for item in value]
        case GraphQLInputObjectType():
            return {name: _coerced(item, type_.fields[name].type) for name, item in value.items()}
        case GraphQLEnumType():
            return CATALOGUE.schema.type_map[type_.name].values[value].value  # type: ignore[attr-defined]
        case _:
            return value
