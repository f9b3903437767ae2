"""The command that writes what the store states in another format: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from loaders.content import Scope
from loaders.exports import WRITINGS, export
from queries.answers import moment
from queries.resolve import resolve
from queries.stores import Store


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("export")(export_command)


def export_command(
    format_: Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(WRITINGS)}.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; a folder for csv.")],
    framework: Annotated[str | None, typer.Option("--framework", help="Only this framework, by id.")] = None,
    people: Annotated[bool, typer.Option("--people", help="Officers, postings, holdings and enrolments too.")] = False,
    as_of: AsOfOption = None,
    option: Annotated[list[str] | None, typer.Option("--option", help="NAME=VALUE, as the format asks for.")] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Write what the store states in another format; what the format cannot carry is told.

    Examples: karmagraph export -f xlsx --framework kcm -o kcm.xlsx · karmagraph export -f turtle -o all.ttl
    """
    writing = WRITINGS.get(format_)
    if writing is None:
        raise typer.BadParameter(f"no format {format_!r}; there is {', '.join(WRITINGS)}")
    options = dict(pair.partition("=")[::2] for pair in option or ())

    async def work(found: Store) -> list[str]:
        known = await resolve(found, "Framework", framework) if framework else None
        at = date(as_of) or (None if writing.history else await moment(found, None))
        return await export(found, writing, out, Scope(framework=known, as_of=at, people=people), options)

    losses = with_store(store, work)
    if json:
        print_json({"format": format_, "path": str(out), "losses": losses})
        return
    console.print(f"{out}")
    for loss in losses:
        console.print(f"[yellow]not carried[/yellow] {loss.replace('[', chr(92) + '[')}")
