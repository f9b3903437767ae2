"""The roll-up's officers counted on Spark: all at once, of tables in a folder, by the steps that DuckDB takes.

What comes out is read top organisation by top organisation, as if each had been counted by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from queries import question
from queries.population_spark import Spark
from queries.population_tables import BATCH, Engine, arrow
from queries.rollup_cells import COUNTED, DATED, CellsOf, steps, told
from queries.rollup_reading import Known, Span, voided

if TYPE_CHECKING:
    from queries.stores import Store

_PLACES = r"[\x1e\x1f]"
"""What parts a set into organisations and roles: `WITHIN` and `BETWEEN`."""


@dataclass(slots=True)
class OnSpark:
    """What Spark counts of all officers, once, and then tells of each top organisation."""

    spark: Spark
    note: Callable[[str], None] = lambda _: None
    engine: Engine | None = None
    """Reads what was counted, when it was."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, store: Store, here: Known, span: Span, top: str) -> CellsOf:
        """What is counted of the officers posted at a top organisation or below."""
        async with self.lock:
            if self.engine is None:
                await write(store, self.spark, here, span)
                self.note("all officers' records written; Spark counts")
                await asyncio.to_thread(self.spark.run, DATED, steps())
                self.engine = await asyncio.to_thread(_reading, self.spark)
            return await asyncio.to_thread(_at, self.engine, here.tops()[top] or [""])


# --- what is counted of --------------------------------------------------------------------------------------


async def write(store: Store, spark: Spark, here: Known, span: Span) -> None:
    """Write the tables that are counted of: every officer's records between two moments, and the lookups."""
    for name in ("postings", "holdings"):
        await _write_all(spark, f"dated_{name}", _batches(store, name, span))
    _put(spark, "span", [span])
    _put(spark, "matches", here.matches)
    held = Engine.new()
    _view(held, spark, "dated_holdings")
    _put(spark, "voids", await asyncio.to_thread(voided, held, here.scales))
    held.connection.close()


async def _batches(store: Store, name: str, span: Span) -> AsyncIterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    text = question(f"rollup/all_{name}").for_dialect(store.dialect)
    async for row in store.stream(text, asOf=span.at, until=span.until):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


async def _write_all(spark: Spark, name: str, batches: AsyncIterator[list[list[Any]]]) -> None:
    schema = arrow(DATED[name], ()).schema
    with pq.ParquetWriter(spark.path(name), schema) as file:
        async for rows in batches:
            await asyncio.to_thread(lambda found: file.write_table(arrow(DATED[name], found)), rows)


def _put(spark: Spark, name: str, rows: Sequence[Sequence[Any]]) -> None:
    pq.write_table(arrow(DATED[name], rows), spark.path(name))


# --- what was counted ----------------------------------------------------------------------------------------


def _reading(spark: Spark) -> Engine:
    """An engine that reads what was counted, and knows at which organisations each set of places has one."""
    engine = Engine.new()
    for name in COUNTED:
        _view(engine, spark, name)
    parts = f"SELECT places, unnest(string_split_regex(places, '{_PLACES}')) AS organisation"
    engine.keep("set_at", f"{parts} FROM (SELECT places FROM sets UNION SELECT places FROM due_sets)")
    return engine


def _at(engine: Engine, organisations: Sequence[str]) -> CellsOf:
    """What was counted at some organisations, and of the officers posted there."""
    engine.create("here", [(one,) for one in organisations], {"organisation": "string"})
    cells = "organisation IN (FROM here)"
    sets = f"places IN (SELECT places FROM set_at WHERE {cells})"
    return told({
        name: engine.connection.execute(f'FROM "{name}" WHERE {sets if name.endswith("sets") else cells}').fetchall()
        for name in COUNTED
    })  # fmt: skip


def _view(engine: Engine, spark: Spark, name: str) -> None:
    """Let an engine read a table of the folder, which is one file or, written by Spark, a folder of files."""
    path = spark.path(name)
    files = str(path / "*.parquet" if path.is_dir() else path).replace("'", "''")
    engine.connection.execute(f"CREATE VIEW \"{name}\" AS FROM read_parquet('{files}')")
