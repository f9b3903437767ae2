"""The command that tells what must be learnt again: expiring."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphapi.cli.asking import as_date, print_table
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from ontology.instants import as_on
from queries.answers import moment, scales
from queries.expiring import Expiring, expiring, months_after
from queries.reports_hiding import Cell
from queries.resolve import resolve
from queries.stores import Store

SHOWN = 40
"""Rows on the screen."""


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("expiring")(expiring_command)


def expiring_command(
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Only officers posted here or below, by id.")
    ] = None,
    months: Annotated[int, typer.Option("--months", help="In so many months.", min=1, max=120)] = 6,
    people: Annotated[bool, typer.Option("--people", help="Name the officers: personal data.")] = False,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Requirements that holdings will no longer meet when they have expired, by organisation and module.

    Example: karmagraph expiring --organisation MIN-RS --months 12
    """

    async def work(found: Store) -> Expiring:
        place = await resolve(found, "Organisation", organisation) if organisation else None
        at = date(as_of) or await moment(found, None)
        return await expiring(found, await scales(found, at), at, months_after(at, months), place)

    answer = with_store(store, work)
    cells = answer.cells()
    if json:
        print_json(_json(answer, cells) | ({"due": [one._asdict() for one in answer.due]} if people else {}))
        return
    rows = [[*cell.titles, "hidden" if cell.hidden else f"{cell.people:,}"] for cell in cells[:SHOWN]]
    if answer.nobody:
        console.print("No officer is posted at this organisation or below it on this date.")
    elif not rows:
        console.print(f"Nothing that is met now lapses until {as_on(answer.until)}.")
    else:
        print_table(["Organisation", "Module", "Officers"], rows)
    if len(cells) > SHOWN:
        console.print(f"… and {len(cells) - SHOWN:,} more: --json has them all")
    for one in answer.due if people else ():
        console.print(f"{as_on(one.on)} {one.officer}: {one.title}", markup=False)
    as_date(answer.as_of)


def _json(answer: Expiring, cells: list[Cell]) -> dict[str, Any]:
    rows = [
        {"organisation": cell.key[0] or None, "module": cell.key[1] or None, "titles": list(cell.titles),
         "officers": cell.people, "hidden": cell.hidden}
        for cell in cells
    ]  # fmt: skip
    return {"asOf": answer.as_of, "until": answer.until, "rows": rows}
