"""All frameworks in one store of each engine, loaded once a session: the embedded one by the command line."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graphapi.cli import run as run_command
from loaders.formats import FORMATS
from loaders.load import load
from loaders.rows import Context
from loaders.sample import load_sample
from ontology.instants import now
from ontology.levels import Scales
from queries.answers import moment, scales
from queries.stores import Store, connect
from tests.conftest import ENGINES, Run, wipe

SOURCES = {
    "sample": "",
    "esco": "esco-1.1.1",
    "onet": "onet-29",
    "dcwf": "dod-dcwf/data.json",
    "karmayogi": "karmayogi",
}


Report = dict[str, Any]
"""As it is written to a file."""


@dataclass(frozen=True, slots=True)
class Frameworks:
    """A store with every framework in it, and how each was loaded."""

    store: Store
    reports: dict[str, Report]
    at: str
    scales: Scales
    again: Callable[[str], Report]
    run: Run

    def ask(self, question: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any, **options: Any) -> Any:
        """What one of `queries.answers` says of this store, at its date."""
        return self.run(question(self.store, *arguments, self.at, self.scales, **options))


Load = Callable[[str], Frameworks]


@pytest.fixture(scope="session")
def loaded(run: Run, opened: Callable[[str], Store], fixtures: Path, request: pytest.FixtureRequest) -> Iterator[Load]:
    """Load everything into the store of an engine, once: the embedded one is a copy of what the command line loaded."""
    copies: list[Store] = []

    def copied() -> tuple[Store, dict[str, Report]]:
        command: Command = request.getfixturevalue("command")
        path = shutil.copy(command.folder / "store", command.folder / "copy")
        copies.append(run(connect(f"embedded:{path}", exclusive=True)))
        return copies[0], {name: command.report(name) for name in SOURCES}

    def filled() -> tuple[Store, dict[str, Report]]:
        store = opened("neo4j")
        run(wipe(store))
        return store, {name: run(put(store, fixtures, name)) for name in SOURCES}

    @cache
    def load_all(engine: str) -> Frameworks:
        store, reports = copied() if engine == "embedded" else filled()
        at = run(moment(store, None))
        again = cache(lambda name: run(put(store, fixtures, name)))
        return Frameworks(store, reports, at, run(scales(store, at)), again, run)

    yield load_all
    for store in copies:
        run(store.close())


async def put(store: Store, fixtures: Path, name: str) -> Report:
    if name == "sample":
        return (await load_sample(store)).as_json()
    done = await load(store, FORMATS[name], fixtures / SOURCES[name], Context(await scales(store, now())))
    return done.as_json()


@pytest.fixture(params=ENGINES)
def frameworks(request: pytest.FixtureRequest, loaded: Load) -> Frameworks:
    """The store of each engine with every framework."""
    return loaded(request.param)


# --- the command line ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Command:
    """`karmagraph` on a store of its own, with the reports of its loads."""

    uri: str
    folder: Path

    def __call__(self, *arguments: str, status: int = 0) -> Any:
        """What a command prints as JSON."""
        stdout = io.TextIOWrapper(io.BytesIO())
        with contextlib.redirect_stdout(stdout):
            assert run_command([*arguments, "--json", "--store", self.uri]) == status
        stdout.flush()
        return json.loads(stdout.buffer.getvalue() or "null")

    def report(self, name: str) -> dict[str, Any]:
        """The report file of a load."""
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        return found


@pytest.fixture(scope="session")
def command(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command line, after it loaded everything."""
    folder = tmp_path_factory.mktemp("command")
    found = Command(f"embedded:{folder / 'store'}", folder)
    for name, path in SOURCES.items():
        source = [str(fixtures / path)] if path else []
        bad = 2 if name in {"esco", "karmayogi"} else 0
        found("load", name, *source, "--report", str(folder / f"{name}.json"), status=bad)
    return found
