"""Loading ESCO, all of it: read, checked and written by us, beside the bare driver that writes the same rows.

The reference has its rows in memory before the clock starts, read and checked, and only writes: UNWIND
batches in one transaction, into a store that has its constraints.
"""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ladybug
from neo4j import GraphDatabase

from bench import stores
from bench.processes import cpu
from bench.results import Result, median
from bench.search import fixtures
from loaders.formats import FORMATS
from loaders.load import load
from loaders.rows import Context, EdgeRow, NodeRow
from ontology.instants import now
from queries.answers import scales
from queries.stores import Store
from queries.stores.embedded import BUFFER_POOL, MAX_DB_SIZE

ROUNDS = 3
BATCH = 10_000
TARGET = 1.5

Rows = list[dict[str, Any]]


class Spent(NamedTuple):
    """Seconds by the clock, and of CPU, that of the database included."""

    wall: float
    cpu: float


class Write(NamedTuple):
    """A text with the rows that it unwinds."""

    text: str
    rows: Rows


def rows_of(directory: Path) -> tuple[dict[str, dict[str, Any]], dict[tuple[str, str, str], dict[Any, Any]]]:
    """The properties of the nodes by label and id, and those of the relationships by type, labels and ends.

    Checked: each stated once, and both ends there.
    """
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[tuple[str, str, str], dict[Any, Any]] = {}
    waiting: list[EdgeRow] = []
    for row in FORMATS["esco"].read(directory, Context()):
        if isinstance(row, NodeRow):
            stated = {name: value for name, value in row.props.items() if value not in (None, "", [])}
            nodes.setdefault(row.label, {}).setdefault(row.id, stated)
        elif isinstance(row, EdgeRow):
            waiting.append(row)
    for row in waiting:
        (start, a), (end, b) = row.start, row.end
        if a in nodes[start] and b in nodes[end]:
            edges.setdefault((row.type, start, end), {}).setdefault((a, b), row.props)
    return nodes, edges


def writes(directory: Path) -> list[Write]:
    """What the reference writes, in batches."""
    nodes, edges = rows_of(directory)
    found: list[Write] = []
    for label, things in nodes.items():
        names = _names(things.values())
        text = f"UNWIND $rows AS row CREATE (:{label} {_map(['id', *names])})"
        found += _batches(text, [{"id": id_, **_all(names, props)} for id_, props in things.items()])
    for (type_, start, end), links in edges.items():
        names = _names(links.values())
        text = f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.`end`}})"
        text += f" CREATE (a)-[:{type_} {_map(names)}]->(b)"
        found += _batches(text, [{"start": a, "end": b, **_all(names, props)} for (a, b), props in links.items()])
    return found


def _names(stated: Any) -> list[str]:
    return sorted({name for props in stated for name in props})


def _all(names: list[str], props: dict[str, Any]) -> dict[str, Any]:
    return {name: props.get(name) for name in names} | {"origin": "esco"}


def _map(names: list[str]) -> str:
    return "{" + ", ".join(f"`{name}`: row.`{name}`" for name in [*names, "origin"]) + "}"


def _batches(text: str, rows: Rows) -> Iterator[Write]:
    return (Write(text, rows[at : at + BATCH]) for at in range(0, len(rows), BATCH))


# --- the two ways --------------------------------------------------------------------------------------


async def ours(store: Store) -> None:
    """As `karmagraph load esco` does it."""
    report = await load(store, FORMATS["esco"], fixtures() / "esco-1.1.1", Context(await scales(store, now())))
    if not report.written:
        raise RuntimeError("nothing was loaded")


def bare_neo4j(server: stores.Neo4j, prepared: list[Write]) -> Callable[[], None]:
    """The reference on Neo4j: its synchronous driver, connected before the clock starts."""
    driver = GraphDatabase.driver(server.address, auth=(server.user, server.password), telemetry_disabled=True)
    driver.verify_connectivity()

    def write() -> None:
        with driver, driver.session(database="neo4j") as session, session.begin_transaction() as tx:
            for text, rows in prepared:
                tx.run(text, rows=rows).consume()
            tx.commit()

    return write


def bare_embedded(path: Path, prepared: list[Write]) -> Callable[[], None]:
    """The reference on the embedded engine, opened before the clock starts."""
    database = ladybug.Database(str(path), max_db_size=MAX_DB_SIZE, buffer_pool_size=BUFFER_POOL)
    connection: Any = ladybug.Connection(database, num_threads=1)

    def write() -> None:
        connection.execute("BEGIN TRANSACTION")
        for text, rows in prepared:
            connection.execute(text, {"rows": rows}).close()
        connection.execute("COMMIT")
        connection.close()
        database.close()

    return write


# --- cases ---------------------------------------------------------------------------------------------


def embedded() -> list[Result]:
    """ESCO into an empty embedded store."""
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        directory = Path(name) / "store"

        async def bare(prepared: list[Write]) -> Callable[[], None]:
            return bare_embedded(await _closed(directory), prepared)

        return _case("embedded", lambda: stores.emptied(directory), bare, ())


async def _closed(directory: Path) -> Path:
    await (await stores.emptied(directory)).close()
    return directory / stores.FRESH


def neo4j(server: stores.Neo4j) -> list[Result]:
    """ESCO into an empty Neo4j."""

    async def bare(prepared: list[Write]) -> Callable[[], None]:
        await (await stores.wiped(server)).close()
        return bare_neo4j(server, prepared)

    return _case("Neo4j", lambda: stores.wiped(server), bare, (server.pid,), warm=True)


def _case(
    engine: str,
    empty: Callable[[], Awaitable[Store]],
    bare: Callable[[list[Write]], Awaitable[Callable[[], None]]],
    pids: tuple[int, ...],
    *,
    warm: bool = False,
) -> list[Result]:
    prepared = writes(fixtures() / "esco-1.1.1")
    gc.collect()
    gc.freeze()  # else our own loads pay for the reference's rows at every collection
    measured = []
    for number in range(ROUNDS + warm):
        pair = asyncio.run(_ours(empty, pids)), asyncio.run(_bare(bare, prepared, pids))
        print(f"  ESCO load, {engine}, round {number}: {pair[0].wall:.1f} s beside {pair[1].wall:.1f} s", flush=True)
        measured.append(pair)
    gc.unfreeze()
    kept = measured[warm:]
    return [
        _result(f"ESCO load, {engine}", "s", [(a.wall, b.wall) for a, b in kept]),
        _result(f"ESCO load, {engine}, CPU", "CPU s", [(a.cpu, b.cpu) for a, b in kept]),
    ]


def _result(case: str, unit: str, pairs: list[tuple[float, float]]) -> Result:
    return Result(case, median(a for a, _ in pairs), median(b for _, b in pairs), unit, TARGET)


async def _ours(empty: Callable[[], Awaitable[Store]], pids: tuple[int, ...]) -> Spent:
    store = await empty()
    before = _spent(pids)
    await ours(store)
    after = _spent(pids)
    await store.close()
    return Spent(after.wall - before.wall, after.cpu - before.cpu)


async def _bare(
    bare: Callable[[list[Write]], Awaitable[Callable[[], None]]], prepared: list[Write], pids: tuple[int, ...]
) -> Spent:
    write = await bare(prepared)
    before = _spent(pids)
    write()
    after = _spent(pids)
    return Spent(after.wall - before.wall, after.cpu - before.cpu)


def _spent(pids: tuple[int, ...]) -> Spent:
    return Spent(time.perf_counter(), time.process_time() + cpu(*pids))
