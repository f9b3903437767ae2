"""The arguments of a plan's fields: what they add to a step, and how their values become parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from graphql import FieldNode, GraphQLError, GraphQLField
from graphql.execution.values import VariableValues, get_argument_values

from ontology.model import NODES
from queries import cursors
from queries.fields import ColumnFilter, Filter, RelationFilter
from queries.rights import Sight
from queries.steps import Column, Condition, Key, Operator, Reached

BAD_REQUEST = "BAD_REQUEST"
BAD_CURSOR = "BAD_CURSOR"
FORBIDDEN = "FORBIDDEN"
NOT_FOUND = "NOT_FOUND"

OPERATORS: Mapping[str, Operator] = {
    "eq": "=",
    "ne": "<>",
    "in": "IN",
    "contains": "CONTAINS",
    "startsWith": "STARTS WITH",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "has": "HAS",
}
"""The comparisons of filters, by their names in GraphQL."""

Convert = Callable[[Any], Any]


def refused(code: str, message: str, node: FieldNode | None = None) -> NoReturn:
    """Raise a GraphQL error with a code."""
    raise GraphQLError(message, node, extensions={"code": code})


@dataclass(frozen=True, slots=True)
class Bind:
    """How one parameter is read: which field's arguments, where in them, and what becomes of the value."""

    parameter: str
    call: int
    path: tuple[str, ...]
    convert: Convert


@dataclass(slots=True)
class Call:
    """A field with arguments; `fixed` are those of one that is given none: its defaults."""

    definition: GraphQLField
    node: FieldNode
    fixed: Mapping[str, Any] | None = field(init=False)

    def __post_init__(self) -> None:
        """Defaults are coerced once."""
        self.fixed = None if self.node.arguments else get_argument_values(self.definition, self.node)

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """Its arguments, with defaults, checked by the schema."""
        if self.fixed is not None:
            return dict(self.fixed)
        return get_argument_values(self.definition, self.node, variables)


@dataclass(slots=True)
class Arguments:
    """The fields with arguments of a plan in the making, and the parameters that come of them."""

    variables: VariableValues
    sight: Sight
    personal: bool = False
    """Whether anything reaches personal data."""
    calls: list[Call] = field(default_factory=list)
    binds: list[Bind] = field(default_factory=list)

    def call(self, definition: GraphQLField, node: FieldNode) -> tuple[int, dict[str, Any]]:
        """Note a field; its number and its arguments in this request, of which only the form may count."""
        call = Call(definition, node)
        self.calls.append(call)
        return len(self.calls) - 1, call.arguments(self.variables)

    def bind(self, call: int, *path: str, convert: Convert = lambda value: value) -> str:
        """The name of a new parameter."""
        name = f"p{len(self.binds)}"
        self.binds.append(Bind(name, call, path, convert))
        return name

    def first(self, call: int, maximum: int, more: int = 0) -> str:
        """The parameter of `first`, which is 0 to `maximum`, and of `more` rows than that."""
        node = self.calls[call].node

        def checked(value: int) -> int:
            if not 0 <= value <= maximum:
                refused(BAD_REQUEST, f"first is {value}: it must be from 0 to {maximum}", node)
            return value + more

        return self.bind(call, "first", convert=checked)

    def after(self, call: int, scope: str, order: tuple[Key, ...]) -> tuple[Key, ...]:
        """The order, each key with the parameter where the page goes on."""
        node = self.calls[call].node

        def part(place: int) -> Convert:
            def read(cursor: str) -> Any:
                try:
                    return cursors.decode(scope, cursor, len(order))[place]
                except ValueError as error:
                    raise GraphQLError(f"after: {error}", node, extensions={"code": BAD_CURSOR}) from error

            return read

        return tuple(
            Key(key.column, key.descending, key.absent, self.bind(call, "after", convert=part(i)))
            for i, key in enumerate(order)
        )

    def compared(self, call: int, given: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Condition]:
        """Arguments that compare the relationship's properties of the same name."""
        for name in names:
            if given.get(name) is not None:
                yield Condition(Column("edge", name), "=", self.bind(call, name))

    def filtered(
        self, call: int, where: Mapping[str, Any] | None, filters: Mapping[str, Filter], label: str
    ) -> Iterator[Condition | Reached]:
        """The terms of a filter input."""
        for name, value in (where or {}).items():
            wanted = filters[name]
            if value is None:
                refused(BAD_REQUEST, f"where.{name} is null: leave it out", self.calls[call].node)
            if isinstance(wanted, RelationFilter):
                yield self._reached(call, name, wanted)
            else:
                yield from self._compared(call, name, value, wanted, label)

    def _reached(self, call: int, name: str, wanted: RelationFilter) -> Reached:
        if any(hop.personal for hop in wanted.hops):
            self.gate(self.calls[call].node)
        convert = stored_id(wanted.label, self.calls[call].node)
        parameter = self.bind(call, "where", name, convert=convert)
        return Reached(wanted.hops, wanted.label, parameter, wanted.within, wanted.dense, self.sight)

    def _compared(
        self, call: int, name: str, value: Mapping[str, Any], wanted: ColumnFilter, label: str
    ) -> Iterator[Condition]:
        node = self.calls[call].node
        convert = _each(stored_id(label, node)) if wanted.kind == "id" else lambda operand: operand
        for word, operand in value.items():
            if operand == "" and word in {"contains", "startsWith"}:
                # every text contains it; the engines do not agree
                yield Condition(wanted.column, "IS NOT NULL")
            elif operand is not None:
                parameter = self.bind(call, "where", name, word, convert=convert)
                yield Condition(wanted.column, OPERATORS[word], parameter)
            elif word in {"eq", "ne"}:
                yield Condition(wanted.column, "IS NULL" if word == "eq" else "IS NOT NULL")
            else:
                refused(BAD_REQUEST, f"where.{name}.{word} is null", node)

    def gate(self, node: FieldNode) -> None:
        """Note that personal data is reached; refuse those who may see nobody's."""
        self.personal = True
        if not self.sight:
            refused(FORBIDDEN, f"{node.name.value} reaches personal data, which you have no right to see", node)


def values(
    calls: tuple[Call, ...], binds: tuple[Bind, ...], variables: VariableValues
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The arguments of each call in a request, and the parameters."""
    arguments = [call.arguments(variables) for call in calls]
    params = {}
    for bind in binds:
        value: Any = arguments[bind.call]
        for name in bind.path:
            value = value.get(name)
        params[bind.parameter] = bind.convert(value)
    return arguments, params


def stored_id(label: str, node: FieldNode | None = None) -> Convert:
    """From an `ID` as GraphQL shows it, or a store's id, to the store's id; refuses one of another type."""

    def read(key: str) -> str:
        kind, colon, rest = key.partition(":")
        if colon and kind == label:
            return rest
        if colon and kind in NODES:
            refused(BAD_REQUEST, f"{key} is the id of a {kind}, not of a {label}", node)
        return key

    return read


def _each(convert: Convert) -> Convert:
    return lambda value: [convert(item) for item in value] if isinstance(value, list) else convert(value)
