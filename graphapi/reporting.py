"""Who may ask for which figures about people, and the officers whose rows a subject may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.instants import ZONE
from queries import question, reports_desks
from queries.answers import moment
from queries.reports import REPORTS
from queries.resolve import resolve
from queries.rights import Subject
from queries.seen import seen
from queries.trends import is_month_end

if TYPE_CHECKING:
    from queries.reports_asking import Answer, Asked
    from queries.stores import Store

NO_PEOPLE = frozenset({"courses"})
"""Kinds of reports that are about no people."""


class ForbiddenError(Exception):
    """What this subject may not have; the message says which right it needs."""


async def reported(store: Store, subject: Subject, id_: str, asked: Asked, as_of: str | None = None) -> Answer:
    """A report for a subject; ForbiddenError, or ValueError for what it cannot be broken down by."""
    if problem := problem_of(id_, asked):
        raise ValueError(problem)
    if not await _may(store, subject, id_, asked):
        whose = (
            "an officer's figures need the right to that officer" if asked.officer else "they need the right analyst"
        )
        raise ForbiddenError(f"{id_} is about people: {whose}")
    if not asked.officer and REPORTS[id_].kind not in NO_PEOPLE:
        require_month_end(subject, as_of)
    return await reports_desks.answer(store, id_, asked, as_of)


def problem_of(id_: str, asked: Asked) -> str:
    """Why there is no such report; empty when there is one."""
    if id_ not in REPORTS:
        return f"there is no report {id_!r}: {', '.join(REPORTS)}"
    report = REPORTS[id_]
    if report.whole and (asked.organisation or asked.officer):
        return f"{id_} is of the whole platform; M3.{int(id_[3:]) + 42} is of an organisation"
    refusal = report.refuses(asked.by)
    return f"{id_} is not broken down {refusal}; by {', '.join(report.by)}" if refusal else ""


def require_month_end(subject: Subject, as_of: str | None) -> None:
    """ForbiddenError for a day within a month, to who sees figures only: two days differ by single persons.

    Now and the ends of months are what is asked for; who may see all records sees any day.
    """
    if as_of and not subject.everyone and not is_month_end(as_of):
        raise ForbiddenError(f"figures about people are for now, or the end of a month (midnight, {ZONE})")


async def _may(store: Store, subject: Subject, id_: str, asked: Asked) -> bool:
    if subject.everyone or REPORTS[id_].kind in NO_PEOPLE:
        return True
    if asked.officer:
        return asked.officer in await visible(store, subject, [asked.officer])
    if "analyst" in subject.rights:
        return True
    return asked.organisation is not None and asked.organisation in await administered(store, subject)


async def administered(store: Store, subject: Subject) -> frozenset[str]:
    """The organisations of an administrator's subtree."""
    if "administrator" not in subject.rights or not subject.organisation:
        return frozenset()
    rows = await store.ask(question("organisation/tree"), ids=[subject.organisation])
    return frozenset(row["organisation"] for row in rows)


async def visible(store: Store, subject: Subject, officers: list[str] | None = None) -> list[str]:
    """Those of some officers, or of all, whose rows the subject may read: who administers whom is a fact of today."""
    return await seen(store, subject, await moment(store, None), officers)


async def officers_of(
    store: Store, subject: Subject, officers: list[str], organisation: str | None, as_of: str
) -> list[str]:
    """The officers asked for whose rows the subject may read: those named, an organisation's, else all."""
    if not subject.sight:
        raise ForbiddenError("rows about officers need the right to them")
    if officers:
        named = [await resolve(store, "Officer", one) for one in officers] if subject.everyone else officers
        return await visible(store, subject, named)
    posted = await _posted(store, organisation, as_of) if organisation else None
    return sorted(await visible(store, subject, posted))


async def _posted(store: Store, organisation: str, as_of: str) -> list[str]:
    rows = await store.ask(question("organisation/officers"), ids=[organisation], asOf=as_of)
    return sorted({row["officer"] for row in rows})
