"""What can go wrong with a store, each with a message, a hint and a status of its own; nothing half written."""

from __future__ import annotations

import multiprocessing
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ontology import cypher, migrations
from ontology.model import NODES
from queries import parse, question
from queries.stores import Statement, Store, connect, errors
from tests import neo4j_server
from tests.conftest import ROOT, Run, _execute, missing

ROLES = parse("test/roles", "// Roles.\nMATCH (r:Role) RETURN r.id AS id, r.title AS title ORDER BY id")


def role(store: Store, *ids: str) -> Statement:
    text = cypher.create_nodes(NODES["Role"], ["title"], typed=store.dialect == "embedded")
    return Statement(text, [{"id": id_, "title": id_.upper()} for id_ in ids])


def test_a_write_is_whole_or_nothing(run: Run, store: Store) -> None:
    with pytest.raises(errors.StoreError):
        run(store.write([role(store, "a"), role(store, "b", "a")]))
    assert run(store.ask(ROLES)) == []
    assert run(store.health()).epoch == 0
    assert run(store.write([role(store, "a")])) == 1
    assert run(store.ask(ROLES)) == [{"id": "a", "title": "A"}]


def test_a_source_that_breaks_while_it_is_written_leaves_nothing(run: Run, store: Store) -> None:
    def statements() -> Any:
        yield role(store, "a")
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        run(store.write(statements()))
    assert run(store.ask(ROLES)) == []
    run(store.write([role(store, "b")]))
    assert [row["id"] for row in run(store.ask(ROLES))] == ["b"]


@given(lengths=st.lists(st.integers(1, 120), min_size=4, max_size=4), first=st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_written_as_stated_wherever_a_value_is_first_there(
    run: Run, store: Store, lengths: list[int], first: bool
) -> None:
    rows: list[dict[str, Any]] = []
    for number, length in enumerate(lengths):
        filled = (number % 2 == 0) is first
        rows += [
            {"id": f"r{len(rows) + n:05}", "title": "t", "grade": "g" if filled else None,
             "labels": ["en|a, b", 'hi|"c"]'] if filled and n % 3 else None}
            for n in range(length)
        ]  # fmt: skip
    names = ["title", "grade", "labels"]
    text = cypher.create_nodes(NODES["Role"], names, typed=store.dialect == "embedded")
    run(store.write([Statement(cypher.delete_nodes(NODES["Role"]), [{"id": id_} for id_ in run(ids(store))])]))
    run(store.write([Statement(text, rows)]))
    written = run(store.rows("MATCH (r:Role) RETURN r.id, r.title, r.grade, r.labels ORDER BY r.id"))
    assert written == [[row["id"], *(row[name] for name in names)] for row in rows]


async def ids(store: Store) -> list[str]:
    return [id_ for (id_,) in await store.rows(cypher.every_id(NODES["Role"]))]


def test_preparing_again_changes_nothing(run: Run, store: Store) -> None:
    run(store.write([role(store, "a")]))
    before = run(store.health())
    run(store.prepare())
    assert run(store.health()) == before
    assert not before.problems


def versioned(store: Store, version: int) -> Statement:
    text = cypher.update_nodes(NODES["Store"], ["version"], typed=store.dialect == "embedded")
    return Statement(text, [{"id": "store", "version": version}])


def test_a_newer_store_is_refused(run: Run, store: Store) -> None:
    run(store.write([versioned(store, migrations.newest() + 1)]))
    with pytest.raises(errors.NewerStoreError, match=f"has schema {migrations.newest() + 1}") as caught:
        run(store.prepare())
    assert (caught.value.status, caught.value.hint) == (78, "upgrade karmagraph")


def test_a_migration_runs_once_and_is_recorded(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "MATCH (r:Role) SET r.title = r.title + '!'"
    step = migrations.Migration(migrations.newest() + 1, "A test.", {"embedded": (text,), "neo4j": (text,)})
    run(store.write([role(store, "a")]))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    run(store.prepare())
    run(store.prepare())
    assert run(store.ask(ROLES)) == [{"id": "a", "title": "A!"}]
    assert run(store.health()).schema == step.number


def test_streaming_gives_every_row(run: Run, store: Store) -> None:
    run(store.write([role(store, *(f"r{n:05}" for n in range(12_000)))]))

    async def count() -> int:
        return len({row[0] async for row in store.stream(cypher.ids(NODES["Role"]))})

    assert run(count()) == 12_000


def test_the_state_of_a_store_is_asked_by_a_question(run: Run, store: Store) -> None:
    [row] = run(store.ask(question("store/state"), ids=["store"]))
    identity = run(store.health()).identity
    assert row == {
        "id": "store", "version": migrations.newest(), "epoch": 0, "dataAsOn": None, "identity": identity,
        "changed": None,
    }  # fmt: skip
    assert len(identity) == 32


# --- the embedded file ---------------------------------------------------------------------------------


def hold(path: str, ready: Any, done: Any) -> None:
    import asyncio  # noqa: PLC0415

    async def session() -> None:
        store = await connect(f"embedded:{path}")
        ready.set()
        done.wait(30)
        await store.close()

    asyncio.run(session())


def test_a_file_that_another_process_holds_is_refused(run: Run, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    path = str(tmp_path / "held")
    process = context.Process(target=hold, args=(path, ready, done))
    process.start()
    try:
        assert ready.wait(30)
        with pytest.raises(errors.LockedError) as caught:
            run(connect(f"embedded:{path}"))
        assert caught.value.status == 75
        assert "service" in caught.value.hint
    finally:
        done.set()
        process.join(30)


def test_a_file_that_is_no_store_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other"
    sqlite3.connect(path).execute("CREATE TABLE t(x)")
    with pytest.raises(errors.StoreError):
        run(connect(f"embedded:{path}"))


def test_a_full_disk_is_told_before_anything_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = run(connect(f"embedded:{tmp_path / 'store'}"))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=33 << 20))
    run(store.write([role(store, "a")]))
    with pytest.raises(errors.DiskFullError, match="33 MB are free") as caught:
        run(store.room(1_000_000))
    assert caught.value.status == 74
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1 << 20))
    with pytest.raises(errors.DiskFullError):
        run(store.write([role(store, "b")]))
    assert [row["id"] for row in run(store.ask(ROLES))] == ["a"]
    run(store.close())


