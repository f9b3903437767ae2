"""Connections: a page is fetched only if something of it is selected, and so is the count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries import shape
from queries.draft import Draft
from queries.fields import PAGE_MAXIMUM
from queries.selection import Picked, selected
from queries.shape import Rows, Shape

if TYPE_CHECKING:
    from queries.plan import Planning


@dataclass(slots=True)
class Connection:
    """A connection in the making."""

    planning: Planning
    page: Draft
    scope: str
    """What its cursors belong to."""
    call: int
    parent: Draft
    going_on: bool
    """Whether it goes on after a cursor."""
    first: str = ""
    place: int = -1

    def object(self, field: Picked) -> Shape:
        """The connection's object."""
        fields = selected(self.planning.request, field.type, field.details)
        return shape.Object(tuple((key, self._field(field, part)) for key, part in fields))

    def _field(self, field: Picked, part: Picked | None) -> Shape:
        if part is None:
            return shape.Constant(field.type.name)
        if part.name == "totalCount":
            return self._count()
        self._open()
        match part.name:
            case "nodes":
                return Rows(self.place, self.planning.object(part.type, part.details, self.page), first=self.first)
            case "edges":
                return Rows(self.place, self._parts(part, self._edge), first=self.first)
            case _:
                return self._parts(part, self._info)

    def _parts(self, field: Picked, one: Callable[[Picked], Shape]) -> Shape:
        fields = selected(self.planning.request, field.type, field.details)
        named = shape.Constant(field.type.name)
        return shape.Object(tuple((key, one(part) if part else named) for key, part in fields))

    def _count(self) -> Shape:
        page = self.page
        counted = Draft(
            page.label, page.hop, where=page.where, dated=page.dated, distinct=page.distinct, counted=True,
            sight=page.sight,
        )  # fmt: skip
        return shape.Number(self.parent.child(counted))

    def _open(self) -> None:
        """Add the page's step: one row more than asked tells whether there are more."""
        if self.place >= 0:
            return
        arguments = self.planning.arguments
        self.first = arguments.first(self.call, PAGE_MAXIMUM)
        self.page.limit = arguments.first(self.call, PAGE_MAXIMUM, more=1)
        if self.going_on:
            self.page.order = arguments.after(self.call, self.scope, self.page.order)
        self.place = self.parent.child(self.page)

    def _edge(self, part: Picked) -> Shape:
        if part.name == "cursor":
            return self._cursor()
        return self.planning.object(part.type, part.details, self.page)

    def _info(self, part: Picked) -> Shape:
        match part.name:
            case "hasNextPage":
                return shape.More(self.place, self.first)
            case "hasPreviousPage":
                return shape.Constant(self.going_on)
            case "startCursor":
                return shape.EndCursor(self.place, self.first, 0, self._cursor())
            case _:
                return shape.EndCursor(self.place, self.first, -1, self._cursor())

    def _cursor(self) -> shape.Cursor:
        return shape.Cursor(tuple((self.page.column(key.column), key.absent) for key in self.page.order), self.scope)
