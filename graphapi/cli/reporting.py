"""The command that prints the indicators of a population: report."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from graphapi.flat import REPORT, report_rows
from graphapi.written import csv_lines
from ontology.instants import as_on
from queries.answers import moment
from queries.extras import extra
from queries.reports import REPORTS, Report
from queries.resolve import resolve
from queries.stores import Store
from queries.trends import MONTHS, month, trend

if TYPE_CHECKING:
    from queries.reports_asking import Answer
    from queries.reports_hiding import Cell

SHOWN = 40
"""Rows on the screen."""


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("report")(report_command)


def report_command(
    name: Annotated[str | None, typer.Argument(help="A report's id, such as M2.11; without it all are listed.")] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Only officers posted here or below, by id.")
    ] = None,
    officer: Annotated[str | None, typer.Option("--officer", help="Only this officer, by id.")] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Break down: organisation, role, theme…; may be given twice.")
    ] = None,
    months: Annotated[
        int | None, typer.Option("--trend", help="At the ends of so many months, instead of once.", min=1, max=MONTHS)
    ] = None,
    as_of: AsOfOption = None,
    csv_: Annotated[Path | None, typer.Option("--csv", help="Write the rows to this file.")] = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Print an indicator over all officers, or those of an organisation; counts of fewer than five are hidden.

    Examples: karmagraph report · karmagraph report M2.11 --by organisation · karmagraph report M3.57 --by theme --json

    karmagraph report M3.55 --trend 12
    """
    if name is None:
        _list(json=json)
        return
    wanted = _known(name, by or [])
    if wanted.whole and (organisation or officer):
        raise typer.BadParameter(f"{name} is of the whole platform; M3.{int(name[3:]) + 42} is of an organisation")
    at = date(as_of)

    async def work(found: Store) -> list[Answer]:
        return await _asked(found, wanted, organisation, officer, tuple(by or ()), at, months)

    answers = with_store(store, work)
    if csv_:
        rows = (row for answer in answers for row in report_rows(answer))
        csv_.write_bytes(csv_lines(REPORT.columns, rows, header=True))
    if json:
        print_json([as_json(answer) for answer in answers] if months else as_json(answers[0]))
    elif months:
        _show_trend(wanted, answers)
    else:
        _show(answers[0])


async def _asked(
    store: Store,
    wanted: Report,
    organisation: str | None,
    officer: str | None,
    by: tuple[str, ...],
    at: str | None,
    months: int | None,
) -> list[Answer]:
    with extra("a report"):
        from queries.reports_asking import Asked, report  # noqa: PLC0415 - DuckDB and Ibis: slow to import

    place = await resolve(store, "Organisation", organisation) if organisation else None
    person = await resolve(store, "Officer", officer) if officer else None
    asked, at = Asked(place, person, by), at or await moment(store, None)
    if months:
        return await trend(lambda end: report(store, wanted.id, asked, end), at, months)
    return [await report(store, wanted.id, asked, at)]


def _known(name: str, by: list[str]) -> Report:
    """The report of that name; a usage error for none, or what it is not broken down by."""
    if name not in REPORTS:
        near = difflib.get_close_matches(name, REPORTS, 3) or list(REPORTS)
        raise typer.BadParameter(f"no report {name!r}; there is {', '.join(near)}")
    found = REPORTS[name]
    if problem := found.refuses(by):
        raise typer.BadParameter(f"{name} is not broken down {problem}; by {', '.join(found.by)}")
    return found


def _list(*, json: bool) -> None:
    if json:
        print_json([asdict(report) for report in REPORTS.values()])
        return
    for report in REPORTS.values():
        console.print(
            f"[bold]{report.id:6}[/bold] {report.definition} [dim]{report.unit}; by {', '.join(report.by)}[/dim]"
        )


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as it is printed: what is hidden is null and says so."""
    report = answer.report
    return {
        "report": report.id,
        "definition": report.definition,
        "unit": report.unit,
        "asOf": answer.as_of,
        "organisation": answer.asked.organisation,
        "officer": answer.asked.officer,
        "by": list(answer.asked.by),
        "total": _cell(answer.total),
        "rows": [_cell(row) for row in answer.rows],
        "hidden": answer.hidden,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    told = {"value": cell.value, "people": cell.people, "leftOut": cell.left_out, "hidden": cell.hidden}
    return {"key": list(cell.key), "titles": list(cell.titles)} | told | cell.beside


# --- the screen ------------------------------------------------------------------------------------------


def _show(answer: Answer) -> None:
    report = answer.report
    console.print(f"[bold]{report.id}[/bold] {report.definition} [dim]as on {as_on(answer.as_of)}[/dim]")
    console.print(f"  {_words(answer.total, report.unit)}")
    if answer.total.people == 0:
        console.print("  Nobody in scope is posted on this date.")
    for row in answer.rows[:SHOWN]:
        console.print(f"  {' · '.join(row.titles).replace('[', chr(92) + '[')}: {_words(row, report.unit)}")
    if len(answer.rows) > SHOWN:
        console.print(f"  … and {len(answer.rows) - SHOWN:,} more: --csv FILE has them all")
    if answer.hidden:
        console.print(f"  [dim]{answer.hidden:,} rows are hidden: they tell of too few people, or give such away[/dim]")


def _show_trend(report: Report, answers: list[Answer]) -> None:
    console.print(f"[bold]{report.id}[/bold] {report.definition}")
    for answer in answers:
        console.print(f"  {month(answer.as_of)}: {_words(answer.total, report.unit)}")
        for row in answer.rows[:SHOWN]:
            console.print(f"    {' · '.join(row.titles).replace('[', chr(92) + '[')}: {_words(row, report.unit)}")


def _words(cell: Cell, unit: str) -> str:
    if cell.hidden:
        return "hidden"
    value = "–" if cell.value is None else f"{cell.value:.1%}" if unit == "share" else f"{cell.value:,.4g} {unit}"
    if cell.value is not None and unit in {"gaps", "officers", "courses", "competencies"}:
        value = f"{cell.value:,.0f} {unit}"
    beside = [f"{count:,} {name}" for name, count in cell.beside.items() if count is not None]
    people = [f"{cell.people:,} officers"] if cell.people is not None and unit != "officers" else []
    left_out = [f"{cell.left_out:,} left out"] if cell.left_out else []
    return value + (f" [dim]({', '.join([*beside, *people, *left_out])})[/dim]" if beside or people or left_out else "")
