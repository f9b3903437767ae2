"""A report at the ends of months: what changes by one to four people from month to month is hidden."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ontology.instants import ZONE, instant
from queries.reports_hiding import Cell, few, given_away, hidden

if TYPE_CHECKING:
    from queries.reports_asking import Answer

MONTHS = 60
"""Months of a trend at most."""

Key = tuple[str, ...]


def month_ends(as_of: str, months: int) -> list[str]:
    """The last ends of months up to a moment, the oldest first: midnights between the last and the first of a month."""
    day = datetime.fromisoformat(as_of).astimezone(ZONE).replace(day=1)
    found: list[str] = []
    for _ in range(months):
        found.append(instant(f"{day:%Y-%m-%d}"))
        day = (day - timedelta(days=1)).replace(day=1)
    return found[::-1]


def is_month_end(as_of: str) -> bool:
    """Whether a moment is the end of a month."""
    return as_of in month_ends(as_of, 1)


def month(end: str) -> str:
    """The month that ended then: `2026-10`."""
    last = datetime.fromisoformat(end).astimezone(ZONE) - timedelta(seconds=1)
    return f"{last:%Y-%m}"


async def trend(ask: Callable[[str], Awaitable[Answer]], as_of: str, months: int) -> list[Answer]:
    """A report at the last ends of months; `ask` answers it at a date."""
    return steady([await ask(end) for end in month_ends(as_of, months)])


def steady(answers: Sequence[Answer]) -> list[Answer]:
    """The answers in order, each figure only where it differs by none, or by five and more, from the last one shown."""
    totals: dict[Key, Cell] = {}
    rows: dict[Key, Cell] = {}
    found = []
    for answer in answers:
        if answer.asked.officer is not None:  # one officer's own figures
            found.append(answer)
            continue
        [total] = _steady([answer.total], totals)
        found.append(replace(answer, total=total, rows=tuple(_steady(answer.rows, rows))))
    return found


def _steady(cells: Iterable[Cell], last: dict[Key, Cell]) -> list[Cell]:
    """The cells of a month, without what tells by difference; `last` are those shown last, by key."""
    found = [hidden(c) if c.key in last and _tells_by_difference(c, last[c.key]) else c for c in cells]
    while (more := given_away(found)) is not None:
        found[more] = hidden(found[more])
    last |= {cell.key: cell for cell in found if not cell.hidden}
    return found


def _tells_by_difference(cell: Cell, before: Cell) -> bool:
    pairs = zip(_counts(cell), _counts(before), strict=True)
    return not cell.hidden and any(a is not None and b is not None and few(abs(a - b)) for a, b in pairs)


def _counts(cell: Cell) -> tuple[int | None, ...]:
    """All that is counted in a figure: people, what is divided by what, and what an average is the sum of."""
    if cell.people is None:
        return (None,) * 6  # about no people
    averaged = cell.people - (cell.left_out or 0)
    sum_ = None if cell.value is None or cell.whole is not None else round(cell.value * averaged)
    return cell.people, cell.part, cell.whole, cell.left_out, sum_, next(iter(cell.beside.values()), None)
