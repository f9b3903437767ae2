"""Fixtures of all tests: one event loop, the two stores, and the real files."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

from queries import officer_keys
from queries.stores import Store, connect
from tests import neo4j_server
from tests.commands import karmagraph

ROOT = Path(__file__).parent.parent
ENGINES = ("embedded", "neo4j")
EMPTY = {
    "embedded": "MATCH (n) DETACH DELETE n",
    "neo4j": "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",  # the frameworks exceed its memory
}
LONG = {"neo4j": 0, "frameworks": 1}
KNOWN = "tests/known/"
ON_NEO4J = (
    "tests/loaders/test_readback.py",
    "tests/queries/stores/test_stores.py::test_a_wrong_password",
    "tests/queries/test_notebook.py",
    "tests/queries/test_questions.py",
)
"""Tests that ask it without its name in their id."""
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
    """What takes longest comes first: Neo4j's tests, and the loaded frameworks before what wipes its one database."""
    items.sort(key=lambda item: (LONG.get(group(item.nodeid), len(LONG)), KNOWN not in item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand whole groups to the processes. (`--dist loadgroup` with marks does nothing under pytest 9.2.)"""
    from xdist.scheduler import (  # type: ignore[import-untyped]  # noqa: PLC0415 - tests run without it, too
        LoadScopeScheduling,
    )

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = group
    return scheduler


def group(node_id: str) -> str:
    """The tests that run in one process, after one another: all of Neo4j, of the loaded frameworks, of a file.

    A Neo4j costs ten seconds of CPU to start, and as much again until it has compiled what it is asked: one serves all.
    """
    if "neo4j" in node_id or node_id.startswith(ON_NEO4J):
        return "neo4j"
    return "frameworks" if KNOWN in node_id else node_id.partition("::")[0]


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


@pytest.fixture(scope="session")
def sample_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample in it, loaded once for all processes, by the command line: copy it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sample-once"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = tmp_path_factory.mktemp("sample")
            done = karmagraph("load", "sample", "--store", f"embedded:{made / 'sample'}")
            assert (done.returncode, b"created" in done.stdout) == (0, True), done.stderr
            made.rename(folder)
    return folder


@pytest.fixture(scope="module")
def sample(sample_once: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store of the module's own with the sample in it."""
    folder = shutil.copytree(sample_once, tmp_path_factory.mktemp("sample") / "store")
    return f"embedded:{folder / 'sample'}"


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Store:
    """An empty store of each engine."""
    found = opened(request.param)
    run(wipe(found))
    return found


async def wipe(store: Store) -> None:
    """Take everything out of a store and prepare it again."""
    await _execute(store, EMPTY[store.dialect])
    await store.prepare()


async def _execute(store: Store, text: str) -> None:
    if hasattr(store, "_run"):
        await store._run(lambda connection: connection.execute(text).close())
        return
    async with store._session("WRITE") as session:  # type: ignore[attr-defined]
        await (await session.run(text)).consume()
