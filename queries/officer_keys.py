"""Officers' keys, and who was forgotten: a file of its own, beside the graph and never in a copy of it.

The audit trail names an officer by an HMAC under a key of the officer's own. When the key is destroyed, nothing
ties the entries to the person, nor to one another, and the trail stays whole. No id stands in the file: what is
kept is kept under the id's HMAC with the file's own secret, and so is the list of those who were forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ontology.instants import now
from queries.stores import DEFAULT_URI
from queries.stores.errors import UnrecordedError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS secret(one INTEGER PRIMARY KEY CHECK (one = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS key(name BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forgotten(name BLOB PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""
_SIZE = 32
_WAIT = 10
_MANY = 500


class OfficerKeys:
    """The keys in the file at `path`, which is made when it is first needed; several processes may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keys(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The keys of officers, made for those who have none; of those who were forgotten, none."""
        with self._opened() as db:
            named = {self._name(db, id_): id_ for id_ in ids}
            gone = _among(db, "SELECT name, at FROM forgotten", named)
            made = [(name, secrets.token_bytes(_SIZE)) for name in named if name not in gone]
            db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?)", made)
            return {named[name]: key for name, key in _among(db, "SELECT name, value FROM key", named).items()}

    def key(self, id_: str) -> bytes | None:
        """An officer's key, if there is one."""
        if not self.path.exists():
            return None
        with self._opened() as db:
            row = db.execute("SELECT value FROM key WHERE name = ?", (self._name(db, id_),)).fetchone()
            return row[0] if row else None

    def forget(self, ids: Iterable[str]) -> None:
        """Destroy the keys of officers, and remember under their ids' HMACs that they were forgotten."""
        with self._opened() as db:
            names = [(self._name(db, id_),) for id_ in ids]
            db.executemany("DELETE FROM key WHERE name = ?", names)
            db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", [(name, now()) for (name,) in names])

    def mark(self) -> str:
        """What tells this file from every other one; the file is made if there is none. It opens nothing."""
        with self._opened() as db:
            return self._name(db, "").hex()[:16]

    def anyone(self) -> bool:
        """Whether anyone was forgotten."""
        if not self.path.exists():
            return False
        with self._opened() as db:
            return bool(db.execute("SELECT count(*) FROM forgotten").fetchone()[0])

    def forgotten(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that were forgotten."""
        if not self.path.exists():
            return set()
        with self._opened() as db:
            named = {self._name(db, id_): id_ for id_ in ids}
            return {named[name] for name in _among(db, "SELECT name, at FROM forgotten", named)}

    def _name(self, db: sqlite3.Connection, id_: str) -> bytes:
        [secret] = db.execute("SELECT value FROM secret").fetchone()
        return hmac.digest(secret, id_.encode(), hashlib.sha256)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self.path.exists():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            db = sqlite3.connect(self.path, timeout=_WAIT)
            try:
                # what is deleted is overwritten; the journal, which has it until then, is emptied and taken away
                db.executescript(f"PRAGMA secure_delete=ON; PRAGMA journal_mode=DELETE; {_SCHEMA}")
                db.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(_SIZE),))
                with db:
                    yield db
            finally:
                db.close()
        except (OSError, sqlite3.Error) as error:
            raise UnrecordedError(
                f"{self.path}: {error}", "officers' records are closed until it can be written"
            ) from error


def officer_keys(uri: str) -> OfficerKeys:
    """The keys that belong to the store at `uri`: KARMAGRAPH_OFFICER_KEYS, else a file beside the store."""
    return OfficerKeys(beside(uri, "KARMAGRAPH_OFFICER_KEYS", ".officers"))


def beside(uri: str, setting: str, ending: str) -> Path:
    """The file that a setting names; else one beside the embedded store, for Neo4j beside where that is by default."""
    store = uri if uri.startswith("embedded:") else DEFAULT_URI
    return Path(os.environ.get(setting) or store.removeprefix("embedded:") + ending)


def _among(db: sqlite3.Connection, text: str, named: Mapping[bytes, str]) -> dict[bytes, bytes]:
    """The rows of a table with (name, value) whose name is among those."""
    found: dict[bytes, bytes] = {}
    names = list(named)
    for at in range(0, len(names), _MANY):
        some = names[at : at + _MANY]
        found.update(db.execute(f"{text} WHERE name IN ({','.join('?' * len(some))})", some).fetchall())
    return found
