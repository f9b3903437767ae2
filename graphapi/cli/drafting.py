"""Commands for the review of frameworks: draft new, list, show, submit, approve, reject, protect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from graphapi.cli import drafting_shown
from graphapi.cli.shared import JsonOption, StoreOption, console, pairs, print_json, with_store
from loaders import draft_differences, drafting, proposals, reviewed
from loaders.draft_differences import Review
from loaders.drafts import Draft, WritingError
from loaders.formats import FORMATS, recognise
from loaders.rows import Context, Rejected, SourceError
from queries.resolve import resolve
from queries.rights import Subject
from queries.stores import Store

draft = typer.Typer(
    help="Changes to frameworks under review: draft them, review them, publish them.", no_args_is_help=True
)

AsOption = Annotated[str, typer.Option("--as", help="Who acts, as the record will have it.")]
DraftArgument = Annotated[str, typer.Argument(help="The draft, by its id.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why.")]
RevisionOption = Annotated[
    int | None, typer.Option("--revision", help="As it was seen; when left out: as it is when the command runs.")
]


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.add_typer(draft, name="draft")


@draft.command("new")
def new(
    path: Annotated[Path, typer.Argument(help="A file or folder in any format that can be loaded.")],
    by: AsOption,
    reason: ReasonOption,
    format: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}, or auto.")] = "auto",  # noqa: A002
    complete: Annotated[
        bool | None, typer.Option("--complete/--partial", help="Whether what the source no longer has is retired.")
    ] = None,
    option: Annotated[list[str] | None, typer.Option("--option", "-o", help="NAME=VALUE, as for load.")] = None,
    replaces: Annotated[str | None, typer.Option("--draft", help="An open draft of one's own to draft anew.")] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Draft what a file would change; nothing is loaded. Status 2: some rows were rejected and left out.

    Example: karmagraph draft new kcm-2027.xlsx --as asha --reason "annual revision"
    """
    options = pairs(option)

    async def work(found: Store) -> tuple[Review, Sequence[Rejected]]:
        if format not in {*FORMATS, "auto"} or not path.exists():
            raise SourceError(str(path), "no such file, or no such format", "check both")
        fmt = recognise(path) if format == "auto" else FORMATS[format]
        context = Context((await drafting.proposing(found, "")).scales, options)
        whole = fmt.complete if complete is None else complete
        source = await drafting.proposing(found, fmt.origin(path, context), complete=whole)
        examined = await proposals.examine(found, fmt.read(path, context), source)
        made = await _drafted(found, by, source.origin, examined.changes, reason, replaces)
        return await draft_differences.review(found, made, _acting(by)), examined.rejected

    review, rejected = _explained(store, work)
    print_json(drafting_shown.review_json(review, rejected)) if json else drafting_shown.show(review, rejected)
    raise typer.Exit(2 if rejected else 0)


async def _drafted(
    store: Store, by: str, origin: str, changes: Sequence[proposals.Proposed], reason: str, replaces: str | None
) -> Draft:
    if not replaces:
        return await drafting.create(store, _acting(by), origin, changes, reason)
    [known] = await drafting.read(store, [replaces])
    return await drafting.edit(store, replaces, known.revision, _acting(by), changes, reason, origin)


@draft.command("list")
def list_command(
    by: Annotated[str | None, typer.Option("--as", help="Only what awaits this person.")] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List the drafts that are not published, the last changed first.

    Example: karmagraph draft list --as ravi
    """

    async def work(found: Store) -> list[Draft]:
        return [each for each in await drafting.listed(found) if by is None or each.awaits(_acting(by))]

    found = _explained(store, work)
    if json:
        print_json([drafting_shown.draft_json(each) for each in found])
        return
    for each in found:
        console.print(f"{each.id}  {drafting_shown.line(each)}")
    console.print(f"[dim]{len(found):,} drafts[/dim]")


@draft.command("show")
def show(id_: DraftArgument, store: StoreOption = None, json: JsonOption = False) -> None:
    """Show a draft: its changes, whom they touch, and what stands in its way.

    Example: karmagraph draft show draft:0f3a9c
    """

    async def work(found: Store) -> Review:
        [known] = await drafting.read(found, [id_])
        return await draft_differences.review(found, known, Subject())

    review = _explained(store, work)
    print_json(drafting_shown.review_json(review)) if json else drafting_shown.show(review)


@draft.command("submit")
def submit(
    id_: DraftArgument,
    by: AsOption,
    revision: RevisionOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Give one's own draft to the first review.

    Example: karmagraph draft submit draft:0f3a9c --as asha
    """
    _stepped(store, id_, revision, lambda found, seen: drafting.submit(found, id_, seen, _acting(by)), json=json)


@draft.command("approve")
def approve(
    id_: DraftArgument,
    by: AsOption,
    reason: ReasonOption = "",
    revision: RevisionOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Approve a draft; the second approval, by another person than the first, publishes it.

    Example: karmagraph draft approve draft:0f3a9c --as ravi
    """
    _stepped(
        store, id_, revision, lambda found, seen: drafting.approve(found, id_, seen, _acting(by), reason), json=json
    )


@draft.command("reject")
def reject(
    id_: DraftArgument,
    by: AsOption,
    reason: ReasonOption,
    revision: RevisionOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Send a draft back: from the second review to the first, from the first to its author.

    Example: karmagraph draft reject draft:0f3a9c --as meena --reason "level 3 is for leaders"
    """
    _stepped(
        store, id_, revision, lambda found, seen: drafting.reject(found, id_, seen, _acting(by), reason), json=json
    )


@draft.command("protect")
def protect(framework: Annotated[str, typer.Argument(help="A framework, by id.")], store: StoreOption = None) -> None:
    """Put a framework under review: from now on it changes by approved drafts only, and no load changes it.

    Example: karmagraph draft protect kcm
    """

    async def work(found: Store) -> str:
        id_ = await resolve(found, "Framework", framework)
        await reviewed.put_under_review(found, id_)
        return id_

    console.print(f"{_explained(store, work)} is under review: propose changes by karmagraph draft new")


def _acting(by: str) -> Subject:
    """Whoever has the store acts for whom they name: who is named is recorded, and no one twice in one review."""
    return Subject(by.strip(), frozenset({"steward", "reviewer"}))


def _stepped(
    uri: str | None, id_: str, revision: int | None, step: Callable[[Store, int], Awaitable[Draft]], *, json: bool
) -> None:
    async def work(found: Store) -> Draft:
        [known] = await drafting.read(found, [id_])
        return await step(found, known.revision if revision is None else revision)

    done = _explained(uri, work)
    print_json(drafting_shown.draft_json(done)) if json else console.print(f"{done.id}  {drafting_shown.line(done)}")


def _explained(uri: str | None, work: Callable[[Store], Awaitable[Any]]) -> Any:
    with _told():
        return with_store(uri, work)


@contextmanager
def _told() -> Iterator[None]:
    """A refusal as the command line says it: what, and what stands in the way."""
    try:
        yield
    except WritingError as error:
        why = [f"{each.get('thing') or each.get('at')}: {_why(each)}" for each in _details(error)]
        raise SourceError("draft", str(error), "\n".join(why[: drafting_shown.SHOWN])) from error


def _details(error: WritingError) -> list[dict[str, Any]]:
    return [*error.details.get("meanwhile", ()), *error.details.get("rejected", ())]


def _why(each: dict[str, Any]) -> str:
    return f"{each['reason']} {each['value']}" if "reason" in each else f"it now says {each['now']}"
