"""The embedded engine: one file, in process, one connection a worker thread, writes behind one lock."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import ladybug

from ontology import cypher, migrations
from queries.stores import MEMORY_MB, Health, Statement
from queries.stores.errors import (
    ConflictError,
    DiskFullError,
    LockedError,
    NewerStoreError,
    StoreError,
    TimedOutError,
    UnpreparedError,
)

if TYPE_CHECKING:
    from queries import Question
    from queries.steps import Step

log = logging.getLogger("karmagraph")
T = TypeVar("T")
MAX_DB_SIZE = 1 << 36
BUFFER_POOL = MEMORY_MB << 20
TIMEOUT_MS = 30_000
THREADS = 4
SPARE = 32 << 20
"""Bytes that must be free on the disk before anything is written."""
PER_CHANGE = 1_500
"""Bytes that one change takes at most, in the log and in the file: measured 850 on the sample."""
STATEMENTS = 100
"""Prepared texts kept by a connection."""
FIRST, TOGETHER = 50, 2_000
"""Rows of a text's first run and of each later one: a run copies all that the text was prepared with once more."""


class EmbeddedStore:
    """A property graph in the file at `path`."""

    dialect = "embedded"

    def __init__(self, path: str, *, buffer_pool: int = BUFFER_POOL) -> None:
        self.uri = f"embedded:{path}"
        self.path = Path(path)
        self._database = _open(self.path, buffer_pool)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="embedded")
        self._local = threading.local()
        self._connections: list[Any] = []
        self._lock = asyncio.Lock()

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question."""
        rows = await self.rows(question.for_dialect(self.dialect), **params)
        return [dict(zip(question.columns, row, strict=True)) for row in rows]

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """The rows of a plan: one flat statement a step, stitched by key."""
        from queries.stores.embedded_plan import fetch  # noqa: PLC0415 - the plan needs no store

        return await fetch(self, step, params)

    def together(self) -> EmbeddedStore:
        """The store itself: each thread asks for itself."""
        return self

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text."""
        return await self._run(lambda connection: _execute(connection, text, params))

    async def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one."""
        result = await self._run(lambda connection: connection.execute(text, params))
        try:
            while rows := await self._run(lambda _: _take(result, 5_000)):
                for row in rows:
                    yield row
        finally:
            await self._run(lambda _: result.close())

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Run all statements in one transaction and return the new epoch."""
        await self.room(0)
        async with self._lock:
            return await self._run(lambda connection: _write(connection, statements, epoch))

    async def room(self, changes: int) -> None:
        """Refuse what the disk has no room for: the engine itself ends the process when it is full."""
        free = shutil.disk_usage(self.path.parent).free
        if free < SPARE + changes * PER_CHANGE:
            need = (SPARE + changes * PER_CHANGE) >> 20
            raise DiskFullError(f"{self.path}: {free >> 20} MB are free, {need} MB are needed", "free some space")

    async def prepare(self) -> None:
        """Create the tables and columns that the file lacks and record the schema's number."""
        await self.room(0)
        async with self._lock:
            await self._run(_prepare)

    async def health(self) -> Health:
        """The file's state."""
        rows = await self.rows(cypher.META)
        version, epoch, as_on, identity = rows[0] if rows else (0, 0, None, "")
        free = shutil.disk_usage(self.path.parent).free
        problems = ("less than 1 GB of disk is free",) if free < 1 << 30 else ()
        return Health(self.uri, f"embedded (ladybug {ladybug.__version__})", version, epoch, as_on, problems, identity)

    async def close(self) -> None:
        """Close the file."""
        self._pool.shutdown(wait=True)
        for connection in self._connections:
            connection.close()
        self._database.close()

    async def _run(self, work: Callable[[Any], T]) -> T:
        def call() -> T:
            try:
                return work(self._connection())
            except RuntimeError as error:
                raise _explained(error, self.path) from error

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def _connection(self) -> Any:
        if not hasattr(self._local, "connection"):
            connection = ladybug.Connection(self._database, num_threads=1)
            connection.set_query_timeout(TIMEOUT_MS)
            self._local.connection = connection
            self._connections.append(connection)
        _forget(self._local.connection)
        return self._local.connection


def _forget(connection: Any) -> None:
    """Drop the oldest prepared texts: the engine's client keeps each in the buffer pool for ever, 137 KB a text."""
    kept = connection._pybind_implicit_prepared_cache  # noqa: SLF001 - it has no public name and no bound
    while len(kept) > STATEMENTS:
        del kept[next(iter(kept))]


