"""What a load writes: what ends, what is new and what changes, and the record of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from loaders.checks import batches
from loaders.difference import Load
from loaders.spool import Spool
from ontology import cypher
from ontology.model import NODES, RELS
from queries.stores import Statement

BATCH = 10_000


def written(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    """Everything that changes: closed first, then nodes, then relationships."""
    yield from _closed(spool, what, typed=typed)
    yield from _nodes(spool, what, typed=typed)
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
    for action, write in writers:
        for label, node in NODES.items():
            names = ["status", "until"] if action == "retire" else sorted({*spool.columns.get(label, ()), "origin"})
            stamped = action == "create" and not what.first and "until" in node.props
            if stamped:
                names = sorted({*names, "since"})
            found = spool.db.execute("SELECT id, props FROM node WHERE label = ? AND action = ?", (label, action))
            rows = (_row(names, props, what, id_, stamped=stamped) for id_, props in found)
            for batch in batches(rows, BATCH):
                yield Statement(write(node, names, typed=typed), batch)


def _edges(spool: Spool, what: Load, *, typed: bool) -> Iterator[Statement]:
    creating, changing = (["create", "revise"], cypher.create_edges), (["change"], cypher.update_edges)
    for type_, start, end in spool.groups():
        rel = RELS[type_]
        blank = {**dict.fromkeys(sorted(spool.columns.get(type_, ()))), "origin": what.origin}
        if rel.dated and not what.first:
            blank["since"] = what.at
        for actions, write in (creating,) if what.first else (creating, changing):
            marks = ",".join("?" * len(actions))
            found = spool.db.execute(
                f"SELECT sid, eid, key, was, action, props FROM edge WHERE type = ? AND sl = ? AND el = ?"
                f" AND action IN ({marks}) ORDER BY n",
                (type_, start, end, *actions),
            )
            text = write(rel, start, end, blank, typed=typed)
            for batch in batches((_edge(blank, rel.key, what, row) for row in found), BATCH):
                yield Statement(text, batch)


def _edge(blank: dict[str, Any], key: tuple[str, ...], what: Load, row: tuple[Any, ...]) -> dict[str, Any]:
    sid, eid, keys, was, action, props = row
    stated = orjson.loads(props)
    # a column that is null in every row costs the embedded engine as much as all others together
    filled = {**blank, **stated, "start": sid, "end": eid, "origin": what.origin}
    if action == "change":
        filled |= _at(key, keys, what.origin, was or "") | {"since": stated.get("since") or was or None}
    elif action == "revise":
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
    row = {name: values.get(name) for name in names} | {"id": id_}
    if "origin" in row:
        row["origin"] = what.origin
    if stamped and row["since"] is None:  # new in a later load: it was not there before
        row["since"] = what.at
    return row
