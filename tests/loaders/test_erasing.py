"""Forgetting: nothing of the person is left in the store or in a file, all else stays, and nothing brings them back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from graphapi.cli import run as command
from loaders.archive import rows
from loaders.backup import backup
from loaders.erasing import Erasure, erase, forgotten_in
from loaders.forgotten import REMARK
from loaders.load import store_rows
from loaders.restore import restore
from loaders.rows import NodeRow, Row
from loaders.whole import Node
from ontology.iris import expand
from queries.looks import who_looked
from queries.officer_keys import OfficerKeys
from queries.stores import Store, connect
from queries.stores.errors import StoreError
from queries.trail import files, head_of
from queries.trail_check import verify
from tests.conftest import Run
from tests.loaders.whole_stores import EXPANDED, NAMESAKE, PERSON, all_of, fill, people
from tests.queries.worlds import AT, edge

FORMS = [form.encode() for form in (PERSON, orjson.dumps(PERSON).decode()[1:-1], EXPANDED)]


def named(content: bytes) -> bool:
    """Whether any form of the person's id is in some bytes, but for those of the namesake."""
    bare = content
    for form in (NAMESAKE, str(expand(NAMESAKE))):
        bare = bare.replace(form.encode(), b"")
    return any(form in bare for form in FORMS)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARMAGRAPH_AUDIT", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("KARMAGRAPH_OFFICER_KEYS", str(tmp_path / "officers"))
    return tmp_path


@pytest.fixture
def keys(place: Path) -> OfficerKeys:
    return OfficerKeys(place / "officers")


def test_all_that_names_the_person_goes_and_nothing_else(run: Run, store: Store) -> None:
    assert str(expand(PERSON)) == EXPANDED
    run(fill(store))
    before = run(all_of(store))
    assert any(named(row) for row in before)
    told = run(erase(store, [PERSON], dry_run=True))
    assert run(all_of(store)) == before
    assert run(erase(store, [PERSON])) == told
    after = run(all_of(store))
    assert not any(named(row) for row in after)
    gone = [row for row in before if row not in after]
    assert told.gone == {"Change": 1, "Draft": 1, "HAS_POSTING": 1, "HOLDS": 2, "Officer": 1, "Posting": 1, "TOOK": 1}
    assert told.cleared == {"Change": 2, "Collection": 1, "Draft": 1}
    assert len(before) - len(after) == sum(told.gone.values()) + 2  # the posting's role and organisation
    assert all(named(row) or b'"t1"' in row or b'"1"' in row or b"change:" in row or b"draft:" in row for row in gone)
    kept = {orjson.loads(row)[1]: orjson.loads(row)[2] for row in after if len(orjson.loads(row)) == 3}
    assert kept["change:by"] == {"at": "2025-01-01T00:00:00Z", "reason": "tidied", "summary": "1"}
    assert kept["change:about"] == {"at": "2025-01-01T00:00:00Z", "author": "clerk", "origin": "people"}
    assert "author" not in kept["draft:by"]
    assert kept["kept"]["extra"] == ['<urn:a> <urn:d> "kept" .']
    assert kept["kept"]["title"] == "1 and 2"  # a record's id is a word here by chance
    assert "change:other" in kept
    assert NAMESAKE in kept
    assert run(erase(store, [PERSON])).nothing


def test_who_was_forgotten_is_left_out_of_a_restore_with_all_that_names_them(
    run: Run, store: Store, keys: OfficerKeys, tmp_path: Path
) -> None:
    path, uri = tmp_path / "a.gz", f"embedded:{tmp_path / 'new'}"

    async def work() -> tuple[list[bytes], list[bytes]]:
        await fill(store)
        await backup(store, path)
        await erase(store, [PERSON])
        keys.forget([PERSON])
        done = await restore(path, uri, keys)
        assert done.forgotten == 1
        again = await connect(uri, exclusive=True)
        found = await all_of(again)
        await again.close()
        return found, await all_of(store)

    restored, erased = run(work())
    assert restored == erased
    assert not named((tmp_path / "new").read_bytes())


def test_a_restore_asks_for_the_keys_that_know_who_was_forgotten(
    run: Run, store: Store, keys: OfficerKeys, tmp_path: Path
) -> None:
    path, uri, others = tmp_path / "a.gz", f"embedded:{tmp_path / 'new'}", OfficerKeys(tmp_path / "new.officers")
    run(fill(store))
    run(backup(store, path, mark=keys.mark()))
    keys.forget([PERSON])
    with pytest.raises(StoreError, match="officers' keys"):
        run(restore(path, uri, others))
    assert not (tmp_path / "new").exists()
    assert run(restore(path, uri, keys)).forgotten == 1
    assert run(restore(path, uri, others, replace=True, other_keys=True)).forgotten == 0  # said, and so known


