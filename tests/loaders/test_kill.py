"""`karmagraph load` killed while it reads and while it writes: nobody sees half, and the same command completes it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.content import Scope, content
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from queries.stores import connect
from tests import neo4j_server
from tests.conftest import ENGINES, ROOT, Run, wipe

BEFORE: list[Row] = [NodeRow("Framework", "kept", {"title": "Kept"}, Place("t"))]
THINGS = 1_500
"""More than one statement of STANDING_STILL writes, so that some are written and some are not."""

COMMAND = [sys.executable, "-c", "from graphapi.cli import main; main()"]
STANDING_STILL = """
import sys, time
from graphapi.cli import loading, main
from loaders import load

def standing_still(_bar):
    def told(stage, done, total):
        if stage == STAGE:
            print("here", flush=True)
            time.sleep(600)
    return told

STAGE = sys.argv.pop(1)
loading._progress = standing_still
load.BATCH = 500
main()
"""
"""The command line, which stops for good once it reports progress of a stage."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a made-up framework."""
    found = tmp_path_factory.mktemp("tables")
    competencies = "".join(f"C{n},Competency {n}\n" for n in range(THINGS))
    (found / "competencies.csv").write_text("id,title\n" + competencies)
    (found / "roles.csv").write_text("id,title\nR1,Role\n")
    (found / "requirements.csv").write_text("role,competency,essential\nR1,C1,yes\nR1,C2,no\n")
    return found


async def stated(uri: str) -> list[tuple[object, ...]]:
    """All that a new reader sees."""
    store = await connect(uri)
    rows = [row async for row in content(store, Scope())]
    await store.close()
    return [
        (r.label, r.id, r.props) if isinstance(r, NodeRow) else (r.type, r.start, r.end, r.props)
        for r in rows
        if isinstance(r, NodeRow | EdgeRow)
    ]


async def fill(uri: str) -> None:
    store = await connect(uri)
    await wipe(store)
    assert not (await store_rows(store, BEFORE, origin="before", format="test")).rejected
    await store.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    def address(engine: str) -> str:
        if engine == "embedded":
            return f"embedded:{tmp_path_factory.mktemp('killed') / 'store'}"
        login = neo4j_server.start()
        if isinstance(login, str):
            pytest.skip(login)
        scheme, _, host = login.uri.partition("://")
        return f"{scheme}://{login.user}:{login.password}@{host}"

    return address


@pytest.fixture(scope="module")
def undisturbed(run: Run, folder: Path, address: Callable[[str], str]) -> list[tuple[object, ...]]:
    """What a store says after a load that nobody killed."""
    uri = address("embedded")
    run(fill(uri))
    assert load(uri, folder).returncode == 0
    found: list[tuple[object, ...]] = run(stated(uri))
    assert len(found) == THINGS + 4  # the framework, the role and its two requirements
    return found


def load(uri: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, "load", "table", str(folder), "-o", "prefix=x", "--store", uri]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=300)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("stage", ["read", "write"])
def test_a_load_that_is_killed_is_not_seen_and_the_same_command_completes_it(
    run: Run,
    folder: Path,
    address: Callable[[str], str],
    undisturbed: list[tuple[object, ...]],
    engine: str,
    stage: str,
) -> None:
    uri = address(engine)
    run(fill(uri))
    before = run(stated(uri))
    command = [*COMMAND[:2], STANDING_STILL, stage, "load", "table", str(folder), "-o", "prefix=x", "--store", uri]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"here\n"
        if engine == "neo4j":  # the embedded store is one process's at a time
            assert run(stated(uri)) == before
        process.kill()
    assert run(stated(uri)) == before
    assert load(uri, folder).returncode == 0
    assert run(stated(uri)) == undisturbed
