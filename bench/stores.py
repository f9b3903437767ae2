"""The stores of the bench: empty ones to load into, and full ones to ask."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.processes import listener
from bench.search import fixtures
from loaders.formats import FORMATS
from loaders.load import load
from loaders.rows import Context
from loaders.sample import load_sample
from ontology.model import NODES
from queries.stores import Store, connect
from tests import neo4j_server

FRESH = "karmagraph"


@dataclass(frozen=True, slots=True)
class Neo4j:
    """A Neo4j that may be wiped: where it is, who may use it, its process on this machine."""

    address: str
    user: str
    password: str
    pid: int

    @property
    def uri(self) -> str:
        """Its address with user and password, as our stores take it."""
        scheme, _, host = self.address.partition("://")
        return f"{scheme}://{self.user}:{self.password}@{host}"


def neo4j() -> Neo4j | str:
    """The throwaway Neo4j of the tests, with its own Java flags, or why there is none."""
    login = neo4j_server.start(java="")
    if isinstance(login, str):
        return login
    port = int(login.uri.rpartition(":")[2])
    return Neo4j(login.uri, login.user, login.password, listener(port))


async def engine(server: Neo4j) -> str:
    """Its name and version."""
    store = await connect(server.uri)
    found = (await store.health()).engine
    await store.close()
    return found


async def wiped(server: Neo4j) -> Store:
    """The server's store, empty, with its constraints."""
    store = await connect(server.uri)
    for label in NODES:
        async with store._session("WRITE") as session:  # type: ignore[attr-defined]  # noqa: SLF001 - the protocol has no way to wipe
            text = f"MATCH (n:{label}) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 20000 ROWS"
            await (await session.run(text)).consume()
    await store.prepare()
    return store


async def emptied(directory: Path) -> Store:
    """An embedded store, empty, in a directory of its own."""
    shutil.rmtree(directory, ignore_errors=True)
    return await connect(f"embedded:{directory / FRESH}", exclusive=True)


async def filled(store: Store) -> None:
    """Load ESCO and the sample."""
    await load(store, FORMATS["esco"], fixtures() / "esco-1.1.1", Context())
    await load_sample(store)
