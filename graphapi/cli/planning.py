"""The command that plans what to learn: plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphapi import present
from graphapi.cli import grouping, saving
from graphapi.cli.asking import as_date, print_table
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from queries.answers import moment, scales
from queries.arranging import Planned
from queries.catalogue import Wishes
from queries.covering import Aim
from queries.group_plan import Limits
from queries.learning import AIMS, MODES, Asked, LearningPlan, learning_plan
from queries.naming import named
from queries.resolve import resolve
from queries.rules import Counting
from queries.stores import Store


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("plan")(plan)


def plan(
    officer: Annotated[str | None, typer.Argument(help="The officer's id; none with --group.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="Against this role instead of the postings.")] = None,
    least: Annotated[str, typer.Option("--least", help=f"What is to be least: {', '.join(AIMS)}.")] = "hours",
    hours_a_week: Annotated[float, typer.Option("--hours-a-week", help="Hours for learning in a week.", min=0.1)] = 4,
    weeks: Annotated[float | None, typer.Option("--weeks", help="All must be done in so many weeks.", min=0)] = None,
    mode: Annotated[
        list[str] | None, typer.Option("--mode", help=f"Only modules of this mode: {', '.join(MODES)}.")
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Languages read; default: those recorded of the officer.")
    ] = None,
    planned: Annotated[bool, typer.Option("--planned", help="Count planned modules too.")] = False,
    optional: Annotated[bool, typer.Option("--optional", help="Close gaps in optional requirements too.")] = False,
    group: Annotated[
        str | None, typer.Option("--group", help="Of all officers posted at this organisation or below it.")
    ] = None,
    hours: Annotated[
        float | None, typer.Option("--hours", help="With --group: hours at most of all modules given.", min=0)
    ] = None,
    each: Annotated[
        float | None, typer.Option("--each", help="With --group: hours at most that each officer takes.", min=0)
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="With --group: name the officers, personal data.")] = False,
    cb_plan: Annotated[
        Path | None, typer.Option("--cb-plan", help="Save it as the platform's CB plan, with what each course is for.")
    ] = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """The modules that close an officer's gaps, in order, in the fewest hours; what cannot be closed, and why.

    Examples: karmagraph plan OFF-0417 · karmagraph plan OFF-0417 --least weeks --hours-a-week 6 --mode digital

    karmagraph plan --group DEP-ENT --hours 40 · karmagraph plan OFF-0417 --cb-plan plan.json
    """
    if (officer is None) == (group is None):
        raise typer.BadParameter("name an officer, or --group and an organisation")
    _one_of("--least", [least], AIMS)
    _one_of("--mode", mode or [], MODES)
    wishes = Wishes(frozenset(mode or ()), frozenset(language or ()), planned)
    if group:
        limits = Limits(hours, each)
        grouping.plan_group(group, limits, wishes, store, date(as_of), people=people, cb_plan=cb_plan, json=json)
        return
    aim = Aim(least, hours_a_week, weeks)

    async def work(found: Store) -> LearningPlan:
        id_ = await resolve(found, "Officer", officer or "")
        target = await resolve(found, "Role", role) if role else None
        at = await moment(found, date(as_of))
        known = await scales(found, at)
        made = await learning_plan(found, id_, Counting(at), known, Asked(target, wishes, aim, optional))
        if cb_plan:
            await saving.save_plan(found, cb_plan, made, known)
        return await named(found, made, date(as_of))

    answer = with_store(store, work)
    if json:
        print_json(present.plan_json(answer) | {"apart": answer.apart, "nothing": answer.nothing or None})
        return
    _show(answer)


def _one_of(option: str, values: list[str], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            raise typer.BadParameter(f"{option} is one of {', '.join(known)}, not {value!r}")


def _show(answer: LearningPlan) -> None:
    if not answer.gaps:
        console.print(f"Nothing to close: {answer.nothing or 'no requirement is a gap'}.")
        _rest(answer)
        return
    closed = answer.gaps - len(answer.unclosable)
    console.print(
        f"[bold]{len(answer.modules)} modules, {answer.hours:g} hours[/bold] close {closed} of {answer.gaps};"
        f" each alone would take {answer.separately:g} hours"
    )
    if answer.modules:
        console.print(f"[dim]{present.proof(answer)}; {answer.weeks:.1f} weeks[/dim]")
    if answer.in_time is False:
        console.print("[yellow]It cannot be done in the weeks asked for: this is the soonest.[/yellow]")
    console.print()
    rows = [
        [
            str(place), module.title, "not stated" if module.hours is None else f"{module.hours:g}", module.mode or "",
            _serves(answer, module),
            ", ".join(answer.title(one) for one in module.after),
        ]
        for place, module in enumerate(answer.modules, 1)
    ]  # fmt: skip
    if rows:
        print_table(["", "Module", "Hours", "Mode", "Closes", "After"], rows)
    for one in answer.unclosable:
        console.print(f"[yellow]cannot be closed[/yellow] {one.title}: {one.reason}".replace("[[", "["))
    _rest(answer)


def _rest(answer: LearningPlan) -> None:
    if answer.apart:
        console.print(
            f"{answer.apart} more held without a level, or only on another scale: neither met nor gaps, not planned for"
        )
    as_date(answer.as_of)


def _serves(answer: LearningPlan, module: Planned) -> str:
    titles = [answer.titles[c] for c in module.closes] or [f"leads to {answer.titles[c]}" for c in module.leads]
    return ", ".join(titles) or "needed first"
