"""The sums of a readiness map as an Ibis expression: officers, what is required, how it stands."""

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
from queries.population_tables import text
from queries.rules import GAP, MET, NOT_COMPARABLE, NOT_STATED

NEEDS = {
    "subject": "string", "officer": "string", "competency": "string", "essential": "boolean", "status": "string",
    "declared": "boolean",
}  # fmt: skip
KEYS = {"item": "string", "key": "string"}


def sums(columns_of: str) -> Table:
    """The sums of each row and column: column, row and `Sums`, over tables of keys.

    `column_keys` and `row_keys` give each organisation, role or band (`columns_of` says which) and each competency
    its keys, as many as it counts for; `posting_scope` the postings in scope.
    """
    postings = ibis.table(SCHEMAS["postings"], name="postings").semi_join(
        ibis.table({"posting": "string"}, name="posting_scope"), "posting"
    )
    needs = ibis.table(NEEDS, name="posting_needs").rename(posting="subject").drop("officer")
    columns = ibis.table(KEYS, name="column_keys").rename({columns_of: "item", "column": "key"})
    rows = ibis.table(KEYS, name="row_keys").rename(competency="item", row="key")
    placed = postings.mutate(**{columns_of: postings[columns_of].coalesce("")})
    each = needs.filter(needs.essential).join(placed.select("posting", "officer", columns_of), "posting")
    counts = each.group_by(columns_of, "competency").agg(
        required=each.count(),
        met=(each.status == MET).sum(),
        not_stated=each.status.isin([NOT_STATED, NOT_COMPARABLE]).sum(),
        gaps=(each.status == GAP).sum(),
    )
    spread = counts.join(rows, "competency").join(columns, columns_of)
    found = spread.group_by("column", "row").agg(**{name: spread[name].sum() for name in Sums._fields[1:]})
    who = each.join(rows, "competency").select("officer", columns_of, "row").distinct()
    people = _people(who, columns, columns_of)
    return found.join(people, ["column", "row"]).select("column", "row", *Sums._fields)


def _people(who: Table, columns: Table, columns_of: str) -> Table:
    """The officers in each column and row: those in one place only are added up, the few others told apart."""
    places = who.group_by("officer", "row").agg(places=who.count())
    several = places.filter(places.places > 1)
    alone = who.anti_join(several, ["officer", "row"])
    alone = alone.group_by(columns_of, "row").agg(people=alone.count()).join(columns, columns_of)
    others = who.semi_join(several, ["officer", "row"]).join(columns, columns_of)
    others = others.group_by("column", "row").agg(people=others.officer.nunique())
    both = alone.select("column", "row", "people").union(others.select("column", "row", "people"))
    return both.group_by("column", "row").agg(people=both.people.sum())


@cache
def _text(columns_of: str) -> str:
    return text(sums(columns_of))


Pairs = Iterable[tuple[str, str]]
Grid = dict[Place, Sums]


def grid(ground: Ground, columns_of: str, columns: Pairs, rows: Pairs, within: Iterable[str] | None = None) -> Grid:
    """The sums by (column, row) of the postings at some organisations, or of all."""
    engine = ground.engine
    engine.create("column_keys", sorted(set(columns)), KEYS)
    engine.create("row_keys", sorted(set(rows)), KEYS)
    engine.create("organisation_scope", [(one,) for one in sorted(within or ())], {"organisation": "string"})
    where = "" if within is None else " WHERE organisation IN (SELECT organisation FROM organisation_scope)"
    engine.keep("posting_scope", f"SELECT posting FROM postings{where}")
    names = ("column", "row", *Sums._fields)
    return {(row["column"], row["row"]): Sums(*(int(row[n]) for n in Sums._fields))
            for row in engine.read(_text(columns_of), names)}  # fmt: skip
