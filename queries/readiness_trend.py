"""Readiness at the ends of months, as a roll-up keeps it: of all or a top organisation, by theme and band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries import question
from queries.grounds import moment
from queries.heatmap import Cell, shown_cell
from queries.heatmap_hiding import Sums
from queries.heatmap_tree import ALL
from queries.rollup_cells import NEVER
from queries.rollup_head import WHOLE, head, touched
from queries.rollup_parts import MONTH, part_id, read_grid
from queries.trends import MONTHS, month, month_ends

if TYPE_CHECKING:
    from queries.stores import Store


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a month, and how officers stood then; None where that month is not kept."""

    as_of: str
    cell: Cell | None

    @property
    def month(self) -> str:
        """The month that ended then: `2026-10`."""
        return month(self.as_of)


async def readiness_trend(
    store: Store, organisation: str | None, theme: str | None, band: str | None, months: int, as_of: str | None = None
) -> list[Point]:
    """Each of the last ends of months; those that no roll-up keeps have no cell. ValueError for too many months."""
    if not 0 < months <= MONTHS:
        raise ValueError(f"a trend has from 1 to {MONTHS} months, not {months}")
    ends = month_ends(await moment(store, as_of), months)
    found, marks = await head(store), await touched(store)
    if found is None or found.kind != WHOLE:
        return [Point(end, None) for end in ends]
    since = min((mark.since for mark in marks), default=NEVER)
    ids = [part_id(MONTH, organisation or ALL, at=end) for end in ends if end <= since]
    kept = {row["at"]: row["counts"] for row in await store.ask(question("rollup/sums"), ids=ids)}
    place = (band or ALL, theme or ALL)
    return [Point(end, _cell(kept[end], place) if end in kept else None) for end in ends]


def _cell(lines: list[str], place: tuple[str, str]) -> Cell:
    cells, hiding = read_grid(lines)
    return shown_cell(cells.get(place, Sums()), hiding.of(place))
