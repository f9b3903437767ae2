"""The command that looks for what is wrong: check."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, print_json, with_store
from loaders.formats import recognise
from loaders.load import load
from loaders.rows import Context, Rejected
from ontology.model import NODES
from queries import question
from queries.checks import SEVERITIES, Finding, Result, Thing, check, clean, rules
from queries.stores import Store, connect

ERRORS = 3
"""The exit status when there are errors."""

SHOWN = 5
"""Findings of one rule on the screen."""

SHAPE = "shape"
"""The rule of our SHACL shapes."""

FEW = 1_000
"""Things up to which the shapes are looked at unasked: some seconds."""

COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rules to look at, all when none is named; the shapes too, or not, or (None) where there is little."""

    rules: list[str]
    shapes: bool | None


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
    shapes: Annotated[
        bool | None,
        typer.Option(
            "--shapes/--no-shapes",
            help=f"Validate all as RDF by our SHACL shapes too; unasked only up to {FEW:,} things: it is slow.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Look for what is wrong in the store: cycles, labels, levels, retired references, what nobody can meet.

    Status: 0 no errors (there may be warnings and notes), 3 errors.

    Examples: karmagraph check · karmagraph check --rule label-clash --json · karmagraph check framework.xlsx
    """
    names = [_known(name) for name in rule or ()]
    how = Asked(names, True if SHAPE in names else False if names and not shapes else shapes)
    results = asyncio.run(_check_source(path, how)) if path else with_store(store, lambda found: _check(found, how))
    if shacl:
        from graphapi.cli.shacl import report  # noqa: PLC0415 - rdflib is slow to import

        shacl.write_text(report(results), "utf-8")
    if json:
        print_json({"rules": [result.as_json() for result in results], "ok": clean(results)})
    else:
        _show(results)
    raise typer.Exit(0 if clean(results) else ERRORS)


def _known(name: str) -> str:
    known = [*rules(), SHAPE]
    if name not in known:
        near = difflib.get_close_matches(name, known, 1) or known
        raise typer.BadParameter(f"no rule {name!r}; there is {', '.join(near)}")
    return name


async def _check(store: Store, asked: Asked) -> list[Result]:
    """What the rules find, and the shapes: if asked, else in a store of few things."""
    named = [name for name in asked.rules if name != SHAPE]
    results = await check(store, named) if named or not asked.rules else []
    few = asked.shapes is None and await _things(store) <= FEW
    if asked.shapes or few:
        from loaders.rdf_shapes import validated  # noqa: PLC0415 - rdflib is slow to import

        results.append(await validated(store))
    return results


async def _things(store: Store) -> int:
    """The number of nodes in a store, without people."""
    rows = await store.ask(question("store/counts"))
    return sum(row["n"] for row in rows if row["id"] in NODES and not NODES[row["id"]].personal)


async def _check_source(path: Path, asked: Asked) -> list[Result]:
    """What a source contains by itself: loaded into a store that goes again, what cannot be loaded being an error."""
    with TemporaryDirectory() as folder:
        store = await connect(f"embedded:{folder}/check", exclusive=True)
        try:
            loaded = await load(store, recognise(path), path, Context())
            return [_rejected(loaded.rejected), *await _check(store, asked)]
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
