"""What a draft proposes: each change of a thing or a relationship, with what the store stated when it was proposed.

Rows become proposals on the path of a load (checked, compared), and proposals become rows to be loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from loaders.batches import batches
from loaders.checks import check
from loaders.content import SERVICE
from loaders.difference import VALIDITY, Load, compare
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Row
from loaders.spool import Spool, coerced
from ontology import cypher
from ontology.earlier import EARLIER
from ontology.levels import Scales
from ontology.model import NODES, RELS
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

Props = dict[str, Any]
Thing = tuple[str, str]
Identity = tuple[str, Thing, Thing | None, str]

_PLACE = Place("draft")
_SERVICE = frozenset({"id", "origin", "path", EARLIER})
"""Properties that the service keeps: no draft proposes them."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One change: of the thing `start`, or of its relationship to `end`.

    `before` and `after` are all that is stated, None for nothing; a thing without `after` is retired,
    a relationship ends.
    """

    type: str
    start: Thing
    end: Thing | None = None
    before: Props | None = None
    after: Props | None = None

    @property
    def identity(self) -> Identity:
        """What tells it from other changes of the same draft."""
        rel = RELS[self.type] if self.end else None
        stated = self.after or self.before or {}
        return self.type, self.start, self.end, "|".join(str(stated.get(name, "")) for name in (rel.key if rel else ()))


def dumped(changes: Iterable[Proposed]) -> str:
    """The changes as JSON."""
    return orjson.dumps(
        [{"type": c.type, "start": c.start, "end": c.end, "before": c.before, "after": c.after} for c in changes]
    ).decode()


def parsed(text: str) -> tuple[Proposed, ...]:
    """The changes from their JSON."""
    return tuple(
        Proposed(c["type"], tuple(c["start"]), tuple(c["end"]) if c["end"] else None, c["before"], c["after"])
        for c in orjson.loads(text)
    )


# --- from rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Whose statements are proposed: their origin, whether the rows are all that it has, and from when they count."""

    origin: str
    at: str
    complete: bool = False
    whole: bool = False
    scales: Scales = Scales()  # noqa: RUF009 - there are none to change


@dataclass(frozen=True, slots=True)
class Examined:
    """What rows would change, and those that cannot be loaded."""

    changes: tuple[Proposed, ...]
    rejected: tuple[Rejected, ...]


async def examine(store: Store, rows: Iterable[Row], source: Source) -> Examined:
    """What a load of the rows would change, and what it would reject; nothing is written."""
    spool = Spool()
    try:
        for _ in spool.fill(_proposable(rows)):
            pass
        [state] = await store.ask(question("store/loads"), ids=["store"], origin=source.origin)
        empty = not state["nodes"]
        await check(spool, store, source.scales, empty=empty)
        load = Load(source.origin, source.complete, source.at, first=not state["loads"], whole=source.whole)
        await compare(spool, store, load, empty=empty)
        found, rejected = list(_compared(spool)), tuple(spool.rejected())
    finally:
        spool.close()
    stated = await current(store, found, source)
    based = (_based(change, stated.get(change.identity), source.at) for change in found)
    return Examined(tuple(change for change in based if change.before != change.after), rejected)


def proposable(type_: str) -> bool:
    """Whether a draft may change what is of a type: no officers' records, nothing of the service's own."""
    if type_ in NODES:
        return type_ not in SERVICE and not NODES[type_].personal
    return not RELS[type_].personal and not RELS[type_].derived


