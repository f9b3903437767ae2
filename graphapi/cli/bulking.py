"""The command that loads a nation's officers at once: bulk."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, notes, print_json, with_store
from queries.extras import extra
from queries.stores import Store

if TYPE_CHECKING:
    from loaders.bulk import Loaded

SHOWN = 3
"""Examples shown of each kind of rejected row."""


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("bulk")(bulk)


def bulk(
    folder: Annotated[Path, typer.Argument(help="Has officers, postings, holdings, enrolments as .csv or .parquet.")],
    tool: Annotated[
        str | None, typer.Option("--tool", help="Neo4j's import tool: 'neo4j-admin database import full'.")
    ] = None,
    files: Annotated[
        Path | None, typer.Option("--files", help="Write the tool's files to this folder, and leave them there.")
    ] = None,
    prefix: Annotated[
        str | None, typer.Option("--prefix", help="Stands before bare ids; default: the folder's name.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option("--work", help="Where to work: ten times the size of the folder may be needed.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing when any row is bad.")] = False,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Load millions of officers for the first time, beside the framework that the store has.

    The store is an embedded one, and they are copied into it; or with --tool it is left as it is, and Neo4j's import
    tool makes a database of both, while the server is stopped. Status as of load.

    Examples: karmagraph bulk records/ · karmagraph bulk records/ --tool 'neo4j-admin database import full'
    """

    async def loaded(found: Store) -> Loaded:
        with extra("a bulk load"):
            from loaders import bulk as loading  # noqa: PLC0415 - DuckDB: slow to import
        command = tuple(shlex.split(tool or ""))
        named = prefix or folder.resolve().name
        note = notes(aside=True)
        wanted = loading.Wanted(named, work, command, files, strict, note)
        return await loading.bulk(found, folder, wanted)

    done = with_store(store, loaded)
    print_json(done.as_json()) if json else _show(done)
    raise typer.Exit(done.status)


def _show(done: Loaded) -> None:
    if not done.written:
        console.print("[red]Nothing was loaded.[/red]")
    for name, counts in (("read", done.read), ("created", done.created)):
        listed = ", ".join(f"{label} {count:,}" for label, count in counts.items())
        console.print(f"{name:>10}  {sum(counts.values()):,}  [dim]({listed})[/dim]")
    for fault in done.rejected:
        console.print(f"[yellow]  rejected  {fault.rows:,} {fault.sheet}: {fault.reason}[/yellow]")
        console.print(f"            such as {', '.join(fault.examples[:SHOWN])}".replace("[", r"\["))
    spent = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.seconds.items())
    console.print(f"[dim]{spent}[/dim]")
    if done.arguments:
        console.print("With the server stopped and its database empty, run the import tool with:")
        sys.stdout.write(f"{shlex.join(done.arguments)}\n")
