"""The command that tells how two versions differ: diff."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from graphapi.cli.shared import JsonOption, StoreOption, console, date, print_json
from loaders.effects import Effect, Thing, effects
from loaders.formats import recognise
from loaders.rows import Context
from loaders.spool import Spool
from loaders.version_sources import of_source, of_store
from loaders.versions import KINDS, Change, Versions, compare
from ontology.instants import now
from ontology.levels import Scales
from queries.answers import moment, scales
from queries.checks import FEWEST
from queries.resolve import resolve
from queries.stores import Store, connect

SHOWN = 20
"""Changes of one kind on the screen."""

WORDS = {
    "relevelled": "re-levelled",
    "essential": "optional → essential",
    "optional": "essential → optional",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How two versions differ, and what that touches."""

    versions: tuple[str, str]
    changes: Sequence[Change]
    effects: dict[Thing, Effect]
    titles: dict[str, str]
    rejected: int

    def as_json(self) -> dict[str, Any]:
        """The answer as the command line writes it."""
        counts = Counter(change.kind for change in self.changes)
        return {
            "before": self.versions[0],
            "after": self.versions[1],
            "counts": {kind: counts[kind] for kind in KINDS},
            "rejected": self.rejected,
            "changes": [self._change(change) for change in self.changes],
        }

    def _change(self, change: Change) -> dict[str, Any]:
        effect = self.effects[change.label, change.id]
        other = {"other": change.other, "otherTitle": self.titles[change.other]} if change.other else {}
        return {
            "kind": change.kind,
            "type": change.type,
            "thing": {"type": change.label, "id": change.id, "title": self.titles[change.id]},
            **other,
            "before": change.before,
            "after": change.after,
            "effect": {
                "roles": effect.roles,
                "modules": effect.modules,
                "officers": None if effect.few else effect.officers,
                "officersHidden": effect.few,
            },
        }


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("diff")(diff_command)


def diff_command(
    before: Annotated[str, typer.Argument(help="A file or folder, store, or store@DATE.")],
    after: Annotated[str, typer.Argument(help="The same of the newer version.")],
    framework: Annotated[str | None, typer.Option("--framework", help="Only this framework, by its full id.")] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", "-o", help="NAME=VALUE for reading files, as for load.")
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Tell how two versions differ: what is added, removed, renamed, moved, re-levelled, and whom it touches.

    Officers are those of the store; without `store` on either side, name one with --store to have them counted.

    Examples: karmagraph diff kcm-2025.xlsx kcm-2026.xlsx · karmagraph diff store@2026-01-01 store --framework kcm
    """
    options = {name: value for name, _, value in (pair.partition("=") for pair in option or ())}
    answer = asyncio.run(_answer((before, after), framework, options, store))
    print_json(answer.as_json()) if json else _show(answer)


async def _answer(named: tuple[str, str], framework: str | None, options: dict[str, str], uri: str | None) -> Answer:
    async with AsyncExitStack() as stack:
        found: Store | None = None
        if uri or any(_is_store(name) for name in named):
            found = await connect(uri)
            stack.push_async_callback(found.close)
        at = await moment(found, None) if found else now()
        known = await scales(found, at) if found else Scales()
        only = await resolve(found, "Framework", framework) if found and framework else framework
        spools = []
        for name in named:
            spools.append(await _spool(name, found, at, only, Context(known, options)))
            stack.callback(spools[-1].close)
        versions = Versions(*spools)
        changes = sorted(compare(versions), key=lambda change: KINDS.index(change.kind))
        ids = {each for change in changes for each in (change.id, change.other, *_moved(change)) if each}
        return Answer(
            named,
            changes,
            await effects(changes, versions, found, at),
            {id_: versions.title(id_) for id_ in ids},
            sum(spool.one("SELECT count(*) FROM rejected") for spool in spools),
        )


def _is_store(name: str) -> bool:
    return name.partition("@")[0] == "store"


async def _spool(name: str, store: Store | None, at: str, framework: str | None, context: Context) -> Spool:
    if store and _is_store(name):
        return await of_store(store, date(name.partition("@")[2]) or at, framework)
    path = Path(name)
    return of_source(path, recognise(path), context, at, framework)


def _moved(change: Change) -> Sequence[str]:
    return [*change.before, *change.after] if change.kind == "moved" else []


# --- the screen ------------------------------------------------------------------------------------------


def _show(answer: Answer) -> None:
    for kind in KINDS:
        found = [change for change in answer.changes if change.kind == kind]
        if found:
            console.print(f"[bold]{WORDS.get(kind, kind)}[/bold] {len(found):,}")
        for change in found[:SHOWN]:
            console.print(f"  {_plain(_line(change, answer))}  [dim]{_touched(answer, change)}[/dim]")
        if len(found) > SHOWN:
            console.print(f"  … and {len(found) - SHOWN:,} more: --json has them all")
    if answer.rejected:
        console.print(f"[yellow]{answer.rejected:,} rows could not be read: karmagraph check FILE tells why[/yellow]")
    console.print(f"[dim]{len(answer.changes):,} differences between {' and '.join(answer.versions)}[/dim]")


def _line(change: Change, answer: Answer) -> str:
    def named(id_: str) -> str:
        title = answer.titles.get(id_, id_)
        return id_ if title == id_ else f"{title} ({id_})"

    said = f"{change.label} {named(change.id)}"
    if change.other:
        said += f" {change.type} {named(change.other)}"
    if change.kind == "moved":
        return f"{said}: {_listed(map(named, change.before))} → {_listed(map(named, change.after))}"
    if change.kind in ("relabelled", "relevelled"):
        return f"{said}: {_listed(change.before)} → {_listed(change.after)}"
    if change.kind == "changed":
        names = sorted(change.before.keys() | change.after.keys())
        return f"{said}: {', '.join(names)}"
    return said


def _listed(values: Any) -> str:
    return ", ".join(map(str, values)) or "none"


def _touched(answer: Answer, change: Change) -> str:
    effect = answer.effects[change.label, change.id]
    counts = {"role": effect.roles, "module": effect.modules, "officer": effect.officers}
    said = [f"{count:,} {noun}{'s' if count != 1 else ''}" for noun, count in counts.items() if count]
    if effect.few:
        said[-1] = f"fewer than {FEWEST} officers"
    return " · ".join(said)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
