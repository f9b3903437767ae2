"""Sums at the ends of months, by top organisation, theme and band, as they are kept for trends.

A month is kept when a roll-up passes it, or counted when it is asked for. What changes by one to four people from one
month to the next that is shown is hidden, and whatever gives it away: once for all, when it is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from queries import question
from queries.heatmap import lines_of, row_lines
from queries.heatmap_hiding import MEASURES, UNMET, Hiding, Place, Sums, hidden
from queries.heatmap_sums import Grid
from queries.heatmap_tree import ALL
from queries.reports_hiding import few
from queries.rollup_cells import NEVER
from queries.rollup_parts import MONTH, Counted, grid_lines, part, read_grid
from queries.rollup_reading import Span, counted, known, posted
from queries.rollup_totals import Totals
from queries.trends import month_ends

if TYPE_CHECKING:
    from queries.reports_names import Names
    from queries.stores import Store

Grids = dict[str, Grid]
"""By top organisation, '' for all: sums by band ('' for any) and row."""


async def counted_at(store: Store, end: str) -> Totals:
    """The sums at a moment, of officers' records as they count then."""
    here = await known(store, end)
    totals = Totals(here, end)
    for top, organisations in here.tops().items():
        where = await posted(store, organisations or [""], Span(end, end))
        if where:
            rows = await counted(store, where, here, Span(end, end))
            found = Counted()
            found.add(rows, here.lying(top))
            totals.cross(dict(rows.sets))
            await asyncio.to_thread(totals.add, top, found)
    return totals


async def kept_months(store: Store) -> dict[str, Grids]:
    """The sums of months that are kept, by their end."""
    found: dict[str, Grids] = {}
    for row in await store.ask(question("rollup/kinds"), kinds=[MONTH]):
        cells, _ = read_grid(row["counts"])
        found.setdefault(row["at"], {})[row["organisation"]] = cells
    return found


async def missing(store: Store, at: str, months: int) -> list[str]:
    """The ends of months, of some until a moment, that are not kept."""
    there = {row["at"] for row in await store.ask(question("rollup/kinds"), kinds=[MONTH])}
    return [end for end in month_ends(at, months) if end not in there] if months else []


async def kept_on(
    store: Store, names: Names, since: str, passed: Mapping[str, Grids]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The parts of months that what was written `since` leaves as they are, and of more; and those that there are."""
    old = await store.ask(question("rollup/written"), kinds=[MONTH])
    if not passed and since == NEVER:
        return [], []
    kept = {end: grids for end, grids in (await kept_months(store)).items() if end <= since}
    return await asyncio.to_thread(lambda: [*month_parts({**kept, **passed}, names)]), old


def month_parts(months: Mapping[str, Grids], names: Names) -> Iterator[dict[str, Any]]:
    """All months as they are kept, with what is hidden of them, the oldest first."""
    last: dict[tuple[str, Place], dict[str, int]] = {}
    for end in sorted(months):
        settled = _Month(months[end], names, last).settled()
        for top, grid in months[end].items():
            hiding = settled[top]
            _remember(last, top, grid, hiding)
            yield part(MONTH, top, "", grid_lines(grid, hiding).values(), at=end)


def _remember(last: dict[tuple[str, Place], dict[str, int]], top: str, grid: Grid, hiding: Hiding) -> None:
    for place, sums in grid.items():
        shown = last.setdefault((top, place), {})
        shown |= {name: getattr(sums, name) for name in MEASURES if name not in hiding.of(place)}


@dataclass(slots=True)
class _Month:
    """One month, and what was shown last of each cell before it."""

    grids: Grids
    names: Names
    last: Mapping[tuple[str, Place], Mapping[str, int]]
    rows: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = row_lines(self.names, {row for grid in self.grids.values() for _, row in grid})

    def settled(self) -> dict[str, Hiding]:
        """What is hidden of each top organisation's cells: first of all bands together, then band by band."""
        tops = sorted(top for top in self.grids if top != ALL)
        across: Grid = {
            (top, row): sums for top, grid in self.grids.items() for (band, row), sums in grid.items() if band == ALL
        }  # fmt: skip
        told = {(top, row): self._told(top, (ALL, row), sums) for (top, row), sums in across.items()}
        every = hidden(across, [*lines_of(across, {ALL: tops}, self.rows)], told)
        return {top: self._by_band(top, grid, every) for top, grid in self.grids.items()}

    def _by_band(self, top: str, grid: Grid, every: Hiding) -> Hiding:
        bands = sorted({band for band, _ in grid if band != ALL})
        before = {place: self._told(top, place, sums) for place, sums in grid.items()}
        for band, row in grid:
            if band == ALL:
                before[band, row] = every.of((top, row))
        return hidden(grid, [*lines_of(grid, {ALL: bands}, self.rows)], before)

    def _told(self, top: str, place: Place, sums: Sums) -> set[str]:
        """The measures that differ by few from what was shown last; what is met and what is not, both ways."""
        shown = self.last.get((top, place), {})
        away = {name for name, value in shown.items() if few(abs(getattr(sums, name) - value))}
        if {"required", "met"} <= shown.keys() and few(
            abs((sums.required - sums.met) - (shown["required"] - shown["met"]))
        ):
            away.add("met")
        return set(MEASURES) if away - set(UNMET) else away
