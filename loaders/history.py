"""The record of changes: who changed what, when and why, before and after; one for each thing that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from loaders.proposals import Proposed, Props
from ontology import cypher
from ontology.model import NODES
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

_NAMES = ("after", "answer", "at", "author", "before", "draft", "key", "origin", "reason", "summary", "thing")


@dataclass(frozen=True, slots=True)
class Written:
    """Who writes, when and why; of which source, and by which draft."""

    author: str
    reason: str
    at: str
    origin: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """A change as it was recorded: what was stated and what is stated since, None for nothing."""

    id: str
    at: str
    author: str | None
    reason: str | None
    draft: str | None
    type: str
    other: str | None
    before: Props | None
    after: Props | None

    def anonymous(self) -> Past:
        """The change without its author."""
        return replace(self, author=None)


def recorded(changes: Iterable[Proposed], by: Written, *, typed: bool) -> Iterator[Statement]:
    """The changes as they are kept."""
    rows = [_row(change, by) for change in changes]
    if rows:
        yield kept(rows, typed=typed)


def kept(rows: list[dict[str, Any]], *, typed: bool) -> Statement:
    """Records of changes with any of their properties."""
    filled = [{"id": f"change:{uuid4().hex}"} | dict.fromkeys(_NAMES) | row for row in rows]
    return Statement(cypher.create_nodes(NODES["Change"], _NAMES, typed=typed), filled)


def _row(change: Proposed, by: Written) -> dict[str, Any]:
    what = {"type": change.type, "other": change.end[1] if change.end else None}
    return {
        "at": by.at, "author": by.author, "reason": by.reason or None, "origin": by.origin, "draft": by.draft or None,
        "thing": change.start[1], "summary": orjson.dumps(what).decode(),
        "before": _json(change.before), "after": _json(change.after),
    }  # fmt: skip


def _json(props: Props | None) -> str | None:
    return None if props is None else orjson.dumps(props, option=orjson.OPT_SORT_KEYS).decode()


async def changes(store: Store, id_: str) -> list[Past]:
    """What changed of a thing, the last first."""
    rows = await store.ask(question("writing/changes"), ids=[id_])
    return [_past(row) for row in rows]


def _past(row: dict[str, Any]) -> Past:
    what = orjson.loads(row["what"])
    before, after = (orjson.loads(row[name]) if row[name] else None for name in ("stated", "since"))
    return Past(
        row["change"], row["at"], row["author"], row["reason"], row["draft"], what["type"], what["other"], before, after
    )
