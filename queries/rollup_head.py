"""What a roll-up is of, and writing its parts after one another: each write says after which write it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ontology import cypher
from ontology.instants import as_on
from ontology.model import NODES
from queries import question
from queries.stores import Statement
from queries.stores.errors import ConflictError

if TYPE_CHECKING:
    from queries.stores import Store

TOGETHER = 1_000
"""Parts written in one statement."""

WHOLE, PARTIAL = "whole", "partial"
_PART = ("kind", "organisation", "subject", "counts", "digest", "at")
_HEAD = ("kind", "at", "until", "epoch", "counts")
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What a roll-up is of: its date, to when what is due is told, after which write, and what is done of it."""

    kind: str
    at: str
    until: str
    epoch: int
    done: tuple[str, ...] = ()
    """Top organisations that are counted, while it is partial."""


class Touched(NamedTuple):
    """A place whose records were written since; without one: what all sums stand on. `since`: '' is always."""

    id: str
    place: tuple[str, str] | None
    since: str


async def head(store: Store) -> Head | None:
    """What the store's roll-up is of, where it is as the store is but for what is marked as touched."""
    [state] = await store.ask(question("store/state"), ids=["store"])
    for row in await store.ask(question("rollup/whole")):
        if row["epoch"] == state["epoch"] and row["until"]:
            return Head(row["kind"], row["at"], row["until"], row["epoch"], tuple(row["counts"] or ()))
    return None


async def touched(store: Store) -> list[Touched]:
    """What was written since the roll-up."""
    rows = await store.ask(question("rollup/touched"))
    return [
        Touched(row["id"], (row["organisation"] or "", row["role"]) if row["role"] else None, row["at"] or "")
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A roll-up that is as the store is: its date."""

    at: str


async def fresh(store: Store, at: str) -> Fresh | None:
    """The roll-up, if it is whole, of the same day, and nothing that touches it was written since."""
    found = await head(store)
    if found is None or found.kind != WHOLE or as_on(found.at) != as_on(at) or await touched(store):
        return None
    return Fresh(found.at)


@dataclass(slots=True)
class Writer:
    """Writes parts and the head in one transaction after another; ConflictError when others wrote unmarked."""

    store: Store
    head: Head
    written: int = 0
    unchanged: int = 0
    gone: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self) -> None:
        """Say that a roll-up is under way: what is written from now on is marked."""
        epoch = (await self.store.health()).epoch
        self.head = replace(self.head, epoch=epoch)
        await self._write([], [])

    async def put(
        self, parts: Sequence[Part], before: Iterable[Mapping[str, Any]], *, top: str | None = None, **changes: Any
    ) -> None:
        """Write the parts that are not as before, take away those that are no more, and say how far it is."""
        found = {part["id"]: part for part in parts}
        kept = {row["id"]: row["digest"] for row in before}
        changed = [part for id_, part in found.items() if kept.get(id_) != part["digest"]]
        gone = sorted(kept.keys() - found.keys())
        async with self.lock:
            done = () if top is None else (*self.head.done, top)
            self.head = replace(self.head, done=done, **changes)
            await self._write(changed, gone)
        self.written, self.unchanged = self.written + len(changed), self.unchanged + len(found) - len(changed)
        self.gone += len(gone)

    async def _write(self, parts: Sequence[Part], gone: Sequence[str]) -> None:
        try:
            epoch = await self.store.write(self._statements(parts, gone), self.head.epoch)
        except ConflictError:
            now = await head(self.store)  # others wrote: if that is marked, what is counted here still holds
            if now is None:
                raise
            self.head = replace(self.head, epoch=now.epoch)
            epoch = await self.store.write(self._statements(parts, gone), now.epoch)
        self.head = replace(self.head, epoch=epoch)

    def _statements(self, parts: Sequence[Part], gone: Sequence[str]) -> Iterator[Statement]:
        typed, node = self.store.dialect == "embedded", NODES["Rollup"]
        if gone:
            yield Statement(cypher.delete_nodes(node), [{"id": id_} for id_ in gone])
        rest = iter(parts)
        while rows := list(islice(rest, TOGETHER)):
            yield Statement(cypher.merge_nodes(node, _PART, typed=typed), [dict(row) for row in rows])
        now = self.head
        row = {"id": "rollup", "kind": now.kind, "at": now.at, "until": now.until, "epoch": now.epoch + 1,
               "counts": list(now.done)}  # fmt: skip
        yield Statement(cypher.merge_nodes(node, _HEAD, typed=typed), [row])
