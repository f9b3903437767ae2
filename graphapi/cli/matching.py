"""Commands for crosswalks: match suggest, match confirm, match reject."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, date, print_json, with_store
from loaders import crosswalk, sssom_out
from loaders.crosswalk import KINDS, Decision
from loaders.losses import Losses
from loaders.rows import Place
from loaders.suggesting import Suggestion, suggest
from ontology.instants import now
from queries.answers import moment
from queries.resolve import resolve
from queries.search import documents
from queries.stores import Store

SHOWN = 20
match = typer.Typer(
    help="Crosswalks between frameworks: suggest matches, confirm or reject them.", no_args_is_help=True
)

AuthorOption = Annotated[str, typer.Option("--author", help="Who decides, such as orcid:0000-0002-1825-0097.")]
DateOption = Annotated[str | None, typer.Option("--date", help="When it was decided; default: today.")]


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.add_typer(match, name="match")


@match.command("suggest")
def suggest_command(
    ours: Annotated[str, typer.Argument(help="A framework, by id.")],
    theirs: Annotated[str, typer.Argument(help="Another framework, by id.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write them to this file, as SSSOM (TSV).")] = None,
    store_suggested: Annotated[
        bool, typer.Option("--store-suggested", help="Store them; they count for nothing until confirmed.")
    ] = False,
    min_confidence: Annotated[float, typer.Option(help="Only suggestions at least as sure, 0 to 1.")] = 0.5,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Suggest which competencies of two frameworks match, by their names in any language.

    What was confirmed, rejected or suggested before is left out. Nothing is merged.

    Example: karmagraph match suggest kcm onet -o kcm-onet.sssom.tsv
    """

    async def work(found: Store) -> list[Suggestion]:
        ids = [await resolve(found, "Framework", each) for each in (ours, theirs)]
        at = await moment(found, None)
        things = [each async for each in documents(found) if each.label == "Competency" and not each.retired]
        known = {(each.start, each.end) for each in await crosswalk.matches(found, at=at)}
        a, b = ([each for each in things if id_ in each.frameworks] for id_ in ids)
        suggested = suggest(a, b, known)
        sure = [each for each in suggested if each.confidence >= min_confidence]
        if store_suggested and sure:
            await crosswalk.store_suggested(found, sure, Decision("karmagraph", now(), at))
        return sure

    answer = with_store(store, work)
    if out:
        rows = [each.row("karmagraph", now(), Place(str(out))) for each in answer]
        titles = {each.id: each.title for one in answer for each in (one.subject, one.object)}
        sssom_out.put(rows, titles, out, Losses())
    print_json([_json(each) for each in answer]) if json else _show(answer, out)


@match.command("confirm")
def confirm(
    a: Annotated[str, typer.Argument(help="A competency, by id.")],
    b: Annotated[str, typer.Argument(help="The competency that it matches.")],
    author: AuthorOption,
    kind: Annotated[str, typer.Option("--kind", help=f"One of {', '.join(KINDS)}: what the second is.")] = "exact",
    decided: DateOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Confirm that two competencies match; an exact match counts at once.

    Example: karmagraph match confirm BEH-011 onet:2.A.1.b --kind close --author orcid:0000-0002-1825-0097
    """
    if kind not in KINDS:
        raise typer.BadParameter(f"no kind {kind!r}; there is {', '.join(KINDS)}")

    async def work(found: Store) -> dict[str, Any]:
        ids = [await resolve(found, "Competency", each) for each in (a, b)]
        report = await crosswalk.confirm(found, ids[0], ids[1], kind, await _decision(found, author, decided))
        return {"from": ids[0], "to": ids[1], "kind": kind, "state": "confirmed"} | _changes(report.as_json())

    answer = with_store(store, work)
    print_json(answer) if json else console.print(f"{answer['from']} {kind} match {answer['to']}: confirmed")


@match.command("reject")
def reject(
    a: Annotated[str, typer.Argument(help="A competency, by id.")],
    b: Annotated[str, typer.Argument(help="The competency that it does not match.")],
    author: AuthorOption,
    decided: DateOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Reject a match: it does not count, and is not suggested again.

    Example: karmagraph match reject BEH-011 onet:2.A.1.b --author orcid:0000-0002-1825-0097
    """

    async def work(found: Store) -> dict[str, Any]:
        ids = [await resolve(found, "Competency", each) for each in (a, b)]
        report, others = await crosswalk.reject(found, ids[0], ids[1], await _decision(found, author, decided))
        return {"from": ids[0], "to": ids[1], "state": "rejected", "statedBy": others} | _changes(report.as_json())

    answer = with_store(store, work)
    if json:
        print_json(answer)
        return
    console.print(f"{answer['from']} and {answer['to']}: rejected")
    for origin in answer["statedBy"]:
        console.print(f"[yellow]still stated[/yellow] by {origin}: load that source again without it")


async def _decision(store: Store, author: str, decided: str | None) -> Decision:
    return Decision(author, date(decided) or now(), await moment(store, None))


def _changes(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in ("created", "changed", "rejected")}


def _json(each: Suggestion) -> dict[str, Any]:
    ends = {
        name: {"id": thing.id, "title": thing.title} for name, thing in (("from", each.subject), ("to", each.object))
    }
    kind = each.type.removesuffix("_MATCH").lower()
    return ends | {"kind": kind, "confidence": each.confidence, "names": list(each.names)}


def _show(answer: list[Suggestion], out: Path | None) -> None:
    for each in answer[:SHOWN]:
        kind = each.type.removesuffix("_MATCH").lower()
        console.print(f"{each.confidence:.2f} {kind:>5}  {_named(each, 0)}  /  {_named(each, 1)}")
    where = f"all are in {out}" if out else "-o FILE has them all"
    console.print(f"{len(answer):,} suggested" + (f"; {where}" if len(answer) > SHOWN else ""))


def _named(each: Suggestion, side: int) -> str:
    """A thing by its title, the name that led to it where that is another, and its id."""
    thing = (each.subject, each.object)[side]
    name = each.names[side].partition("|")[2]
    text = thing.title + (f" = {name}" if name != thing.title else "")
    return f"{text} [dim]{thing.id}[/dim]".replace(text, text.replace("[", r"\["), 1)
