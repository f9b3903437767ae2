"""The cells that a what-if reads: organisation × role × competency × what is held → officers, as one Ibis expression.

An officer counts once in each role, at the first organisation (by id) of the postings in it. What is held is told as it
was shown: the highest level on each scale, and whether anything without a level; so a cell is judged by the rules.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import ibis
from ibis.expr.types import Table

from queries.grounds import Ground
from queries.population import Population, counted
from queries.population_tables import text
from queries.rules import Holding

UNLEVELLED = "?"
"""Stands for something held without a level."""

CELLS = {
    "organisation": "string", "role": "string", "competency": "string", "held": "string", "officers": "int64",
}  # fmt: skip
"""Columns; competency and held are '' in the row that counts all officers of a role at an organisation."""


class Cell(NamedTuple):
    """So many officers of a role at an organisation hold so much of a competency."""

    organisation: str
    role: str
    competency: str
    held: str
    officers: int


def cells(population: Population) -> Table:
    """All cells in which somebody holds something, and one for each organisation and role."""
    posts = population.postings.filter(population.postings.role.notnull())
    pairs = posts.group_by("officer", "role").agg(organisation=posts.organisation.coalesce("").min())
    every = pairs.group_by("organisation", "role").agg(officers=pairs.count())
    every = every.mutate(competency=ibis.literal(""), held=ibis.literal("")).select(*CELLS)
    each = pairs.join(shown(population), "officer")
    holding = each.group_by("organisation", "role", "competency", "held").agg(officers=each.count())
    return every.union(holding.select(*CELLS))


def shown(population: Population) -> Table:
    """What each officer can show of each competency or its exact matches: officer, competency, held."""
    known = population.holdings.select("competency").union(population.matches.select("competency"), distinct=True)
    evidence = counted(replace(population, requirements=known))
    levelled = evidence.filter(evidence.level.notnull())
    best = levelled.group_by("officer", "competency", "scale").agg(level=levelled.level.max())
    told = best.select("officer", "competency", item=best.level.cast("string") + " " + best.scale)
    plain = evidence.filter(evidence.level.isnull()).select("officer", "competency").distinct()
    items = told.union(plain.mutate(item=ibis.literal(UNLEVELLED)))
    return items.group_by("officer", "competency").agg(held=items.item.group_concat("\n", order_by=items.item))


@cache
def _text() -> str:
    return text(cells(Population.unbound()))


def cells_of(ground: Ground, competencies: Iterable[str]) -> list[Cell]:
    """The cells of some competencies, and those that count all officers."""
    ground.once("cells", lambda: ground.engine.keep("cells", _text()))
    ground.engine.create("touched", [(one,) for one in sorted({"", *competencies})], {"competency": "string"})
    found = ibis.table(CELLS, name="cells").semi_join(
        ibis.table({"competency": "string"}, name="touched"), "competency"
    )
    return [Cell(**row) for row in ground.engine.rows(found)]


def all_cells(ground: Ground) -> list[Cell]:
    """All cells of a population."""
    ground.once("cells", lambda: ground.engine.keep("cells", _text()))
    return [Cell(**row) for row in ground.engine.rows(ibis.table(CELLS, name="cells"))]


def holdings(held: str) -> list[Holding]:
    """What a cell's officers hold, as the rules read it; an id for each."""
    found = []
    for item in filter(None, held.split("\n")):
        level, _, scale = item.partition(" ")
        found.append(Holding(item, "", None if item == UNLEVELLED else float(level), scale or None))
    return found
