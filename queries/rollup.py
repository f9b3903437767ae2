"""The roll-up: counts of officers kept in the graph, so that maps and what-ifs read no officer.

`cells` is what `queries.rollup_cells` says, `sums` the grid of `queries.heatmap`; both are computed by these same
expressions, and kept by top organisation. A roll-up is fresh for its day until something else is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ontology import cypher
from ontology.instants import as_on
from ontology.model import NODES
from queries import answers, question
from queries.grounds import Ground, ground, moment
from queries.heatmap import Tree, Whole, settled, whole
from queries.heatmap_hiding import Sums
from queries.population_tables import Engine
from queries.reports import ORGANISATION
from queries.reports_names import names
from queries.rollup_cells import Cell, all_cells
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

TOGETHER = 1_000
"""Parts written in one statement."""

READ, COMPUTED = "rollup", "computed"
_NAMES = ("kind", "organisation", "subject", "counts", "digest")
Parts = dict[str, dict[str, Any]]
"""The parts of a roll-up by id."""


class RolledUp(NamedTuple):
    """What a roll-up did: cells and sums counted, parts written anew, unchanged and gone; its date."""

    at: str
    cells: int
    sums: int
    written: int
    unchanged: int
    gone: int


async def roll_up(store: Store, as_of: str | None = None, note: Callable[[str], None] = lambda _: None) -> RolledUp:
    """Count all, and write what has changed, organisation by organisation; ConflictError when others write meanwhile.

    Each organisation is a transaction of its own: a roll-up that was stopped goes on where it was.
    """
    at, epoch = await moment(store, as_of), (await store.health()).epoch
    here = await ground(store, at)
    found, cells, sums = await asyncio.to_thread(_counted, here)
    kept = {row["id"]: row["digest"] for row in await store.ask(question("rollup/written"))}
    changed = {id_: part for id_, part in found.items() if kept.get(id_) != part["digest"]}
    typed = store.dialect == "embedded"
    for organisation in sorted({part["organisation"] for part in changed.values()}):
        mine = [part for part in changed.values() if part["organisation"] == organisation]
        epoch = await store.write(_written(mine, typed=typed), epoch)
        note(f"{organisation or 'at none'}: {len(mine):,} parts")
    gone = [{"id": id_} for id_ in sorted(kept.keys() - found.keys())]
    await store.write(_marked(at, epoch + 1, gone, typed=typed), epoch)
    return RolledUp(at, cells, sums, len(changed), len(found) - len(changed), len(gone))


def _written(parts: Iterable[Mapping[str, Any]], *, typed: bool) -> Iterator[Statement]:
    text = cypher.merge_nodes(NODES["Rollup"], _NAMES, typed=typed)
    rest = iter(parts)
    while rows := list(islice(rest, TOGETHER)):
        yield Statement(text, [dict(row) for row in rows])


def _marked(at: str, epoch: int, gone: list[dict[str, Any]], *, typed: bool) -> Iterator[Statement]:
    if gone:
        yield Statement(cypher.delete_nodes(NODES["Rollup"]), gone)
    text = cypher.merge_nodes(NODES["Rollup"], ("kind", "at", "epoch"), typed=typed)
    yield Statement(text, [{"id": "rollup", "kind": "whole", "at": at, "epoch": epoch}])


def _counted(here: Ground) -> tuple[Parts, int, int]:
    """All parts of the roll-up, and how many cells and sums they hold."""
    grid = whole(here)
    tops = {key: (keys[-2] if len(keys) > 2 else "") for keys in grid.tree.keys.values() for key in keys[:-1]}  # noqa: PLR2004
    lines: dict[tuple[str, str, str], list[str]] = {}
    cells = all_cells(here)
    for cell in cells:
        place = ("cells", tops.get(cell.organisation, ""), cell.competency)
        lines.setdefault(place, []).append(
            _line(cell.organisation, cell.role, cell.held.replace("\n", "\v"), cell.officers)
        )
    for (column, row), sums in grid.cells.items():
        lines.setdefault(("sums", tops.get(column, ""), ""), []).append(_line(column, row, *sums))
    parts = (_part(place, sorted(counts)) for place, counts in lines.items())
    return {part["id"]: part for part in parts}, len(cells), len(grid.cells)


def _line(*parts: str | int) -> str:
    return "\t".join(map(str, parts))


def _part(place: tuple[str, str, str], counts: list[str]) -> dict[str, Any]:
    kind, organisation, subject = place
    digest = sha256("\n".join(counts).encode()).hexdigest()
    id_ = ":".join(("rollup", *(part for part in place if part)))
    return {
        "id": id_,
        "kind": kind,
        "organisation": organisation,
        "subject": subject,
        "counts": counts,
        "digest": digest,
    }


# --- reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fresh:
    """A roll-up that is as the store is: its date."""

    at: str


async def fresh(store: Store, at: str) -> Fresh | None:
    """The roll-up, if it is of the same day, and nothing was written since."""
    [state] = await store.ask(question("store/state"), ids=["store"])
    for row in await store.ask(question("rollup/whole")):
        if row["epoch"] == state["epoch"] and as_on(row["at"]) == as_on(at):
            return Fresh(row["at"])
    return None


async def rolled_cells(store: Store, competencies: Iterable[str]) -> list[Cell]:
    """The cells of some competencies, and those that count all officers of a role."""
    rows = await store.ask(question("rollup/cells"), ids=["", *competencies])
    return [
        Cell(place, role, row["id"], held.replace("\v", "\n"), int(officers))
        for row in rows for place, role, held, officers in (line.split("\t") for line in row["counts"])
    ]  # fmt: skip


async def rolled_ground(store: Store, at: str) -> Ground:
    """What a map of all themes and organisations stands on, without any officer's record."""
    known, called = await answers.scales(store, at), await names(store, at)
    cells = {}
    for row in await store.ask(question("rollup/sums")):
        for column, theme, *numbers in (line.split("\t") for line in row["counts"]):
            cells[column, theme] = Sums(*map(int, numbers))
    tree = Tree.of(called.paths, called.titles[ORGANISATION])
    found: Whole = settled(cells, tree, called)
    return Ground(Engine.new(), called, known, at, {"readiness": found}, READ)
