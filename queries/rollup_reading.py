"""Reading what the roll-up counts: officers of some organisations, as tables with dates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from queries import answers, question
from queries.heatmap_tree import Tree
from queries.population_tables import Engine, asked, voids
from queries.reports import ORGANISATION
from queries.reports_names import Names, names
from queries.rollup_cells import DATED, CellsOf, count
from queries.rules import Needed, Requirement, needed, overriding

if TYPE_CHECKING:
    from ontology.levels import Scales
    from queries.stores import Store

TOGETHER, BY_ID = 20_000, 5_000
"""Officers asked about in one question, by their organisations and by themselves."""

Place = tuple[str, str]
"""An organisation and a role; '' is no organisation."""


class Span(NamedTuple):
    """From the date of a roll-up to the one to which changes that are due are told."""

    at: str
    until: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a count needs beside officers' records, at a date: names, levels, requirements, exact matches."""

    names: Names
    scales: Scales
    needs: Mapping[str, Mapping[str, Needed]]
    """What is essential, by role and competency."""
    matches: Sequence[tuple[str, str]]
    tree: Tree

    def top(self, organisation: str) -> str:
        """The top organisation that one lies in; '' for none."""
        above = self.tree.keys.get(organisation, ())[1:-1]
        return next(iter(above[1:] or above), "")

    def lying(self, top: str) -> Callable[[Place], bool]:
        """Whether a place lies at a top organisation or below."""
        return lambda place: self.top(place[0]) == top

    def tops(self) -> dict[str, list[str]]:
        """The organisations below each top one, itself too; '' is where no organisation is."""
        found: dict[str, list[str]] = {"": []}
        for organisation in filter(None, self.tree.keys):
            found.setdefault(self.top(organisation), []).append(organisation)
        return found


async def known(store: Store, at: str) -> Known:
    """What is known at a date."""
    called = await names(store, at)
    rows = [(competency, other) for competency, other in await asked(store, "matches", at)]
    tree = Tree.of(called.paths, called.titles[ORGANISATION])
    return Known(called, await answers.scales(store, at), await _needs(store, at), rows, tree)


async def _needs(store: Store, at: str) -> dict[str, dict[str, Needed]]:
    stated: dict[str, list[Requirement]] = {}
    for role, competency, distance, level, scale, essential in await asked(store, "requirements", at):
        one = Requirement(competency, "", "", level, scale or None, essential, None, distance)
        stated.setdefault(role, []).append(one)
    return {role: {n.competency: n for n in needed(overriding(rows)) if n.essential} for role, rows in stated.items()}


async def turning(store: Store, span: Span) -> Span:
    """The span, up to where what counts as a competency or level becomes another."""
    rows = await store.ask(question("rollup/turns"), asOf=span.at, until=span.until)
    return Span(span.at, min([span.until, *(row["turn"] for row in rows)]))


# --- officers ------------------------------------------------------------------------------------------------


async def posted(store: Store, organisations: Iterable[str], span: Span) -> dict[Place, set[str]]:
    """The officers by place, posted there at some time in the span; '' asks for those at no organisation."""
    found: dict[Place, set[str]] = {}
    wanted = list(organisations)
    ids = [one for one in wanted if one]
    rows = await store.ask(question("rollup/posted"), ids=ids, asOf=span.at, until=span.until) if ids else []
    if "" in wanted:
        rows += await store.ask(question("rollup/unplaced"), asOf=span.at, until=span.until)
    for row in rows:
        if row["role"]:
            found.setdefault((row["id"], row["role"]), set()).add(row["officer"])
    return found


async def counted(store: Store, posted: Mapping[Place, set[str]], here: Known, span: Span) -> CellsOf:
    """What is counted of the officers posted at some places, wherever else they are posted."""
    engine = await asyncio.to_thread(_engine, here, span)
    try:
        for asked, ids, officers in _runs(posted):
            for name in ("postings", "holdings"):
                which = question(f"rollup/{asked}{name}")
                rows = await store.ask(which, ids=ids, asOf=span.at, until=span.until)
                await asyncio.to_thread(_insert, engine, f"dated_{name}", rows, officers)
        return await asyncio.to_thread(_count, engine, here)
    finally:
        engine.connection.close()


Counting = Callable[["Store", Known, Span, str], Awaitable[CellsOf]]
"""What is counted of the officers posted at a top organisation or below, wherever else they are posted."""


async def counted_at_top(store: Store, here: Known, span: Span, top: str) -> CellsOf:
    """The same, of their records."""
    where = await posted(store, here.tops()[top] or [""], span)
    return await counted(store, where, here, span) if where else CellsOf([], [], [], [])


def _runs(posted: Mapping[Place, set[str]]) -> Iterator[tuple[str, list[str], set[str]]]:
    """How to ask about officers: by their organisations, those at none by themselves; each in one run only.

    By many ids of officers the embedded engine would pass over all that there are.
    """
    at: dict[str, set[str]] = {}
    for (organisation, _), officers in posted.items():
        at.setdefault(organisation, set()).update(officers)
    nowhere, seen = sorted(at.pop("", ())), set[str]()
    organisations, some = list[str](), set[str]()
    for organisation, officers in sorted(at.items()):
        organisations.append(organisation)
        some |= officers - seen
        seen |= officers
        if len(some) >= TOGETHER:
            yield "", organisations, some
            organisations, some = [], set()
    if organisations:
        yield "", organisations, some
    alone = [id_ for id_ in nowhere if id_ not in seen]
    for start in range(0, len(alone), BY_ID):
        ids = alone[start : start + BY_ID]
        yield "officer_", ids, set(ids)


def _insert(engine: Engine, name: str, found: Sequence[Mapping[str, Any]], officers: set[str]) -> None:
    whose = "officer" if name == "dated_postings" else "id"
    engine.insert(name, [list(row.values()) for row in found if row[whose] in officers], DATED[name])


def _engine(here: Known, span: Span) -> Engine:
    engine = Engine.new()
    given: dict[str, Sequence[Sequence[Any]]] = {"span": [span], "matches": here.matches}
    for name, schema in DATED.items():
        engine.create(name, given.get(name, ()), schema)
    return engine


def _count(engine: Engine, here: Known) -> CellsOf:
    engine.create("voids", voided(engine, here.scales), DATED["voids"])
    return count(engine)


def voided(engine: Engine, known: Scales) -> list[tuple[str, float, str, float]]:
    """The rows of `voids` for the levels of an engine's holdings."""
    wanted = "SELECT DISTINCT scale, level FROM dated_holdings WHERE level IS NOT NULL AND negative = "
    held, negative = (set(engine.connection.execute(wanted + which).fetchall()) for which in ("false", "true"))
    return voids(known, negative, held)
