"""API keys for services: a file with a hash, the rights and the expiry of each; the key itself is kept nowhere.

A key is 256 random bits, so that a plain SHA-256 is enough: there are no likely keys to try, as there are likely
passwords, and a slow hash would only make each request slower.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from graphapi.subjects import CredentialError, rights
from ontology.instants import now
from queries.rights import Subject

PREFIX = "kg_"
"""How every key begins, so that a token is no key, and a lost one is found by scanners."""

_WRITABLE_BY_OTHERS = 0o022


@dataclass(frozen=True, slots=True)
class Key:
    """What the file has of a key; the instants are ISO 8601 in UTC. Revoked ones stay: no name is used twice."""

    name: str
    digest: str
    rights: tuple[str, ...]
    created: str
    expires: str
    officer: str = ""
    organisation: str = ""
    revoked: str = ""

    @property
    def subject(self) -> Subject:
        """Who asks with it."""
        return Subject(f"key:{self.name}", rights(self.rights), self.officer, self.organisation)

    def state(self, at: str) -> str:
        """Whether it is good at a moment: `valid`, `expired` or `revoked`."""
        return "revoked" if self.revoked else "valid" if at < self.expires else "expired"


def secret() -> str:
    """A new key."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def read(path: Path) -> list[Key]:
    """The keys of a file; PermissionError where others may write it, ValueError where it is no such file."""
    if path.stat().st_mode & _WRITABLE_BY_OTHERS:
        raise PermissionError(f"{path} may be written by others, who could add a key: chmod 600 it")
    try:
        return [Key(**{**one, "rights": tuple(one["rights"])}) for one in orjson.loads(path.read_bytes())]
    except (TypeError, KeyError, orjson.JSONDecodeError) as error:
        raise ValueError(f"{path} is no file of keys") from error


def write(path: Path, keys: Iterable[Key]) -> None:
    """Put a new file in the place of the old one at once, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(orjson.dumps([asdict(key) for key in keys], option=orjson.OPT_INDENT_2))
        stream.flush()
        os.fsync(stream.fileno())
    Path(fresh).replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone with a file of keys: who reads it to write it lets no other do so meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY)  # the file itself is another one after each write
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class Keys:
    """The keys that a service knows; read again when the file is another."""

    path: Path
    _stamp: tuple[int, ...] = ()
    _known: list[Key] = field(default_factory=list)

    def subject(self, presented: str) -> Subject:
        """Who asks with a key; CredentialError for one that is not known, expired or revoked."""
        wanted = digest(presented)
        for key in self._keys():
            if hmac.compare_digest(key.digest, wanted):
                if (state := key.state(now())) != "valid":
                    raise CredentialError(f"this key is {state}")
                return key.subject
        raise CredentialError("no such key")

    def _keys(self) -> list[Key]:
        try:
            found = self.path.stat()
        except FileNotFoundError:  # nobody has a key yet
            return []
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            self._known, self._stamp = read(self.path), stamp
        return self._known
