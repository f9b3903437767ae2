"""The readiness map: themes by organisations, and below them competencies by roles, with what may not be shown hidden.

Requirements count posting by posting, essential ones only. What is hidden is settled once for all themes and all
organisations, so that no two maps give a person away together; a map of roles or competencies keeps to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from queries.grounds import Ground
from queries.heatmap_hiding import Hiding, Line, Sums, hidden
from queries.heatmap_sums import Grid, grid
from queries.heatmap_tree import ALL, OWN, Tree
from queries.reports import AREA, BAND, COMPETENCY, ORGANISATION, ROLE, THEME
from queries.reports_names import Names

ROWS = (THEME, AREA, COMPETENCY)
COLUMNS = (ORGANISATION, ROLE, BAND)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a map is of: an organisation with all below it, or all; a theme or area, or all."""

    organisation: str | None = None
    theme: str | None = None
    rows: str = THEME
    columns: str = ORGANISATION

    @property
    def known_everywhere(self) -> bool:
        """Whether it is a part of the whole grid: themes or areas by organisations."""
        return self.columns == ORGANISATION and self.rolled

    @property
    def rolled(self) -> bool:
        """Whether a roll-up has its sums, where there are those of the organisation: themes or areas, no roles."""
        return self.columns != ROLE and self.rows != COMPETENCY and self.theme is None


@dataclass(frozen=True, slots=True)
class Cell:
    """The officers with some essential requirement here, and how those stand; None where it is not shown."""

    people: int | None
    required: int | None
    met: int | None
    not_stated: int | None
    gaps: int | None
    hidden: bool
    """Nothing is shown: too few people, or others would give them away."""

    @property
    def readiness(self) -> float | None:
        """Met, as a share of required; None where nothing is required."""
        return self.met / self.required if self.required and self.met is not None else None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: an organisation, a role or a band; `own`: only the organisation's own posts."""

    id: str
    title: str
    own: bool
    organisation: str | None
    role: str | None
    total: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A theme, area or competency, with its cells in the order of the columns."""

    competency: str
    title: str
    total: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Widest:
    """A cell with the row and column that it lies in."""

    row: Row
    column: Head
    cell: Cell


@dataclass(frozen=True, slots=True)
class ReadinessMap:
    """How ready the officers are, by row and column."""

    scope: Scope
    as_of: str
    total: Cell
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    read: str = "computed"
    """`rollup`, or `computed` from the officers' records."""

    @property
    def hidden(self) -> int:
        """Cells that are hidden."""
        return sum(cell.hidden for row in self.rows for cell in row.cells)

    def widest(self, first: int) -> list[Widest]:
        """The cells with the largest share of gaps among those that are shown, the more gaps first of equal ones."""
        cells = [
            Widest(row, head, cell)
            for row in self.rows for head, cell in zip(self.columns, row.cells, strict=True) if cell.gaps
        ]  # fmt: skip
        return sorted(cells, key=_narrowness)[:first]


def _narrowness(found: Widest) -> tuple[float, int, str, str]:
    gaps, required = found.cell.gaps or 0, found.cell.required or 1
    return -gaps / required, -gaps, found.row.title, found.column.title


def readiness_map(ground: Ground, scope: Scope) -> ReadinessMap:
    """The map of a scope; KeyError for an organisation or theme that there is not."""
    return Making(ground, scope).found()


# --- what there is -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whole:
    """All themes and areas by all organisations, with what is hidden of them everywhere."""

    cells: Grid
    tree: Tree
    hiding: Hiding

    def top(self, scope: Scope) -> str:
        """Whose columns a map shows: where one organisation has all posts, those of the organisations below it."""
        top = scope.organisation or ALL
        while scope.organisation is None and scope.columns == ORGANISATION:
            shown = [child for child in self.tree.children.get(top, ()) if (child, ALL) in self.cells]
            below = self.tree.children.get(shown[0], ()) if len(shown) == 1 else ()
            if all(child.startswith(OWN) for child in below):
                break
            top = shown[0]
        return top


def whole(ground: Ground) -> Whole:
    """The grid that all maps keep to."""
    names = ground.names
    tree = Tree.of(names.paths, names.titles[ORGANISATION])
    keys = {by: names.competency_keys(by) for by in (AREA, THEME)}
    rows = [*keys[AREA], *keys[THEME], *((competency, ALL) for competency in names.kinds)]
    return settled(grid(ground, ORGANISATION, tree.pairs(), rows), tree, names)


def settled(cells: Grid, tree: Tree, names: Names) -> Whole:
    """The whole grid, with what is hidden of its cells."""
    themes = row_lines(names, {row for _, row in cells})
    return Whole(cells, tree, hidden(cells, [*lines_of(cells, tree.children, themes)]))


def row_lines(names: Names, rows: set[str]) -> dict[str, list[str]]:
    """Areas, and all, with the themes that they are the sum of."""
    kinds = names.kinds
    themes = sorted(row for row in rows if kinds.get(row) == THEME)
    found = {ALL: themes or sorted(row for row in rows if kinds.get(row) == AREA)}
    for theme, area in names.competency_keys(AREA):
        if theme in rows and kinds.get(theme) == THEME:
            found.setdefault(area, []).append(theme)
    return found


