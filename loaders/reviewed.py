"""Frameworks under review: they change by drafts that two people approved, and by no load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from loaders.batches import batches
from loaders.content import OWNED
from loaders.difference import Load
from loaders.rows import SourceError
from loaders.spool import Spool
from loaders.touched import write_aside
from ontology import cypher
from ontology.model import NODES
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

KINDS = frozenset({"Framework", "Competency", "Collection", "Scale", "Level", "Role", "Activity"})
"""What the source of a framework under review states of these is under review too, published in it or not."""

Thing = tuple[str, str]

_NODES = "SELECT label, id, action = 'create' FROM node WHERE action NOT IN ('same', 'refused')"
_EDGES = (
    "SELECT DISTINCT type, sl, sid, el, eid FROM edge WHERE action <> 'same'"
    " UNION SELECT type, sl, sid, el, eid FROM old WHERE action IN ('close', 'retire', 'delete')"
)


async def frameworks(store: Store) -> list[str]:
    """The ids of the frameworks under review."""
    rows = await store.ask(question("writing/reviewed"), ids=["store"])
    return [id_ for row in rows for id_ in row["frameworks"] or ()]


async def put_under_review(store: Store, framework: str) -> None:
    """Let a framework change by approved drafts only, from now on; there is no way back but a restored store."""
    known = await frameworks(store)
    text = cypher.merge_nodes(NODES["Store"], ["reviewed"], typed=store.dialect == "embedded")
    await write_aside(store, [Statement(text, [{"id": "store", "reviewed": sorted({*known, framework})}])])


async def require_open(spool: Spool, store: Store, what: Load) -> None:
    """SourceError when a compared load would change what is under review."""
    if await frameworks(store):  # where nothing is, a large load need not be looked through
        await require(store, what.origin, touched(spool))


async def require(store: Store, origin: str, things: dict[Thing, bool]) -> None:
    """SourceError when any of the things that an origin would change, or make where they are new, is under review."""
    under = await frameworks(store)
    closed = await _closed(store, under, origin, things) if under and things else set()
    if closed:
        raise SourceError(
            origin,
            f"{len(closed):,} things that it would change are under review, such as {min(closed)[1]}",
            "propose the change: karmagraph draft new FILE",
        )


def touched(spool: Spool) -> dict[Thing, bool]:
    """The things that a compared load changes, by themselves or in a relationship; whether they are new."""
    found = {(label, id_): bool(new) for label, id_, new in spool.db.execute(_NODES)}
    for type_, sl, sid, el, eid in spool.db.execute(_EDGES):
        for thing in owners(type_, (sl, sid), (el, eid)):
            found.setdefault(thing, False)
    return found


def owners(type_: str, start: Thing, end: Thing) -> Iterable[Thing]:
    """The things that a relationship says something of: its start, an identifier's end, a framework too.

    A crosswalk lies between frameworks and belongs to neither: a person confirms it.
    """
    if type_.endswith("_MATCH"):
        return ()
    if type_ == "IN_SCHEME":
        return (start, end)
    return (end,) if OWNED.get(type_) == "start" else (start,)


async def _closed(store: Store, under: list[str], origin: str, things: dict[Thing, bool]) -> set[Thing]:
    rows = await store.rows(cypher.read_nodes(NODES["Framework"]), ids=under)
    origins = {row[list(NODES["Framework"].props).index("origin")] for row in rows}
    members = {row["id"] for row in await store.ask(question("writing/members"), ids=under)} | set(under)
    stated = await _origins(store, [thing for thing, new in things.items() if not new])
    return {
        thing for thing in things if thing[1] in members or (thing[0] in KINDS and stated.get(thing, origin) in origins)
    }


async def _origins(store: Store, things: Iterable[Thing]) -> dict[Thing, str]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, id_ in things:
        by_label[label].append(id_)
    found: dict[Thing, str] = {}
    for label, ids in by_label.items():
        at = list(NODES[label].props).index("origin")
        for batch in batches(sorted(ids)):
            rows = await store.rows(cypher.read_nodes(NODES[label]), ids=batch)
            found |= {(label, row[0]): row[at] for row in rows}
    return found
