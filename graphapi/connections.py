"""Relay connections: pages of lists that can grow, by keyset cursors, forward only."""

from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

from graphapi.schema.declare import TYPES

Item = TypeVar("Item")


@strawberry.type(description="Where a page lies. Pages are read forward: `first` and `after`.")
class PageInfo:
    """Where a page lies."""

    has_next_page: bool = strawberry.field(description="Whether there are more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row: `after` it, the next page.")


@strawberry.type(description="A row with its place.")
class Edge(Generic[Item]):
    """A row with its place."""

    cursor: str = strawberry.field(description="Its place, for `after`.")
    node: Item = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Item]):
    """A page of a list."""

    nodes: list[Item] = strawberry.field(description="The rows.")
    edges: list[Edge[Item]] = strawberry.field(description="The rows with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")
    total_count: int = strawberry.field(description="How many there are in all; counted only when selected.")


TYPES |= {"Connection": Connection}
