"""The archive of a whole store: JSON lines in gzip, which `zcat` shows and any program reads.

The first line says what it is and what the store's own node says; then come all nodes as
`["Role","id",{…}]` and all relationships as `["HOLDS","Officer","id","Competency","id",{…}]`; the last line has
their number and the SHA-256 of all lines before it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from loaders.rows import SourceError
from loaders.whole import Edge, Node, Stored
from ontology import migrations
from ontology.model import NODES, RELS
from queries.stores.errors import NewerStoreError

FORMAT = "karmagraph-backup"
VERSION = 1
LEVEL = 3
"""Of gzip: twice as fast as the usual level, for a tenth more bytes."""

_NODE, _EDGE = 3, 6
_SEEN_EVERY = 10_000

Seen = Callable[[int], None]
"""Is told now and then how many rows were passed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    at: str
    engine: str
    store: dict[str, Any]
    """The properties of the store's own node."""
    rows: int

    @property
    def schema(self) -> int:
        """The number of the schema that the rows were written in."""
        return int(self.store["version"])


class Writer:
    """Writes an archive, row by row."""

    def __init__(self, out: BinaryIO, *, at: str, engine: str, store: dict[str, Any]) -> None:
        self.rows = 0
        self._out = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=out, mtime=0)
        self._digest = hashlib.sha256()
        self._line({"format": FORMAT, "version": VERSION, "at": at, "engine": engine, "store": store})

    def add(self, row: Stored) -> None:
        """One row more."""
        self.rows += 1
        self._line([row.label, row.id, row.props] if isinstance(row, Node) else
                   [row.type, *row.start, *row.end, row.props])  # fmt: skip

    def finish(self) -> None:
        """The last line."""
        self._line({"rows": self.rows, "sha256": self._digest.hexdigest()})
        self._out.close()

    def _line(self, value: Any) -> None:
        line = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
        self._digest.update(line)
        self._out.write(line)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when all of it is written and on the disk, and never before."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# --- read ------------------------------------------------------------------------------------------------


def checked(path: Path, seen: Seen = lambda _rows: None) -> Manifest:
    """What the archive says of itself, once every byte of it was found whole.

    SourceError where it is no archive, is cut off or was changed; NewerStoreError for one of a newer program.
    """
    digest, rows, last = hashlib.sha256(), -1, b""
    for line in _lines(path):
        if last:
            digest.update(last)
            rows += 1
            if not rows % _SEEN_EVERY:
                seen(rows)
        last = line
    end = _end(path, last)
    if rows < 0 or end.get("rows") != rows or end.get("sha256") != digest.hexdigest():
        raise SourceError(path.name, "was changed, or is cut off", "take another copy of the archive")
    return _manifest(path, rows)


def rows(path: Path) -> Iterator[Stored]:
    """The rows of an archive; SourceError for one that the model does not know."""
    lines = _lines(path)
    next(lines)
    for line in lines:
        value = orjson.loads(line)
        if isinstance(value, dict):
            return
        yield _row(path, value)


def _row(path: Path, value: list[Any]) -> Stored:
    match value:
        case [str(label), str(id_), dict(props)] if label in NODES and props.keys() <= NODES[label].props.keys():
            return Node(label, id_, props)
        case [str(type_), a, start, b, end, dict(props)] if (
            type_ in RELS and (a, b) in RELS[type_].ends and props.keys() <= RELS[type_].props.keys()
        ):
            return Edge(type_, (a, start), (b, end), props)
    raise SourceError(path.name, f"the model does not know {str(value)[:80]}", "restore it with the program it is from")


def _manifest(path: Path, count: int) -> Manifest:
    first = orjson.loads(next(_lines(path)))
    found = Manifest(first["at"], first["engine"], first["store"], count)
    if found.schema > migrations.newest() or first["version"] > VERSION:
        raise NewerStoreError(found.schema, migrations.newest())
    return found


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as stream:
            first = stream.readline()
            if f'"format":"{FORMAT}"'.encode() not in first:
                raise SourceError(path.name, "is no archive of karmagraph", "give a file that karmagraph backup wrote")
            yield first
            yield from cast("BinaryIO", stream)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "was changed, or is cut off"
        raise SourceError(path.name, str(reason), "take another copy of the archive") from error


def _end(path: Path, line: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise SourceError(path.name, "was changed, or is cut off", "take another copy of the archive") from error
    return value if isinstance(value, dict) else {}
