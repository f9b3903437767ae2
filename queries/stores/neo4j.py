"""Neo4j by its driver: auto-commit reads with a time-out, one record for a whole answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from neo4j import AsyncGraphDatabase, Query
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from ontology import cypher, migrations
from queries.stores import Health, Statement
from queries.stores.errors import (
    AuthenticationError,
    ConflictError,
    DiskFullError,
    NewerStoreError,
    StoreError,
    TimedOutError,
    UnavailableError,
    UnpreparedError,
)
from queries.stores.neo4j_grouped import Grouped

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction

    from queries import Question
    from queries.steps import Step

TIMEOUT = 30.0


class Neo4jStore:
    """A Neo4j database at a bolt or neo4j address."""

    dialect = "neo4j"

    def __init__(self, uri: str, user: str, password: str, *, database: str = "neo4j") -> None:
        self.uri = uri
        self.database = database
        self.grouped = Grouped(self.single)
        try:
            self.driver = AsyncGraphDatabase.driver(
                uri,
                auth=(user, password),
                telemetry_disabled=True,
                connection_acquisition_timeout=10,
                connection_timeout=5,
                max_transaction_retry_time=5,
                notifications_min_severity="OFF",
            )
        except (ConfigurationError, ValueError) as error:
            raise StoreError(f"{uri}: {error}", "check the address") from error

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question, fetched as one record."""
        rows = await self.single(collected(question.for_dialect(self.dialect), question.columns), params)
        return [dict(zip(question.columns, row, strict=True)) for row in rows]

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """The rows of a plan, as one text with nested subqueries and one record."""
        from queries.stores.neo4j_plan import emit  # noqa: PLC0415 - the plan needs no store

        return list(await self.single(emit(step), params))

    async def single(self, text: str, params: Mapping[str, Any]) -> Any:
        """The value of a text that returns one."""
        [[value]] = await self.rows(text, **params)
        return value

    def together(self) -> Neo4jStore:
        """The store for one request: what is asked for in the same moment travels as one statement."""
        from queries.stores.neo4j_joined import Joined  # noqa: PLC0415 - it is a store of this kind

        return Joined(self)

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text."""
        trusted: Any = text  # the driver asks for a literal: texts are ours, values travel as parameters
        async with _explained(self.uri), self._session("READ") as session:
            result = await session.run(Query(trusted, timeout=TIMEOUT), params)
            values: list[list[Any]] = await result.values()
            return values

    async def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one."""
        trusted: Any = text
        async with (
            _explained(self.uri),
            self.driver.session(database=self.database, default_access_mode="READ", fetch_size=5_000) as session,
        ):
            async for record in await session.run(trusted, params):
                yield list(record.values())

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Run all statements in one transaction and return the new epoch."""
        # not retried by the driver: the statements are read once
        async with _explained(self.uri), self._session("WRITE") as session, await session.begin_transaction() as tx:
            new = await _lock(tx, epoch)
            for statement in statements:
                if statement.rows:
                    await (await tx.run(statement.text, {"rows": statement.rows})).consume()
            await tx.commit()
        return new

    async def room(self, changes: int) -> None:
        """The server's disk cannot be seen from here: it refuses by itself, and rolls back."""

    async def prepare(self) -> None:
        """Create constraints and indexes, then the store's own node; data and schema in separate transactions.

        What is there already is only read: every command begins with this.
        """
        async with _explained(self.uri), self._session("WRITE") as session:
            found = await (await session.run(cypher.META)).values()
            _check_version(found)
            await _complete(session)
            if not found or found[0][3] is None:
                await (await session.run(cypher.STORE, version=migrations.newest())).consume()
                await (await session.run(cypher.IDENTITY, identity=uuid4().hex)).consume()
                found = await (await session.run(cypher.META)).values()
            for migration in migrations.due(found[0][0]):
                for text in migration.texts.get("neo4j", ()):
                    await (await session.run(text)).consume()
                await (await session.run(cypher.VERSION, version=migration.number)).consume()

    async def health(self) -> Health:
        """The database's state."""
        rows = await self.rows(cypher.META)
        [[name, versions]] = await self.rows(
            "CALL dbms.components() YIELD name, versions RETURN name, versions LIMIT 1"
        )
        [[constraints]] = await self.rows("SHOW CONSTRAINTS YIELD name RETURN count(*) AS n")
        version, epoch, as_on, identity = rows[0] if rows else (0, 0, None, "")
        problems = () if rows and constraints else ("the schema is not prepared",)
        return Health(self.uri, f"{name} {versions[0]}", version, epoch, as_on, problems, identity)

    async def close(self) -> None:
        """Close the driver."""
        await self.driver.close()

    def _session(self, mode: str) -> Any:
        return self.driver.session(database=self.database, default_access_mode=mode, fetch_size=-1)


@lru_cache(maxsize=512)
def collected(text: str, columns: tuple[str, ...]) -> str:
    """The text wrapped so that all its rows come as positional lists in one record."""
    return f"CALL () {{ {text} }} RETURN collect([{', '.join(columns)}])"


async def _complete(session: Any) -> None:
    """Create the constraints and indexes that are not there, and wait until all are in use."""
    shown = await (await session.run("SHOW INDEXES YIELD name, owningConstraint, state")).values()
    constraints, indexes = {owner for _, owner, _ in shown}, {name for name, owner, _ in shown if owner is None}
    lacking = list(cypher.neo4j_schema(constraints, indexes))
    for text in lacking:
        try:
            await (await session.run(text)).consume()
        except ClientError as error:
            raise UnpreparedError(
                f"a constraint is missing and cannot be made: {error.message}", "two nodes may share an id"
            ) from error
    if lacking or any(state != "ONLINE" for *_, state in shown):
        await (await session.run("CALL db.awaitIndexes(120)")).consume()


async def _lock(tx: AsyncManagedTransaction, epoch: int | None) -> int:
    result = await tx.run("MATCH (s:Store {id: 'store'}) SET s.epoch = s.epoch + 1 RETURN s.epoch")
    record = await result.single(strict=True)
    if epoch is not None and record[0] != epoch + 1:
        raise ConflictError("another write came between; nothing was written", "run it again")
    return int(record[0])


def _check_version(rows: list[list[Any]]) -> None:
    if rows and rows[0][0] > migrations.newest():
        raise NewerStoreError(rows[0][0], migrations.newest())


@asynccontextmanager
async def _explained(uri: str) -> AsyncIterator[None]:
    """Turn the driver's errors into ours, each with a hint."""
    try:
        yield
    except AuthError as error:
        raise AuthenticationError(
            f"{uri} refuses the user or the password", "set KARMAGRAPH_STORE_USER and KARMAGRAPH_STORE_PASSWORD"
        ) from error
    except ServiceUnavailable as error:
        raise UnavailableError(f"nothing answers at {uri}", "is Neo4j running, and is the port right?") from error
    except Neo4jError as error:
        raise _server_error(uri, error) from error
    except DriverError as error:
        raise UnavailableError(f"{uri}: {error}", "is it a Neo4j address?") from error


def _server_error(uri: str, error: Neo4jError) -> StoreError:
    code = error.code or ""
    if "TransactionTimedOut" in code:
        return TimedOutError(f"the question took longer than {TIMEOUT:.0f} s", "ask for less at once")
    if "MemoryPool" in code or "OutOfMemory" in code:
        return StoreError(f"{uri} has no memory left for this transaction", "load with --in-parts")
    if "OutOfDisk" in code or "No space left" in (error.message or ""):
        return DiskFullError(f"no room left on the disk of {uri}", "free some space and run it again")
    return StoreError(f"{uri}: {error.message}", code)
