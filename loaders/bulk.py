"""Bulk: the first load of a nation's officers, millions at once, beside a framework that is loaded already.

A folder of standard sheets (officers, postings, holdings, enrolments; CSV or Parquet) is read and checked whole, then
copied into the embedded store that has the framework, or written, framework and all, as the files of Neo4j's import
tool, which makes the database. What is bad is left out and told; with `strict` nothing is loaded then.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from loaders.backup import itself
from loaders.bulk_checked import Checked, Fault, Known
from loaders.bulk_copied import TOGETHER, beside, copied, room
from loaders.bulk_files import Files, run
from loaders.bulk_tables import Table, tables
from loaders.whole import Node
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES
from queries import question
from queries.answers import scales
from queries.officer_keys import officer_keys
from queries.stores import Statement
from queries.stores.errors import DiskFullError, StoreError

if TYPE_CHECKING:
    from queries.stores import Store

DATABASE = "neo4j"
PER_ROW = 250
"""Bytes of disk that a row takes at most while it is checked and copied: measured 160 for a holding."""

PER_COPY = 150
"""Bytes of disk that a row takes at most in the embedded store, and while it is written there: measured 70."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to load: where bare ids belong, where to work, by which tool, or files alone; `strict`: all or nothing."""

    prefix: str
    work: Path | None = None
    tool: tuple[str, ...] = ()
    """The command of Neo4j's import tool, to which the files are told; empty: into the embedded store itself."""
    files: Path | None = None
    """A folder for the tool's files, which stay there; then the tool is not run unless it is named."""
    strict: bool = False
    note: Callable[[str], None] = lambda _: None

    @property
    def origin(self) -> str:
        """The source that the rows are of: `karmagraph load table` with the same prefix restates it."""
        return f"table:{self.prefix}"


@dataclass(slots=True)
class Loaded:
    """What was read, left out and loaded; seconds of reading and checking, of writing files, of the engine's own."""

    read: dict[str, int] = field(default_factory=dict)
    rejected: tuple[Fault, ...] = ()
    created: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    """What the import tool is told, where it was not run."""
    written: bool = False

    @property
    def status(self) -> int:
        """0 clean, 2 rows were left out and the rest loaded, 1 nothing was loaded."""
        return 1 if not self.written else 2 if self.rejected else 0

    def as_json(self) -> dict[str, Any]:
        """As the command line writes it."""
        rejected = [fault._asdict() | {"examples": list(fault.examples)} for fault in self.rejected]
        seconds = {name: round(value, 3) for name, value in self.seconds.items()}
        told = {"read": self.read, "created": self.created, "rejected": rejected, "seconds": seconds}
        return told | ({"arguments": list(self.arguments)} if self.arguments else {})


async def bulk(store: Store, folder: Path, wanted: Wanted) -> Loaded:
    """Load a folder of officers' records beside the framework in a store; nothing of it is visible before all is.

    An embedded store into which very many are copied is closed afterwards: another file has taken its place.
    SourceError for what cannot be read; StoreError where officers are there already, or the tool fails.
    """
    direct = not wanted.tool and not wanted.files
    if direct and store.dialect != "embedded":
        hint = "load the framework into an embedded store, and name Neo4j's import tool: --tool 'neo4j-admin …'"
        raise StoreError("a running Neo4j cannot be loaded in bulk", hint)
    if any(row["id"] == "Officer" and row["n"] for row in await store.ask(question("store/counts"))):
        raise StoreError("the store has officers already", "karmagraph load table adds to them")
    done = Loaded()
    with _working(wanted) as work:
        checked = await asyncio.to_thread(Checked, work, wanted.prefix)
        known = Known(await _known(store), await scales(store, now()))
        with _timed(done, "check"):
            await asyncio.to_thread(checked.fill, folder, known, officer_keys(store.uri))
        done.read, done.rejected = checked.read, tuple(checked.faults)
        if wanted.strict and done.rejected:
            return done
        found = list(tables(checked, wanted.origin))
        done.created = {table.name: table.count(checked) for table in found}
        _room(work, sum(done.created.values()))
        await (_copy if direct else _files)(store, checked, found, wanted, done)
    done.written = True
    return done


async def _copy(store: Store, checked: Checked, found: Sequence[Table], wanted: Wanted, done: Loaded) -> None:
    rows = sum(done.created.values())
    if rows > TOGETHER:
        room(store, rows, PER_COPY)
    with _timed(done, "files"):
        statements = [s for table in found for s in await asyncio.to_thread(copied, checked, checked.work, table)]
    checked.connection.close()  # what it holds in memory is needed
    change = _change(wanted, done)
    text = cypher.merge_nodes(NODES["Change"], sorted(change.props), typed=True)
    last = [Statement(text, [change.props | {"id": change.id}])]
    wanted.note(f"copying {rows:,} rows into the store")
    with _timed(done, "engine"):
        if rows > TOGETHER:
            await beside(store, statements, last, wanted.note)
        else:
            await store.write([*statements, *last])


async def _files(store: Store, checked: Checked, found: Sequence[Table], wanted: Wanted, done: Loaded) -> None:
    folder = wanted.files or checked.work
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Files(folder.resolve())
    with _timed(done, "files"):
        await files.framework(store, await itself(store), [_change(wanted, done)])
        for table in found:
            await asyncio.to_thread(files.people, checked, table)
    arguments = files.arguments(DATABASE)
    if not wanted.tool:
        done.arguments = tuple(arguments)
        return
    wanted.note("the import tool is at work")
    with _timed(done, "engine"):
        await asyncio.to_thread(run, wanted.tool, arguments)


def _change(wanted: Wanted, done: Loaded) -> Node:
    """The record of the load."""
    at = now()
    summary = orjson.dumps({"create": done.created}).decode()
    return Node("Change", f"change:{wanted.origin}:{at}", {"at": at, "summary": summary, "origin": wanted.origin})


async def _known(store: Store) -> dict[str, list[str]]:
    """All ids of the store, by label."""
    return {label: [row[0] for row in await store.rows(cypher.every_id(node))] for label, node in NODES.items()}


@contextmanager
def _working(wanted: Wanted) -> Iterator[Path]:
    """A folder that nobody else may read, and that goes with what is in it: officers' records."""
    path = Path(tempfile.mkdtemp(prefix="karmagraph-bulk-", dir=wanted.work))
    try:
        yield path
    finally:
        shutil.rmtree(path)


def _room(folder: Path, rows: int) -> None:
    free, need = shutil.disk_usage(folder).free, rows * PER_ROW
    if free < need:
        raise DiskFullError(f"{folder}: {free >> 20} MB are free, {need >> 20} MB are needed", "name another: --work")


@contextmanager
def _timed(done: Loaded, stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    done.seconds[stage] = time.perf_counter() - started
