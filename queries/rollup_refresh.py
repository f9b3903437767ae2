"""Bringing a roll-up up to date: places that were touched are counted anew, and what falls due is added."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from queries import question
from queries.rollup_cells import NEVER
from queries.rollup_head import WHOLE, Touched, Writer, touched
from queries.rollup_months import Grids, kept_on
from queries.rollup_parts import BANDS, COUNTS, DUE, DUE_SETS, SETS, SUMS, Counted, Place, places, split
from queries.rollup_reading import Known, Span, counted, known, posted
from queries.rollup_totals import Totals
from queries.trends import MONTHS, month_ends

if TYPE_CHECKING:
    from queries.stores import Store


def by_top(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of parts by top organisation."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["organisation"] or "", []).append(row)
    return found


async def read(store: Store, tops: Iterable[str]) -> dict[str, Counted]:
    """What is counted at some top organisations."""
    found = {top: Counted() for top in tops}
    for row in await store.ask(question("rollup/parts"), ids=list(found)):
        found[row["organisation"]].read(row)
    return found


async def refreshed(store: Store, writer: Writer, at: str, note: Callable[[str], None]) -> int:
    """Bring a whole roll-up to a later date, in one transaction; the number of places counted anew."""
    marks = await touched(store)
    if writer.head.at == at and not marks:
        return 0
    making = _Refreshing(store, writer, marks, at)
    await making.count()
    note(f"{len(making.touched):,} places counted anew, {len(making.kept):,} top organisations brought to {at}")
    return len(making.touched)


class _Refreshing:
    """A refresh in the making."""

    def __init__(self, store: Store, writer: Writer, marks: list[Touched], at: str) -> None:
        self.store, self.writer, self.marks, self.at = store, writer, marks, at
        self.touched = {mark.place for mark in marks if mark.place}
        self.kept: dict[str, Counted] = {}
        self.passed: dict[str, Grids] = {}

    def touches(self, found: Iterable[Place]) -> bool:
        """Whether some place was touched."""
        return not self.touched.isdisjoint(found)

    async def count(self) -> None:
        """Count what was touched, at the date that all is of; then pass to the new one, sum, and write."""
        before, here = await known(self.store, self.writer.head.at), await known(self.store, self.at)
        await self._recount(before)
        await self._pass_months()
        await self._due(self.at)
        old = await self.store.ask(question("rollup/written"), kinds=list(COUNTS))
        stale = [row for row in old if (row["organisation"] or "") in self.kept]
        parts = [part for top, found in self.kept.items() for part in found.parts(top)]
        resum = self._sums_changed(before, here)
        totals = await self._totals(here, self.at, everything=resum)
        parts += await asyncio.to_thread(lambda: [*totals.parts()])
        stale += await self.store.ask(question("rollup/written"), kinds=[SUMS, BANDS])
        since = min((mark.since for mark in self.marks), default=NEVER)
        changed, old_months = await kept_on(self.store, here.names, since, self.passed)
        parts, stale = [*parts, *changed], [*stale, *old_months]
        marks = [{"id": mark.id, "digest": ""} for mark in self.marks]
        await self.writer.put(parts, [*stale, *marks], kind=WHOLE, at=self.at)

    def _sums_changed(self, before: Known, here: Known) -> bool:
        """Whether what all sums stand on is another."""
        if any(mark.place is None for mark in self.marks):
            return True
        return (before.needs, before.names.broader) != (here.needs, here.names.broader)

    async def _recount(self, here: Known) -> None:
        if not self.touched:
            return
        span = Span(self.writer.head.at, self.writer.head.until)
        found = await posted(self.store, {organisation for organisation, _ in self.touched}, span)
        rows = await counted(self.store, {p: who for p, who in found.items() if p in self.touched}, here, span)
        sets = [*(s for s, _ in rows.sets), *(s for _, s, _ in rows.due_sets)]
        firsts = {places(s)[0] for s in sets if self.touches(places(s))}
        tops = {here.top(organisation) for organisation, _ in self.touched | firsts}
        self.kept |= await read(self.store, sorted(tops))
        for top, one in self.kept.items():
            one.drop(self.touches)
            one.add(rows, here.lying(top), self.touches)

    async def _pass_months(self) -> None:
        """Sum all at each end of a month that is passed."""
        for end in [end for end in month_ends(self.at, MONTHS) if end > self.writer.head.at]:
            await self._due(end)
            here = await known(self.store, end)
            totals = await self._totals(here, end, everything=True)
            self.passed[end] = totals.by_band()

    async def _due(self, at: str) -> None:
        """Pass all that is kept to a date, and what falls due elsewhere."""
        rows = await self.store.ask(question("rollup/kinds"), kinds=[DUE, DUE_SETS])
        tops = {row["organisation"] for row in rows if any(split(line)[0] <= at for line in row["counts"])}
        self.kept |= await read(self.store, sorted(tops - self.kept.keys()))
        for one in self.kept.values():
            one.pass_to(at)

    async def _totals(self, here: Known, at: str, *, everything: bool) -> Totals:
        totals = Totals(here, at)
        rest = [top for top in here.tops() if top not in self.kept] if everything else []
        for row in await self.store.ask(question("rollup/kinds"), kinds=[SETS]):
            if row["organisation"] not in self.kept:
                found = Counted()
                found.read(row)
                totals.cross(found.sets)
        for one in self.kept.values():
            totals.cross(one.sets)
        if not everything:
            totals.read(await self.store.ask(question("rollup/kinds"), kinds=[SUMS, BANDS]), set(self.kept))
        for top, one in self.kept.items():
            await self._add(totals, top, one)
        for top in rest:  # one after another: all cells of a nation together are too many
            await self._add(totals, top, (await read(self.store, [top]))[top])
        return totals

    async def _add(self, totals: Totals, top: str, found: Counted) -> None:
        if found.cells:
            await asyncio.to_thread(totals.add, top, found)
