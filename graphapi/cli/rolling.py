"""The command that keeps counts of officers in the graph: rollup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graphapi.cli.asking import as_date
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, notes, print_json, with_store
from queries.extras import extra
from queries.stores import Store
from queries.trends import MONTHS

if TYPE_CHECKING:
    from queries.rollup import RolledUp


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("rollup")(rollup)


def rollup(
    workers: Annotated[
        int, typer.Option("--workers", help="Top organisations that are counted at once.", min=1, max=64)
    ] = 2,
    months: Annotated[
        int, typer.Option("--months", help="Count the ends of so many months too, for trends.", min=0, max=MONTHS)
    ] = 0,
    anew: Annotated[bool, typer.Option("--anew", help="Count all, whatever is there.")] = False,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Count officers by organisation, role, competency and level, and keep the counts: maps and what-ifs read them.

    Only what was touched since is counted anew, and what falls due is added. Run it after each load, and once a day;
    one that was stopped goes on where it was.

    Examples: karmagraph rollup · karmagraph rollup --workers 8 --json · karmagraph rollup --months 12
    """
    at = date(as_of)

    async def work(found: Store) -> RolledUp:
        with extra("a roll-up"):
            from queries.rollup import roll_up  # noqa: PLC0415 - DuckDB and Ibis: slow to import
        return await roll_up(found, at, notes(aside=json), workers, months=months, anew=anew)

    show(with_store(store, work), json=json)


def show(done: RolledUp, *, json: bool) -> None:
    """Print what a roll-up did."""
    if json:
        print_json(done._asdict())
        return
    console.print(f"[bold]{done.cells:,} cells, {done.sums:,} sums[/bold] of organisations and bands by themes")
    counted = "all officers" if done.counted is None else f"officers of {done.counted:,} places"
    console.print(
        f"{counted} counted; {done.written:,} parts written, {done.unchanged:,} unchanged, {done.gone:,} gone"
    )
    as_date(done.at)
