"""What a source changes: its rows against what the store has from the same source.

A dated relationship is never overwritten: a changed one is closed and a new one opened, so that an
answer `asOf` an earlier date stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from loaders.batches import batches
from loaders.rows import Place, Rejected
from loaders.spool import Spool
from ontology import cypher
from ontology.earlier import EARLIER, NOT_KEPT, grown
from ontology.model import NODES, RELS
from ontology.terms import RelType

if TYPE_CHECKING:
    from queries.stores import Store

VALIDITY = ("since", "until")


@dataclass(frozen=True, slots=True)
class Load:
    """What is being loaded: its origin, whether it states all it has, and from when it counts."""

    origin: str
    complete: bool
    at: str
    first: bool
    """Nothing was ever loaded from this origin."""
    whole: bool = False
    """A row of a node states all its properties: what it leaves out, the node has no longer."""


async def compare(spool: Spool, store: Store, load: Load, *, empty: bool) -> None:
    """Mark every row of the spool `create`, `change`, `revise` or `same`, and what is gone `retire` or `delete`."""
    if empty:
        return
    spool.db.execute("BEGIN")  # or each row would be a transaction of its own, a millisecond each
    await _nodes(spool, store, load)
    if not load.first:
        await _old_edges(spool, store, load)
        _edges(spool, load)
    spool.db.execute("COMMIT")


# --- nodes -----------------------------------------------------------------------------------------


async def _nodes(spool: Spool, store: Store, load: Load) -> None:
    for (label,) in spool.db.execute("SELECT DISTINCT label FROM node").fetchall():
        ids = [row[0] for row in spool.db.execute("SELECT id FROM node WHERE label = ?", (label,))]
        for batch in batches(ids):
            known = await _read(store, label, batch)
            for id_ in batch:
                if id_ in known:
                    _node(spool, load, label, id_, known[id_])
            await _elsewhere(spool, store, label, [id_ for id_ in batch if id_ not in known])
    if load.complete and not load.first:
        for label in (node.label for node in NODES.values() if "status" in node.props):
            await _gone(spool, store, label, load)


async def _read(store: Store, label: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    names = list(NODES[label].props)
    rows = await store.rows(cypher.read_nodes(NODES[label]), ids=ids)
    return {row[0]: {n: v for n, v in zip(names, row, strict=True) if v not in (None, [])} for row in rows}


def _node(spool: Spool, load: Load, label: str, id_: str, known: dict[str, Any]) -> None:
    props = orjson.loads(spool.one("SELECT props FROM node WHERE h = ?", hash(id_)))
    if known.get("origin") != load.origin:
        changed = {n: v for n, v in props.items() if known.get(n) != v}
        if changed:
            _refuse(spool, id_, f"{label} was loaded from {known.get('origin')} and says otherwise", "only refer to it")
        else:
            spool.db.execute("UPDATE node SET action = 'same' WHERE h = ?", (hash(id_),))
        return
    kept = {"id", "origin", EARLIER, *VALIDITY, *(() if load.complete or load.whole else known)}
    back = known.get("status") == "retired" and "status" not in props
    if back:
        kept -= {"until"}
    wanted = {n: None for n in known if n not in kept} | props
    if label == "Organisation":
        wanted.pop("path", None)
    changed = {n: v for n, v in wanted.items() if known.get(n) != v}
    action = "change" if changed else "same"
    if changed and EARLIER in NODES[label].props:
        ended = {n: known.get(n) for n in changed if n not in NOT_KEPT or (back and n == "until")}
        wanted[EARLIER] = changed[EARLIER] = grown(known.get(EARLIER), ended, load.at)
    spool.columns.setdefault(label, set()).update(changed)
    stored = orjson.dumps({n: known.get(n) for n in spool.columns[label]} | wanted)
    spool.db.execute("UPDATE node SET action = ?, props = ? WHERE h = ?", (action, stored, hash(id_)))


def _refuse(spool: Spool, id_: str, reason: str, suggestion: str) -> None:
    file, line, sheet = spool.db.execute("SELECT file, line, sheet FROM node WHERE h = ?", (hash(id_),)).fetchone()
    spool.reject(Rejected(Place(file, line, sheet), reason, id_, suggestion))
    spool.db.execute("UPDATE node SET action = 'refused' WHERE h = ?", (hash(id_),))


async def _elsewhere(spool: Spool, store: Store, label: str, ids: list[str]) -> None:
    """Refuse ids that name a thing of another type in the store, with the edges that rely on the new type."""
    for other in NODES:
        if other == label or not ids:
            continue
        for id_ in await _read(store, other, ids):
            _refuse(spool, id_, f"the store has a {other} with this id", "an id names one thing only")
            spool.reject_edges(
                "(sid = ? AND sl = ?) OR (eid = ? AND el = ?)", (id_, label, id_, label), f"'{id_} was refused'", "type"
            )


async def _gone(spool: Spool, store: Store, label: str, load: Load) -> None:
    """Mark as retired what this origin stated before and does not state now."""
    for id_, status, earlier in await store.rows(cypher.stated_nodes(NODES[label]), origin=load.origin):
        retired = {"status": "retired", "until": load.at, EARLIER: grown(earlier, {"status": status}, load.at)}
        spool.db.execute(
            "INSERT OR IGNORE INTO node(h, id, label, props, action) VALUES (?,?,?,?,'retire')",
            (hash(id_), id_, label, orjson.dumps(retired)),
        )


# --- relationships ---------------------------------------------------------------------------------


FEW = 200
"""Starts up to which looking each up beats reading all relationships of the origin on the embedded store."""


async def _old_edges(spool: Spool, store: Store, load: Load) -> None:
    groups = [(rel.type, *pair) for rel in RELS.values() for pair in rel.ends] if load.complete else spool.groups()
    for type_, start, end in groups:
        rel = RELS[type_]
        which = "SELECT DISTINCT sid FROM edge WHERE type = ? AND sl = ? AND el = ?"
        ids = [row[0] for row in spool.db.execute(which, (type_, start, end))]
        if load.complete or (store.dialect == "embedded" and len(ids) > FEW):
            text = cypher.read_edges(rel, start, end, by="origin")
            async for row in store.stream(text, origin=load.origin):
                _keep(spool, rel, (start, end), row)
            continue
        text = cypher.read_edges(rel, start, end, by="start")
        for batch in batches(ids):
            for row in await store.rows(text, ids=batch, origin=load.origin):
                _keep(spool, rel, (start, end), row)


def _keep(spool: Spool, rel: RelType, ends: tuple[str, str], row: list[Any]) -> None:
    start, end, *values = row
    props = {n: v for n, v in zip(rel.props, values, strict=True) if v not in (None, []) and n != "origin"}
    key = "|".join(str(props.get(name, "")) for name in rel.key)
    since, until = (props.get(n, "") if rel.dated else "" for n in VALIDITY)
    spool.db.execute(
        "INSERT INTO old(type, sl, sid, sh, el, eid, eh, key, since, until, props) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (rel.type, ends[0], start, hash(start), ends[1], end, hash(end), key, since, until, orjson.dumps(props)),
    )


_PAIRS = """
SELECT e.h, e.type, e.since, e.props, o.rowid, o.since, o.props FROM edge e JOIN old o
ON o.sh = e.sh AND o.eh = e.eh AND o.type = e.type AND o.key = e.key
AND CASE WHEN e.since <> '' THEN o.since = e.since
    WHEN EXISTS (SELECT 1 FROM old same WHERE same.sh = e.sh AND same.eh = e.eh AND same.type = e.type
        AND same.key = e.key AND same.since = '' AND same.until = coalesce(json_extract(e.props, '$.until'), ''))
        THEN o.since = '' AND o.until = coalesce(json_extract(e.props, '$.until'), '')
    ELSE o.until = '' OR o.until > ? OR o.until = json_extract(e.props, '$.until') END
