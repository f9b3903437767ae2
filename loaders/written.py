"""What a load writes: what ends, what is new and what changes, and the record of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from loaders.batches import batches
from loaders.difference import Load
from loaders.spool import Spool
from ontology import cypher
from ontology.earlier import EARLIER
from ontology.model import NODES, RELS
from queries.stores import Statement

BATCH = 10_000
Edge = tuple[Any, ...]
"""What the spool has of a relationship: both ids, its key, the date it was stated from, the action, the properties."""

_RETIRED = ["status", "until", EARLIER]


def written(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    """Everything that changes: closed first, then nodes, then relationships."""
    yield from _closed(spool, what, typed=typed)
    yield from _nodes(spool, what, typed=typed)
    if spool.db.execute("SELECT 1 FROM node WHERE action IN ('change', 'retire') LIMIT 1").fetchone():
        yield Statement(cypher.changed_until(), [{"id": "store", "changed": what.at}])
    yield from _edges(spool, what, typed=typed)


def recorded(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    """That the source was loaded, as a change with its counts."""
    summary = orjson.dumps(dict(counts(spool, ("create", "change", "revise", "retire")))).decode()
    names = ["at", "summary", "origin"]
    row = {"id": f"change:{what.origin}:{what.at}", "at": what.at, "summary": summary, "origin": what.origin}
    yield Statement(cypher.merge_nodes(NODES["Change"], names, typed=typed), [row])


def counts(spool: Spool, actions: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """How many rows of each label and type have one of the actions."""
    marks = ",".join("?" * len(actions))
    for table, column in (("node", "label"), ("edge", "type"), ("old", "type")):
        yield from spool.db.execute(
            f"SELECT {column}, count(*) FROM {table} WHERE action IN ({marks}) GROUP BY 1 ORDER BY 1", actions
        )


def _nodes(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    writers = (("create", cypher.create_nodes), ("change", cypher.update_nodes), ("retire", cypher.update_nodes))
    there = set(spool.db.execute("SELECT DISTINCT action, label FROM node"))
    for action, write in writers:
        for label, node in NODES.items():
            if (action, label) not in there:
                continue
            names = _RETIRED if action == "retire" else sorted({*spool.columns.get(label, ()), "origin"})
            stamped = action == "create" and not what.first and "until" in node.props
            if stamped:
                names = sorted({*names, "since"})
            found = spool.db.execute("SELECT id, props FROM node WHERE label = ? AND action = ?", (label, action))
            rows = (_row(names, props, what, id_, stamped=stamped) for id_, props in found)
            listed = action == "create" and not typed and not node.personal
            text = cypher.create_nodes_listed(node, names) if listed else write(node, names, typed=typed)
            for batch in batches((list(row.values()) for row in rows) if listed else rows, BATCH):
                yield Statement(text, batch)


def _edges(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    for type_, start, end in spool.groups():
        rel, there = RELS[type_], (type_, start, end)
        blank = {**dict.fromkeys(sorted(spool.columns.get(type_, ()))), "origin": what.origin}
        if rel.dated and not what.first:
            blank["since"] = what.at
        new = _edge_batches(spool, there, "create", "revise")
        if typed or rel.personal or NODES[start].personal or NODES[end].personal:
            text = cypher.create_edges(rel, start, end, blank, typed=typed)
            yield from (Statement(text, [_edge(blank, what, row) for row in batch]) for batch in new)
        else:
            text = cypher.create_edges_listed(rel, start, end, blank)
            yield from (Statement(text, _listed(blank, what, batch), len(batch)) for batch in new)
        if not what.first:
            text = cypher.update_edges(rel, start, end, blank, typed=typed)
            for batch in _edge_batches(spool, there, "change"):
                yield Statement(text, [_changed(blank, rel.key, what, row) for row in batch])


def _edge_batches(spool: Spool, there: tuple[str, str, str], *actions: str) -> Iterator[list[Edge]]:
    marks = ",".join("?" * len(actions))
    found = spool.db.execute(
        f"SELECT sid, eid, key, was, action, props FROM edge WHERE type = ? AND sl = ? AND el = ?"
        f" AND action IN ({marks}) ORDER BY n",
        (*there, *actions),
    )
    return batches(found, BATCH)


def _listed(blank: dict[str, Any], what: Load, batch: list[Edge]) -> list[list[Any]]:
    """A list for all relationships of one start that are stated alike."""
    ends: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
    for sid, eid, _, _, action, props in batch:
        ends[sid, action, props].append(eid)
    rows = []
    for (sid, action, props), several in ends.items():
        filled = _stated(blank, what, action, props)
        rows.append([sid, several, *(filled[name] for name in blank)])
    return rows


def _edge(blank: dict[str, Any], what: Load, row: Edge) -> dict[str, Any]:
    sid, eid, _, _, action, props = row
    filled = _stated(blank, what, action, props)
    filled.update(start=sid, end=eid)
    return filled


def _changed(blank: dict[str, Any], key: tuple[str, ...], what: Load, row: Edge) -> dict[str, Any]:
    _, _, keys, was, _, props = row
    since = orjson.loads(props).get("since") or was or None
    return _edge(blank, what, row) | _at(key, keys, what.origin, was or "") | {"since": since}


def _stated(blank: dict[str, Any], what: Load, action: str, props: bytes) -> dict[str, Any]:
    # a column that is null in every row costs the embedded engine as much as all others together
    filled = {**blank, **orjson.loads(props), "origin": what.origin}
    if action == "revise":
        filled["since"] = what.at
    return filled


def _closed(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    marks = spool.db.execute(
        "SELECT DISTINCT type, sl, el, action FROM old WHERE action IN ('close','retire','delete')"
    )
    for type_, start, end, action in marks.fetchall():
        rel = RELS[type_]
        text = (
            cypher.delete_edges(rel, start, end)
            if action == "delete"
            else cypher.update_edges(rel, start, end, ["until"], typed=typed)
        )
        found = spool.db.execute(
            "SELECT sid, eid, key, since FROM old WHERE type = ? AND sl = ? AND el = ? AND action = ?",
            (type_, start, end, action),
        )
        rows = (
            {"start": sid, "end": eid, "until": what.at} | _at(rel.key, key, what.origin, since)
            for sid, eid, key, since in found
        )
        for batch in batches(rows, BATCH):
            yield Statement(text, batch)


def _at(key: tuple[str, ...], values: str, origin: str, since: str) -> dict[str, str]:
    found = dict(zip(key, values.split("|", len(key) - 1), strict=True)) if key else {}
    return {f"at_{name}": value for name, value in found.items()} | {"at_origin": origin, "at_since": since}


def _row(names: list[str], props: bytes, what: Load, id_: str, *, stamped: bool) -> dict[str, Any]:
    values = orjson.loads(props)
    row = {"id": id_, **{name: values.get(name) for name in names}}
    if "origin" in row:
        row["origin"] = what.origin
    if stamped and row["since"] is None:  # new in a later load: it was not there before
        row["since"] = what.at
    return row
