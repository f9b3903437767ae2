"""The command that erases people: forget."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, print_json, with_store
from loaders.erasing import Erased, erase
from loaders.restore import rewritten
from queries.officer_keys import officer_keys
from queries.stores import DEFAULT_URI, Store
from queries.stores.service import RemoteStore


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("forget")(forget_command)


def forget_command(
    officers: Annotated[list[str] | None, typer.Argument(help="Ids of officers, whole.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Write the embedded store's file anew, without a trace of what is gone.")
    ] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Erase officers for good: their records, what names them, and the keys that tie the audit trail to them.

    They stay forgotten: what a source or an older backup still says of them is left out. The embedded store's file
    is written anew afterwards, unless a service holds it: then stop it, and run `karmagraph forget --rewrite`.

    Examples: karmagraph forget sample:OFF-0417 --dry-run · karmagraph forget sample:OFF-0417 --yes
    """
    ids, uri = officers or [], store or DEFAULT_URI
    if not ids and not rewrite:
        raise typer.BadParameter("which officers? give their ids")
    found = _erased(uri, ids, dry_run=True) if ids else Erased({}, {})
    if not dry_run:
        if ids and not yes:
            _say(found, "would go")
            _confirm(f"Erase {len(ids)} of them for good?")
        found = _erased(uri, ids, dry_run=False) if ids else found
    if json:
        print_json({"officers": len(ids), "gone": found.gone, "cleared": found.cleared, "dryRun": dry_run})
    else:
        _say(found, "would go" if dry_run else "gone")
    if not dry_run:
        _rewrite(uri)


def _erased(uri: str, ids: list[str], *, dry_run: bool) -> Erased:
    async def forget(found: Store) -> Erased:
        return await erase(found, ids, dry_run=dry_run)

    done = with_store(uri, forget)
    if not dry_run:  # after the record: while there is one, looks at it are told
        officer_keys(uri).forget(ids)
    return done


def _rewrite(uri: str) -> None:
    if not uri.startswith("embedded:"):
        console.print("[dim]Neo4j's files and transaction logs keep what was deleted for a time: docs/privacy.md[/dim]")
        return
    if not asyncio.run(_held(uri)):
        asyncio.run(rewritten(uri, officer_keys(uri)))
        return
    console.print("[yellow]A service holds the store: stop it and run karmagraph forget --rewrite[/yellow]")


async def _held(uri: str) -> bool:
    from queries.stores.service import find_service  # noqa: PLC0415

    service: RemoteStore | None = await find_service(str(Path(uri.removeprefix("embedded:"))))
    if service:
        await service.close()
    return service is not None


def _confirm(question: str) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody is there to ask: with --yes, or --dry-run")
    typer.confirm(question, abort=True)


def _say(found: Erased, word: str) -> None:
    if found.nothing:
        console.print("The store has nothing of them.")
    for what, counts in ((word, found.gone), ("cleared of them", found.cleared)):
        if counts:
            console.print(f"{what:>15}  {', '.join(f'{label} {count:,}' for label, count in counts.items())}")
