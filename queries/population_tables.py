"""A store's officers as tables at a date, in DuckDB: what the expressions of `queries.population` are over.

The four tables are streamed; the lookup tables are computed here, from the distinct levels that there are.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportOperatorIssue=false
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ontology.levels import Scales
from queries import question
from queries.answers import LIVE
from queries.population import OFFICER, POSTING, SCHEMAS, Population, Standing, Subject, gaps, helped, helping, standing

if TYPE_CHECKING:
    from queries import Question
    from queries.stores import Store

BATCH = 100_000
"""Rows read before they go to DuckDB."""

_ARROW = {"string": pa.string(), "float64": pa.float64(), "int64": pa.int64(), "boolean": pa.bool_()}
STREAMED = ("postings", "holdings", "requirements", "matches", "coverage", "enrolments")
Step = tuple[str, float]
"""A scale and a level of it."""


@dataclass(frozen=True, slots=True)
class Engine:
    """DuckDB, for expressions over tables by name; the text is Ibis's, the engine runs it."""

    connection: duckdb.DuckDBPyConnection

    @classmethod
    def new(cls) -> Engine:
        """An engine in memory, without tables."""
        engine = duckdb.connect()
        engine.execute("SET enable_progress_bar = false")  # it would stand in what a program reads
        return cls(engine)

    def rows(self, found: Table) -> list[dict[str, Any]]:
        """The rows of an expression."""
        return self.read(text(found), found.columns)

    def read(self, wanted: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of an expression's text."""
        return [dict(zip(columns, row, strict=True)) for row in self.connection.execute(wanted).fetchall()]

    def keep(self, name: str, wanted: str) -> None:
        """Keep the rows of an expression's text as a table."""
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {wanted}')

    def create(self, name: str, rows: Sequence[Sequence[Any]] = (), schema: Mapping[str, str] | None = None) -> Table:
        """A table of `SCHEMAS`, or of another schema, with some rows."""
        columns = schema or SCHEMAS[name]
        self._put(f'CREATE OR REPLACE TABLE "{name}" AS FROM incoming', arrow(columns, rows))
        return ibis.table(columns, name=name)

    def insert(self, name: str, rows: Sequence[Sequence[Any]], schema: Mapping[str, str] | None = None) -> None:
        """Add rows to a table of `SCHEMAS`, or of another schema."""
        if rows:
            self._put(f'INSERT INTO "{name}" FROM incoming', arrow(schema or SCHEMAS[name], rows))

    def _put(self, how: str, rows: pa.Table) -> None:
        self.connection.register("incoming", rows)
        self.connection.execute(how)
        self.connection.unregister("incoming")


def text(found: Table) -> str:
    """An expression as the engine reads it."""
    return str(ibis.to_sql(found, dialect="duckdb"))


def arrow(columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows of such columns as Arrow has them."""
    schema = pa.schema([(column, _ARROW[kind]) for column, kind in columns.items()])
    values: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [[] for _ in schema]
    return pa.table([pa.array(column, field.type) for column, field in zip(values, schema, strict=True)], schema)


@dataclass(frozen=True, slots=True)
class Standings:
    """How officers, and their postings one by one, stand: tables of an engine that were computed once."""

    population: Population
    officers: Standing
    officer_helps: Table
    officer_gaps: Table
    postings: Standing
    posting_gaps: Table


@cache
def standings() -> Standings:
    """The tables that `stand` makes."""
    tables = {
        subject: [ibis.table(schema, name=name) for name, _, schema in _texts(subject)]
        for subject in (OFFICER, POSTING)
    }
    needs, short, held, helps, officer_gaps = tables[OFFICER]
    posting_needs, posting_short, posting_held, _, posting_gaps = tables[POSTING]
    return Standings(
        Population.unbound(),
        Standing(needs, short, held),
        helps,
        officer_gaps,
        Standing(posting_needs, posting_short, posting_held),
        posting_gaps,
    )


PARTS = ("needs", "short", "held", "helps", "gaps")
"""How officers stand, table by table; each may be made of those before it."""


def stand(engine: Engine, parts: Sequence[str] = PARTS) -> None:
    """Compute how the officers of an engine's tables stand, or some parts of it."""
    for subject in (OFFICER, POSTING):
        for name, text, _ in _texts(subject):
            if name.removeprefix(f"{subject}_") in parts:
                engine.keep(name, text)


@cache
def _texts(subject: Subject) -> list[tuple[str, str, ibis.Schema]]:
    """Name, text and columns of each table: making a text takes longer than a small answer."""
    return [(name, text(table), table.schema()) for name, table in steps(subject)]


def steps(subject: Subject) -> list[tuple[str, Table]]:
    """The tables that say how subjects stand, by name; each may be of those before it."""
    population = Population.unbound()
    found = standing(population, subject)
    made = [(f"{subject}_{name}", getattr(found, name)) for name in ("needs", "short", "held")]
    kept = Standing(*(ibis.table(table.schema(), name=name) for name, table in made))
    made.append((f"{subject}_helps", helping(population, kept)))
    helps = ibis.table(made[-1][1].schema(), name=made[-1][0])
    return [*made, (f"{subject}_gaps", gaps(kept, helps, helped(population, kept)))]


# --- filling ---------------------------------------------------------------------------------------------


async def filled(store: Store, as_of: str, known: Scales) -> Engine:
    """All valid postings of a store, what officers hold and took, and what is required and covered."""
    engine = Engine.new()
    for name in STREAMED:
        await asyncio.to_thread(engine.create, name)
        async for batch in _batches(store, name, as_of):
            await asyncio.to_thread(engine.insert, name, batch)  # it computes, and others are waiting
    await asyncio.to_thread(add_lookups, engine, known)
    return engine


async def _batches(store: Store, name: str, as_of: str) -> AsyncIterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    async for row in streamed(store, name, as_of):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def streamed(store: Store, name: str, as_of: str) -> AsyncIterator[list[Any]]:
    """The rows of a question of `queries/population/`, one by one: there may be as many as officers."""
    found, values = _asking(name, as_of)
    return store.stream(found.for_dialect(store.dialect), **values)


async def asked(store: Store, name: str, as_of: str) -> list[list[Any]]:
    """The rows of a question of `queries/population/` at once, for a tenth of what they cost one by one."""
    found, values = _asking(name, as_of)
    return [list(row.values()) for row in await store.ask(found, **values)]


def _asking(name: str, as_of: str) -> tuple[Question, dict[str, Any]]:
    found = question(f"population/{name}")
    values = {"asOf": as_of, "statuses": list(LIVE)}
    return found, {name: values[name] for name in found.parameters}


# --- lookups ---------------------------------------------------------------------------------------------


def add_lookups(engine: Engine, known: Scales) -> None:
    """The tables `conversions`, `voids` and `starts`, from the levels that the other tables name."""
    held, negative, led, wanted = _steps(engine)
    targets = {scale for scale, _ in held | negative | led | wanted}
    targets |= {row["scale"] for row in engine.rows(Population.unbound().coverage.select("scale").distinct())}
    engine.create("conversions", [
        (scale, level, other, reached)
        for scale, level in sorted(held | led)
        for other in sorted(targets)
        if (reached := _converted(known, level, scale, other)) is not None
    ])  # fmt: skip
    engine.create("voids", voids(known, negative, held))
    engine.create("starts", [(scale, known.start(scale)) for scale in sorted(targets)])


def voids(known: Scales, negative: Iterable[Step], held: Iterable[Step]) -> list[tuple[str, float, str, float]]:
    """The levels of negative holdings, each with the levels held that it voids."""
    return [(*void, *step) for void in sorted(negative) for step in sorted(held) if _reaches(known, step, void)]


def _steps(engine: Engine) -> tuple[set[Step], ...]:
    """The distinct levels with their scales: held, held not (negative), led to by modules, required."""
    tables = Population.unbound()
    holdings = tables.holdings
    found = (
        holdings.filter(~holdings.negative),
        holdings.filter(holdings.negative),
        tables.coverage.rename(level="to_level"),
        tables.requirements,
    )
    return tuple(
        {(row["scale"], row["level"]) for row in engine.rows(t.select("scale", "level").distinct().drop_null())}
        for t in found
    )


def _converted(known: Scales, level: float, scale: str, other: str) -> float | None:
    return known.convert(level, scale or None, other or None)


def _reaches(known: Scales, step: Step, least: Step) -> bool:
    reached = _converted(known, step[1], step[0], least[0])
    return reached is not None and reached >= least[1]
