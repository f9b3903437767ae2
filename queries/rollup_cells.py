"""The cells of the roll-up: organisation × role × competency × what is held → officers, now and as they will change.

What is dated already changes them on days to come: each officer is looked at now, and at each moment until a day at
which something of the record begins or ends. One Ibis expression, for any engine. What is held is told as it is
shown: the highest level on each scale, and whether anything without a level; so a cell is judged by the rules.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import ibis
from ibis.expr.types import Table

from queries.grounds import Ground
from queries.population import SCHEMAS, Population, counted
from queries.population_tables import Engine, text
from queries.rules import Holding

UNLEVELLED = "?"
"""Stands for something held without a level."""

NEVER = "~"
"""After every moment: the end of what has none. The beginning of what has none is empty."""

WITHIN, BETWEEN = "\x1f", "\x1e"
"""Between organisation and role; between the places of a set."""

DATED: dict[str, dict[str, str]] = {
    "dated_postings": SCHEMAS["postings"] | {"since": "string", "until": "string"},
    "dated_holdings": {name: kind for name, kind in SCHEMAS["holdings"].items() if name != "negative"}
    | {"expires": "string", "negative": "boolean"},
    "span": {"at": "string", "until": "string"},
    "matches": SCHEMAS["matches"],
    "voids": SCHEMAS["voids"],
}
"""The tables, with what begins and ends; `span` has one row: from when, and to when changes are told."""


class Cell(NamedTuple):
    """So many officers of a role at an organisation hold so much of a competency, in so many postings.

    An officer counts once in each role, at the first organisation (by id) of the postings in it; postings count where
    they are. Competency and held are '' in the cell that counts all of a role at an organisation.
    """

    organisation: str
    role: str
    competency: str
    held: str
    officers: int
    postings: int

    @property
    def place(self) -> tuple[str, str]:
        """The organisation and role."""
        return self.organisation, self.role


CELL: dict[str, str] = {
    "organisation": "string", "role": "string", "competency": "string", "held": "string", "officers": "int64",
    "postings": "int64",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """Officers' records with their dates, as tables."""

    postings: Table
    holdings: Table
    span: Table
    matches: Table
    voids: Table

    @classmethod
    def unbound(cls) -> Dated:
        """The tables without an engine."""
        return cls(**{name.removeprefix("dated_"): ibis.table(s, name=name) for name, s in DATED.items()})


def moments(dated: Dated) -> Table:
    """When an officer is looked at: officer, subject, before (the subject of the moment before), moment, number."""
    span = dated.span
    edges = [
        dated.postings.select("officer", moment=dated.postings.since),
        dated.postings.select("officer", moment=dated.postings.until),
        dated.holdings.select("officer", moment=dated.holdings.awarded),
        dated.holdings.select("officer", moment=dated.holdings.expires),
    ]
    spanned = ibis.union(*edges).cross_join(span)
    turns = spanned.filter((spanned.moment > spanned["at"]) & (spanned.moment <= spanned["until"]))
    turns = turns.select("officer", "moment").distinct()
    place = ibis.row_number().over(group_by=turns.officer, order_by=turns.moment) + 1
    later = turns.select("officer", "moment", number=place.cast("int64"))
    first = dated.postings.select("officer").distinct().cross_join(span)
    first = first.select("officer", moment=first["at"], number=ibis.literal(0, "int64"))
    found = first.union(later.semi_join(first, "officer"))
    return found.select(
        "officer", "moment", "number", subject=_subject(found.officer, found.number),
        before=_subject(found.officer, found.number - 1),
    )  # fmt: skip


def _subject(officer: Any, number: Any) -> Any:
    return officer + WITHIN + number.cast("string")


def population_at(dated: Dated, looked: Table) -> Population:
    """The population in which each officer stands once a moment, as `subject`."""
    posts, holdings = dated.postings.join(looked, "officer"), dated.holdings.join(looked, "officer")
    posts = posts.filter((posts.since <= posts.moment) & (posts.until > posts.moment))
    held = holdings.filter((holdings.awarded <= holdings.moment) & (holdings.expires > holdings.moment))
    return replace(
        Population.unbound(),
        postings=posts.select("posting", "role", "organisation", officer=posts.subject).select(*SCHEMAS["postings"]),
        holdings=held.drop("officer").rename(officer="subject").select(*SCHEMAS["holdings"]),
        matches=dated.matches,
        voids=dated.voids,
    )


# --- what is counted -----------------------------------------------------------------------------------------


def pieces(population: Population) -> Table:
    """What each officer adds to cells: officer, and the columns of `CELL`."""
    posts = population.postings.filter(population.postings.role.notnull())
    posts = posts.mutate(organisation=posts.organisation.coalesce(""))
    places = posts.group_by("officer", "role", "organisation").agg(postings=posts.count())
    first = places.group_by("officer", "role").agg(first=places.organisation.min())
    joined = places.join(first, ["officer", "role"])
    each = joined.select(
        "officer", "organisation", "role", "postings",
        officers=ibis.ifelse(joined.organisation == joined["first"], 1, 0).cast("int64"),
    )  # fmt: skip
    every = each.mutate(competency=ibis.literal(""), held=ibis.literal(""))
    holding = each.join(shown(population), "officer")
    columns = ("officer", *CELL)
    return every.select(*columns).union(holding.select(*columns))


def shown(population: Population) -> Table:
    """What each officer can show of each competency or its exact matches: officer, competency, held."""
    known = population.holdings.select("competency").union(population.matches.select("competency"), distinct=True)
    evidence = counted(replace(population, requirements=known))
    levelled = evidence.filter(evidence.level.notnull())
    best = levelled.group_by("officer", "competency", "scale").agg(level=levelled.level.max())
    told = best.select("officer", "competency", item=best.level.cast("string") + " " + best.scale)
    plain = evidence.filter(evidence.level.isnull()).select("officer", "competency").distinct()
    items = told.union(plain.mutate(item=ibis.literal(UNLEVELLED)))
    return items.group_by("officer", "competency").agg(held=items.item.collect().sort().join("\n"))


