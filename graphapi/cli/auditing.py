"""Commands on the audit trail: audit verify, audit show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, print_json
from queries.looks import who_looked
from queries.officer_keys import officer_keys
from queries.stores import DEFAULT_URI
from queries.trail import files, head_of, trail
from queries.trail_check import Verdict, verify

BROKEN = 3


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    group = typer.Typer(name="audit", help="The audit trail: is it whole, and who looked at an officer's record.")
    group.command("verify")(verify_command)
    group.command("show")(show)
    app.add_typer(group)


def verify_command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files of a trail, the oldest first.")] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Walk along the trail: whole, or the first line that is not as it was written.

    Without FILE, the store's own trail, from its first line to where it went last. Status 3 when it is not whole.

    Examples: karmagraph audit verify · karmagraph audit verify old/audit.000000000001.jsonl audit.jsonl
    """
    path = trail(store or DEFAULT_URI).path
    verdict = verify(paths, whole=False) if paths else verify(files(path), head_of(path))
    if json:
        print_json({name: getattr(verdict, name) for name in Verdict.__slots__})
    else:
        _say(verdict)
    raise typer.Exit(BROKEN if verdict.fault else 0)


def _say(verdict: Verdict) -> None:
    console.print(f"{verdict.lines:,} entries", end="")
    console.print(f", {verdict.since} to {verdict.until}" if verdict.lines else "")
    if verdict.fault:
        console.print(f"[red]not whole:[/red] {_plain(verdict.fault)}")
    else:
        console.print(f"whole; the last hash is {verdict.last}")


def show(
    officer: Annotated[str, typer.Option("--officer", help="The officer's id, whole.")],
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List who looked at an officer's record, and how.

    Example: karmagraph audit show --officer sample:OFF-0417
    """
    uri = store or DEFAULT_URI
    key = officer_keys(uri).key(officer)
    looks = list(who_looked(files(trail(uri).path), key)) if key else []
    if json:
        print_json({"looks": [entry | {"certain": certain} for entry, certain in looks]})
        return
    for entry, certain in looks:
        console.print(_line(entry), "" if certain else "[dim](a list of many officers, perhaps with this one)[/dim]")
    console.print(f"[dim]{len(looks):,} looks[/dim]" if key else "Nobody looked, or the key was destroyed.")


def _line(entry: dict[str, Any]) -> str:
    how = entry.get("command") or f"{entry['method']} {entry['route']} {entry.get('name', '')}".strip()
    who = entry["who"] or "nobody in particular"
    return _plain(f"{entry['at']}  {who} ({', '.join(entry.get('rights', ['operator']))})  {how}  {entry['request']}")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
