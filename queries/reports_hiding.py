"""What is hidden of figures about people: counts of 1–4, shares that tell one, and a sibling that gives one away."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from queries.checks import small


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a report.

    `people` it is about; a share is `part` of `whole`; `left_out` of an average, for want of a denominator; `beside`
    is what is shown with it. `value` is None where there is nothing to divide by, or where `hidden`.
    """

    key: tuple[str, ...]
    titles: tuple[str, ...]
    value: float | None
    people: int | None = None
    part: int | None = None
    whole: int | None = None
    left_out: int | None = None
    beside: dict[str, int | None] = field(default_factory=dict)
    tells: bool = False
    """Of too few people, together with other reports."""
    hidden: bool = False


def few(count: int | None) -> bool:
    """Whether a count of people is too small to be shown."""
    return count is not None and small(count)


def tells(cell: Cell) -> bool:
    """Whether a figure would tell of too few people: those that it is about, or the part of a share or its rest."""
    rest = None if cell.part is None or cell.whole is None else cell.whole - cell.part
    return cell.tells or few(cell.people) or few(cell.part) or few(rest)


def telling(parts: Mapping[str, int]) -> set[str]:
    """The parts of one whole that are hidden: too small ones, and the next one where only one is."""
    whole = sum(parts.values())
    found = {name for name, count in parts.items() if few(count) or few(whole - count)}
    rest = [name for name in parts if name not in found and parts[name]]
    return found | {min(rest, key=lambda name: parts[name])} if len(found) == 1 and rest else found


def shown(cells: Iterable[Cell]) -> list[Cell]:
    """The cells, without what tells of too few; where exactly one of a row or column is hidden, another one is too."""
    found = [hidden(cell) if tells(cell) else _without_few(cell) for cell in cells]
    while (more := given_away(found)) is not None:
        found[more] = hidden(found[more])
    return found


def within(cells: Iterable[Cell], away: Container[tuple[str, ...]]) -> list[Cell]:
    """The same, where those with some keys are hidden already: as they are elsewhere."""
    return shown(replace(cell, tells=cell.tells or cell.key in away) for cell in cells)


def hidden(cell: Cell) -> Cell:
    """The cell without what it says."""
    return replace(
        cell, value=None, people=None, part=None, whole=None, left_out=None,
        beside=dict.fromkeys(cell.beside), hidden=True,
    )  # fmt: skip


def _without_few(cell: Cell) -> Cell:
    rest = None if cell.left_out is None or cell.people is None else cell.people - cell.left_out
    left_out = None if few(cell.left_out) or few(rest) else cell.left_out
    return replace(cell, left_out=left_out, beside={n: None if few(c) else c for n, c in cell.beside.items()})


def given_away(cells: list[Cell]) -> int | None:
    """The place of a cell to hide, beside one that is hidden alone; the one about the fewest people."""
    for line in _lines(cells):
        alone = [i for i in line if cells[i].hidden]
        others = [i for i in line if not cells[i].hidden and cells[i].people]
        if len(alone) == 1 and others:
            return min(others, key=lambda i: (cells[i].people or 0, cells[i].key))
    return None


def _lines(cells: list[Cell]) -> Iterable[list[int]]:
    """The places of siblings: all of a list, or those of each row and of each column."""
    if not cells or len(cells[0].key) < 2:  # noqa: PLR2004 - a list
        return [list(range(len(cells)))]
    ways: list[Callable[[Cell], Hashable]] = [lambda cell: cell.key[0], lambda cell: cell.key[1]]
    lines: dict[tuple[int, Hashable], list[int]] = {}
    for i, cell in enumerate(cells):
        for number, way in enumerate(ways):
            lines.setdefault((number, way(cell)), []).append(i)
    return lines.values()
