"""What is hidden of sums that add up: small ones, and whatever gives one away by subtraction.

A grid has cells by place, each with several measures; a line says that one cell is the sum of others. Nothing of 1–4
people is shown, no line has exactly one number hidden, and the numbers hidden in a line never sum to 1–4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from queries.reports_hiding import few


class Sums(NamedTuple):
    """Officers, and their essential requirements, posting by posting, by how each stands.

    `not_stated`: something is held, without a level or only on another scale; neither met nor a gap.
    """

    people: int = 0
    required: int = 0
    met: int = 0
    not_stated: int = 0
    gaps: int = 0


MEASURES = Sums._fields
UNMET = ("not_stated", "gaps")
"""With those met they add up to `required`: where one is hidden the other is too."""

Place = tuple[str, str]
"""Column and row."""

Line = tuple[Place, Sequence[Place]]
"""A cell with those that it is the sum of."""


@dataclass(slots=True)
class Hiding:
    """Which measures of which cells are hidden."""

    cells: Mapping[Place, Sums]
    hidden: dict[Place, set[str]] = field(default_factory=dict)

    def of(self, place: Place) -> set[str]:
        """The measures that are hidden of a cell."""
        return self.hidden.get(place, set())

    def hide(self, place: Place, measure: str) -> None:
        """Hide a measure of a cell, and what would give it away: of a headcount, what is required or met, all."""
        self.hidden.setdefault(place, set()).update(UNMET if measure in UNMET else MEASURES)

    def value(self, place: Place, measure: str) -> int:
        """A measure as it is."""
        return int(getattr(self.cells.get(place, Sums()), measure))


def hidden(
    cells: Mapping[Place, Sums], lines: Sequence[Line], before: Mapping[Place, set[str]] | None = None
) -> Hiding:
    """What is hidden of cells that add up in lines; `before` is hidden already, as it is elsewhere."""
    found = Hiding(cells)
    for place, sums in cells.items():
        if few(sums.people) or few(sums.met) or few(sums.required - sums.met):
            found.hide(place, "people")
        elif few(sums.not_stated) or few(sums.gaps):
            found.hide(place, "gaps")
    for place, measures in (before or {}).items():
        for measure in measures:
            found.hide(place, measure)
    # in one order, whatever the engine's: two choices of what to hide would tell what each hides
    present: list[Line] = sorted(
        (
            (whole, sorted((part for part in parts if part in cells), key=str))
            for whole, parts in lines
            if whole in cells
        ),
        key=str,
    )
    of_part: dict[Place, list[Line]] = {}
    for line in present:
        for part in line[1]:
            of_part.setdefault(part, []).append(line)
    waiting: list[Line] = present
    while waiting:
        changed = {place for line in waiting for place in _given_away(found, line, of_part)}
        waiting = [line for line in present if line[0] in changed or not changed.isdisjoint(line[1])]
    return found


def _given_away(found: Hiding, line: Line, of_part: Mapping[Place, Sequence[Line]]) -> list[Place]:
    """The cells of a line that were hidden, or hidden further, because the rest gave something away."""
    changed = []
    for measure in MEASURES:
        while unsafe(found, line, measure):
            changed.append(_next(found, line, measure, of_part))
            found.hide(changed[-1], measure)
    return changed


def unsafe(found: Hiding, line: Line, measure: str) -> bool:
    """Whether subtraction tells a number that is hidden, or of fewer than five."""
    whole, parts = line
    away = [part for part in parts if measure in found.of(part)]
    if measure in found.of(whole):
        return not away and any(found.value(part, measure) for part in parts)
    rest = found.value(whole, measure) - sum(found.value(part, measure) for part in parts if part not in away)
    return bool(away) and (len(away) == 1 or few(rest))


def _next(found: Hiding, line: Line, measure: str, of_part: Mapping[Place, Sequence[Line]]) -> Place:
    """The next to hide: where its other lines have hidden ones already, about the fewest people; else the sum."""
    whole, parts = line
    able = [part for part in parts if measure not in found.of(part) and found.value(part, measure)]

    def cost(part: Place) -> tuple[int, int, str]:
        others = [other for other in of_part[part] if other is not line]
        alone = sum(all(measure not in found.of(one) for one in other[1]) for other in others)
        return alone, found.value(part, "people"), str(part)

    return min(able, key=cost, default=whole)
