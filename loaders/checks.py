"""What every source is checked for before a row is written: dangling ends, levels off their scale, cycles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from loaders.batches import batches
from loaders.rows import Place, Rejected
from loaders.spool import Spool
from ontology import cypher
from ontology.levels import Scale, Scales
from ontology.model import NODES, RELS

if TYPE_CHECKING:
    from queries.stores import Store


async def check(spool: Spool, store: Store, scales: Scales, *, empty: bool) -> None:
    """Reject what cannot be written; `empty` says that the store has nothing to refer to."""
    await _ends(spool, store, empty=empty)
    _single(spool)
    _levels(spool, spooled_scales(spool, scales))
    for type_, start, end in spool.groups():
        if RELS[type_].acyclic:
            await _cycles(spool, store, (type_, start, end), empty=empty)


# --- ends ------------------------------------------------------------------------------------------


async def _ends(spool: Spool, store: Store, *, empty: bool) -> None:
    for side, label_column, by in (("sid", "sl", "sh"), ("eid", "el", "eh")):
        dangling = spool.db.execute(
            f"SELECT DISTINCT {label_column}, {side} FROM edge e WHERE NOT EXISTS"
            f" (SELECT 1 FROM node n WHERE n.h = e.{by} AND n.label = e.{label_column})"
        ).fetchall()
        known = set() if empty else await _known(store, dangling)
        unknown = [(label, id_, _nearest(spool, label, id_)) for label, id_ in dangling if (label, id_) not in known]
        if unknown:
            _reject_unknown(spool, unknown, label_column, side)


def _reject_unknown(spool: Spool, unknown: list[tuple[str, str, str]], label_column: str, side: str) -> None:
    """Reject the edges that end at any of the unknown (label, id, hint), in one pass however many there are."""
    spool.db.execute("CREATE TEMP TABLE unknown(label TEXT, id TEXT, hint TEXT, PRIMARY KEY(label, id)) WITHOUT ROWID")
    spool.db.executemany("INSERT INTO unknown VALUES (?,?,?)", unknown)
    reason = f"{label_column} || ' is neither in the source nor in the store'"
    spool.db.execute(
        f"INSERT INTO rejected SELECT file, line, sheet, {reason}, {side}, hint"
        f" FROM edge CROSS JOIN unknown ON label = {label_column} AND id = {side} ORDER BY n"
    )
    spool.db.execute(f"DELETE FROM edge WHERE ({label_column}, {side}) IN (SELECT label, id FROM unknown)")
    spool.db.execute("DROP TABLE unknown")


async def _known(store: Store, ends: list[tuple[str, str]]) -> set[tuple[str, str]]:
    known: set[tuple[str, str]] = set()
    for label in {label for label, _ in ends}:
        for ids in batches(id_ for other, id_ in ends if other == label):
            known.update((label, row[0]) for row in await store.rows(cypher.read_nodes(NODES[label]), ids=ids))
    return known


def _nearest(spool: Spool, label: str, id_: str) -> str:
    if "://" in id_:  # opaque: the nearest one means nothing
        return ""
    ids = [row[0] for row in spool.db.execute("SELECT id FROM node WHERE label = ? LIMIT 5000", (label,))]
    close = difflib.get_close_matches(id_, ids, 1, 0.8)
    return f"did you mean {close[0]}?" if close else ""


def _single(spool: Spool) -> None:
    for type_ in (rel.type for rel in RELS.values() if rel.single and rel.type in spool.columns):
        spool.reject_edges(
            "type = ? AND n NOT IN (SELECT min(n) FROM edge WHERE type = ? GROUP BY sid)",
            (type_, type_),
            f"sid || ' has another {type_} already'",
            "eid",
            "keep one of them",
        )


# --- levels ----------------------------------------------------------------------------------------


def spooled_scales(spool: Spool, scales: Scales) -> Scales:
    """The store's scales and those of the source."""
    found = dict(scales.by_id)
    rows = spool.db.execute(
        "SELECT n.id, json_extract(n.props, '$.kind'), json_extract(n.props, '$.min'), json_extract(n.props, '$.max'),"
        " json_extract(l.props, '$.rank'), json_extract(l.props, '$.title') FROM node n"
        " LEFT JOIN edge e ON e.type = 'HAS_LEVEL' AND e.sid = n.id LEFT JOIN node l ON l.h = e.eh"
        " WHERE n.label = 'Scale' ORDER BY 1, 5"
    )
    for id_, kind, low, high, rank, title in rows:
        scale = found.setdefault(id_, Scale(id_, id_, kind, low, high))
        if rank is not None:
            scale.ranks[rank] = title
    return Scales(found, scales.equivalent)