def _proposable(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        name = row.label if isinstance(row, NodeRow) else row.type if isinstance(row, EdgeRow) else ""
        if name and not proposable(name):
            yield Rejected(row.at, f"{name} is no part of a framework", "", "officers' records are written at once")
        else:
            yield row


def _compared(spool: Spool) -> Iterator[Proposed]:
    for label, id_, action, props in spool.db.execute(
        "SELECT label, id, action, props FROM node WHERE action IN ('create', 'change', 'retire') ORDER BY n, id"
    ):
        yield Proposed(label, (label, id_), after=None if action == "retire" else _given(props))
    for type_, sl, sid, el, eid, props in spool.db.execute(
        "SELECT type, sl, sid, el, eid, props FROM edge WHERE action IN ('create', 'revise', 'change') ORDER BY n"
    ):
        yield Proposed(type_, (sl, sid), (el, eid), after=orjson.loads(props))
    for type_, sl, sid, el, eid, props in spool.db.execute(
        "SELECT type, sl, sid, el, eid, props FROM old WHERE action IN ('retire', 'delete') ORDER BY type, sid, eid"
    ):
        yield Proposed(type_, (sl, sid), (el, eid), before=_stated(orjson.loads(props)))


def _given(props: bytes) -> Props:
    """With None for what a changed thing has no longer."""
    return {name: value for name, value in orjson.loads(props).items() if name not in _SERVICE}


def _based(change: Proposed, stated: Props | None, at: str) -> Proposed:
    """The change with what is stated now, beneath what it leaves alone."""
    if change.after is None or stated is None:
        return replace(change, before=stated)
    if change.end:
        return replace(change, before=stated, after=_opened(change.after, at))
    after = {name: value for name, value in (stated | change.after).items() if value is not None}
    return replace(change, before=stated, after=after)


def _opened(after: Props, at: str) -> Props:
    """What takes the place of a statement, from its publication on: a date before that would rewrite the past."""
    return {name: value for name, value in after.items() if name != "since" or value > at}


# --- against the store ---------------------------------------------------------------------------------


async def current(store: Store, changes: Iterable[Proposed], source: Source) -> Mapping[Identity, Props]:
    """What the store states now of everything that is to change."""
    things: dict[str, list[str]] = defaultdict(list)
    links: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for change in changes:
        if change.end:
            links[change.type, change.start[0], change.end[0]].add(change.start[1])
        else:
            things[change.type].append(change.start[1])
    found: dict[Identity, Props] = {}
    for label, ids in things.items():
        for batch in batches(ids):
            for row in await store.rows(cypher.read_nodes(NODES[label]), ids=batch):
                found[label, (label, row[0]), None, ""] = _stated(dict(zip(NODES[label].props, row, strict=True)))
    for group, starts in links.items():
        for batch in batches(sorted(starts)):
            found |= await _links(store, group, batch, source)
    return found


async def _links(store: Store, group: tuple[str, str, str], ids: list[str], source: Source) -> dict[Identity, Props]:
    """What is stated at the source's moment; of what is only stated from a later one, the first."""
    type_, start, end = group
    rel = RELS[type_]
    text = cypher.read_edges(rel, start, end, by="start")
    rows = await store.rows(text, ids=ids, origin=source.origin)
    found: dict[Identity, Props] = {}
    for a, b, props in sorted(((a, b, dict(zip(rel.props, rest, strict=True))) for a, b, *rest in rows), key=_since):
        stated = _stated({name: value for name, value in props.items() if name not in VALIDITY})
        identity = Proposed(type_, (start, a), (end, b), stated).identity
        if (props.get("until") or "~") > source.at and (_since((a, b, props)) <= source.at or identity not in found):
            found[identity] = stated
    return found


def _since(row: tuple[str, str, Props]) -> str:
    return row[2].get("since") or ""


def _stated(props: Props) -> Props:
    return {name: value for name, value in props.items() if value not in (None, []) and name not in _SERVICE}


async def meanwhile(store: Store, changes: Sequence[Proposed], source: Source) -> list[tuple[Proposed, Props | None]]:
    """The changes whose thing is not stated any more as when they were proposed, with what is stated now."""
    now = await current(store, changes, source)
    return [(c, now.get(c.identity)) for c in changes if now.get(c.identity) != _undated(c)]


def _undated(change: Proposed) -> Props | None:
    if change.before is None or not change.end:
        return change.before
    return {name: value for name, value in change.before.items() if name not in VALIDITY}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person writes of a change: the properties that become other (None: are taken away), or that it ends."""

    type: str
    start: Thing
    end: Thing | None = None
    props: Mapping[str, Any] | None = None
    """None: the thing is retired, the relationship ends."""


async def proposed(store: Store, edits: Iterable[Edit], source: Source) -> list[Proposed]:
    """Edits as changes of what the store states now; those that change nothing are left out."""
    bare = [Proposed(e.type, e.start, e.end, after=dict(e.props or {})) for e in edits]
    now = await current(store, bare, source)
    found = []
    for change, edit in zip(bare, edits, strict=True):
        before = now.get(change.identity) or _alone(now, change)
        after = None if edit.props is None else _written(change.type, (before or {}) | dict(edit.props))
        if edit.end and before and after:
            after = _opened(after, source.at)
        if after != before:
            found.append(Proposed(change.type, change.start, change.end, before, after))
    return found


def _alone(now: Mapping[Identity, Props], change: Proposed) -> Props | None:
    """The one relationship between the two, where the edit does not say which of several is meant."""
    same = [stated for (type_, start, end, _), stated in now.items() if (type_, start, end) == change.identity[:3]]
    named = RELS[change.type].key if change.end else ()
    return same[0] if len(same) == 1 and not any(name in (change.after or {}) for name in named) else None


def _written(type_: str, props: Props) -> Props:
    declared = (NODES.get(type_) or RELS[type_]).props
    return coerced(declared, {name: value for name, value in props.items() if value is not None})


# --- to rows -------------------------------------------------------------------------------------------


def rows(changes: Iterable[Proposed], at: str) -> Iterator[Row]:
    """The rows that make the changes at a moment; `deletions` makes those that rows cannot."""
    for change in changes:
        if change.end is None:
            gone = {"status": "retired", "until": at}
            props = (change.before or {}) | gone if change.after is None else change.after
            yield NodeRow(change.type, change.start[1], props, _PLACE)
        elif change.after is not None:
            yield EdgeRow(change.type, change.start, change.end, _PLACE, change.after)
        elif RELS[change.type].dated:
            yield EdgeRow(change.type, change.start, change.end, _PLACE, (change.before or {}) | {"until": at})


def deletions(changes: Iterable[Proposed], origin: str) -> Iterator[Statement]:
    """What ends without a date, because its relationship has none."""
    for change in changes:
        if change.end and change.after is None and not RELS[change.type].dated:
            rel, stated = RELS[change.type], change.before or {}
            ends = {"start": change.start[1], "end": change.end[1], "at_origin": origin}
            row = ends | {f"at_{name}": stated.get(name, "") for name in rel.key}
            yield Statement(cypher.delete_edges(rel, change.start[0], change.end[0]), [row])
