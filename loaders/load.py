"""Loading: read and check everything, then write it in one transaction, and say what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders import reviewed, touched
from loaders.batches import ahead
from loaders.checks import check
from loaders.derive import derived
from loaders.difference import Load, compare
from loaders.forgotten import left_out
from loaders.rows import Context, Format, Rejected, Row, SourceError
from loaders.spool import Spool
from loaders.written import counts, recorded, written
from ontology.instants import now
from queries import question
from queries.officer_keys import officer_keys
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

LIMIT = 1_000_000
"""Changes in one transaction: more need `in_parts`."""

Progress = Callable[[str, int, int | None], None]
Recording = Callable[[Spool, Load], Iterable[Statement]]
"""What is written in the same transaction to tell of a change."""


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
    whole: bool = False
    """A row of a node states all its properties, though the rows are not all that the source has."""
    approved: bool = False
    """The rows are those of a draft that two people approved: nothing else changes a framework under review."""
    recording: Recording | None = None
    """Tells of the change, even where nothing else is written; without it a load is recorded with its counts."""
    deleting: frozenset[str] = frozenset()
    """Types of the relationships that `recording` takes out."""
    epoch: int | None = None
    """The write that the rows were made after; ConflictError when another came between."""


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
        left_out(spool, officer_keys(store.uri))
        [state] = await store.ask(question("store/loads"), ids=["store"], origin=origin)
        empty = not state["nodes"]
        what = Load(origin, complete, options.at, first=not state["loads"], whole=options.whole)
        await check(spool, store, context.scales, empty=empty)
        await compare(spool, store, what, empty=empty)
        if not options.approved:
            await reviewed.require_open(spool, store, what)
        done = await _write(spool, store, what, state, options)
        return _report(spool, format, origin, time.perf_counter() - started, written=done)
    finally:
        spool.close()


async def _write(spool: Spool, store: Store, what: Load, state: dict[str, Any], options: Options) -> bool:
    if not options.recording and not spool.one("SELECT (SELECT count(*) FROM node) + (SELECT count(*) FROM edge)"):
        return False
    if options.strict and spool.one("SELECT count(*) FROM rejected"):
        return False
    total = spool.one(
        "SELECT (SELECT count(*) FROM node WHERE action NOT IN ('same','refused'))"
        " + (SELECT count(*) FROM edge WHERE action <> 'same')"
        " + (SELECT count(*) FROM old WHERE action IN ('retire','delete','close'))"
    )
    if not total and not options.recording:
        return True
    if total > LIMIT and not options.in_parts:
        raise SourceError(what.origin, f"{total:,} changes are too many for one transaction", "load with --in-parts")
    await store.room(total)
    typed = store.dialect == "embedded"
    extra = await derived(spool, store, what, typed=typed, empty=not state["nodes"])
    told = options.recording(spool, what) if options.recording else recorded(spool, what, typed=typed)
    epoch = state["epoch"] if options.epoch is None else options.epoch
    marked: list[Statement] = []
    if not options.in_parts:
        marked = await touched.marks(spool, store, what, epoch, derived=extra, deleting=options.deleting)
    made = ahead(chain(written(spool, what, typed=typed), extra, marked, told))
    statements = _counted(made, total, options.progress)
    if options.in_parts:
        for statement in statements:
            await store.write([statement])
    else:
        await store.write(statements, epoch)
    return True


def _counted(statements: Iterator[Statement], total: int, progress: Progress) -> Iterator[Statement]:
    done = 0
    for statement in statements:
        yield statement
        done += statement.size
        progress("write", min(done, total), total)


# --- report ------------------------------------------------------------------------------------------


def _report(spool: Spool, format_: str, origin: str, seconds: float, *, written: bool) -> Report:
    def counted(*actions: str) -> dict[str, int]:
        return dict(counts(spool, actions)) if written else {}

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