_KEYS = ("organisation", "role", "competency", "held")


def cells(population: Population) -> Table:
    """All cells in which somebody holds something, and one for each organisation and role."""
    found = pieces(population)
    return found.group_by(*_KEYS).agg(officers=found.officers.sum(), postings=found.postings.sum()).select(*CELL)


def changes(found: Table, looked: Table, keys: Iterable[str], numbers: Iterable[str]) -> Table:
    """What is added and taken away at each moment to come; `found` has rows of subjects, by `officer`."""
    keys, numbers = tuple(keys), tuple(numbers)
    later = looked.filter(looked.number > 0)
    columns = ("moment", *keys, *numbers)
    gained = found.join(later.select("moment", officer=later.subject), "officer").select(*columns)
    lost = found.join(later.select("moment", officer=later.before), "officer").select(*columns)
    both = gained.union(lost.mutate(**{name: -lost[name] for name in numbers}))
    summed = both.group_by("moment", *keys).agg(**{name: both[name].sum() for name in numbers})
    other = summed[numbers[0]] != 0
    for name in numbers[1:]:
        other |= summed[name] != 0
    return summed.filter(other)


def places_of(population: Population) -> Table:
    """The set of each subject: officer, places, officers (one)."""
    posts = population.postings.filter(population.postings.role.notnull())
    place = posts.select("officer", place=posts.organisation.coalesce("") + WITHIN + posts.role).distinct()
    found = place.group_by("officer").agg(places=place.place.collect().sort().join(BETWEEN))
    return found.mutate(officers=ibis.literal(1, "int64"))


# --- in an engine --------------------------------------------------------------------------------------------

COUNTED = ("cells", "sets", "due_cells", "due_sets")
"""What is counted of officers' records: now, and as it changes."""


def steps() -> list[tuple[str, Table]]:
    """The tables that count, by name; each may be of those before it."""
    dated = Dated.unbound()
    looked = moments(dated)
    kept = ibis.table(looked.schema(), name="moments")
    population = population_at(dated, kept)
    of_each, of_sets = pieces(population), places_of(population)
    each, set_of = ibis.table(of_each.schema(), name="pieces"), ibis.table(of_sets.schema(), name="set_of")
    numbers = ("officers", "postings")
    return [
        ("moments", looked),
        ("pieces", of_each),
        ("set_of", of_sets),
        ("cells", _now(each, kept, _KEYS, numbers)),
        ("sets", _now(set_of, kept, ("places",), numbers[:1])),
        ("due_cells", changes(each, kept, _KEYS, numbers)),
        ("due_sets", changes(set_of, kept, ("places",), numbers[:1])),
    ]


@cache
def _texts() -> list[tuple[str, str]]:
    return [(name, text(step)) for name, step in steps()]


def _now(found: Table, looked: Table, keys: tuple[str, ...], numbers: tuple[str, ...]) -> Table:
    first = looked.filter(looked.number == 0).select(officer=looked.subject)
    now = found.semi_join(first, "officer")
    return now.group_by(*keys).agg(**{name: now[name].sum() for name in numbers})


class CellsOf(NamedTuple):
    """What is counted of some officers: `COUNTED`, as rows."""

    cells: list[Cell]
    sets: list[tuple[str, int]]
    due_cells: list[tuple[str, Cell]]
    due_sets: list[tuple[str, str, int]]


def count(engine: Engine) -> CellsOf:
    """Count the officers of an engine's tables of `DATED`."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, wanted in _texts():
        if name in COUNTED:
            found[name] = engine.connection.execute(wanted).fetchall()
        else:
            engine.keep(name, wanted)
    return told(found)


def told(found: Mapping[str, Iterable[Sequence[Any]]]) -> CellsOf:
    """What was counted, of the rows of the tables of `COUNTED`."""
    return CellsOf(
        [_cell(row) for row in found["cells"]],
        [(places, int(n)) for places, n in found["sets"]],
        [(moment, _cell(row)) for moment, *row in found["due_cells"]],
        [(moment, places, int(n)) for moment, places, n in found["due_sets"]],
    )


def _cell(row: Sequence[Any]) -> Cell:
    organisation, role, competency, held, officers, postings = row
    return Cell(organisation, role, competency, held, int(officers), int(postings))


# --- of a population that is read already --------------------------------------------------------------------


@cache
def _text() -> str:
    return text(cells(Population.unbound()))


def cells_of(ground: Ground, competencies: Iterable[str]) -> list[Cell]:
    """The cells of some competencies, and those that count all officers."""
    ground.once("cells", lambda: ground.engine.keep("cells", _text()))
    ground.engine.create("touched", [(one,) for one in sorted({"", *competencies})], {"competency": "string"})
    found = ibis.table(CELL, name="cells").semi_join(ibis.table({"competency": "string"}, name="touched"), "competency")
    return [Cell(**row) for row in ground.engine.rows(found)]


def all_cells(ground: Ground) -> list[Cell]:
    """All cells of a population."""
    ground.once("cells", lambda: ground.engine.keep("cells", _text()))
    return [Cell(**row) for row in ground.engine.rows(ibis.table(CELL, name="cells"))]


def holdings(held: str) -> list[Holding]:
    """What a cell's officers hold, as the rules read it; an id for each."""
    found = []
    for item in filter(None, held.split("\n")):
        level, _, scale = item.partition(" ")
        found.append(Holding(item, "", None if item == UNLEVELLED else float(level), scale or None))
    return found
