"""Commands that ask: gap role, gap officer, gap transition, search."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from graphapi import present
from graphapi.cli.explaining import WhyOption, explained, language_of, show_why
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from ontology.instants import as_on
from queries import rules
from queries.answers import moment, officer_gaps, role_coverage, scales, transition
from queries.naming import named
from queries.resolve import resolve
from queries.rules import Counting
from queries.search import SearchIndex, documents
from queries.stores import Store
from queries.whys import whys_of_officer, whys_of_role

gap = typer.Typer(help="What is missing: for a role, an officer, or a move between roles.", no_args_is_help=True)


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.add_typer(gap, name="gap")
    app.command("search")(search)


@gap.command("role")
def gap_role(
    role: Annotated[str, typer.Argument(help="The role's id or notation.")],
    store: StoreOption = None,
    as_of: AsOfOption = None,
    planned: Annotated[bool, typer.Option("--planned", help="Count planned courses too.")] = False,
    why: WhyOption = None,
    json: JsonOption = False,
) -> None:
    """What courses do for each competency that a role requires.

    Example: karmagraph gap role SO-MON · karmagraph gap role SO-MON --why hi
    """

    async def work(found: Store) -> dict[str, Any]:
        id_ = await resolve(found, "Role", role)
        at = await moment(found, date(as_of))
        known = await scales(found, at)
        answer = await named(found, (await role_coverage(found, [id_], at, known, planned=planned))[id_], date(as_of))
        words = await whys_of_role(found, answer, known, language_of(why)) if why else None
        return present.role_json(answer, known) | explained(words)

    answer = with_store(store, work)
    print_json(answer) if json else show_why(answer["why"]) if why else _show_role(answer)


@gap.command("officer")
def gap_officer(
    officer: Annotated[str, typer.Argument(help="The officer's id.")],
    role: Annotated[str | None, typer.Option("--role", help="Against this role instead of the postings.")] = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Count only holdings of this source; may be repeated.")
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Count only holdings at least as confident, 0 to 1.")
    ] = None,
    unverified: Annotated[bool, typer.Option("--unverified", help="Count unverified credentials too.")] = False,
    why: WhyOption = None,
    json: JsonOption = False,
) -> None:
    """What an officer can show of what the postings, or one role, require.

    Example: karmagraph gap officer OFF-0417 --as-of 2026-11-24 · karmagraph gap officer OFF-0417 --why hi
    """

    async def work(found: Store) -> dict[str, Any]:
        id_ = await resolve(found, "Officer", officer)
        target = await resolve(found, "Role", role) if role else None
        at = await moment(found, date(as_of))
        known = await scales(found, at)
        counting = Counting(at, tuple(source) if source else None, min_confidence, unverified)
        answers = await officer_gaps(found, [id_], counting, known, role=target, courses=True)
        answer = await named(found, answers[id_], date(as_of))
        words = await whys_of_officer(found, answer, known, language_of(why)) if why else None
        return present.officer_json(answer, known) | explained(words)

    answer = with_store(store, work)
    print_json(answer) if json else show_why(answer["why"]) if why else _show_officer(answer)


@gap.command("transition")
def gap_transition(
    start: Annotated[str, typer.Argument(metavar="FROM", help="The role one comes from.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The role one goes to.")],
    store: StoreOption = None,
    as_of: AsOfOption = None,
    count_optional: Annotated[
        bool, typer.Option("--count-optional", help="Let the optional requirements of FROM count as had.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """What the essential requirements of one role leave open of another's.

    Example: karmagraph gap transition dcwf-role:411 dcwf-role:451 --json
    """

    async def work(found: Store) -> dict[str, Any]:
        a, b = await resolve(found, "Role", start), await resolve(found, "Role", target)
        at = await moment(found, date(as_of))
        known = await scales(found, at)
        moved = await transition(found, a, b, at, known, count_optional=count_optional)
        return present.transition_json(await named(found, moved, date(as_of)), known)

    answer = with_store(store, work)
    print_json(answer) if json else _show_transition(answer)


def search(
    query: Annotated[str, typer.Argument(help="Words to look for, in any script; the last may be unfinished.")],
    kind: Annotated[
        list[str] | None, typer.Option("--type", help="Only this type, such as Role; may be repeated.")
    ] = None,
    framework: Annotated[
        list[str] | None, typer.Option("--framework", help="Only in this framework; may be repeated.")
    ] = None,
    first: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 20,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Find things by label, tolerant of typing errors. Officers are never in it.

    Example: karmagraph search "data analis"
    """

    async def work(found: Store) -> list[dict[str, Any]]:
        index = SearchIndex.build([document async for document in documents(found)])
        hits = index.search(query, tuple(kind or ()), tuple(framework or ()), first)
        return [{"type": h.label, "id": h.id, "title": h.title, "matched": h.text, "lang": h.lang} for h in hits]

    hits = with_store(store, work)
    if json:
        print_json(hits)
    elif not hits:
        console.print("Nothing found. Try fewer letters, or another spelling.")
    else:
        print_table(["Type", "Title", "Id"], [[h["type"], h["title"], h["id"]] for h in hits])


