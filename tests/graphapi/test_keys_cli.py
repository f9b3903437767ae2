"""`karmagraph key`: a key is shown once, has an end, and is taken back by its name."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from graphapi import keys
from graphapi.cli import USAGE, run
from graphapi.subjects import CredentialError
from ontology.instants import now
from queries.rights import Subject


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KARMAGRAPH_KEYS", str(tmp_path / "keys.json"))
    return tmp_path / "keys.json"


def test_a_key_is_shown_once_and_opens_what_it_is_for(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["key", "create", "health", "--right", "administrator", "--organisation", "m"]) == 0
    secret, said = (text.strip() for text in capsys.readouterr())
    assert "health" in said
    assert secret not in said + path.read_text()
    assert keys.Keys(path).subject(secret) == Subject("key:health", frozenset({"reader", "administrator"}), "", "m")
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(["key", "list"]) == 0
    assert secret not in capsys.readouterr().out


def test_a_key_taken_back_opens_nothing_and_its_name_is_not_used_again(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        assert run(["key", "create", name, "--right", "analyst", "--right", "auditor"]) == 0
    first, second = capsys.readouterr().out.split()
    known = keys.Keys(path)
    assert known.subject(first).rights == {"reader", "analyst", "auditor"}
    assert run(["key", "revoke", "a"]) == 0
    with pytest.raises(CredentialError, match="revoked"):
        known.subject(first)
    assert known.subject(second).id == "key:b"
    assert run(["key", "create", "a"]) == run(["key", "revoke", "a"]) == run(["key", "revoke", "c"]) == USAGE
    capsys.readouterr()
    assert run(["key", "list", "--json"]) == 0
    assert {one["name"]: one["state"] for one in json.loads(capsys.readouterr().out)} == {"a": "revoked", "b": "valid"}


@pytest.mark.parametrize(("given", "days"), [("", 90), ("1d", 1), ("36h", 1.5)])
def test_a_key_has_an_end(path: Path, given: str, days: float) -> None:
    assert run(["key", "create", "a", *(["--expires", given] if given else [])]) == 0
    [key] = keys.read(path)
    lasts = datetime.fromisoformat(key.expires) - datetime.fromisoformat(now())
    assert days * 86_400 - 60 < lasts.total_seconds() <= days * 86_400
    assert key.state(key.expires) == "expired"


@pytest.mark.parametrize(
    "words",
    [
        ["--right", "owner"], ["--right", "officer"], ["--right", "administrator"], ["--expires", "2020-01-01"],
        ["--expires", "never"], ["--expires", "0d"],
    ],
)  # fmt: skip
def test_a_key_for_nothing_or_for_ever_is_not_made(path: Path, words: list[str]) -> None:
    assert run(["key", "create", "a", *words]) == USAGE
    assert not path.exists()
    assert run(["key", "list"]) == USAGE


def test_a_file_that_others_may_write_is_not_read(path: Path) -> None:
    assert run(["key", "create", "a"]) == 0
    path.chmod(0o666)
    assert run(["key", "list"]) == run(["key", "create", "b"]) == USAGE


def test_keys_made_in_the_same_moment_are_all_kept(path: Path) -> None:
    words = ["-c", "from graphapi.cli import main; main()", "key", "create"]
    several = [subprocess.Popen([sys.executable, *words, f"k{n}"], stdout=subprocess.DEVNULL) for n in range(4)]
    assert {process.wait() for process in several} == {0}
    assert {key.name for key in keys.read(path)} == {f"k{n}" for n in range(4)}


def test_who_would_write_waits_for_who_does(path: Path) -> None:
    assert run(["key", "create", "first"]) == 0
    with ThreadPoolExecutor(1) as other:
        with keys.locked(path):
            known = keys.read(path)
            made = other.submit(run, ["key", "create", "second"])
            with pytest.raises(TimeoutError):
                made.result(0.5)
            keys.write(path, known)
        assert made.result() == 0
    assert [key.name for key in keys.read(path)] == ["first", "second"]
