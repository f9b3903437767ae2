"""The file of API keys: hashes, read again when it changes, its owner's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphapi import keys
from graphapi.subjects import CredentialError
from queries.rights import Subject
from tests.graphapi.test_signin import KEPT, SECRETS


def test_a_file_of_keys_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    known = keys.Keys(path)
    with pytest.raises(CredentialError):
        known.subject(SECRETS["own"])
    keys.write(path, KEPT)
    assert known.subject(SECRETS["own"]) == Subject("key:own", frozenset({"reader", "officer"}), "mine")
    keys.write(path, KEPT[1:])
    with pytest.raises(CredentialError):
        known.subject(SECRETS["own"])
    path.unlink()
    with pytest.raises(CredentialError):
        known.subject(SECRETS["head"])


def test_a_file_of_keys_is_for_its_owner_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "keys.json"
    keys.write(path, KEPT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not any(secret in path.read_text() for secret in SECRETS.values())
    path.chmod(0o666)
    with pytest.raises(PermissionError):
        keys.read(path)
    path.chmod(0o600)
    for words in ("{", "[1]", '[{"name": 1}]', "{}x"):
        path.write_text(words)
        with pytest.raises(ValueError, match="no file of keys"):
            keys.read(path)
