"""The command that looks for what is wrong: check."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, print_json, with_store
from loaders.formats import recognise
from loaders.load import load
from loaders.rows import Context, Rejected
from queries.checks import SEVERITIES, Finding, Result, Thing, check, clean, rules
from queries.stores import connect

ERRORS = 3
"""The exit status when there are errors."""

SHOWN = 5
"""Findings of one rule on the screen."""

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("check")(check_command)


def check_command(
    path: Annotated[Path | None, typer.Argument(help="A file or folder to check by itself, not the store.")] = None,
    store: StoreOption = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule; may be repeated.")] = None,
    shacl: Annotated[
        Path | None, typer.Option("--shacl", help="Write every finding to this file, a SHACL report in Turtle.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look for what is wrong in the store: cycles, labels, levels, retired references, what nobody can meet.

    Status: 0 no errors (there may be warnings and notes), 3 errors.

    Examples: karmagraph check · karmagraph check --rule label-clash --json · karmagraph check framework.xlsx
    """
    names = [_known(name) for name in rule or ()]
    results = asyncio.run(_check_source(path, names)) if path else with_store(store, lambda found: check(found, names))
    if shacl:
        from graphapi.cli.shacl import report  # noqa: PLC0415 - rdflib is slow to import

        shacl.write_text(report(results), "utf-8")
    if json:
        print_json({"rules": [result.as_json() for result in results], "ok": clean(results)})
    else:
        _show(results)
    raise typer.Exit(0 if clean(results) else ERRORS)


def _known(name: str) -> str:
    if name not in rules():
        near = difflib.get_close_matches(name, rules(), 1) or rules()
        raise typer.BadParameter(f"no rule {name!r}; there is {', '.join(near)}")
    return name


async def _check_source(path: Path, names: Sequence[str]) -> list[Result]:
    """What a source contains by itself: loaded into a store that goes again, what cannot be loaded being an error."""
    with TemporaryDirectory() as folder:
        store = await connect(f"embedded:{folder}/check", exclusive=True)
        try:
            loaded = await load(store, recognise(path), path, Context())
            return [_rejected(loaded.rejected), *await check(store, names)]
        finally:
            await store.close()


def _rejected(rows: Sequence[Rejected]) -> Result:
    name, severity = "row-rejected", "error"
    findings = [
        Finding(name, severity, Thing("Row", str(row.at), row.value), row.reason, row.suggestion or "correct the row")
        for row in rows
    ]
    return Result(name, "Rows of the source that cannot be loaded.", severity, tuple(findings))


# --- the screen ------------------------------------------------------------------------------------------


def _show(results: Sequence[Result]) -> None:
    for result in results:
        if result.findings:
            _show_result(result)
    counts = {severity: sum(len(r.findings) for r in results if r.severity == severity) for severity in SEVERITIES}
    told = ", ".join(f"{count:,} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items())
    console.print(f"[dim]{len(results)} rules: {told}[/dim]")


def _show_result(result: Result) -> None:
    colour = COLOURS[result.severity]
    console.print(f"[{colour}]{result.severity}[/{colour}] [bold]{result.rule}[/bold] {len(result.findings):,}")
    console.print(f"  [dim]{_plain(result.doc)}[/dim]")
    for finding in result.findings[:SHOWN]:
        thing = finding.thing
        console.print(f"  {thing.type} {_plain(thing.id)} · {_plain(thing.title)}: {_plain(finding.message)}")
    if len(result.findings) > SHOWN:
        console.print(f"  … and {len(result.findings) - SHOWN:,} more: --shacl FILE has them all")
    console.print(f"  [dim]{_plain(result.findings[0].remedy)}[/dim]\n")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
