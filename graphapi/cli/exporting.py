"""The command that writes what the store states in another format: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graphapi.cli import formats
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, pairs, print_json, with_store
from loaders.content import SERVICE, Scope
from loaders.exports import WRITINGS, export, put
from loaders.rdf_out_thing import about
from ontology.model import NODES
from queries.answers import moment
from queries.resolve import resolve
from queries.stores import Store


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("export", cls=formats.command(WRITINGS), epilog=formats.told(WRITINGS))(export_command)


def export_command(
    format_: Annotated[str, typer.Option("--format", "-f", help=f"One of {', '.join(WRITINGS)}.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; a folder for csv.")],
    framework: Annotated[str | None, typer.Option("--framework", help="Only this framework, by id.")] = None,
    thing: Annotated[
        str | None, typer.Option("--thing", metavar="TYPE:ID", help="Only this thing, with its frameworks' notices.")
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Officers, postings, holdings and enrolments too.")] = False,
    as_of: AsOfOption = None,
    option: Annotated[list[str] | None, typer.Option("--option", help="NAME=VALUE, as the format asks for.")] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Write what the store states in another format; what the format cannot carry is told.

    Examples: karmagraph export -f xlsx --framework kcm -o kcm.xlsx · karmagraph export -f turtle -o all.ttl

    karmagraph export -f jsonld --thing Role:sample:SO-MON -o role.jsonld
    """
    writing = WRITINGS.get(format_)
    if writing is None:
        raise typer.BadParameter(f"no format {format_!r}; there is {', '.join(WRITINGS)}")
    if framework and thing:
        raise typer.BadParameter("--framework or --thing, not both")
    asked = _typed(thing, people=people) if thing else None
    options = pairs(option)
    formats.checked(format_, writing, options)

    async def work(found: Store) -> list[str]:
        known = await resolve(found, "Framework", framework) if framework else None
        at = date(as_of) or (None if writing.history else await moment(found, None))
        if "at" in writing.options:
            options.setdefault("at", at or await moment(found, None))
        if asked:
            rows = await about(found, asked[0], await resolve(found, *asked), as_of=at, people=people)
            return await put(writing, out, rows, options)
        return await export(found, writing, out, Scope(framework=known, as_of=at, people=people), options)

    losses = with_store(store, work)
    if json:
        print_json({"format": format_, "path": str(out), "losses": losses})
        return
    console.print(f"{out}")
    for loss in losses:
        console.print(f"[yellow]not carried[/yellow] {loss.replace('[', chr(92) + '[')}")


def _typed(thing: str, *, people: bool) -> tuple[str, str]:
    """The type and id of `TYPE:ID`; a usage error for what is no type, or personal and not asked for."""
    label, _, id_ = thing.partition(":")
    if label not in NODES or label in SERVICE or not id_:
        types = ", ".join(name for name in NODES if name not in SERVICE)
        raise typer.BadParameter(f"{thing!r} is not TYPE:ID, with a type of {types}")
    if NODES[label].personal and not people:
        raise typer.BadParameter(f"{label} is personal data: with --people")
    return label, id_
