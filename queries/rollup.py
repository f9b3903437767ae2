"""The roll-up: counts of officers kept in the graph, so that maps, trends and what-ifs read no officer.

It is counted top organisation by top organisation, as `queries.rollup_cells` says, and summed as
`queries.rollup_sums` does. Afterwards only what was touched is counted anew, and what falls due is added.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ontology.instants import stamp
from queries import question
from queries.grounds import moment
from queries.rollup_cells import NEVER
from queries.rollup_head import PARTIAL, WHOLE, Head, Writer, head, touched
from queries.rollup_months import counted_at, kept_months, kept_on, missing, month_parts
from queries.rollup_parts import BANDS, CELLS, COUNTS, MONTH, SETS, SUMS, Counted
from queries.rollup_reading import Counting, Known, Span, counted_at_top, known, turning
from queries.rollup_refresh import by_top, read, refreshed
from queries.rollup_totals import Totals
from queries.stores.errors import StoreError
from queries.trends import month

if TYPE_CHECKING:
    from queries.stores import Store

DAYS = 35
"""To so many days after its date a roll-up knows what is due; then all is counted anew."""

Note = Callable[[str], None]


class RolledUp(NamedTuple):
    """What a roll-up did: the cells and sums that it has; parts written anew, unchanged and gone; its date.

    `counted`: places (an organisation with a role) whose officers were read, None for all.
    """

    at: str
    cells: int
    sums: int
    written: int
    unchanged: int
    gone: int
    counted: int | None


async def roll_up(
    store: Store,
    as_of: str | None = None,
    note: Note = lambda _: None,
    workers: int = 1,
    *,
    months: int = 0,
    anew: bool = False,
    days: int = DAYS,
    counting: Counting = counted_at_top,
) -> RolledUp:
    """Bring the roll-up to a date: what was touched and what fell due, or all where there is none that can be.

    Each top organisation is a transaction of its own: what was stopped goes on. ConflictError when others wrote what
    is not marked as touched.
    """
    at = await moment(store, as_of)
    found = await head(store)
    usable = found is not None and not anew and found.at <= at < found.until
    writer = Writer(store, found if found and usable else Head(PARTIAL, *await _span(store, at, days), 0))
    whole = not usable or writer.head.kind == PARTIAL
    if whole:
        since = "" if found is None else min((mark.since for mark in await touched(store)), default=NEVER)
        await _counted_whole(store, writer, usable, since, note, workers, counting)
    places = await refreshed(store, writer, at, note)
    await _months(store, writer, months, note)
    cells, sums = await _size(store)
    return RolledUp(
        at, cells, sums, writer.written, writer.unchanged, writer.gone, None if whole else places
    )  # fmt: skip


async def _months(store: Store, writer: Writer, months: int, note: Note) -> None:
    """Count the ends of months that are not kept yet."""
    ends = await missing(store, writer.head.at, months)
    if not ends:
        return
    found = {}
    for end in ends:
        found[end] = (await counted_at(store, end)).by_band()
        note(f"{month(end)} counted")
    names = (await known(store, writer.head.at)).names
    kept = await kept_months(store)
    parts = await asyncio.to_thread(lambda: [*month_parts(kept | found, names)])
    await writer.put(parts, await store.ask(question("rollup/written"), kinds=[MONTH]))


async def _span(store: Store, at: str, days: int) -> Span:
    return await turning(store, Span(at, stamp(datetime.fromisoformat(at) + timedelta(days=days))))


async def _size(store: Store) -> tuple[int, int]:
    """How many cells and sums are kept."""
    rows = await store.ask(question("rollup/kinds"), kinds=[CELLS, SUMS, BANDS, MONTH])
    cells = sum(len(row["counts"]) for row in rows if row["kind"] == CELLS)
    return cells, sum(len(row["counts"]) for row in rows) - cells


@dataclass(slots=True)
class _Whole:
    """All officers counted, top organisation by top organisation."""

    store: Store
    writer: Writer
    note: Note
    here: Known
    totals: Totals
    before: Mapping[str, list[dict[str, Any]]]
    """The parts that there are, by top organisation."""
    counting: Counting

    async def count(self, workers: int) -> None:
        """Count all but what is done, several at once: while one waits for the store, another counts."""
        done = self.writer.head.done
        rest = iter([top for top in self.here.tops() if top not in done])

        async def work() -> None:
            for top in rest:
                await self._top(top)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(workers):
                    group.create_task(work())
        except ExceptionGroup as several:  # whoever asked wants one, with its hint
            if found := several.subgroup(StoreError):
                raise found.exceptions[0] from several
            raise
        await self._taken_up(done)

    async def _top(self, top: str) -> None:
        span = Span(self.writer.head.at, self.writer.head.until)
        rows = await self.counting(self.store, self.here, span, top)
        found = Counted()
        found.add(rows, self.here.lying(top))
        self.totals.cross(dict(rows.sets))
        if found.cells:
            await asyncio.to_thread(self.totals.add, top, found)
            officers = sum(number for _, number in rows.sets)
            self.note(f"{top or 'at none'}: {len(found.cells):,} cells of {officers:,} officers")
        await self.writer.put([*found.parts(top)], self.before.get(top, ()), top=top)

    async def _taken_up(self, done: Collection[str]) -> None:
        """Sum what was counted before the roll-up was stopped."""
        for row in await self.store.ask(question("rollup/kinds"), kinds=[SETS]):
            if row["organisation"] in done:
                found = Counted()
                found.read(row)
                self.totals.cross(found.sets)
        for top in done:
            found = (await read(self.store, [top]))[top]
            if found.cells:
                await asyncio.to_thread(self.totals.add, top, found)


async def _counted_whole(
    store: Store, writer: Writer, going_on: bool, since: str, note: Note, workers: int, counting: Counting
) -> None:
    """Count all, or what is left to count, and write the sums; `since` records are not as months were counted."""
    old = [] if going_on else await touched(store)
    if not going_on:
        await writer.begin()
    here = await known(store, writer.head.at)
    before = by_top(await store.ask(question("rollup/written"), kinds=list(COUNTS)))
    whole = _Whole(store, writer, note, here, Totals(here, writer.head.at), before, counting)
    await whole.count(workers)
    parts = await asyncio.to_thread(lambda: [*whole.totals.parts()])
    sums = await store.ask(question("rollup/written"), kinds=[SUMS, BANDS])
    gone = [row for top, rows in before.items() if top not in here.tops() for row in rows]
    months, old_months = await kept_on(store, here.names, since, {})
    marks = [{"id": one.id, "digest": ""} for one in old]
    await writer.put([*parts, *months], [*sums, *gone, *old_months, *marks], kind=WHOLE)
