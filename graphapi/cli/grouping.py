"""The plan of a group: what `karmagraph plan --group` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from graphapi import present
from graphapi.cli.asking import as_date, print_table
from graphapi.cli.saving import save_group_plan, save_plan_for_all
from graphapi.cli.shared import console, print_json, with_store
from queries.answers import moment, scales
from queries.catalogue import Wishes
from queries.group_plan import GroupPlan, Limits, group_plan, officers_at
from queries.reports_hiding import few, telling
from queries.resolve import resolve
from queries.stores import Store


def plan_group(
    organisation: str,
    limits: Limits,
    wishes: Wishes,
    store: str | None,
    as_of: str | None,
    *,
    people: bool,
    cb_plan: Path | None,
    json: bool,
) -> None:
    """Print the plan of all officers at an organisation or below it.

    A CB plan names them only with `people`; without, it is one for all users of the organisation.
    """

    async def work(found: Store) -> tuple[str, GroupPlan]:
        place = await resolve(found, "Organisation", organisation)
        at = as_of or await moment(found, None)
        officers = await officers_at(found, place, at)
        try:
            return place, await group_plan(found, officers, at, await scales(found, at), limits, wishes)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error

    place, answer = with_store(store, work)
    if cb_plan:
        save_group_plan(cb_plan, answer, place) if people else save_plan_for_all(cb_plan, answer, place)
    print_json(group_json(answer, people=people)) if json else _show(answer, people=people)


def group_json(answer: GroupPlan, *, people: bool) -> dict[str, Any]:
    """A group's plan as plain JSON; without `people` nobody is named, and what would tell of few is null."""
    away = set[str]() if people else telling({one.competency: one.officers for one in answer.left})
    return {
        "asOf": answer.as_of,
        "officers": _told(answer.officers, people=people),
        "gaps": _told(answer.gaps, people=people),
        "closed": _told(answer.closed, people=people),
        "hours": present.number(answer.hours),
        "proven": answer.proven,
        "gap": answer.gap,
        "sessions": [
            {"module": s.module, "title": s.title, "mode": s.mode, "hours": present.number(s.hours),
             "officers": _told(len(s.officers), people=people), "gaps": _told(s.gaps, people=people)}
            | ({"who": list(s.officers)} if people else {})
            for s in answer.sessions
        ],
        "left": [
            {"competency": one.competency, "title": one.title,
             "officers": None if one.competency in away else one.officers,
             "closable": _told(one.closable, people=people)}
            for one in answer.left
        ],
    }  # fmt: skip


def _told(count: int, *, people: bool) -> int | None:
    return None if few(count) and not people else count


def _words(count: int, *, people: bool) -> str:
    told = _told(count, people=people)
    return "hidden" if told is None else f"{told:,}"


def _show(answer: GroupPlan, *, people: bool) -> None:
    def words(count: int) -> str:
        return _words(count, people=people)

    if not answer.officers:
        console.print("No officer is posted at this organisation or below it on this date.")
        as_date(answer.as_of)
        return
    console.print(
        f"[bold]{len(answer.sessions)} modules, {answer.hours:g} hours[/bold] close {words(answer.closed)} of"
        f" {words(answer.gaps)} gaps of {words(answer.officers)} officers"
    )
    better = "no other choice closes more" if answer.proven else f"another may close {answer.gap:.0%} more at most"
    console.print(f"[dim]{better}[/dim]")
    rows = [
        [s.title, "not stated" if s.hours is None else f"{s.hours:g}", s.mode or "", words(len(s.officers)),
         words(s.gaps), *([", ".join(s.officers)] if people else [])]
        for s in answer.sessions
    ]  # fmt: skip
    if rows:
        print_table(["Module", "Hours", "Mode", "Officers", "Gaps", *(["Who"] if people else [])], rows)
    away = set[str]() if people else telling({one.competency: one.officers for one in answer.left})
    for one in answer.left[:10]:
        count = "hidden" if one.competency in away else f"{one.officers:,}"
        console.print(f"[yellow]open[/yellow] {one.title}: {count} officers".replace("[[", "["))
    as_date(answer.as_of)
