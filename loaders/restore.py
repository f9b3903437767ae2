"""A store made anew from an archive: verified before the first write, all of it or none, without the forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from loaders.archive import Manifest, checked, rows
from loaders.backup import backup, itself
from loaders.batches import ahead
from loaders.erasing import Erasure, forgotten_in
from loaders.load import LIMIT
from loaders.rows import SourceError
from loaders.whole import ITSELF, Stored, created, deleted
from ontology import cypher
from ontology.model import NODES
from queries.stores import Statement, connect
from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries.officer_keys import OfficerKeys
    from queries.stores import Store

Progress = Callable[[str, int, int | None], None]

TRANSACTION = 100_000
"""Rows written in one transaction where the file is put in its place at the end."""


_KEYS = (
    "set KARMAGRAPH_OFFICER_KEYS to the one of the store that was backed up, so that who was forgotten stays so; "
    "if it is lost: --other-keys, and forget again who was forgotten since"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    rows: int
    """Rows in the archive."""
    forgotten: int
    """Officers in it who were forgotten since: they were left out, with all that named them."""
    taken: str
    """When the archive was written."""


async def restore(
    path: Path,
    uri: str,
    keys: OfficerKeys,
    *,
    replace: bool = False,
    in_parts: bool = False,
    other_keys: bool = False,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Restored:
    """Put what an archive has into the store at `uri`, which must be empty unless it is to be replaced.

    SourceError for an archive that is not whole, and for too many rows for one transaction of a server;
    StoreError for a store that has something, and for keys that are not those of the store that was copied, unless
    `other_keys`: they do not know who was forgotten there.
    """
    manifest = checked(path, lambda done: progress("verify", done, None))
    if not other_keys and manifest.store.get("officers", "") not in {"", keys.mark()}:
        raise StoreError(f"{keys.path} is not the file of officers' keys that belongs to {path}", _KEYS)
    erasure = forgotten_in(rows(path), keys)
    target = _Target(path, manifest, erasure, progress)
    store = await connect(uri, exclusive=True)
    try:
        current = await itself(store)
        if not replace and not await _empty(store):
            raise StoreError(f"{store.uri} is not empty", "restore into an empty store, or with --replace")
        if store.dialect != "embedded":
            await target.into_server(store, current, in_parts=in_parts)
    finally:
        await store.close()
    if store.dialect == "embedded":
        await target.into_file(Path(store.uri.removeprefix("embedded:")), current)
    return Restored(manifest.rows, len(erasure.officers), manifest.at)


async def rewritten(uri: str, keys: OfficerKeys) -> None:
    """Write an embedded store's file anew: what was deleted stands in the old one until it is written over."""
    path = Path(uri.removeprefix("embedded:"))
    archive = path.with_name(f"{path.name}.rewriting")
    store = await connect(uri, exclusive=True)
    try:
        await backup(store, archive)
    finally:
        await store.close()
    try:
        await restore(archive, uri, keys, replace=True)
    finally:
        archive.unlink(missing_ok=True)


async def _empty(store: Store) -> bool:
    for node in NODES.values():
        if node.label != ITSELF and await store.rows(f"{cypher.every_id(node)} LIMIT 1"):
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Target:
    path: Path
    manifest: Manifest
    erasure: Erasure
    progress: Progress

    async def into_server(self, store: Store, current: dict[str, Any], *, in_parts: bool) -> None:
        """In one transaction, which also takes out what was there."""
        there = [(label, [row[0] for row in await store.rows(cypher.every_id(NODES[label]))]) for label in _labels()]
        total = self.manifest.rows + sum(len(ids) for _, ids in there)
        if total > LIMIT and not in_parts:
            raise SourceError(self.path.name, f"{total:,} rows are too many for one transaction", "with --in-parts")
        statements = self._statements(there, typed=False)
        if in_parts:
            for statement in statements:
                await store.write([statement])
            await store.write([self._last(await itself(store), typed=False)])
        else:
            await store.write(chain(statements, [self._last(current, typed=False)]), current["epoch"])
        await store.prepare()

    async def into_file(self, path: Path, current: dict[str, Any]) -> None:
        """In a file beside it, which takes its place when it is whole."""
        beside = path.with_name(f"{path.name}.restoring")
        _removed(beside)
        store = await connect(f"embedded:{beside}", exclusive=True)
        try:
            await store.room(self.manifest.rows)
            for part in _parts(self._statements([], typed=True)):
                await store.write(part)
            await store.write([self._last(current, typed=True)])
            await store.prepare()
        except BaseException:
            await store.close()
            _removed(beside)
            raise
        await store.close()
        if _log(path).exists() or _log(beside).exists():
            _removed(beside)
            raise StoreError(f"{path} is not closed", "stop what uses it, and restore again")
        beside.replace(path)

    def _statements(self, there: list[Any], *, typed: bool) -> Iterator[Statement]:
        for label, ids in there:
            yield from deleted(label, ids)
        yield from ahead(created(self._kept(), typed=typed))

    def _last(self, current: dict[str, Any], *, typed: bool) -> Statement:
        """What the store says of itself: an epoch that neither history had, so that who follows it notices."""
        epoch = max(self.manifest.store["epoch"], current["epoch"]) + 1
        found = {**self.manifest.store, "id": "store", "epoch": epoch, "identity": uuid4().hex}
        row = {name: found.get(name) for name in NODES[ITSELF].props}
        return Statement(cypher.update_nodes(NODES[ITSELF], sorted(row.keys() - {"id"}), typed=typed), [row])

    def _kept(self) -> Iterator[Stored]:
        for done, row in enumerate(rows(self.path), 1):
            if kept := self.erasure.kept(row):
                yield kept
            if not done % 10_000:
                self.progress("write", done, self.manifest.rows)


def _labels() -> list[str]:
    return [label for label in NODES if label != ITSELF]


def _parts(statements: Iterator[Statement]) -> Iterator[list[Statement]]:
    part: list[Statement] = []
    for statement in statements:
        part.append(statement)
        if sum(len(each.rows) for each in part) >= TRANSACTION:
            yield part
            part = []
    yield part


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


def _removed(path: Path) -> None:
    for file in (path, _log(path)):
        file.unlink(missing_ok=True)
