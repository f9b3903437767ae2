"""A store copied whole into an archive, as it was between two writes."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from loaders.archive import Seen, Writer, replaced
from loaders.rows import SourceError
from loaders.whole import ITSELF, everything
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES
from queries.stores.errors import ConflictError, DiskFullError

if TYPE_CHECKING:
    from queries.stores import Store

ATTEMPTS = 3
"""How often it is begun again because somebody wrote meanwhile."""

_SEEN_EVERY = 10_000


async def backup(store: Store, path: Path, seen: Seen = lambda _rows: None, *, mark: str = "") -> int:
    """Write all that the store has to a file, and return the number of rows.

    `mark` is that of its officers' keys: a restore asks for the same. Memory is flat. ConflictError when the
    store is written to each time; what stood at the path stays until the archive is whole.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(ConflictError):
            return await _copied(store, path, seen, mark)
    return await _copied(store, path, seen, mark)


async def _copied(store: Store, path: Path, seen: Seen, mark: str) -> int:
    before = await itself(store)
    try:
        with replaced(path) as out:
            rows = await _written(store, out, before | {"officers": mark}, seen)
            _same(before, await itself(store))
    except OSError as error:
        raise _unwritable(path, error) from error
    return rows


def _same(before: dict[str, Any], after: dict[str, Any]) -> None:
    if before != after:
        raise ConflictError("the store was written to meanwhile", "back up when no load runs")


async def _written(store: Store, out: BinaryIO, before: dict[str, Any], seen: Seen) -> int:
    kept = {name: value for name, value in before.items() if name not in {"id", "identity"}}
    writer = Writer(out, at=now(), engine=store.dialect, store=kept)
    async for row in everything(store):
        writer.add(row)
        if not writer.rows % _SEEN_EVERY:
            seen(writer.rows)
    writer.finish()
    return writer.rows


async def itself(store: Store) -> dict[str, Any]:
    """What the store's own node says: its epoch changes with each write."""
    node = NODES[ITSELF]
    [values] = await store.rows(cypher.read_nodes(node), ids=["store"])
    return {name: value for name, value in zip(node.props, values, strict=True) if value not in (None, [])}


def _unwritable(path: Path, error: OSError) -> Exception:
    reason = error.strerror or str(error)
    if error.errno == errno.ENOSPC:
        return DiskFullError(f"{path}: {reason}", "free some space, or write to another disk")
    return SourceError(str(path), reason, "write it elsewhere")
