"""What is selected of a type: its fields by response name, as the executor itself collects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, OperationDefinitionNode, get_named_type, is_non_null_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues

from queries.fields import Catalogue
from queries.rights import Sight


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: an operation with its fragments and coerced variables, and which people may be seen."""

    catalogue: Catalogue
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    sight: Sight
    past: bool = False
    """Whether a date is named: things then say what they said at that date."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A field that is selected: its coordinate, its definition, and all its nodes under one response name."""

    coordinate: str
    definition: GraphQLField
    details: Sequence[FieldDetails]

    @property
    def node(self) -> FieldNode:
        """The node that has the arguments."""
        return self.details[0].node

    @property
    def name(self) -> str:
        """The field's name."""
        return self.node.name.value

    @property
    def type(self) -> Any:
        """The named type of the field."""
        return get_named_type(self.definition.type)

    @property
    def required(self) -> str:
        """The coordinate where null is not allowed, else empty."""
        return self.coordinate if is_non_null_type(self.definition.type) else ""


def selected(request: Request, type_: Any, details: Sequence[FieldDetails]) -> list[tuple[str, Picked | None]]:
    """The fields of a concrete type by response name, in order; None for `__typename`."""
    grouped = collect_subfields(
        request.catalogue.schema, request.fragments, request.variables, request.operation, type_, list(details)
    ).grouped_field_set
    return [(key, _picked(type_, same)) for key, same in grouped.items()]


def _picked(type_: Any, details: list[FieldDetails]) -> Picked | None:
    name = details[0].node.name.value
    return None if name == "__typename" else Picked(f"{type_.name}.{name}", type_.fields[name], details)
