"""The commands that keep a store: backup, restore, audit, forget."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graphapi.cli import run as command
from loaders.load import store_rows
from queries.stores import connect
from queries.trail import Trail
from tests.conftest import Run
from tests.queries import one_of_each


@pytest.fixture
def uri(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("KARMAGRAPH_AUDIT", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("KARMAGRAPH_OFFICER_KEYS", str(tmp_path / "officers"))
    uri = f"embedded:{tmp_path / 'store'}"

    async def fill() -> None:
        store = await connect(uri, exclusive=True)
        await store_rows(store, one_of_each.rows(), origin="one", format="test")
        await store.close()

    run(fill())
    return uri


def said(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str, status: int = 0) -> Any:
    capfdbinary.readouterr()
    assert command([*arguments, "--json"]) == status
    return json.loads(capfdbinary.readouterr().out)


def test_a_copy_with_keys_of_its_own_brings_nobody_back(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    archive, words = str(tmp_path / "a.jsonl.gz"), ["--store", f"embedded:{tmp_path / 'copy'}"]
    said(capfdbinary, "backup", archive, "--store", uri)
    monkeypatch.setenv("KARMAGRAPH_OFFICER_KEYS", str(tmp_path / "others"))
    assert command(["restore", archive, *words]) == 70
    assert b"KARMAGRAPH_OFFICER_KEYS" in capfdbinary.readouterr().err
    assert command(["restore", archive, *words, "--other-keys"]) == 0


def test_a_store_is_backed_up_restored_and_the_trail_has_it(
    uri: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    archive, copy = str(tmp_path / "a.jsonl.gz"), f"embedded:{tmp_path / 'copy'}"
    made = said(capfdbinary, "backup", archive, "--store", uri)
    assert made["rows"] > 50
    assert Path(archive).stat().st_mode & 0o777 == 0o600
    assert said(capfdbinary, "restore", archive, "--store", copy)["rows"] == made["rows"]
    assert command(["restore", archive, "--store", copy]) == 70  # not empty
    assert command(["restore", archive, "--store", copy, "--replace"]) == 64  # nobody is there to ask
    assert command(["restore", archive, "--store", copy, "--replace", "--yes"]) == 0
    assert command(["restore", str(tmp_path / "none.gz"), "--store", copy]) == 1
    again = said(capfdbinary, "backup", archive, "--store", copy)
    assert again["rows"] == made["rows"]
    verdict = said(capfdbinary, "audit", "verify", "--store", uri)
    assert verdict["fault"] == ""
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [line["command"] for line in lines] == ["backup", "restore", "restore", "backup"]
    assert all(line["who"].startswith("operator:") for line in lines)
    assert [look["command"] for look in looks(capfdbinary, uri, "o1")] == ["backup", "backup"]


def looks(capfdbinary: pytest.CaptureFixture[bytes], uri: str, officer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(capfdbinary, "audit", "show", "--officer", officer, "--store", uri)["looks"]
    return found


def test_a_changed_trail_is_named_by_its_line_and_nobody_sees_people_when_there_can_be_none(
    uri: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        assert command(["gap", "officer", "o1", "--store", uri]) == 0
    path = tmp_path / "audit.jsonl"
    path.write_bytes(path.read_bytes().replace(b"gap officer", b"gap0officer", 1))
    assert "line 1: was changed" in said(capfdbinary, "audit", "verify", "--store", uri, status=3)["fault"]
    assert "line 1" in said(capfdbinary, "audit", "verify", str(path), status=3)["fault"]
    monkeypatch.setenv("KARMAGRAPH_AUDIT", "/proc/audit.jsonl")  # where nothing can be written
    capfdbinary.readouterr()
    assert command(["gap", "officer", "o1", "--store", uri]) == 73
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"cannot be written" in err
    assert command(["gap", "role", "job", "--store", uri]) == 0


def test_what_is_asked_of_no_person_is_not_told(uri: str, tmp_path: Path) -> None:
    assert command(["search", "c1", "--store", uri]) == 0
    assert command(["gap", "role", "job", "--store", uri]) == 0
    assert not (tmp_path / "audit.jsonl").exists()


def test_several_files_are_verified_from_where_they_begin(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    trail = Trail(tmp_path / "t.jsonl", full=1)
    for n in range(3):
        trail.add([{"n": n}])
    paths = sorted(map(str, tmp_path.glob("t.0*.jsonl")))
    assert len(paths) == 2
    assert said(capfdbinary, "audit", "verify", *paths[1:], str(trail.path))["lines"] == 2
    assert said(capfdbinary, "audit", "verify", paths[0], str(trail.path), status=3)["fault"]
