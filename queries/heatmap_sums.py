"""The sums of a readiness map as an Ibis expression: officers, what is required, how it stands.

They are of two tables, which officers' records or a roll-up fill alike: `COUNTS`, requirements by how they stand, and
`WHO`, officers, or as many as are posted alike.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import ibis
from ibis.expr.types import Table

from queries.grounds import Ground
from queries.heatmap_hiding import Place, Sums
from queries.population import SCHEMAS
from queries.population_tables import Engine, text
from queries.rules import GAP, MET, NOT_COMPARABLE, NOT_STATED

NEEDS = {
    "subject": "string", "officer": "string", "competency": "string", "essential": "boolean", "status": "string",
    "declared": "boolean",
}  # fmt: skip
KEYS = {"item": "string", "key": "string"}
COUNTS = {"item": "string", "competency": "string", "status": "string", "number": "int64"}
"""Essential requirements of what a column is of (organisation, role…), by how they stand."""
WHO = {"who": "string", "item": "string", "competency": "string", "number": "int64"}
"""Of whom something essential is required, and where; `number`: how many officers that are."""


def sums(counts: Table, who: Table) -> Table:
    """The sums of each row and column: column, row and `Sums`, over tables of keys.

    `column_keys` and `row_keys` give each item and each competency its keys, as many as it counts for.
    """
    columns = ibis.table(KEYS, name="column_keys").rename(column="key")
    rows = ibis.table(KEYS, name="row_keys").rename(competency="item", row="key")
    each = counts.group_by("item", "competency").agg(
        required=counts.number.sum(),
        met=_of(counts, MET),
        not_stated=_of(counts, NOT_STATED, NOT_COMPARABLE),
        gaps=_of(counts, GAP),
    )
    spread = each.join(rows, "competency").join(columns, "item")
    found = spread.group_by("column", "row").agg(**{name: spread[name].sum() for name in Sums._fields[1:]})
    people = _people(who.join(rows, "competency").select("who", "item", "row", "number").distinct(), columns)
    return found.join(people, ["column", "row"]).select("column", "row", *Sums._fields)


def _of(counts: Table, *statuses: str) -> ibis.Value:
    return ibis.ifelse(counts.status.isin(statuses), counts.number, 0).sum()


def _people(who: Table, columns: Table) -> Table:
    """The officers in each column and row: those in one place only are added up, the few others told apart."""
    places = who.group_by("who", "row").agg(places=who.count())
    several = places.filter(places.places > 1)
    alone = who.anti_join(several, ["who", "row"])
    alone = alone.group_by("item", "row").agg(people=alone.number.sum()).join(columns, "item")
    others = who.semi_join(several, ["who", "row"]).join(columns, "item")
    others = others.select("who", "column", "row", "number").distinct()
    others = others.group_by("column", "row").agg(people=others.number.sum())
    both = alone.select("column", "row", "people").union(others.select("column", "row", "people"))
    return both.group_by("column", "row").agg(people=both.people.sum())


@cache
def _rolled_text() -> str:
    return text(sums(ibis.table(COUNTS, name="counts"), ibis.table(WHO, name="who")))


@cache
def _text(item: str) -> str:
    """Of officers' records: `item` is what columns are of, `posting_scope` has the postings in scope."""
    postings = ibis.table(SCHEMAS["postings"], name="postings").semi_join(
        ibis.table({"posting": "string"}, name="posting_scope"), "posting"
    )
    needs = ibis.table(NEEDS, name="posting_needs").rename(posting="subject").drop("officer")
    placed = postings.select("posting", who=postings.officer, item=postings[item].coalesce(""))
    each = needs.filter(needs.essential).join(placed, "posting").mutate(number=ibis.literal(1, "int64"))
    return text(sums(each.select(*COUNTS), each.select(*WHO).distinct()))


Pairs = Iterable[tuple[str, str]]
Grid = dict[Place, Sums]


def grid(ground: Ground, columns_of: str, columns: Pairs, rows: Pairs, within: Iterable[str] | None = None) -> Grid:
    """The sums by (column, row) of the postings at some organisations, or of all."""
    engine = ground.engine
    engine.create("organisation_scope", [(one,) for one in sorted(within or ())], {"organisation": "string"})
    where = "" if within is None else " WHERE organisation IN (SELECT organisation FROM organisation_scope)"
    engine.keep("posting_scope", f"SELECT posting FROM postings{where}")
    return _read(engine, _text(columns_of), columns, rows)


def rolled_grid(engine: Engine, columns: Pairs, rows: Pairs) -> Grid:
    """The sums by (column, row) of an engine's tables `counts` and `who`."""
    return _read(engine, _rolled_text(), columns, rows)


def _read(engine: Engine, wanted: str, columns: Pairs, rows: Pairs) -> Grid:
    engine.create("column_keys", sorted(set(columns)), KEYS)
    engine.create("row_keys", sorted(set(rows)), KEYS)
    names = ("column", "row", *Sums._fields)
    return {(row["column"], row["row"]): Sums(*(int(row[n]) for n in Sums._fields))
            for row in engine.read(wanted, names)}  # fmt: skip