# --- tables ----------------------------------------------------------------------------------------------


def _show_role(answer: dict[str, Any]) -> None:
    if not answer["required"] and not answer["optional"]:
        console.print(f"No requirements recorded for {answer['role']} on this date: its readiness is not known.")
        as_date(answer["asOf"])
        return
    essential = {
        status: sum(item["essential"] for item in answer[status])
        for status in (rules.COVERED, rules.LEVEL_NOT_STATED, rules.PARTLY, rules.UNCOVERED)
    }
    counts = ", ".join(f"{present.COURSES[status]}: {n}" for status, n in essential.items())
    console.print(f"[bold]{answer['role']}[/bold] · {answer['required']} essential, {answer['optional']} optional")
    console.print(f"Of the essential: {counts}\n")
    rows = [
        [_mark(item), item["competency"]["title"], item["requiredWords"], present.COURSES[status], _courses(item)]
        for status in essential
        for item in answer[status]
    ]
    print_table(["", "Competency", "Required", "Courses", ""], rows)
    as_date(answer["asOf"])


def _show_officer(answer: dict[str, Any]) -> None:
    if not any(answer[name] for name in ("missing", "notStated", "notComparable", "have")):
        console.print("No requirements recorded: no valid posting on this date, or a role without requirements.")
        as_date(answer["asOf"])
        return
    console.print(
        f"[bold]{answer['officer']}[/bold] · {answer['met']} of {answer['required']} met, "
        f"{sum(i['essential'] for i in answer['missing'])} competencies short\n"
    )
    rows = [
        [_mark(item), item["competency"]["title"], words, item["reason"], _courses(item)]
        for name, words in (
            ("missing", "short"),
            ("notStated", "level not stated"),
            ("notComparable", "not comparable"),
            ("have", "met"),
        )
        for item in answer[name]
    ]
    print_table(["", "Competency", "", "Why", "Courses"], rows)
    as_date(answer["asOf"])


def _show_transition(answer: dict[str, Any]) -> None:
    console.print(f"{len(answer['missing'])} of {answer['required']} essential competencies are missing\n")
    print_table(["Competency", "Why"], [[item["competency"]["title"], item["reason"]] for item in answer["missing"]])
    as_date(answer["asOf"])


def _mark(item: dict[str, Any]) -> str:
    return "essential" if item["essential"] else "optional"


def _courses(item: dict[str, Any]) -> str:
    found = item.get("modules", item.get("courses", []))
    if item.get("courses") == "no course":
        return "no course"
    return ", ".join(course["title"] for course in found[:3]) + (" …" if len(found) > 3 else "")  # noqa: PLR2004


def print_table(headers: list[str], rows: list[list[str]]) -> None:
    """Print a plain table; nothing in it is markup."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell).replace("[", r"\[") for cell in row))
    console.print(table)


def as_date(as_of: str) -> None:
    """Print the date of an answer."""
    console.print(f"\n[dim]as on {as_on(as_of)}[/dim]")
