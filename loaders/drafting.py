"""Drafts in a store: proposed, reviewed, and published in one transaction on the path of a load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from loaders import drafts, history, proposals
from loaders.difference import Load
from loaders.drafts import BAD_REQUEST, CONFLICT, NOT_FOUND, OPEN, Draft, State, Step, WritingError
from loaders.load import Options, Report, store_rows
from loaders.proposals import Proposed, Source
from loaders.rows import Context, Rejected
from loaders.spool import Spool
from loaders.touched import write_aside
from ontology import cypher
from ontology.instants import now
from ontology.model import NODES, RELS
from queries import question
from queries.answers import moment, scales
from queries.rights import Subject
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

Decide = Callable[[Draft, str], Draft]
"""From a draft and the present moment to the draft after a step; WritingError where it may not be taken."""

MOST = 50_000
"""Changes of one draft: people review it, and it is kept as one text."""

_NAMES = ("at", "author", "origin", "reason", "revision", "rows", "state", "steps")


async def create(store: Store, by: Subject, origin: str, changes: Sequence[Proposed], reason: str) -> Draft:
    """A new draft of changes to what one source states."""
    drafts.require(by, "steward", "administrator")
    _require_changes(changes)
    if not reason.strip():
        raise WritingError(BAD_REQUEST, "say why it should change")
    at = now()
    step = Step("draft", by.id, at)
    draft = Draft(f"draft:{uuid4().hex[:12]}", origin, by.id, reason, tuple(changes), at, steps=(step,))
    await write_aside(store, [_statement(draft, typed=_typed(store))])
    return draft


def _require_changes(changes: Sequence[Proposed]) -> None:
    if not changes:
        raise WritingError(BAD_REQUEST, "nothing would change")
    if len(changes) > MOST:
        raise WritingError(
            BAD_REQUEST, f"a draft has at most {MOST:,} changes, not {len(changes):,}: draft it in parts"
        )


async def read(store: Store, ids: Iterable[str]) -> list[Draft]:
    """The drafts with the ids, in that order; WritingError for an unknown one."""
    wanted, names = list(ids), list(NODES["Draft"].props)
    rows = await store.rows(cypher.read_nodes(NODES["Draft"]), ids=wanted)
    found = {row[0]: _draft(dict(zip(names, row, strict=True))) for row in rows}
    for id_ in wanted:
        if id_ not in found:
            raise WritingError(NOT_FOUND, f"there is no draft {id_}")
    return [found[id_] for id_ in wanted]


async def listed(store: Store, states: Sequence[State] = OPEN) -> list[Draft]:
    """The drafts in some states, the last changed first."""
    rows = await store.ask(question("writing/drafts"), states=list(states))
    return await read(store, [row["id"] for row in rows])


async def edit(
    store: Store, id_: str, revision: int, by: Subject, changes: Sequence[Proposed], reason: str, origin: str
) -> Draft:
    """The draft with other changes to the same source, proposed anew against what is stated now."""
    _require_changes(changes)

    def decide(draft: Draft, at: str) -> Draft:
        if draft.origin != origin:
            raise WritingError(BAD_REQUEST, f"the draft changes what {draft.origin} states, not {origin}")
        return drafts.edited(draft, by, changes, reason, at)

    return await _step(store, id_, revision, decide)


async def submit(store: Store, id_: str, revision: int, by: Subject) -> Draft:
    """Give the draft to review; refused where it no longer applies, or its rows would be rejected."""
    return await _step(store, id_, revision, lambda draft, at: drafts.submitted(draft, by, at), applies=True)


async def reject(store: Store, id_: str, revision: int, by: Subject, reason: str) -> Draft:
    """Send the draft one stage back."""
    return await _step(store, id_, revision, lambda draft, at: drafts.rejected(draft, by, at, reason))


async def approve(store: Store, id_: str, revision: int, by: Subject, reason: str = "") -> Draft:
    """Send the draft one stage on; the second approval publishes it."""
    return await _step(store, id_, revision, lambda draft, at: drafts.approved(draft, by, at, reason), applies=True)


async def _step(store: Store, id_: str, revision: int, decide: Decide, *, applies: bool = False) -> Draft:
    """Take a step with the draft as it was seen; StoreError where any other write came between."""
    [state] = await store.ask(question("store/state"), ids=["store"])
    [draft] = await read(store, [id_])
    after = decide(drafts.seen(draft, revision), now())
    if applies:
        await require_applies(store, after)
    if after.state == "published":
        await _publish(store, after, state["epoch"])
    else:
        await write_aside(store, [_statement(after, typed=_typed(store))], state["epoch"])
    return after


# --- whether it still applies --------------------------------------------------------------------------


async def source(store: Store, draft: Draft) -> Source:
    """Whose statements the draft changes, from when."""
    at = await moment(store, None)
    return Source(draft.origin, at, whole=True, scales=await scales(store, at))


async def findings(store: Store, draft: Draft) -> tuple[Rejected, ...]:
    """What a load would reject of the draft as the store is now."""
    now_ = await source(store, draft)
    return (await proposals.examine(store, proposals.rows(draft.changes, now_.at), now_)).rejected


async def require_applies(store: Store, draft: Draft) -> None:
    """CONFLICT with what changed meanwhile, BAD_REQUEST with what would be rejected."""
    other = await proposals.meanwhile(store, draft.changes, await source(store, draft))
    if other:
        told = [
            {"type": c.type, "thing": c.start[1], "other": c.end and c.end[1], "proposedOn": c.before, "now": now_}
            for c, now_ in other
        ]
        raise WritingError(
            CONFLICT, f"{len(other):,} of its changes no longer apply: propose them anew", {"meanwhile": told}
        )
    if rejected := await findings(store, draft):
        raise unfit(rejected)


def unfit(rejected: Iterable[Rejected]) -> WritingError:
    """The error for rows that cannot be loaded."""
    told = [{"at": str(r.at), "reason": r.reason, "value": r.value, "suggestion": r.suggestion} for r in rejected]
    return WritingError(BAD_REQUEST, f"{len(told):,} rows cannot be loaded: {told[0]['reason']}", {"rejected": told})


# --- publishing ----------------------------------------------------------------------------------------


async def _publish(store: Store, draft: Draft, epoch: int) -> Report:
    """Write what the draft proposes, that it is published, and the history, all or nothing."""
    what = await source(store, draft)
    by = history.Written(draft.author, draft.reason, draft.at, draft.origin, draft.id)

    def recording(_spool: Spool, _load: Load) -> Iterator[Statement]:
        yield from proposals.deletions(draft.changes, draft.origin)
        yield from history.recorded(draft.changes, by, typed=_typed(store))
        yield _statement(draft, typed=_typed(store))

    ended = frozenset(change.type for change in draft.changes if change.end and change.after is None)
    deleting = frozenset(type_ for type_ in ended if not RELS[type_].dated)
    options = Options(
        strict=True, at=what.at, whole=True, approved=True, recording=recording, deleting=deleting, epoch=epoch
    )
    report = await store_rows(
        store, proposals.rows(draft.changes, what.at), origin=draft.origin, format="draft",
        context=Context(what.scales), options=options,
    )  # fmt: skip
    if not report.written:  # it was examined before: something came between all the same
        raise unfit(report.rejected)
    return report


# --- as it is kept -------------------------------------------------------------------------------------


def _typed(store: Store) -> bool:
    return store.dialect == "embedded"


def _statement(draft: Draft, *, typed: bool) -> Statement:
    steps = [[step.action, step.by, step.at, step.reason] for step in draft.steps]
    row = {
        "id": draft.id, "at": draft.at, "author": draft.author, "origin": draft.origin, "reason": draft.reason,
        "revision": draft.revision, "rows": proposals.dumped(draft.changes), "state": draft.state,
        "steps": orjson.dumps(steps).decode(),
    }  # fmt: skip
    return Statement(cypher.merge_nodes(NODES["Draft"], _NAMES, typed=typed), [row])


def _draft(props: dict[str, Any]) -> Draft:
    return Draft(
        props["id"], props["origin"], props["author"], props["reason"], proposals.parsed(props["rows"]), props["at"],
        props["state"], tuple(Step(*step) for step in orjson.loads(props["steps"])), props["revision"],
    )  # fmt: skip


async def proposing(store: Store, origin: str, *, complete: bool = False) -> Source:
    """Whose statements are to change, as the store is now."""
    at = await moment(store, None)
    return Source(origin, at, complete, scales=await scales(store, at))
