"""Commands that copy a whole store: backup, restore."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from graphapi.cli.operator import tell
from graphapi.cli.shared import JsonOption, StoreOption, console, print_json, with_store
from loaders.backup import backup
from loaders.restore import Restored, restore
from queries.officer_keys import officer_keys
from queries.stores import DEFAULT_URI, Store
from queries.trail import trail


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("backup")(backup_command)
    app.command("restore")(restore_command)


def backup_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write, such as backup.jsonl.gz.")],
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Write all that the store has into one file, which restores into either engine.

    It holds people's data, and is readable by you only. Not in it are the audit trail and officers' keys.

    Example: karmagraph backup karmagraph-2026-11-24.jsonl.gz
    """
    mark = officer_keys(store or DEFAULT_URI).mark()
    with _bar() as bar:
        task = bar.add_task("rows", total=None)

        async def copy(found: Store) -> int:
            return await backup(found, path, lambda rows: bar.update(task, completed=rows), mark=mark)

        rows = with_store(store, copy)
    if json:
        print_json({"path": str(path), "rows": rows, "bytes": path.stat().st_size})
    else:
        console.print(f"{path}: {rows:,} rows, {path.stat().st_size / 1e6:,.1f} MB")


def restore_command(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that karmagraph backup wrote.")],
    store: StoreOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take out what the store has.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    in_parts: Annotated[
        bool, typer.Option("--in-parts", help="On Neo4j, for millions of rows: visible as it goes.")
    ] = False,
    other_keys: Annotated[
        bool, typer.Option("--other-keys", help="Officers' keys are lost: who was forgotten since comes back.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Put what an archive has into an empty store: verified first, then all of it or nothing.

    Officers who were forgotten since are left out, with what names them.

    Examples: karmagraph restore backup.jsonl.gz · karmagraph restore backup.jsonl.gz --store neo4j://localhost:7687
    """
    uri = store or DEFAULT_URI
    if replace and not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("nobody is there to ask: with --yes")
        typer.confirm(f"Replace all that {uri.rpartition('@')[2]} has?", abort=True)
    with _bar() as bar:
        tasks: dict[str, Any] = {}

        def told(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        keys = officer_keys(uri)
        trail(uri).ready()
        options = {"replace": replace, "in_parts": in_parts, "other_keys": other_keys}
        done = asyncio.run(restore(path, uri, keys, progress=told, **options))
    tell(uri, "restore", {"rows": done.rows, "forgotten": done.forgotten})
    if json:
        print_json({name: getattr(done, name) for name in Restored.__slots__})
        return
    console.print(f"{done.rows:,} rows of {done.taken}", end="")
    console.print(f", without {done.forgotten:,} forgotten officers" if done.forgotten else "")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True),
    )  # fmt: skip