def lines_of(cells: Grid, columns: Mapping[str, Sequence[str]], rows: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    """Each row of each sum of columns, and each column of each sum of rows."""
    across, down = ({place[i] for place in cells} for i in (1, 0))
    for column, parts in columns.items():
        yield from (((column, row), [(part, row) for part in parts]) for row in across)
    for row, parts in rows.items():
        yield from (((column, row), [(column, part) for part in parts]) for column in down)


# --- one map -------------------------------------------------------------------------------------------------


class Making:
    """One map in the making."""

    def __init__(self, ground: Ground, scope: Scope) -> None:
        self.ground, self.scope = ground, scope
        self.names = ground.names
        self.whole = ground.once("readiness", lambda: whole(ground))
        self.top = self.whole.top(scope)
        if self.top not in self.whole.tree.children or (scope.theme and scope.theme not in self.names.kinds):
            raise KeyError(scope.organisation, scope.theme)
        self.theme = scope.theme or ALL

    def found(self) -> ReadinessMap:
        """The map, from the whole grid where it is a part of that."""
        if self.scope.known_everywhere:
            wanted = {row for _, row in self.names.competency_keys(self.scope.rows)}
            rows = {row for _, row in self.whole.cells if row in wanted}
            return self._shown(self.whole.cells, self.whole.hiding, self.whole.tree.children[self.top], rows)
        cells, columns, rows = self._own_grid()
        lines = lines_of(cells, {self.top: columns}, {self.theme: sorted(rows)})
        before = {place: self.whole.hiding.of(place) for place in cells}
        return self._shown(cells, hidden(cells, [*lines], before), columns, rows)

    def _own_grid(self) -> tuple[Grid, Sequence[str], set[str]]:
        """Cells by column and row: the whole map's keys where both have the same thing."""
        columns, by = self._columns(), self.scope.columns
        kept = {ALL: self.top}
        found = {(kept.get(column, column), row): s for (column, row), s in self._cells(columns, by).items()}
        shown = {column for column, _ in found} - {self.top}
        rows = {row for _, row in found} - {self.theme}
        return found, sorted(shown), rows

    def _cells(self, columns: list[tuple[str, str]], by: str) -> Grid:
        """The sums by column and row, as they are kept in a roll-up, or of officers' records."""
        if "bands" in self.ground.kept:
            bands: Grid = self.ground.kept["bands"]  # type: ignore[assignment]
            wanted = {row for _, row in self._rows()}
            return {place: s for place, s in bands.items() if place[1] in wanted}
        within = None if self.top == ALL else self.whole.tree.below(self.top)
        return grid(self.ground, ROLE if by == BAND else by, columns, self._rows(), within)

    def _columns(self) -> list[tuple[str, str]]:
        if self.scope.columns == ORGANISATION:
            shown = {*self.whole.tree.children[self.top]}
            keys = self.whole.tree.keys.items()
            return [(id_, ALL if k == self.top else k) for id_, ks in keys for k in ks if k in shown or k == self.top]
        roles = [*self.names.titles[ROLE]]
        named = self.names.bands if self.scope.columns == BAND else dict(zip(roles, roles, strict=True))
        return [*((role, named.get(role, OWN)) for role in roles), *((role, ALL) for role in roles)]

    def _rows(self) -> list[tuple[str, str]]:
        """Each competency in scope with its row, and with the row of all."""
        inside = {c for c in self.names.kinds if not self.scope.theme or self.theme in self.names._above(c)}  # noqa: SLF001
        keys = self.names.competency_keys(self.scope.rows)
        return [*((c, row) for c, row in keys if c in inside and row != self.theme), *((c, self.theme) for c in inside)]

    def _shown(self, cells: Grid, hiding: Hiding, columns: Iterable[str], rows: Iterable[str]) -> ReadinessMap:
        def cell(column: str, row: str) -> Cell:
            return shown_cell(cells.get((column, row), Sums()), hiding.of((column, row)))

        named = [c for c in columns if (c, self.theme) in cells]
        heads = sorted(
            (self._head(column, cell(column, self.theme)) for column in named),
            key=lambda head: (head.own, head.title, head.id),
        )
        keys = [OWN + head.id if head.own else head.id for head in heads]
        found = [
            Row(row, self._title(row), cell(self.top, row), tuple(cell(key, row) for key in keys))
            for row in rows if (self.top, row) in cells
        ]  # fmt: skip
        ordered = tuple(sorted(found, key=lambda row: (row.title, row.competency)))
        total = cell(self.top, self.theme)
        return ReadinessMap(self.scope, self.ground.as_of, total, tuple(heads), ordered, self.ground.read)

    def _title(self, row: str) -> str:
        return self.names.title(COMPETENCY, row)

    def _head(self, column: str, total: Cell) -> Head:
        own, id_ = column.startswith(OWN), column.removeprefix(OWN)
        title = self.names.title(self.scope.columns, id_) if id_ else "none stated"
        organisation = id_ or None if self.scope.columns == ORGANISATION else None
        return Head(id_, title, own, organisation, id_ if self.scope.columns == ROLE else None, total)


def shown_cell(sums_: Sums, away: set[str]) -> Cell:
    """A cell without what is hidden of it."""
    values = {name: None if name in away else value for name, value in sums_._asdict().items()}
    return Cell(**values, hidden=values["required"] is None)
