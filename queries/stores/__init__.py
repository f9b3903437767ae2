"""The two engines behind one small protocol, and how a store is opened by its URI."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries import Question
    from queries.steps import Step

DEFAULT_URI = "embedded:data/karmagraph"
MEMORY_MB, LEAST_MB = 1024, 256
"""Megabytes that an embedded store's pages may take, unless told otherwise, and at least: taken as they are needed, a
load over all tables holds some 350 until its checkpoint."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One text that writes, with the rows it unwinds; a store may run it for some of them at a time.

    A row is a map, or for Neo4j a list, which may write several things: `changes` says how many all rows write.
    What is personal comes as maps, one a thing: the audit trail reads there whom it is about.
    """

    text: str
    rows: list[Any]
    changes: int | None = None

    @property
    def size(self) -> int:
        """How many things it writes."""
        return len(self.rows) if self.changes is None else self.changes


@dataclass(frozen=True, slots=True)
class Health:
    """What a store says of itself."""

    uri: str
    engine: str
    schema: int
    epoch: int
    data_as_on: str | None
    problems: tuple[str, ...] = ()
    identity: str = ""
    """Random; another after each restore: two histories can reach the same epoch."""


class Store(Protocol):
    """What the service needs of an engine."""

    uri: str
    dialect: str
    """`neo4j` or `embedded`: which sibling of a question it reads, and whether values are cast."""

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question."""
        ...

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """The rows of a plan, nested as its steps are."""
        ...

    def together(self) -> Store:
        """The store for one request: what is asked for in the same moment may travel as one statement."""
        ...

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text derived from the model."""
        ...

    def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one, with flat memory."""
        ...

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Run all statements in one transaction and return the new epoch.

        Conflict when `epoch` is given and another write came between.
        """
        ...

    async def room(self, changes: int) -> None:
        """DiskFullError when it is known beforehand that so many changes find no room."""
        ...

    async def prepare(self) -> None:
        """Create what the schema lacks and run the migrations that are due."""
        ...

    async def health(self) -> Health:
        """The store's state; never raises for what can be told as a problem."""
        ...

    async def close(self) -> None:
        """Give the engine back."""
        ...


async def connect(uri: str | None = None, *, exclusive: bool = False, memory: int | None = None) -> Store:
    """Open the store at `uri`, else KARMAGRAPH_STORE, else the default file; prepared and checked.

    An embedded store that a running service holds is reached through that service, unless
    `exclusive`. `memory` is what it may take for its pages, in bytes, else KARMAGRAPH_MEMORY_MB.
    StoreError with a hint for everything that can go wrong.
    """
    uri = uri or os.environ.get("KARMAGRAPH_STORE") or DEFAULT_URI
    scheme, _, rest = uri.partition(":")
    if scheme == "embedded":
        store = await _embedded(rest, exclusive=exclusive, memory=memory)
    elif scheme in {"neo4j", "bolt", "neo4j+s", "bolt+s", "neo4j+ssc", "bolt+ssc"}:
        from queries.stores.neo4j import Neo4jStore  # noqa: PLC0415 - a driver that the embedded store does not need

        parts = urlsplit(uri)
        user = parts.username or os.environ.get("KARMAGRAPH_STORE_USER", "neo4j")
        password = parts.password or os.environ.get("KARMAGRAPH_STORE_PASSWORD", "")
        address = f"{scheme}://{parts.hostname or 'localhost'}:{parts.port or 7687}"
        store = Neo4jStore(address, user, password, database=parts.path.strip("/") or "neo4j")
    else:
        raise StoreError(f"{uri!r} names no store", "write embedded:PATH, neo4j://HOST:7687 or bolt://HOST:7687")
    try:
        await store.prepare()
    except BaseException:
        await store.close()
        raise
    return store


async def _embedded(path: str, *, exclusive: bool, memory: int | None) -> Store:
    from queries.stores.embedded import EmbeddedStore  # noqa: PLC0415 - an engine that Neo4j does not need
    from queries.stores.service import find_service  # noqa: PLC0415

    service = None if exclusive else await find_service(path)
    return service or EmbeddedStore(path, buffer_pool=memory or _memory())


def _memory() -> int:
    """What KARMAGRAPH_MEMORY_MB allows an embedded store's pages, in bytes."""
    told = os.environ.get("KARMAGRAPH_MEMORY_MB") or f"{MEMORY_MB}"
    if not told.isdecimal() or int(told) < LEAST_MB:
        raise StoreError(f"KARMAGRAPH_MEMORY_MB={told} is no size", f"write megabytes, {LEAST_MB} or more")
    return int(told) << 20
