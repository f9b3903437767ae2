"""What a roll-up answers: the cells of competencies for what-ifs, the sums of a map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from queries import answers, question
from queries.grounds import Ground
from queries.heatmap import Scope, Whole
from queries.heatmap_hiding import Hiding
from queries.heatmap_sums import Grid
from queries.heatmap_tree import ALL, Tree
from queries.population_tables import Engine
from queries.reports import BAND, ORGANISATION
from queries.reports_names import names
from queries.rollup_cells import Cell
from queries.rollup_parts import BANDS, SUMS, part_id, read_grid, split

if TYPE_CHECKING:
    from queries.stores import Store

READ, COMPUTED = "rollup", "computed"


async def rolled_cells(store: Store, competencies: Iterable[str]) -> list[Cell]:
    """The cells of some competencies, and those that count all officers of a role."""
    rows = await store.ask(question("rollup/cells"), ids=["", *competencies])
    return [
        Cell(place, role, row["id"], held, int(officers), int(postings))
        for row in rows for place, role, held, officers, postings in map(split, row["counts"])
    ]  # fmt: skip


async def rolled_ground(store: Store, at: str) -> Ground:
    """What maps from a roll-up stand on beside its sums: names, without any officer's record."""
    called = await names(store, at)
    return Ground(Engine.new(), called, await answers.scales(store, at), at, {}, READ)


async def with_sums(store: Store, ground: Ground, scope: Scope) -> Ground:
    """The ground of a map, with the sums that it shows, as they are kept."""
    names_ = ground.names
    tree: Tree = ground.once("tree", lambda: Tree.of(names_.paths, names_.titles[ORGANISATION]))
    cells, hiding = await _sums(store, SUMS, scope.organisation or ALL)
    seen = {scope.organisation or ALL}
    while (top := Whole(cells, tree, hiding).top(scope)) not in seen:  # a lone organisation may have a lone one below
        below, hidden = await _sums(store, SUMS, top)
        cells, hiding = cells | below, Hiding(cells | below, hiding.hidden | hidden.hidden)
        seen.add(top)
    kept: dict[str, object] = {"readiness": Whole(cells, tree, hiding)}
    if scope.columns == BAND:
        kept["bands"] = (await _sums(store, BANDS, scope.organisation or ALL))[0]
    return Ground(ground.engine, names_, ground.known, ground.as_of, kept, READ)


async def _sums(store: Store, kind: str, organisation: str) -> tuple[Grid, Hiding]:
    rows = await store.ask(question("rollup/sums"), ids=[part_id(kind, organisation)])
    return read_grid(text for row in rows for text in row["counts"])
