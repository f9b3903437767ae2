"""Fixtures of all tests: one event loop, the two stores, and the real files."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from ontology.model import NODES
from queries import officer_keys
from queries.stores import Store, connect
from tests import neo4j_server

ROOT = Path(__file__).parent.parent
ENGINES = ("embedded", "neo4j")
T = TypeVar("T")
# no time limits on shared machines; CI tries the same examples every time, so that a red run can be repeated
settings.register_profile(
    "karmagraph", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("karmagraph"), max_examples=2_000)
settings.load_profile("karmagraph")
Run = Callable[[Coroutine[Any, Any, Any]], Any]


def missing(reason: str) -> None:
    """Skip where something is absent; a failure in CI, where nothing may be."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason} (nothing may be skipped in CI)")
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the loaded frameworks come first, one engine after the other: they take longest, and are loaded once."""
    items.sort(key=lambda item: _place(getattr(item, "fixturenames", ()), item.nodeid))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(getattr(item, "fixturenames", ()), item.nodeid)))


def _group(fixtures: Any, node_id: str) -> str:
    """The tests that run in one process, after one another: those of a file, of the loaded frameworks, of one Neo4j."""
    engine = "neo4j" if "neo4j" in node_id else "embedded"
    if engine == "neo4j" and os.environ.get("KARMAGRAPH_TEST_NEO4J"):
        return engine
    return f"frameworks-{engine}" if _place(fixtures, node_id) < len(ENGINES) else node_id.partition("::")[0]


def _place(fixtures: Any, node_id: str) -> int:
    if "frameworks" not in fixtures and "tests/known/" not in node_id:
        return len(ENGINES)
    return 1 if "neo4j" in node_id else 0


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The directory of real files: KARMAGRAPH_FIXTURES, else ../shared/data."""
    path = Path(os.environ.get("KARMAGRAPH_FIXTURES", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        missing(f"no fixtures at {path}: set KARMAGRAPH_FIXTURES")
    return path


@pytest.fixture(scope="session", autouse=True)
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder of the tests' own for what lies beside a Neo4j store, else in the working directory: trail and keys."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(officer_keys, "DEFAULT_URI", f"embedded:{tmp_path_factory.mktemp('beside') / 'karmagraph'}")
        yield


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Run a coroutine on the session's event loop."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="session")
def opened(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Store]]:
    """Open the session's store of an engine, once."""
    stores: dict[str, Store] = {}

    def open_(engine: str) -> Store:
        if engine not in stores:
            stores[engine] = run(connect(_uri(engine, tmp_path_factory), exclusive=True))
        return stores[engine]

    yield open_
    for store in stores.values():
        run(store.close())


def _uri(engine: str, folder: pytest.TempPathFactory) -> str:
    if engine == "embedded":
        return f"embedded:{folder.mktemp('store') / 'karmagraph'}"
    login = neo4j_server.start()
    if isinstance(login, str):
        missing(login)
    assert isinstance(login, neo4j_server.Login)
    scheme, _, host = login.uri.partition("://")
    return f"{scheme}://{login.user}:{login.password}@{host}"


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Store:
    """An empty store of each engine."""
    found = opened(request.param)
    run(wipe(found))
    return found


async def wipe(store: Store) -> None:
    """Take everything out of a store and prepare it again."""
    for label in NODES:
        await _execute(store, f"MATCH (n:{label}) DETACH DELETE n")
    await store.prepare()


async def _execute(store: Store, text: str) -> None:
    if hasattr(store, "_run"):
        await store._run(lambda connection: connection.execute(text).close())
        return
    async with store._session("WRITE") as session:  # type: ignore[attr-defined]
        await (await session.run(text)).consume()
