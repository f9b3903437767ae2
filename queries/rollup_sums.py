"""Sums of cells: how what is held stands to what is required, by organisation or band, and theme.

Each top organisation is summed by itself; all together are the sum of these, less those who are in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from queries import rules
from queries.heatmap_hiding import Sums
from queries.heatmap_sums import COUNTS, WHO, Grid, rolled_grid
from queries.heatmap_tree import ALL, OWN
from queries.population_tables import Engine
from queries.reports import AREA, THEME
from queries.rollup_cells import WITHIN, holdings
from queries.rollup_parts import Counted, Place, places
from queries.rollup_reading import Known
from queries.rules import Counting, Needed


def band_column(top: str, band: str) -> str:
    """The column of a band within a top organisation, or within all; ALL is every band."""
    return f"{top}{WITHIN}{band}"


@dataclass(slots=True)
class Summing:
    """Sums of cells at a date; verdicts are found once."""

    here: Known
    at: str
    rows: list[tuple[str, str]] = field(init=False)
    """Each competency with the areas and themes that it counts for, and all."""
    kept: dict[tuple[object, str, str], str] = field(default_factory=dict)
    above: dict[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        names = self.here.names
        keys = [*names.competency_keys(AREA), *names.competency_keys(THEME)]
        self.rows = sorted({*keys, *((competency, ALL) for competency in names.kinds)})
        found: dict[str, set[str]] = {}
        for competency, row in self.rows:
            found.setdefault(competency, set()).add(row)
        self.above = {competency: frozenset(rows) for competency, rows in found.items()}

    def of(self, counted: Counted, elsewhere: Mapping[str, int]) -> tuple[Grid, Grid]:
        """The sums of one top organisation, by its organisations and by its bands.

        `elsewhere` are sets that are kept at another top organisation, whose officers may have places here too.
        """
        engine = Engine.new()
        engine.create("counts", [*self._counts(counted)], COUNTS)
        engine.create("who", [*self._who({**counted.sets, **elsewhere})], WHO)
        found = {key[:2] for key in counted.cells}
        by_organisation, by_band = (
            rolled_grid(engine, [(WITHIN.join(p), key) for p in found for key in keys(p)], self.rows)
            for keys in (self._organisations, self._bands)
        )
        engine.connection.close()
        return by_organisation, by_band

    def _organisations(self, place: Place) -> list[str]:
        return [key for key in self.here.tree.keys.get(place[0], (OWN,)) if key != ALL]

    def _bands(self, place: Place) -> list[str]:
        top = self.here.top(place[0]) or OWN
        return [band_column(top, band) for band in (self.band(place[1]), ALL)]

    def band(self, role: str) -> str:
        """The band of a role; OWN for none."""
        return self.here.names.bands.get(role, OWN)

    # --- verdicts ----------------------------------------------------------------------------------------

    def _counts(self, counted: Counted) -> Iterator[tuple[str, str, str, int]]:
        """The postings of each place by competency and how they stand; what is not held is the rest."""
        rest: dict[tuple[Place, str], int] = {}
        for (organisation, role, competency, held), (_, postings) in counted.cells.items():
            place = (organisation, role)
            if not competency:
                for needed in self.here.needs.get(role, ()):
                    rest[place, needed] = rest.get((place, needed), 0) + postings
            elif need := self.here.needs.get(role, {}).get(competency):
                rest[place, competency] = rest.get((place, competency), 0) - postings
                yield WITHIN.join(place), competency, self._status(need, held), postings
        for (place, competency), postings in rest.items():
            if postings:
                need = self.here.needs[place[1]][competency]
                yield WITHIN.join(place), competency, self._status(need, ""), postings

    def _status(self, need: Needed, held: str) -> str:
        key = (need.levels, need.competency, held)
        if key not in self.kept:
            self.kept[key] = rules.judge(need, holdings(held), Counting(self.at), self.here.scales).status
        return self.kept[key]

    def _who(self, sets: Mapping[str, int]) -> Iterator[tuple[str, str, str, int]]:
        for number, (set_, officers) in enumerate(sets.items()):
            for place in places(set_):
                for competency in self.here.needs.get(place[1], ()):
                    yield str(number), WITHIN.join(place), competency, officers

    # --- all together --------------------------------------------------------------------------------------

    def several(self, sets: Iterable[tuple[str, int]]) -> dict[tuple[str, str], int]:
        """How often officers in several top organisations are counted again: by band (ALL: by any) and row."""
        found: dict[tuple[str, str], int] = {}
        for set_, officers in sets:
            tops: dict[tuple[str, str], set[str]] = {}
            for organisation, role in places(set_):
                for row in {row for c in self.here.needs.get(role, ()) for row in self.above.get(c, ())}:
                    for band in (self.band(role), ALL):
                        tops.setdefault((band, row), set()).add(self.here.top(organisation))
            for key, where in tops.items():
                if len(where) > 1:
                    found[key] = found.get(key, 0) + officers * (len(where) - 1)
        return found


def together(parts: Mapping[str, Grid], again: Mapping[str, int]) -> Grid:
    """The sums of all, by row, as the column ALL; `parts` by column, `again` counted more than once by row."""
    found: dict[str, list[int]] = {}
    for column, grid in parts.items():
        for (at, row), sums in grid.items():
            if at == column:
                found[row] = [a + b for a, b in zip(found.get(row, [0] * len(sums)), sums, strict=True)]
    return {(ALL, row): Sums(people - again.get(row, 0), *rest) for row, (people, *rest) in found.items()}


def by_row(several: Mapping[tuple[str, str], int], band: str = ALL) -> dict[str, int]:
    """Of a band, or any: how often officers are counted again, by row."""
    return {row: n for (of, row), n in several.items() if of == band}
