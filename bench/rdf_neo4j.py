"""RDF into Neo4j, beside rdflib-neo4j importing the same file into the same database.

What it stores is less than the file says, so that its time is a lower bound of the work: a language tag is lost,
and of several values it keeps what it is told to keep.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import lzma
import tempfile
import time
from pathlib import Path

from neo4j import GraphDatabase
from rdflib import Graph
from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

from bench import stores
from bench.rdf import loaded
from bench.results import Result, median
from bench.search import fixtures

ROUNDS = 3
CONSTRAINT = "n10s_unique_uri"
"""The constraint that it makes for itself."""


def neo4j(server: stores.Neo4j) -> list[Result]:
    """UNESCO's thesaurus, 88,482 triples in Turtle, in turns; the first round warms the database."""
    packed = fixtures() / "unesco-thesaurus" / "unesco-thesaurus.ttl.xz"
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        path = Path(name) / "unesco.ttl"
        path.write_bytes(lzma.decompress(packed.read_bytes()))
        pairs = [(asyncio.run(_ours(server, path)), _theirs(server, path)) for _ in range(ROUNDS + 1)][1:]
    ours, theirs = (median(pair[side] for pair in pairs) for side in (0, 1))
    return [Result("RDF in: UNESCO thesaurus, into Neo4j, beside rdflib-neo4j", ours, theirs, "s", 0.1)]


async def _ours(server: stores.Neo4j, path: Path) -> float:
    store = await stores.wiped(server)
    spent = await loaded(store, path)
    await store.close()
    return spent


def _theirs(server: stores.Neo4j, path: Path) -> float:
    asyncio.run(_empty(server))
    config = Neo4jStoreConfig(
        auth_data={"uri": server.address, "database": "neo4j", "user": server.user, "pwd": server.password},
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
        batching=True,
    )
    with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does
        graph = Graph(store=Neo4jStore(config))
        start = time.perf_counter()
        graph.parse(path, format="turtle")
        graph.close(commit_pending_transaction=True)
        spent = time.perf_counter() - start
    _forgotten(server)
    return spent


async def _empty(server: stores.Neo4j) -> None:
    await (await stores.wiped(server)).close()


def _forgotten(server: stores.Neo4j) -> None:
    """Take away what it made: its nodes have a label that is none of ours."""
    with (
        GraphDatabase.driver(server.address, auth=(server.user, server.password)) as driver,
        driver.session(database="neo4j") as session,
    ):
        session.run("MATCH (n:Resource) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run(f"DROP CONSTRAINT {CONSTRAINT} IF EXISTS").consume()