def test_a_load_that_is_killed_leaves_the_store_as_it_was(run: Run, tmp_path: Path) -> None:
    uri = f"embedded:{tmp_path / 'store'}"
    command = [sys.executable, "-c", "from graphapi.cli import main; main()", "load", "sample", "--store", uri]
    file = tmp_path / "store.wal"
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if file.exists() and file.stat().st_size > 1 << 20:
            break
        time.sleep(0.01)
    process.kill()
    process.wait()
    store = run(connect(uri))
    roles = len(run(store.ask(ROLES)))
    run(store.close())
    assert roles in {0, 60}
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_a_folder_that_cannot_be_made_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(errors.StoreError, match="file"):
        run(connect(f"embedded:{tmp_path / 'file' / 'store'}"))


def test_what_was_written_is_there_after_closing(run: Run, tmp_path: Path) -> None:
    uri = f"embedded:{tmp_path / 'kept'}"
    store = run(connect(uri))
    run(store.write([role(store, "a")]))
    run(store.close())
    again = run(connect(uri))
    assert [row["id"] for row in run(again.ask(ROLES))] == ["a"]
    run(again.close())


# --- Neo4j ---------------------------------------------------------------------------------------------


@pytest.fixture
def login() -> neo4j_server.Login:
    found = neo4j_server.start()
    if isinstance(found, str):
        missing(found)
    assert isinstance(found, neo4j_server.Login)
    return found


def test_a_wrong_password_is_told_apart(run: Run, login: neo4j_server.Login) -> None:
    scheme, _, host = login.uri.partition("://")
    with pytest.raises(errors.AuthenticationError) as caught:
        run(connect(f"{scheme}://{login.user}:wrong@{host}"))
    assert caught.value.status == 77
    assert "wrong" not in str(caught.value)


def test_what_a_neo4j_lacks_is_made_and_the_rest_is_left(run: Run, opened: Callable[[str], Store]) -> None:
    store = opened("neo4j")
    listed = "SHOW INDEXES YIELD name, owningConstraint, state, id RETURN name, owningConstraint, state, id"
    before = {name: (owner, state, id_) for name, owner, state, id_ in run(store.rows(listed))}
    epoch = run(store.health()).epoch
    for text in ("DROP CONSTRAINT role_id", "DROP INDEX role_title"):
        run(_execute(store, text))
    run(store.prepare())
    after = {name: (owner, state, id_) for name, owner, state, id_ in run(store.rows(listed))}
    assert {name: found[:2] for name, found in after.items()} == {name: found[:2] for name, found in before.items()}
    assert {name for name, found in after.items() if found != before[name]} <= {"role_id", "role_title"}
    assert run(store.health()).epoch == epoch


def test_a_server_that_is_down_is_told_apart(run: Run) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(errors.UnavailableError) as caught:
        run(connect(f"bolt://neo4j:x@127.0.0.1:{port}"))
    assert caught.value.status == 69


@pytest.mark.parametrize("uri", ["postgres://x", "sample", ""])
def test_a_uri_that_names_no_store_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    monkeypatch.setenv("KARMAGRAPH_STORE", "nothing:here")
    with pytest.raises(errors.StoreError, match="names no store"):
        run(connect(uri))


def test_every_error_has_a_status_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.StoreError)]
    assert len({kind.status for kind in kinds}) == len(kinds)
    assert not {kind.status for kind in kinds} & {0, 1, 2, 64, 65}


def test_a_folder_that_is_made_for_a_store_is_its_owner_s_alone(run: Run, tmp_path: Path) -> None:
    """The engine makes its files as readable as everything else: people's records stand in them."""
    store = run(connect(f"embedded:{tmp_path / 'new' / 'store'}", exclusive=True))
    run(store.close())
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