def test_a_source_that_still_has_the_person_does_not_bring_them_back(run: Run, store: Store, keys: OfficerKeys) -> None:
    run(fill(store))
    run(erase(store, [PERSON]))
    keys.forget([PERSON])
    before = run(all_of(store))
    report = run(store_rows(store, people(), origin="one", format="test"))
    assert not report.rejected or not any(PERSON in str(row) for row in report.rejected)
    [remark] = report.remarks
    assert (remark["kind"], remark["count"]) == (REMARK, 8)
    assert PERSON not in str(report)
    assert run(all_of(store)) == before
    late: list[Row] = [
        NodeRow("Posting", "late", {}, AT),
        edge("HAS_POSTING", ("Officer", PERSON), ("Posting", "late")),
    ]
    run(store_rows(store, late, origin="late", format="test"))
    assert not any(named(row) or b"late" in row for row in run(all_of(store)) if b"change:" not in row)


def test_the_command_leaves_no_trace_in_any_file_and_the_trail_whole(run: Run, place: Path) -> None:
    uri = f"embedded:{place / 'store'}"

    async def made() -> None:
        store = await connect(uri, exclusive=True)
        await fill(store)
        await store.close()

    run(made())
    assert command(["gap", "officer", PERSON, "--store", uri, "--json"]) == 0
    assert command(["gap", "officer", NAMESAKE, "--store", uri, "--json"]) == 0
    keys, path = OfficerKeys(place / "officers"), place / "audit.jsonl"
    key, other = keys.key(PERSON), keys.key(NAMESAKE)
    assert key
    assert other
    assert [entry["command"] for entry, _ in who_looked(files(path), key)] == ["gap officer"]
    assert named((place / "store").read_bytes())
    assert command(["forget", PERSON, "--store", uri, "--dry-run"]) == 0
    assert command(["forget", PERSON, "--store", uri]) == 64  # nobody is there to ask
    assert keys.key(PERSON) == key
    assert command(["forget", PERSON, "--store", uri, "--yes"]) == 0
    assert keys.key(PERSON) is None
    assert keys.key(NAMESAKE) == other
    files_here = [file for file in place.rglob("*") if file.is_file()]
    assert {"store", "officers", "audit.jsonl"} <= {file.name for file in files_here}
    for file in files_here:
        content = file.read_bytes()
        assert not named(content), file
        assert key not in content, file
    assert not verify(files(path), head_of(path)).fault
    assert command(["audit", "verify", "--store", uri]) == 0
    assert len(list(who_looked(files(path), other))) >= 1
    assert keys.keys([PERSON]) == {}  # no new one is made


def test_the_embedded_engine_keeps_what_was_deleted_until_its_file_is_written_anew(run: Run, place: Path) -> None:
    """Why forget rewrites the file: if this fails, the engine does so by itself, and the rewriting can go."""

    async def work() -> None:
        store = await connect(f"embedded:{place / 'store'}", exclusive=True)
        await fill(store)
        await store.close()
        store = await connect(f"embedded:{place / 'store'}", exclusive=True)
        await erase(store, [PERSON])
        await store.close()

    run(work())
    assert named((place / "store").read_bytes())


def test_keys_are_each_officers_own_and_the_file_names_nobody(keys: OfficerKeys) -> None:
    assert keys.key("a") is None
    assert not keys.path.exists()
    first = keys.keys(["officer-a", "officer-b"])
    assert len(set(first.values())) == 2
    assert keys.keys(["officer-b", "officer-c"])["officer-b"] == first["officer-b"]
    assert keys.path.stat().st_mode & 0o777 == 0o600
    assert b"officer" not in keys.path.read_bytes().replace(b"officer_", b"")
    keys.forget(["officer-a"])
    assert keys.forgotten(["officer-a", "officer-b"]) == {"officer-a"}
    assert OfficerKeys(keys.path.with_name("other")).forgotten(["officer-a"]) == set()


def test_an_erasure_of_nobody_keeps_every_row() -> None:
    row: Any = Node("Change", "c", {"summary": "x"})
    assert Erasure().kept(row) is row


def test_the_forgotten_are_found_among_many_in_an_archive(run: Run, keys: OfficerKeys, tmp_path: Path) -> None:
    async def made() -> None:
        store = await connect(f"embedded:{tmp_path / 's'}", exclusive=True)
        await fill(store)
        await backup(store, tmp_path / "a.gz")
        await store.close()

    run(made())
    assert forgotten_in(rows(tmp_path / "a.gz"), keys) == Erasure()
    keys.forget([PERSON, "o1", "unknown"])
    found = forgotten_in(rows(tmp_path / "a.gz"), keys)
    assert found.officers == {PERSON, "o1"}
    assert found.postings == {f"post {PERSON}", "p1"}
    assert {"1", "1b", "t1", "h1"} <= found.records
