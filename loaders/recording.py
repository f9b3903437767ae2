"""Recording what officers hold, take and are posted as: checked as a load is, all rows or none."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from loaders import history, people
from loaders.difference import Load
from loaders.drafts import BAD_REQUEST, CONFLICT, FORBIDDEN, WritingError, require
from loaders.load import Options, store_rows
from loaders.people import OTHERS, RECORDS, Props, Record
from loaders.proposals import Proposed
from loaders.receipts import Receipt, answered, receipt
from loaders.rows import Context, NodeRow, Place, Rejected, Row
from loaders.spool import Spool, coerced
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES, RELS
from queries import question
from queries.answers import moment, scales
from queries.rights import Subject, scope
from queries.seen import seen
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

MOST = 1_000
"""Rows of one request."""

ORIGIN = "recorded"
"""The source of what is recorded here, where the writer names no other."""

INVALID = "INVALID"
_PLACE = "row"
_turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
"""One writer at a time in this process for each store: else they would overtake each other for nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """Rows of one kind of record that a writer sends."""

    kind: str
    rows: Sequence[Props]
    key: str
    reason: str = ""
    origin: str = ORIGIN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: created, changed or unchanged, and the revision that the record has now."""

    id: str
    outcome: str
    revision: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be recorded; `row` counts from 1. In a conflict, the revision and content that there is."""

    row: int
    id: str
    code: str
    reason: str
    value: str = ""
    suggestion: str = ""
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: all rows, or none and why."""

    written: bool
    outcomes: tuple[Outcome, ...]
    rejected: tuple[Refusal, ...] = ()
    repeated: bool = False
    """It was written before, under the same key."""


async def record(store: Store, by: Subject, request: Request) -> Recorded:
    """Record all rows, or none; the same request under the same key is recorded once.

    WritingError for a writer without the right or a key that came with another request; ConflictError
    where another process wrote in the same moment: send it again, under the same key.
    """
    require(by, "recorder", "administrator")
    if not 0 < len(request.rows) <= MOST:
        raise WritingError(BAD_REQUEST, f"send 1 to {MOST:,} rows, not {len(request.rows):,}")
    if empty := _empty(request):
        raise WritingError(BAD_REQUEST, empty)
    if request.origin != ORIGIN and "recorder" not in by.rights:
        raise WritingError(FORBIDDEN, "only recorder may write records of another source")
    asked = receipt(by.id, request.key, [request.kind, request.rows, request.reason, request.origin])
    async with _turns[store.uri]:
        if earlier := await answered(store, asked):
            return Recorded(True, tuple(Outcome(**each) for each in earlier["outcomes"]), repeated=True)
        return await _record(store, by, request, asked)


def _empty(request: Request) -> str:
    """What is wrong where a row does not say which record it is, or of what."""
    named = ("id", "officer", OTHERS.get(RECORDS[request.kind], ("officer",))[0])
    found = (f"row {n} has no {name}" for n, row in enumerate(request.rows, 1) for name in named if row.get(name) == "")
    return next(found, "")


async def _record(store: Store, by: Subject, request: Request, asked: Receipt) -> Recorded:
    [state] = await store.ask(question("store/state"), ids=["store"])
    known = await people.known(store, request.kind, request.rows)
    wanted = [_merged(request.kind, row, known.get(row["id"])) for row in request.rows]
    outside = await _outside(store, by, request.rows, wanted, known)
    refused = [*outside, *_refused(request, known, wanted, {each.row for each in outside})]
    outcomes = tuple(_outcome(props, known.get(props["id"])) for props in wanted)
    written = history.Written(by.id, request.reason, now(), request.origin)
    typed = store.dialect == "embedded"

    def recording(_spool: Spool, _load: Load) -> Iterator[Statement]:
        kept = {"at": written.at, "author": by.id, "reason": request.reason or None, "origin": request.origin}
        yield history.kept([kept | asked.kept({"outcomes": [asdict(each) for each in outcomes]})], typed=typed)
        yield from history.recorded(_changes(request.kind, known, wanted), written, typed=typed)

    at = await moment(store, None)
    options = Options(strict=True, at=at, recording=recording, epoch=state["epoch"])
    report = await store_rows(
        store, _rows(request, wanted, refused), origin=request.origin, format="records",
        context=Context(await scales(store, at)), options=options,
    )  # fmt: skip
    if report.written:
        return Recorded(True, outcomes)
    own = {refusal.row for refusal in refused}
    others = (_refusal(row, request.rows) for row in report.rejected if row.at.line not in own)
    return Recorded(False, (), tuple(sorted([*refused, *others], key=lambda refusal: refusal.row)))


def _merged(kind: str, row: Props, known: Record | None) -> dict[str, Any]:
    """The record as it will be: what the row says over what is recorded."""
    declared = (NODES.get(RECORDS[kind]) or RELS[RECORDS[kind]]).props
    ends = {name: value for name, value in row.items() if name in people.ENDS and value}
    said = coerced(declared, {name: value for name, value in row.items() if name in declared}) | ends
    done = {"state": "completed"} if kind == "completions" else {}
    return {**(known.props if known else {}), **said, **done}


def _outcome(props: Props, known: Record | None) -> Outcome:
    revision = people.revision(props)
    done = "created" if known is None else "unchanged" if known.revision == revision else "changed"
    return Outcome(props["id"], done, revision)


def _rows(request: Request, wanted: Sequence[Props], refused: Sequence[Refusal]) -> Iterator[Row]:
    for each in refused:
        yield Rejected(Place(_PLACE, each.row), each.reason, each.value, each.suggestion)
    for n, (row, props) in enumerate(zip(request.rows, wanted, strict=True), 1):
        if row.get("newOfficer"):
            yield NodeRow("Officer", row["officer"], {}, Place(_PLACE, n))
        yield from people.stated(request.kind, props, Place(_PLACE, n))


def _refusal(row: Rejected, rows: Sequence[Props]) -> Refusal:
    line = row.at.line or 1
    return Refusal(line, rows[line - 1]["id"], INVALID, row.reason, row.value, row.suggestion)


def _changes(kind: str, known: Mapping[str, Record], wanted: Sequence[Props]) -> Iterator[Proposed]:
    """What was recorded otherwise before: a new record is its own history."""
    for props in wanted:
        before = known.get(props["id"])
        if before and before.revision != people.revision(props):
            yield Proposed(RECORDS[kind], ("Officer", props["officer"]), None, dict(before.props), dict(props))


# --- what is refused before it is checked ---------------------------------------------------------------


def _refused(
    request: Request, known: Mapping[str, Record], wanted: Sequence[Props], outside: set[int]
) -> Iterator[Refusal]:
    twice = people.repeated(request.rows)
    for n, (row, props) in enumerate(zip(request.rows, wanted, strict=True), 1):
        found = known.get(row["id"])
        if n in outside:  # of those nothing more is told
            continue
        if row["id"] in twice:
            yield Refusal(n, row["id"], INVALID, "another row has the same id", row["id"], "send it once")
        elif found and found.origin != request.origin:
            hint = f"send source: {found.origin!r} to write its records"
            yield Refusal(n, row["id"], INVALID, "this record is of another source", found.origin, hint)
        elif found and (moved := _moved(request.kind, found, props)):
            yield Refusal(n, row["id"], INVALID, f"this id is of another {moved}", props[moved], "give it its own id")
        elif row.get("expected") is not None and row["expected"] != (found.revision if found else ""):
            yield _conflict(n, row, found)


def _moved(kind: str, known: Record, props: Props) -> str:
    """The end by which a row is not the record that has its id."""
    names = ["officer"] if kind == "postings" else ["officer", OTHERS[RECORDS[kind]][0]]
    return next((name for name in names if known.props.get(name) not in {None, props[name]}), "")


def _conflict(n: int, row: Props, found: Record | None) -> Refusal:
    said = "it was changed meanwhile" if found else "there is no such record"
    hint = "look at what is recorded now, and send its revision"
    return Refusal(n, row["id"], CONFLICT, said, row["expected"], hint, found.revision if found else "")


async def _outside(
    store: Store, by: Subject, rows: Sequence[Props], wanted: Sequence[Props], known: Mapping[str, Record]
) -> list[Refusal]:
    """The rows about officers or offices that are not the administrator's; of the record with its id too."""
    if "recorder" in by.rights:
        return []
    before = [known[props["id"]].props.get("officer") if props["id"] in known else None for props in wanted]
    own = await _administered(store, by, rows, wanted, before)
    return [
        Refusal(n, row["id"], FORBIDDEN, "this officer or office is not within your organisation", row["officer"])
        for n, (row, props, was) in enumerate(zip(rows, wanted, before, strict=True), 1)
        if not {props["officer"], was or props["officer"], props.get("organisation", props["officer"])} <= own
    ]


async def _administered(
    store: Store, by: Subject, rows: Sequence[Props], wanted: Sequence[Props], before: Sequence[str | None]
) -> set[str]:
    """The officers and organisations of the rows that are the administrator's; officers who are new are anybody's."""
    administrator = replace(by, rights=frozenset({"administrator"}), everyone=False)
    officers = sorted({*(props["officer"] for props in wanted), *filter(None, before)})
    there = {row[0] for row in await store.rows(cypher.read_nodes(NODES["Officer"]), ids=officers)}
    new = {row["officer"] for row in rows if row.get("newOfficer")} - there
    subtree = (await scope(store, administrator, now()))["subtree"]
    places = sorted({props["organisation"] for props in wanted if props.get("organisation")})
    paths = await store.ask(question("organisation/path"), ids=places)
    within = {row["id"] for row in paths if (row["path"] or "").startswith(subtree)}
    return new | within | set(await seen(store, administrator, now(), officers))
