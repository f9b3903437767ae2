"""The sums of all top organisations together, with what may not be shown of them hidden once for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from queries.heatmap import settled
from queries.heatmap_sums import Grid
from queries.heatmap_tree import ALL, OWN
from queries.rollup_cells import WITHIN
from queries.rollup_parts import BANDS, SUMS, Counted, grid_lines, part, places, read_grid
from queries.rollup_reading import Known
from queries.rollup_sums import Summing, band_column, by_row, together

NOWHERE = OWN
"""The column of who is posted at no organisation."""


@dataclass(slots=True)
class Totals:
    """Sums by organisation and by band, each with theme, by the top organisation that they lie in."""

    here: Known
    at: str
    organisations: dict[str, Grid] = field(default_factory=dict)
    bands: dict[str, Grid] = field(default_factory=dict)
    crossing: dict[str, int] = field(default_factory=dict)
    """The sets of places in several top organisations."""
    summing: Summing = field(init=False)

    def __post_init__(self) -> None:
        self.summing = Summing(self.here, self.at)

    def cross(self, sets: Mapping[str, int]) -> None:
        """Take in which officers are in several top organisations."""
        self.crossing |= {s: n for s, n in sets.items() if len(self.tops(s)) > 1}

    def tops(self, set_: str) -> set[str]:
        """The top organisations that the places of a set lie in."""
        return {self.here.top(organisation) for organisation, _ in places(set_)}

    def add(self, top: str, counted: Counted) -> None:
        """Sum one top organisation; what crosses is known before."""
        elsewhere = {s: n for s, n in self.crossing.items() if top in self.tops(s)}
        self.organisations[top], self.bands[top] = self.summing.of(counted, elsewhere)

    def read(self, rows: Iterable[Mapping[str, Any]], but: set[str]) -> None:
        """Take in the sums as they are kept, but those of some top organisations."""
        for row in rows:
            cells, _ = read_grid(row["counts"])
            for (column, theme), sums in cells.items():
                top = row["organisation"] if row["kind"] == BANDS else self._top(column)
                if row["kind"] == BANDS and row["organisation"]:
                    name = "" if top == NOWHERE else top
                    if name not in but:
                        self.bands.setdefault(name, {})[band_column(top, column), theme] = sums
                elif row["kind"] == SUMS and column != ALL and top not in but:
                    self.organisations.setdefault(top, {})[column, theme] = sums

    def _top(self, column: str) -> str:
        return self.here.top(column.removeprefix(OWN))

    # --- all together ------------------------------------------------------------------------------------

    def parts(self) -> Iterator[dict[str, Any]]:
        """The sums as they are kept: of an organisation with its children, and of a top one by band."""
        again = self.summing.several(self.crossing.items())
        yield from self._by_organisation(by_row(again))
        for top, cells in self.by_band().items():
            yield part(BANDS, top, "", grid_lines(cells, None).values())

    def _by_organisation(self, again: Mapping[str, int]) -> Iterator[dict[str, Any]]:
        named = {top or NOWHERE: cells for top, cells in self.organisations.items()}
        cells = {place: s for found in named.values() for place, s in found.items()} | together(named, again)
        whole = settled(cells, self.here.tree, self.here.names)
        lines: dict[str, list[str]] = {}
        for (column, _), text in grid_lines(whole.cells, whole.hiding).items():
            lines.setdefault(column, []).append(text)
        for parent, children in whole.tree.children.items():
            found = [text for column in (parent, *children) for text in lines.get(column, ())]
            if found:
                yield part(SUMS, parent, "", found)

    def by_band(self) -> dict[str, Grid]:
        """The sums of each top organisation, and of all (''), by band and row."""
        again = self.summing.several(self.crossing.items())
        found: dict[str, Grid] = {ALL: {}}
        for top, cells in self.bands.items():
            bare = {(column.split(WITHIN)[1], row): s for (column, row), s in cells.items()}
            found[top or NOWHERE] = bare
        for band in sorted({column for cells in found.values() for column, _ in cells}):
            of_band = {
                top: {(top, row): s for (column, row), s in cells.items() if column == band}
                for top, cells in found.items() if top != ALL
            }  # fmt: skip
            found[ALL] |= {(band, row): s for (_, row), s in together(of_band, by_row(again, band)).items()}
        return {top: cells for top, cells in found.items() if cells}
