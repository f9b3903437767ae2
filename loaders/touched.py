"""What a write touches of the roll-up: the places of officers whose records it writes, told in the same transaction.

A roll-up that is told stays usable: only those places are counted anew. What is not told here (levels, exact matches,
organisations that move in the tree, very many officers at once) leaves it behind, and all is counted anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from loaders.batches import batches
from loaders.difference import Load
from loaders.spool import Spool
from ontology import cypher
from ontology.model import NODES
from queries import question
from queries.stores import Statement
from queries.stores.errors import ConflictError

if TYPE_CHECKING:
    from queries.stores import Store

MOST = 50_000
"""Officers of one load whose places are told."""

NEVER = "~"
"""After every moment."""

Place = tuple[str, str]
"""An organisation, '' for none, and a role."""

_CHANGED = {"node": "action NOT IN ('same', 'refused')", "edge": "action <> 'same'",
            "old": "action IN ('retire', 'delete', 'close')"}  # fmt: skip
_EVERYTHING = {"Scale", "Level", "HAS_LEVEL", "EQUIVALENT_TO"}
_SUMS = {"Role", "Competency", "REQUIRES", "SPECIALISES", "BROADER"}
_NAMES = {"Organisation"}
"""What is only named in sums, as long as none moves: no figure of the past is another."""
_TOLD_NOT = {"HOLDS", "HAS_POSTING", "AS", "AT"} | _EVERYTHING
"""What takes out such relationships without a row leaves the roll-up behind."""


async def marks(
    spool: Spool, store: Store, what: Load, epoch: int, *, derived: Sequence[Statement] = (),
    deleting: Collection[str] = (),
) -> list[Statement]:  # fmt: skip
    """The statements that mark what a load touches, after the write `epoch`; none where there is no roll-up.

    `derived` is written too, such as what counts as a competency; `deleting` are the types of relationships that are
    taken out without a row.
    """
    kinds = _kinds(spool)
    if not await _there(store, epoch) or kinds & _EVERYTHING or _TOLD_NOT.intersection(deleting):
        return []
    if not await _stays(store, derived):
        return []
    officers = await _officers(spool, store)
    if len(officers) > MOST:
        return []
    posted = [row async for row in _posted(store, officers)]
    places = _places(spool, posted)
    since = "" if what.first else min([*_of_holdings(spool), *_of_postings(spool, posted)], default=what.at)
    touched = [_mark(epoch, organisation, role, since) for organisation, role in sorted(places)]
    if kinds & _SUMS:
        touched.append(_mark(epoch, "", "", "" if what.first else what.at))
    elif kinds & _NAMES:
        touched.append(_mark(epoch, "", "", NEVER))
    return _told(store, epoch, touched)


async def of_officers(
    store: Store, officers: Collection[str], epoch: int, *, sums_since: str | None = None
) -> list[Statement]:
    """The statements that mark all places of some officers, of any time, after the write `epoch`.

    `sums_since`: from when requirements change too.
    """
    if len(officers) > MOST or not await _there(store, epoch):
        return []
    places = {
        (row["organisation"] or "", row["role"]) async for row in _posted(store, officers) if row["role"]
    }  # fmt: skip
    touched = [_mark(epoch, organisation, role, "") for organisation, role in sorted(places)]
    if sums_since is not None:
        touched.append(_mark(epoch, "", "", sums_since))
    return _told(store, epoch, touched)


async def write_aside(store: Store, statements: Sequence[Statement], epoch: int | None = None) -> int:
    """Write what no figure stands on, in one transaction: a roll-up stays as it is. Errors as `Store.write`.

    Without `epoch` it is written whatever others write meanwhile; then the roll-up may be left behind.
    """
    if epoch is not None:
        return await store.write([*statements, *await _untouched(store, epoch)], epoch)
    [state] = await store.ask(question("store/state"), ids=["store"])
    try:
        return await store.write([*statements, *await _untouched(store, state["epoch"])], state["epoch"])
    except ConflictError:
        return await store.write(statements)


async def _untouched(store: Store, epoch: int) -> list[Statement]:
    return _told(store, epoch, []) if await _there(store, epoch) else []


async def _there(store: Store, epoch: int) -> bool:
    """Whether there is a roll-up that is as the store is after the write."""
    return any(row["epoch"] == epoch for row in await store.ask(question("rollup/whole")))


async def _stays(store: Store, derived: Sequence[Statement]) -> bool:
    """Whether what is derived leaves every organisation where it is, and nothing else is derived."""
    text = cypher.update_nodes(NODES["Organisation"], ["path"], typed=store.dialect == "embedded")
    if any(statement.text != text for statement in derived):
        return False
    paths = {row["id"]: row["path"] for statement in derived for row in statement.rows}
    for ids in batches(sorted(paths)):
        for row in await store.ask(question("organisation/path"), ids=ids):
            if row["path"] != paths[row["id"]]:
                return False
    return True


def _told(store: Store, epoch: int, touched: Iterable[dict[str, Any]]) -> list[Statement]:
    typed = store.dialect == "embedded"
    text = cypher.merge_nodes(NODES["Rollup"], ["kind", "organisation", "subject", "at"], typed=typed)
    told = [Statement(text, batch) for batch in batches(touched)]
    text = cypher.update_nodes(NODES["Rollup"], ["epoch"], typed=typed)
    return [*told, Statement(text, [{"id": "rollup", "epoch": epoch + 1}])]


def _mark(epoch: int, organisation: str, role: str, since: str) -> dict[str, Any]:
    id_ = ":".join(("rollup", "touched", str(epoch), organisation, role))
    return {"id": id_, "kind": "touched", "organisation": organisation, "subject": role, "at": since}


def _kinds(spool: Spool) -> set[str]:
    found: set[str] = set()
    for table, column in (("node", "label"), ("edge", "type"), ("old", "type")):
        which = f"SELECT DISTINCT {column} FROM {table} WHERE {_CHANGED[table]}"
        found |= {kind for (kind,) in spool.db.execute(which)}
    return found


# --- whose records ---------------------------------------------------------------------------------------


async def _officers(spool: Spool, store: Store) -> set[str]:
    """The officers whose holdings or postings are written."""
    officers = _column(spool, "sid", "type IN ('HOLDS', 'HAS_POSTING')")
    postings = _column(spool, "sid", "type IN ('AS', 'AT') AND sl = 'Posting'")
    which = f"SELECT id FROM node WHERE label = 'Posting' AND {_CHANGED['node']}"
    postings |= {id_ for (id_,) in spool.db.execute(which)}
    for sid, eid in spool.db.execute("SELECT sid, eid FROM edge WHERE type = 'HAS_POSTING'"):
        if eid in postings:
            officers.add(sid)
    for ids in batches(sorted(postings)):
        officers |= {row["officer"] for row in await store.ask(question("posting/officers"), ids=ids)}
    return officers


def _column(spool: Spool, name: str, where: str) -> set[str]:
    found: set[str] = set()
    for table in ("edge", "old"):
        which = f"SELECT DISTINCT {name} FROM {table} WHERE ({where}) AND {_CHANGED[table]}"
        found |= {id_ for (id_,) in spool.db.execute(which)}
    return found


async def _posted(store: Store, officers: Iterable[str]) -> AsyncIterator[Mapping[str, Any]]:
    for ids in batches(sorted(officers)):
        for row in await store.ask(question("rollup/places"), ids=ids):
            yield row


def _places(spool: Spool, posted: Iterable[Mapping[str, Any]]) -> set[Place]:
    """Where officers are, were or will be posted, before and after the write."""
    roles: dict[str, set[str]] = {}
    organisations: dict[str, set[str]] = {}
    for row in posted:
        roles.setdefault(row["posting"], set()).update({row["role"]} - {None})
        organisations.setdefault(row["posting"], set()).add(row["organisation"] or "")
    into = {"AS": roles, "AT": organisations}
    for type_, start, end in spool.db.execute(
        "SELECT type, sid, eid FROM edge WHERE type IN ('AS', 'AT') AND sl = 'Posting'"
    ):
        into[type_].setdefault(start, set()).add(end)
    for (posting,) in spool.db.execute(f"SELECT sid FROM old WHERE type = 'AT' AND {_CHANGED['old']}"):
        organisations.setdefault(posting, set()).add("")
    return {
        (organisation, role)
        for posting, mine in roles.items() for role in mine for organisation in organisations.get(posting) or {""}
    }  # fmt: skip


# --- from when -------------------------------------------------------------------------------------------


def _of_holdings(spool: Spool) -> Iterator[str]:
    """From when what is written of holdings counts: what is awarded, or where only that changes, what expires."""
    pairs = (
        "SELECT e.props, o.props FROM edge e LEFT JOIN old o ON o.type = e.type AND o.sid = e.sid AND o.eid = e.eid"
        " AND o.key = e.key WHERE e.type = 'HOLDS' AND e.action <> 'same'"
    )
    for new, old in spool.db.execute(pairs):
        yield _from(orjson.loads(new), orjson.loads(old) if old else None, "awarded", "expires")
    for (old,) in spool.db.execute(f"SELECT props FROM old WHERE type = 'HOLDS' AND {_CHANGED['old']}"):
        yield orjson.loads(old).get("awarded") or ""


def _of_postings(spool: Spool, posted: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    known = {row["posting"]: row for row in posted}
    for id_, props in spool.db.execute(f"SELECT id, props FROM node WHERE label = 'Posting' AND {_CHANGED['node']}"):
        new, old = orjson.loads(props), known.get(id_)
        dates = {"since": old["since"], "until": old["until"]} if old else {}
        yield _from(dates | new, dates if old else None, "since", "until")
    for posting in _column(spool, "sid", "type IN ('AS', 'AT') AND sl = 'Posting'") & known.keys():
        yield known[posting]["since"] or ""


def _from(new: Mapping[str, Any], old: Mapping[str, Any] | None, begins: str, ends: str) -> str:
    """From when something is another; `old` is None where there was none."""
    if old is None:
        return new.get(begins) or ""
    if all(new.get(name) == old.get(name) for name in new.keys() | old.keys() if name != ends):
        return min(new.get(ends) or NEVER, old.get(ends) or NEVER)
    return min(new.get(begins) or "", old.get(begins) or "")
