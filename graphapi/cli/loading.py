"""Commands that load: load, template, doctor, schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from graphapi.cli import formats
from graphapi.cli.shared import StoreOption, console, pairs, print_json, with_store
from loaders.formats import FORMATS, recognise
from loaders.load import Options, Report, load
from loaders.replacing import Replacement, replace
from loaders.rows import Context, Place, Rejected, SourceError
from loaders.sample import load_sample
from loaders.template import write_template
from ontology.instants import now
from queries.answers import scales
from queries.stores import Store

SHOWN = 10


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("load", cls=formats.command(FORMATS), epilog=formats.told(FORMATS))(load_command)
    app.command("template")(template)
    app.command("doctor")(doctor)
    app.command("schema")(schema)


def load_command(
    format: Annotated[str, typer.Argument(help=f"{', '.join(FORMATS)}, auto, or sample (needs no path).")],  # noqa: A002
    path: Annotated[Path | None, typer.Argument(help="File or folder; - for standard input.")] = None,
    store: StoreOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the whole report to this file as JSON.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Load nothing when any row is bad.")] = False,
    in_parts: Annotated[
        bool, typer.Option("--in-parts", help="For millions of rows: visible as it goes; run again to resume.")
    ] = False,
    complete: Annotated[
        bool | None, typer.Option("--complete/--partial", help="Whether what the source no longer has is retired.")
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", "-o", help="NAME=VALUE for the format; may be repeated.")
    ] = None,
    replaced: Annotated[
        bool, typer.Option("--replace", help="Move requirements and holdings of what is replaced to what replaces it.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Load a source: all of it becomes visible, or none.

    Status: 0 clean, 2 some rows were rejected and the rest loaded, 1 nothing was loaded.

    Examples: karmagraph load sample · karmagraph load esco ./esco · karmagraph load table my.xlsx --report report.json
    """
    options = pairs(option)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        transient=True, disable=not sys.stderr.isatty(), console=_stderr(),
    ) as bar:  # fmt: skip
        settings = Options(strict=strict, in_parts=in_parts, complete=complete, progress=_progress(bar))

        async def work(found: Store) -> tuple[Report, Replacement]:
            done = await _load(found, format, path, options, settings)
            return done, await replace(found, settings.at, apply=replaced and done.written)

        try:
            done, moved = with_store(store, work)
        except SourceError as error:
            _write(report, _refused(format, error).as_json())
            raise
    told = done.as_json() | ({"replaced": moved.as_json()} if moved.moves or moved.unclear else {})
    _write(report, told)
    if json:
        print_json(told)
    else:
        _show(done, report)
        _show_moves(moved)
    raise typer.Exit(done.status)


def _write(report: Path | None, told: dict[str, Any]) -> None:
    if report:
        report.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _refused(name: str, error: SourceError) -> Report:
    """The report of a source that cannot be read: its one fault, with the place."""
    at = error.at if isinstance(error.at, Place) else Place(error.at)
    fault = Rejected(at, error.reason, suggestion=error.hint)
    return Report(name, "", {}, {}, {}, {}, {}, [fault], [], extra=0, seconds=0, written=False)


async def _load(store: Store, name: str, path: Path | None, options: dict[str, str], settings: Options) -> Report:
    if name == "sample":
        return await load_sample(store, settings)
    if path is None:
        raise typer.BadParameter(f"where is the {name} source? give a file or folder")
    if name != "auto" and name not in FORMATS:
        raise typer.BadParameter(f"no format {name!r}; known: {', '.join(FORMATS)}, auto, sample")
    path = Path("/dev/stdin") if str(path) == "-" else path
    fmt = recognise(path) if name == "auto" else FORMATS[name]
    formats.checked(fmt.name, fmt, options)
    return await load(store, fmt, path, Context(await scales(store, now()), options), settings)


def _stderr() -> Any:
    from rich.console import Console  # noqa: PLC0415 - only for the bar

    return Console(stderr=True)


