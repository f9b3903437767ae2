"""The parts that a roll-up is kept in: lines of counts, by top organisation, and for cells by competency too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from queries.heatmap_hiding import MEASURES, UNMET, Hiding, Sums
from queries.heatmap_sums import Grid
from queries.rollup_cells import BETWEEN, WITHIN, Cell, CellsOf

Row = dict[str, Any]
Place = tuple[str, str]
Key = tuple[str, str, str, str]
"""Organisation, role, competency and what is held."""

CELLS, SETS, DUE, DUE_SETS, SUMS, BANDS, MONTH = "cells", "sets", "due", "dueSets", "sums", "bands", "month"
COUNTS = (CELLS, SETS, DUE, DUE_SETS)
"""The kinds of parts that officers were counted for; the others are sums of these."""


def line(*parts: str | int) -> str:
    """One line of counts; what is held has lines of its own."""
    return "\t".join(str(part).replace("\n", "\v") for part in parts)


def split(text: str) -> list[str]:
    """The parts of a line."""
    return text.replace("\v", "\n").split("\t")


def part(kind: str, organisation: str, subject: str, lines: Iterable[str], at: str | None = None) -> Row:
    """A part with its id and digest."""
    counts = sorted(lines)
    digest = sha256("\n".join(counts).encode()).hexdigest()
    return {
        "id": part_id(kind, organisation, subject, at), "kind": kind, "organisation": organisation, "subject": subject,
        "counts": counts, "digest": digest, "at": at,
    }  # fmt: skip


def part_id(kind: str, organisation: str, subject: str = "", at: str | None = None) -> str:
    """The id of a part."""
    return ":".join(("rollup", kind, *(one for one in (at, organisation, subject) if one)))


def places(text: str) -> list[Place]:
    """The places of a set."""
    return [(organisation, role) for organisation, _, role in (one.partition(WITHIN) for one in text.split(BETWEEN))]


# --- one top organisation ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Counted:
    """What is counted at one top organisation and below: now, and what is added or taken away at moments to come.

    `cells` has officers and postings; `sets` says how many officers have which places together, kept where the first
    of these is.
    """

    cells: dict[Key, tuple[int, int]] = field(default_factory=dict)
    sets: dict[str, int] = field(default_factory=dict)
    due: dict[tuple[str, Key], tuple[int, int]] = field(default_factory=dict)
    due_sets: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(
        self,
        found: CellsOf,
        lies: Callable[[Place], bool],
        wanted: Callable[[Iterable[Place]], bool] = lambda _: True,
    ) -> None:
        """Take in what lies here of what was counted; `wanted` tells the places, and the sets, counted in full."""
        self.cells |= {_key(c): c[4:] for c in found.cells if lies(c.place) and wanted([c.place])}
        self.due |= {(at, _key(c)): c[4:] for at, c in found.due_cells if lies(c.place) and wanted([c.place])}
        self.sets |= {s: n for s, n in found.sets if lies(places(s)[0]) and wanted(places(s))}
        self.due_sets |= {(at, s): n for at, s, n in found.due_sets if lies(places(s)[0]) and wanted(places(s))}

    def drop(self, gone: Callable[[Iterable[Place]], bool]) -> None:
        """Leave out some places, and sets with one, to be counted anew."""
        self.cells = {key: n for key, n in self.cells.items() if not gone([key[:2]])}
        self.due = {key: n for key, n in self.due.items() if not gone([key[1][:2]])}
        self.sets = {s: n for s, n in self.sets.items() if not gone(places(s))}
        self.due_sets = {key: n for key, n in self.due_sets.items() if not gone(places(key[1]))}

    def pass_to(self, at: str) -> None:
        """Bring about what is due until a moment."""
        for moment, key in [one for one in self.due if one[0] <= at]:
            old, more = self.cells.pop(key, (0, 0)), self.due.pop((moment, key))
            new = (old[0] + more[0], old[1] + more[1])
            if new != (0, 0):
                self.cells[key] = new
        for moment, places_ in [one for one in self.due_sets if one[0] <= at]:
            n = self.sets.pop(places_, 0) + self.due_sets.pop((moment, places_))
            if n:
                self.sets[places_] = n

    def parts(self, top: str) -> Iterator[Row]:
        """As it is kept."""
        by_competency: dict[str, list[str]] = {}
        for (organisation, role, competency, held), n in self.cells.items():
            by_competency.setdefault(competency, []).append(line(organisation, role, held, *n))
        for competency, lines in by_competency.items():
            yield part(CELLS, top, competency, lines)
        rest = {
            SETS: [line(s, n) for s, n in self.sets.items()],
            DUE: [line(moment, *key, *n) for (moment, key), n in self.due.items()],
            DUE_SETS: [line(*key, n) for key, n in self.due_sets.items()],
        }
        yield from (part(kind, top, "", lines) for kind, lines in rest.items() if lines)

    def read(self, row: Mapping[str, Any]) -> None:
        """Take in a part."""
        for text in row["counts"]:
            match row["kind"], split(text):
                case "cells", [organisation, role, held, n, m]:
                    self.cells[organisation, role, row["subject"], held] = (int(n), int(m))
                case "sets", [places_, n]:
                    self.sets[places_] = int(n)
                case "due", [moment, *key, n, m]:
                    self.due[moment, _four(key)] = (int(n), int(m))
                case "dueSets", [moment, places_, n]:
                    self.due_sets[moment, places_] = int(n)


def _key(cell: Cell) -> Key:
    return cell.organisation, cell.role, cell.competency, cell.held


def _four(key: list[str]) -> Key:
    organisation, role, competency, held = key
    return organisation, role, competency, held


# --- sums ----------------------------------------------------------------------------------------------------

_SHOWN, _SOME, _ALL = range(3)
"""What is hidden of a sum: nothing, what is not met, all."""


def grid_lines(cells: Grid, hiding: Hiding | None) -> dict[tuple[str, str], str]:
    """Each cell of a grid as a line: column, row, the sums, what is hidden."""
    found = {}
    for (column, row), sums in cells.items():
        away = hiding.of((column, row)) if hiding else set()
        hidden = _ALL if "people" in away else _SOME if away else _SHOWN
        found[column, row] = line(column, row, *sums, hidden)
    return found


def read_grid(lines: Iterable[str]) -> tuple[Grid, Hiding]:
    """The cells of lines, and what is hidden of them."""
    cells: Grid = {}
    hidden: dict[tuple[str, str], set[str]] = {}
    for text in lines:
        column, row, *numbers, away = split(text)
        cells[column, row] = Sums(*map(int, numbers))
        if int(away):
            hidden[column, row] = set(MEASURES if int(away) == _ALL else UNMET)
    return cells, Hiding(cells, hidden)