"""
"""A stated row without a date is the one of the store that says just that; else the one that is still valid."""


def _edges(spool: Spool, load: Load) -> None:
    for pairs in batches(spool.db.cursor().execute(_PAIRS, (load.at,))):
        for h, type_, since, props, old, old_since, old_props in pairs:
            action = _action(RELS[type_], load, since, orjson.loads(props), orjson.loads(old_props))
            if action == "change" and RELS[type_].dated:
                spool.columns.setdefault(type_, set()).add("until")
            spool.db.execute("UPDATE edge SET action = ?, was = ? WHERE h = ?", (action, old_since, h))
            spool.db.execute(
                "UPDATE old SET action = ? WHERE rowid = ?", ("close" if action == "revise" else "seen", old)
            )
    if load.complete:
        for rel in RELS.values():
            gone = ("retire" if rel.dated else "delete", rel.type, load.at)
            which = "type = ? AND action = 'same' AND (until = '' OR until > ?)"
            spool.db.execute(f"UPDATE old SET action = ? WHERE {which}", gone)
    _replaced(spool)


def _action(rel: RelType, load: Load, since: str, new: dict[str, Any], old: dict[str, Any]) -> str:
    before = {n: v for n, v in old.items() if n not in VALIDITY}
    after = {n: v for n, v in new.items() if n not in VALIDITY}
    if before == after:
        return "same" if not rel.dated or new.get("until") == old.get("until") else "change"
    return "revise" if rel.dated and not since and old.get("since", "") < load.at else "change"


def _replaced(spool: Spool) -> None:
    """A relationship of which a node has one only gives way to the source's."""
    for rel in RELS.values():
        if rel.single:
            spool.db.execute(
                "UPDATE old SET action = 'delete' WHERE type = ? AND action = 'same' AND EXISTS"
                " (SELECT 1 FROM edge e WHERE e.type = old.type AND e.sid = old.sid AND e.action = 'create')",
                (rel.type,),
            )