def _levels(spool: Spool, scales: Scales) -> None:
    for rel in RELS.values():
        for name in ("level", "fromLevel", "toLevel"):
            if "scale" in rel.props and name in spool.columns.get(rel.type, ()):
                _level(spool, scales, rel.type, name)


def _level(spool: Spool, scales: Scales, type_: str, name: str) -> None:
    scale_of, level_of = "json_extract(props, '$.scale')", f"json_extract(props, '$.{name}')"
    pairs = spool.db.execute(
        f"SELECT DISTINCT {scale_of}, {level_of} FROM edge WHERE type = ? AND {level_of} IS NOT NULL", (type_,)
    ).fetchall()
    for scale, level in pairs:
        known = scales.by_id.get(scale)
        if known and known.allows(level):
            continue
        reason = f"no scale {scale}" if known is None else f"{name} is not on the scale {scale}"
        spool.reject_edges(
            f"type = ? AND {scale_of} IS ? AND {level_of} = ?",
            (type_, scale, level),
            f"'{reason.replace(chr(39), '')}'" if scale else "'a level without a scale'",
            level_of,
            _nearest_level(known, level),
        )


def _nearest_level(scale: Scale | None, level: float) -> str:
    if scale is None:
        return "name one of the store's or the source's scales"
    if scale.kind == "interval":
        return f"between {scale.min:g} and {scale.max:g}"
    nearest = min(scale.ranks, key=lambda rank: abs(rank - level), default=None)
    return f"did you mean {scale.words(nearest)}?" if nearest is not None else "the scale has no levels"


# --- cycles ----------------------------------------------------------------------------------------


async def _cycles(spool: Spool, store: Store, group: tuple[str, str, str], *, empty: bool) -> None:
    """Reject each row that would close a cycle, with the way round."""
    type_, start, end = group
    stored = [] if empty else await store.rows(cypher.all_pairs(RELS[type_], start, end))
    where = "type = ? AND sl = ? AND el = ?"
    edges = spool.db.execute(f"SELECT n, sid, eid FROM edge WHERE {where} ORDER BY n", group).fetchall()
    suspects = _in_cycles(_adjacent([*stored, *(edge[1:] for edge in edges)]))
    kept = _adjacent(stored)
    for n, a, b in edges:
        if a not in suspects or b not in suspects:
            continue
        if way := _way(kept, b, a):
            _reject_edge(spool, n, " → ".join([a, *way]))
        else:
            kept.setdefault(a, []).append(b)


def _adjacent(pairs: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    graph: dict[str, list[str]] = {}
    for a, b in pairs:
        graph.setdefault(a, []).append(b)
    return graph


def _in_cycles(graph: dict[str, list[str]]) -> set[str]:
    """The nodes left when sources and sinks are peeled off: all cycles lie among them."""
    waiting: dict[str, int] = {}
    into: dict[str, list[str]] = {}
    for a, bs in graph.items():
        waiting[a] = waiting.get(a, 0) + len(bs)
        for b in bs:
            waiting.setdefault(b, 0)
            into.setdefault(b, []).append(a)
    free = [node for node, count in waiting.items() if not count]
    while free:
        for a in into.get(free.pop(), ()):
            waiting[a] -= 1
            if not waiting[a]:
                free.append(a)
    return {node for node, count in waiting.items() if count}


def _way(graph: dict[str, list[str]], start: str, goal: str) -> list[str] | None:
    came: dict[str, str] = {start: ""}
    stack = [start]
    while stack:
        node = stack.pop()
        if node == goal:
            way = [node]
            while came[way[-1]]:
                way.append(came[way[-1]])
            return way[::-1]
        for other in graph.get(node, ()):
            if other not in came:
                came[other] = node
                stack.append(other)
    return None


def _reject_edge(spool: Spool, n: int, way: str) -> None:
    file, line, sheet, type_ = spool.db.execute("SELECT file, line, sheet, type FROM edge WHERE n = ?", (n,)).fetchone()
    spool.db.execute("DELETE FROM edge WHERE n = ?", (n,))
    spool.reject(
        Rejected(Place(file, line, sheet), f"{type_} goes round in a circle", way, "remove one of these links")
    )
