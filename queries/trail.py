"""The audit trail: JSON lines that are only ever added to, each with the hash of the one before it.

Each line ends in its own SHA-256; it holds `seq`, which counts from 1, and `prev`, the hash of the line before. When
a file is full it is set aside under the number of its first line, and the next one goes on with the chain. A file
beside it, `.head`, says how far the trail went: so a cut end shows. Several processes may write: each waits for the
lock on `.head`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from ontology.instants import now
from queries.officer_keys import beside
from queries.stores.errors import UnrecordedError

START = "0" * 64
"""The hash before the first line."""

FULL = 64 << 20
"""Bytes after which a file is set aside."""

SPARE = 16 << 20
"""Bytes that must be free on the disk: the trail stops before the last of it is gone."""

_TAIL = len(b',"hash":"') + 64 + len(b'"}')


class TrailError(UnrecordedError):
    """The trail cannot be written."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(
            f"the audit trail {path} cannot be written ({reason}): officers' records are closed until it can",
            "free some space, or check who may write it",
        )


@dataclass(frozen=True, slots=True)
class Head:
    """How far a trail went: its last line's number and hash, and the size of the file that this line ends."""

    seq: int = 0
    hash: str = START
    size: int = 0


def trail(uri: str) -> Trail:
    """The trail of the store at `uri`: KARMAGRAPH_AUDIT, else a file beside the store."""
    return Trail(beside(uri, "KARMAGRAPH_AUDIT", ".audit.jsonl"))


class Trail:
    """The trail whose newest file is at `path`; it is made with its first line."""

    def __init__(self, path: Path, *, full: int = FULL) -> None:
        self.path = path
        self.full = full

    def add(self, entries: Iterable[Mapping[str, Any]]) -> Head:
        """Add entries, on the disk when this returns: all of them or none.

        TrailError when they cannot be written.
        """
        try:
            with self._locked() as (known, descriptor):
                head = self._room(known)
                if shutil.disk_usage(self.path.parent).free < SPARE:
                    raise TrailError(self.path, f"less than {SPARE >> 20} MB are free on its disk")
                after, lines = _chained(head, entries)
                self._append(lines, head.size)
                _keep(descriptor, after)
                return after
        except OSError as error:
            raise TrailError(self.path, error.strerror or error) from error

    def ready(self) -> None:
        """TrailError where nothing could be added now."""
        self.add(())

    def _room(self, head: Head) -> Head:
        """Where the chain goes on, once a file that is full is set aside."""
        if head.size <= self.full:
            return head
        self.path.rename(aside(self.path, _first(self.path)))
        return Head(head.seq, head.hash)

    def _append(self, lines: bytes, size: int) -> None:
        if not lines:
            return
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            written = 0
            while written < len(lines):
                written += os.write(descriptor, lines[written:])
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)  # half a line would end the chain
            raise
        finally:
            os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[tuple[Head, int]]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(beside_it(self.path), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield _recovered(self.path, head_of(self.path)), descriptor
        finally:
            os.close(descriptor)


def _chained(head: Head, entries: Iterable[Mapping[str, Any]]) -> tuple[Head, bytes]:
    lines = []
    seq, last = head.seq, head.hash
    for entry in entries:
        seq += 1
        body = orjson.dumps({"seq": seq, "at": now(), **entry, "prev": last})
        last = hashlib.sha256(body).hexdigest()
        lines.append(b'%b,"hash":"%b"}\n' % (body[:-1], last.encode()))
    made = b"".join(lines)
    return Head(seq, last, head.size + len(made)), made


def parted(line: bytes) -> tuple[dict[str, Any], str] | None:
    """A line's entry and its hash; None for what is not a line as it was written."""
    body, tail = line[: -_TAIL - 1] + b"}", line[-_TAIL - 1 :]
    found = hashlib.sha256(body).hexdigest()
    if tail != b',"hash":"%b"}\n' % found.encode():
        return None
    entry: dict[str, Any] = orjson.loads(body)
    return entry, found


def beside_it(path: Path) -> Path:
    """The file that says how far the trail went."""
    return path.with_name(f"{path.name}.head")


def aside(path: Path, first: int) -> Path:
    """Where a full file whose first line has that number is set aside."""
    return path.with_name(f"{path.stem}.{first:012d}{path.suffix}")


def files(path: Path) -> list[Path]:
    """All files of a trail that are here, the oldest first."""
    digits = "[0-9]" * 12
    found = sorted(path.parent.glob(f"{path.stem}.{digits}{path.suffix}"))
    return [*found, *([path] if path.exists() else [])]


def head_of(path: Path) -> Head:
    """How far the trail went, as the file beside it says."""
    file = beside_it(path)
    content = file.read_bytes() if file.exists() else b""
    return Head(**orjson.loads(content)) if content else Head()


def _keep(descriptor: int, head: Head) -> None:
    """Of one length, and written over in one piece: it is never half there."""
    content = orjson.dumps(asdict(head)).ljust(160)
    os.pwrite(descriptor, content, 0)


def _first(path: Path) -> int:
    with path.open("rb") as stream:
        found = parted(stream.readline())
    return int(found[0]["seq"]) if found else 0


def _recovered(path: Path, head: Head) -> Head:
    """Where the chain goes on: a process that was killed may have added lines, or half a one, and not said so."""
    size = path.stat().st_size if path.exists() else 0
    if size <= head.size:
        return Head(head.seq, head.hash, size)
    with path.open("r+b") as stream:
        stream.seek(head.size)
        while found := parted(line := stream.readline()):
            if found[0]["prev"] != head.hash:
                break
            head = Head(found[0]["seq"], found[1], stream.tell())
        if line and not line.endswith(b"\n"):
            stream.truncate(stream.tell() - len(line))
        return Head(head.seq, head.hash, stream.seek(0, os.SEEK_END))
