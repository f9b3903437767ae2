"""The command that keeps counts of officers in the graph: rollup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from graphapi.cli.asking import as_date
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from queries.stores import Store
from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries.rollup import RolledUp


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("rollup")(rollup)


def rollup(as_of: AsOfOption = None, json: JsonOption = False, store: StoreOption = None) -> None:
    """Count officers by organisation, role, competency and level, and keep the counts: maps and what-ifs read them.

    Only what has changed is written. Run it after each load, and once a day.

    Examples: karmagraph rollup · karmagraph rollup --json
    """
    at = date(as_of)

    async def work(found: Store) -> RolledUp:
        try:
            from queries.rollup import roll_up  # noqa: PLC0415 - DuckDB and Ibis: slow to import, an extra
        except ModuleNotFoundError as error:
            raise StoreError(f"a roll-up needs {error.name}", "pip install 'karmagraph[scale]'") from error
        return await roll_up(found, at, (lambda _: None) if json else console.print)

    done = with_store(store, work)
    if json:
        print_json(done._asdict())
        return
    console.print(f"[bold]{done.cells:,} cells, {done.sums:,} sums[/bold] of organisations by themes")
    console.print(f"{done.written:,} parts written, {done.unchanged:,} unchanged, {done.gone:,} gone")
    as_date(done.at)