def _open(path: Path, buffer_pool: int) -> Any:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _database(path, buffer_pool, throw_on_wal_replay_failure=True)
    except (RuntimeError, OSError) as error:
        if "WAL file is corrupted" not in str(error):
            raise _explained(error, path) from error
    # a write that was killed leaves its log cut off: what was committed before it counts, it does not
    log.warning("%s: the last write was cut off and is rolled back", path)
    return _database(path, buffer_pool, throw_on_wal_replay_failure=False)


def _database(path: Path, buffer_pool: int, *, throw_on_wal_replay_failure: bool) -> Any:
    return ladybug.Database(
        str(path),
        max_db_size=MAX_DB_SIZE,
        buffer_pool_size=buffer_pool,
        throw_on_wal_replay_failure=throw_on_wal_replay_failure,
    )


def _execute(connection: Any, text: str, params: dict[str, Any]) -> list[list[Any]]:
    result = connection.execute(text, params)
    try:
        rows: list[list[Any]] = result.get_all()
        return rows
    finally:
        result.close()


def _take(result: Any, count: int) -> list[list[Any]]:
    taken: list[list[Any]] = []
    while len(taken) < count and result.has_next():
        taken.append(result.get_next())
    return taken


def _write(connection: Any, statements: Iterable[Statement], epoch: int | None) -> int:
    connection.execute("BEGIN TRANSACTION")
    try:
        current = _execute(connection, cypher.META, {})[0][1]
        _unchanged(epoch, current)
        connection.set_query_timeout(0)
        for statement in statements:
            for rows in _runs(statement.rows):
                connection.execute(statement.text, {"rows": rows}).close()
        connection.execute("MATCH (s:Store {id: 'store'}) SET s.epoch = s.epoch + 1").close()
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(RuntimeError):  # the engine may have ended it already: the first error tells
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.set_query_timeout(TIMEOUT_MS)
    return int(current) + 1


def _runs(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows in lists of which the first is short, for the text is prepared with it."""
    if rows:
        yield rows[:FIRST]
    for at in range(FIRST, len(rows), TOGETHER):
        yield rows[at : at + TOGETHER]


def _unchanged(epoch: int | None, current: int) -> None:
    if epoch is not None and epoch != current:
        raise ConflictError("another write came between; nothing was written", "run it again")


def _prepare(connection: Any) -> None:
    tables = _execute(connection, "CALL show_tables() RETURN name, type", {})
    existing = {name: _columns(connection, name) for name, _ in tables}
    if "Store" in existing:
        _check_version(_execute(connection, cypher.SCHEMA, {}))
    ends = {name: _ends(connection, name) for name, kind in tables if kind == "REL"}
    for text in cypher.embedded_schema(existing, ends):
        try:
            connection.execute(text).close()
        except RuntimeError as error:
            raise UnpreparedError(f"the store lacks a table and it cannot be made: {error}", "see the log") from error
    connection.execute(cypher.STORE, {"version": migrations.newest()}).close()
    connection.execute(cypher.IDENTITY, {"identity": uuid4().hex}).close()
    for migration in migrations.due(_execute(connection, cypher.META, {})[0][0]):
        for text in migration.texts.get("embedded", ()):
            connection.execute(text).close()
        connection.execute(cypher.VERSION, {"version": migration.number}).close()


def _columns(connection: Any, table: str) -> set[str]:
    return {row[0] for row in _execute(connection, f"CALL table_info('{table}') RETURN name", {})}


def _ends(connection: Any, table: str) -> set[tuple[str, str]]:
    rows = _execute(connection, f"CALL show_connection('{table}') RETURN *", {})
    return {(row[0], row[1]) for row in rows}


def _check_version(rows: list[list[Any]]) -> None:
    if rows and rows[0][0] > migrations.newest():
        raise NewerStoreError(rows[0][0], migrations.newest())


def _explained(error: Exception, path: Path) -> StoreError:
    message = str(error)
    lowered = message.lower()
    if "could not set lock" in lowered or "lock on file" in lowered:
        return LockedError(f"another process holds {path}", "stop it, or use the service that it runs")
    if "interrupted" in lowered:
        return TimedOutError(f"the question took longer than {TIMEOUT_MS // 1000} s", "ask for less at once")
    if "no space left" in lowered or getattr(error, "errno", None) == errno.ENOSPC:
        return DiskFullError(f"no room left on the disk of {path}", "free some space and run it again")
    if isinstance(error, PermissionError) or "permission denied" in lowered:
        return StoreError(f"{path} may not be written", "check the permissions of the file and its folder")
    if isinstance(error, OSError):
        return StoreError(f"{path}: {error.strerror}", "check the path")
    return StoreError(f"the embedded store: {message}")