def _progress(bar: Progress) -> Any:
    tasks: dict[str, Any] = {}

    def report(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total)
        bar.update(tasks[stage], completed=done, total=total)

    return report


def _show(done: Report, report: Path | None) -> None:
    if not done.written:
        console.print("[red]Nothing was loaded.[/red]")
    for name in ("created", "changed", "unchanged", "retired"):
        counts = getattr(done, name)
        if counts:
            listed = ", ".join(f"{label} {count:,}" for label, count in counts.items())
            console.print(f"{name:>10}  {sum(counts.values()):,}  [dim]({listed})[/dim]")
    for remark in done.remarks[:SHOWN]:
        example = remark["examples"][0]["value"]
        console.print(f"[dim]    remark  {remark['count']:,} × {_plain(remark['kind'])}: {_plain(example)[:80]}[/dim]")
    if done.rejected:
        console.print(f"[yellow]  rejected  {len(done.rejected):,} row{'s' * (len(done.rejected) > 1)}[/yellow]")
    for row in done.rejected[:SHOWN]:
        hint = f" ({row.suggestion})" if row.suggestion else ""
        console.print(f"            {_plain(str(row.at))}: {_plain(row.reason)}: {_plain(row.value)}{_plain(hint)}")
    if len(done.rejected) > SHOWN:
        where = f"all are in {report}" if report else "--report FILE has them all"
        console.print(f"            … and {len(done.rejected) - SHOWN:,} more: {where}")
    console.print(f"[dim]{done.format} · {done.framework} · {done.seconds:.1f} s[/dim]")


def _show_moves(moved: Replacement) -> None:
    """Say what was moved to competencies that replace others, or what --replace would move."""
    for move in moved.moves[:SHOWN]:
        counts = move.as_json()
        already = f", {move.already:,} of them there already" if move.already else ""
        people = "holdings of fewer than 5 officers" if counts["officersHidden"] else f"{move.holdings:,} holdings"
        said = f"{move.requirements:,} requirements{already}, {people}"
        console.print(
            f"  {'replaced' if moved.applied else 'to replace'}  {_plain(move.old)} → {_plain(move.new)}: {said}"
        )
    if len(moved.moves) > SHOWN:
        console.print(f"            … and {len(moved.moves) - SHOWN:,} more: --json has them all")
    for old, several in list(moved.unclear.items())[:SHOWN]:
        console.print(f"[yellow]  not clear what replaces {_plain(old)}: {_plain(', '.join(several))}[/yellow]")
    if moved.moves and not moved.applied:
        console.print("[dim]            nothing was moved: load again with --replace to do so[/dim]")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def template() -> None:
    """Write a workbook to fill in, with drop-downs and one example row a sheet.

    Example: karmagraph template > framework.xlsx
    """
    if sys.stdout.isatty():
        raise typer.BadParameter("a workbook is no text: redirect it, karmagraph template > framework.xlsx")
    write_template(sys.stdout.buffer)


def doctor(
    store: StoreOption = None, json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False
) -> None:
    """Look at the store: does it answer, is its schema right, how much is in it."""

    async def work(found: Store) -> dict[str, Any]:
        from queries import question  # noqa: PLC0415

        health = await found.health()
        counts = {row["id"]: row["n"] for row in await found.ask(question("store/counts"))}
        return {"store": health.uri, "engine": health.engine, "schema": health.schema, "epoch": health.epoch,
                "dataAsOn": health.data_as_on, "problems": list(health.problems), "counts": counts}  # fmt: skip

    answer = with_store(store, work)
    if json:
        print_json(answer)
        return
    for name, value in answer.items():
        if name != "counts":
            console.print(f"{name:>10}  {value or '—'}")
    for label, count in sorted(answer["counts"].items()):
        console.print(f"{label:>14}  {count:,}")


def schema() -> None:
    """Print the GraphQL schema."""
    from graphapi.schema.build import printed  # noqa: PLC0415 - slow to build

    sys.stdout.write(printed())
