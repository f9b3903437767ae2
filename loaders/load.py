"""Loading: read and check everything, then write it in one transaction, and say what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from loaders.checks import ahead, batches, check
from loaders.derive import derived
from loaders.difference import Load, compare
from loaders.rows import Context, Format, Rejected, Row, SourceError
from loaders.spool import Spool
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES, RELS
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

BATCH = 10_000
LIMIT = 1_000_000
"""Changes in one transaction: more need `in_parts`."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did; counts are by node label and relationship type."""

    format: str
    framework: str
    read: dict[str, int]
    created: dict[str, int]
    changed: dict[str, int]
    unchanged: dict[str, int]
    retired: dict[str, int]
    rejected: list[Rejected]
    remarks: list[dict[str, Any]]
    extra: int
    seconds: float
    written: bool = True

    @property
    def status(self) -> int:
        """0 clean, 2 rows were rejected and the rest loaded, 1 nothing was loaded."""
        return 1 if not self.written else 2 if self.rejected else 0

    def as_json(self) -> dict[str, Any]:
        """The report as the command line writes it."""
        fields = ("format", "framework", "read", "created", "changed", "unchanged", "retired")
        rejected = [
            {"file": r.at.file, "sheet": r.at.sheet, "line": r.at.line, "reason": r.reason, "value": r.value,
             "suggestion": r.suggestion}
            for r in self.rejected
        ]  # fmt: skip
        return {name: getattr(self, name) for name in fields} | {
            "rejected": rejected,
            "rejectedCount": len(self.rejected),
            "remarks": self.remarks,
            "extra": self.extra,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Options:
    """How to load: refuse all on any bad row, write in parts, retire what is absent, from when it counts."""

    strict: bool = False
    in_parts: bool = False
    complete: bool | None = None
    at: str = field(default_factory=now)
    progress: Progress = lambda _stage, _done, _total: None


async def load(store: Store, fmt: Format, path: Path, context: Context, options: Options | None = None) -> Report:
    """Load a source: all of it becomes visible or none.

    SourceError when it cannot be read at all; StoreError from the store. Loading the same source
    twice changes nothing.
    """
    options = options or Options()
    require(path)
    complete = fmt.complete if options.complete is None else options.complete
    return await store_rows(
        store, fmt.read(path, context), origin=fmt.origin(path, context), format=fmt.name, complete=complete,
        context=context, options=options,
    )  # fmt: skip


def require(path: Path) -> None:
    """SourceError when there is nothing at the path."""
    if not path.exists():
        raise SourceError(str(path), "no such file or folder", "check the path")


async def store_rows(
    store: Store,
    rows: Iterable[Row],
    *,
    origin: str,
    format: str,  # noqa: A002 - the report's own word
    complete: bool = False,
    context: Context | None = None,
    options: Options | None = None,
) -> Report:
    """Check rows and write them as one change of `origin`."""
    context, options = context or Context(), options or Options()
    started = time.perf_counter()
    spool = Spool()
    try:
        for count in spool.fill(rows):
            options.progress("read", count, None)
        [state] = await store.ask(question("store/loads"), ids=["store"], origin=origin)
        empty = not state["nodes"]
        what = Load(origin, complete, options.at, first=not state["loads"])
        await check(spool, store, context.scales, empty=empty)
        await compare(spool, store, what, empty=empty)
        written = await _write(spool, store, what, state, options)
        return _report(spool, format, origin, time.perf_counter() - started, written=written)
    finally:
        spool.close()


async def _write(spool: Spool, store: Store, what: Load, state: dict[str, Any], options: Options) -> bool:
    if not spool.one("SELECT (SELECT count(*) FROM node) + (SELECT count(*) FROM edge)"):
        return False
    if options.strict and spool.one("SELECT count(*) FROM rejected"):
        return False
    total = spool.one(
        "SELECT (SELECT count(*) FROM node WHERE action NOT IN ('same','refused'))"
        " + (SELECT count(*) FROM edge WHERE action <> 'same')"
        " + (SELECT count(*) FROM old WHERE action IN ('retire','delete','close'))"
    )
    if not total:
        return True
    if total > LIMIT and not options.in_parts:
        raise SourceError(what.origin, f"{total:,} changes are too many for one transaction", "load with --in-parts")
    await store.room(total)
    extra = await derived(spool, store, what, typed=_typed(store), empty=not state["nodes"])
    made = ahead(_statements(spool, what, typed=_typed(store), extra=extra))
    statements = _counted(made, total, options.progress)
    if options.in_parts:
        for statement in statements:
            await store.write([statement])
    else:
        await store.write(statements, state["epoch"])
    return True


def _typed(store: Store) -> bool:
    return store.dialect == "embedded"


def _counted(statements: Iterator[Statement], total: int, progress: Progress) -> Iterator[Statement]:
    done = 0
    for statement in statements:
        yield statement
        done += len(statement.rows)
        progress("write", min(done, total), total)


# --- statements --------------------------------------------------------------------------------------


def _statements(spool: Spool, what: Load, *, typed: bool, extra: list[Statement]) -> Iterator[Statement]:
    """Everything that changes: closed first, then nodes, then relationships, then what follows from them."""
    yield from _closed(spool, what, typed=typed)
    yield from _nodes(spool, what, typed=typed)
    yield from _edges(spool, what, typed=typed)
    yield from extra
    summary = orjson.dumps(dict(_counts(spool, ("create", "change", "revise", "retire")))).decode()
    names = ["at", "summary", "origin"]
    row = {"id": f"change:{what.origin}:{what.at}", "at": what.at, "summary": summary, "origin": what.origin}
    yield Statement(cypher.merge_nodes(NODES["Change"], names, typed=typed), [row])


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


# --- report ------------------------------------------------------------------------------------------


def _counts(spool: Spool, actions: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    marks = ",".join("?" * len(actions))
    for table, column in (("node", "label"), ("edge", "type"), ("old", "type")):
        yield from spool.db.execute(
            f"SELECT {column}, count(*) FROM {table} WHERE action IN ({marks}) GROUP BY 1 ORDER BY 1", actions
        )


def _report(spool: Spool, format_: str, origin: str, seconds: float, *, written: bool) -> Report:
    def counted(*actions: str) -> dict[str, int]:
        return dict(_counts(spool, actions)) if written else {}

    framework = spool.db.execute(
        "SELECT id FROM node WHERE label = 'Framework' AND action <> 'retire' LIMIT 1"
    ).fetchone()
    unchanged = {k: n for k, n in _edge_and_node_counts(spool).items() if n} if written else {}
    return Report(
        format_, framework[0] if framework else origin, dict(spool.read), counted("create"),
        counted("change", "revise"), unchanged, counted("retire", "delete"), list(spool.rejected()), spool.remarked(),
        spool.one("SELECT count(*) FROM node WHERE instr(props, '\"extra\":[\"')"), seconds, written,
    )  # fmt: skip


def _edge_and_node_counts(spool: Spool) -> dict[str, int]:
    rows = spool.db.execute("SELECT label, count(*) FROM node WHERE action = 'same' GROUP BY 1").fetchall()
    rows += spool.db.execute("SELECT type, count(*) FROM edge WHERE action = 'same' GROUP BY 1").fetchall()
    return dict(rows)
