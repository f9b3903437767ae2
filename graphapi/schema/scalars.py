"""The schema's own scalar and the small types that every entity shares."""

from __future__ import annotations

from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

from graphapi.schema.declare import TYPES, named
from ontology import instants

Instant = NewType("Instant", str)
"""A moment, `2026-11-24T10:00:00Z`."""


def _instant(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{value!r} is not a moment: write it as 2026-11-24 or 2026-11-24T10:00:00Z")
    try:
        return instants.instant(value)
    except ValueError as error:
        raise GraphQLError(str(error)) from error


CONFIG = StrawberryConfig(
    scalar_map={
        Instant: strawberry.scalar(
            name="Instant",
            description="A moment in UTC, `2026-11-24T10:00:00Z`. Taken as ISO 8601 too; a bare date is its midnight "
            "in the time zone of the service.",
            serialize=str,
            parse_value=_instant,
        )
    }
)


@named
class LangText:
    """Text with its language."""

    lang: str = strawberry.field(description="BCP 47; empty where the source does not say.")
    text: str = strawberry.field(description="The text.")


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    """Anything with an id of its own."""

    id: str = strawberry.field(graphql_type=strawberry.ID, description="Its type and the store's id: `Role:esco:…`.")


TYPES |= {"Instant": Instant, "Node": Node}
