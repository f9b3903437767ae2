"""The command that says what a change would do, before it is made: what-if."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from graphapi.cli.analysing import one_of
from graphapi.cli.asking import as_date, print_table
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from ontology.terms import camel
from queries.extras import extra
from queries.resolve import resolve
from queries.stores import Store
from queries.whatif_changes import KINDS, REQUIRE, Change

if TYPE_CHECKING:
    from queries.whatif_hiding import Side, WhatIf

_LABELS = {"role": "Role", "competency": "Competency", "module": "Module", "scale": "Scale"}
_FIELDS = {camel(name): name for name in Change.__slots__}
_WORDS = {
    "required": "required", "met": "met", "not_stated": "level not stated", "gaps": "gaps",
    "closable": "gaps that courses close", "readiness": "readiness", "readiness_if_completed": "readiness if completed",
    "hours": "hours if completed, at most",
}  # fmt: skip


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("what-if")(what_if)


def what_if(
    kind: Annotated[str, typer.Argument(help=f"What is supposed: {', '.join(KINDS)}.")] = REQUIRE,
    role: Annotated[str | None, typer.Option("--role", help="Whose requirement, by id.")] = None,
    competency: Annotated[str | None, typer.Option("--competency", help="Of what, by id.")] = None,
    module: Annotated[str | None, typer.Option("--module", help="Which module, by id; none for a new one.")] = None,
    level: Annotated[float | None, typer.Option("--level", help="Level required; without it any.")] = None,
    scale: Annotated[str | None, typer.Option("--scale", help="Scale of the levels, by id.")] = None,
    essential: Annotated[bool | None, typer.Option("--essential/--optional", help="As now without it.")] = None,
    from_level: Annotated[float | None, typer.Option("--from-level", help="Where the module begins.")] = None,
    to_level: Annotated[float | None, typer.Option("--to-level", help="Where the module leads.")] = None,
    hours: Annotated[float | None, typer.Option("--hours", help="Hours of the module.", min=0)] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A JSON list of such changes, as in GraphQL, instead of one.")
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What a change would do to gaps, courses, readiness and hours; nothing is stored.

    Examples: karmagraph what-if require --role SO-MON --competency KCM-FUN-114 --level 2 ·
    karmagraph what-if commission --competency KCM-FUN-114 --to-level 1 --hours 6
    """
    one_of("the change", kind, KINDS)
    one = Change(kind, role, competency, module, level, scale, essential, from_level, to_level, hours)
    changes, at = _read(file) if file else [one], date(as_of)
    if problem := next((change.problem for change in changes if change.problem), ""):
        raise typer.BadParameter(problem)

    async def work(found: Store) -> WhatIf:
        return await _asked(found, changes, at)

    answer = with_store(store, work)
    print_json(as_json(answer)) if json else _show(answer)


def _read(path: Path) -> list[Change]:
    """The changes of a file; a usage error for what is none."""
    try:
        rows = orjson.loads(path.read_bytes())
        return [
            Change(**{_FIELDS[name]: value for name, value in row.items()} | {"kind": row["kind"].lower()})
            for row in rows
        ]
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise typer.BadParameter(f"{path} is no list of changes: {error}") from error


async def _asked(store: Store, changes: list[Change], as_of: str | None) -> WhatIf:
    with extra("a what-if"):
        from queries.whatif_asking import what_if as found  # noqa: PLC0415 - DuckDB and Ibis: slow to import
    named = [await _resolved(store, change) for change in changes]
    try:
        return await found(store, named, as_of)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


async def _resolved(store: Store, change: Change) -> Change:
    values = {name: getattr(change, name) for name in Change.__slots__}
    for name, label in _LABELS.items():
        if values[name] is not None:
            values[name] = await resolve(store, label, values[name])
    return Change(**values)


def as_json(found: WhatIf) -> dict[str, Any]:
    """A what-if as JSON: what is not shown is null, and named in `hidden`."""
    return {
        "asOf": found.as_of, "read": found.read, "readAt": found.read_at, "requirements": found.requirements,
        "people": found.people and found.people._asdict(), "changed": found.changed and found.changed._asdict(),
        "before": _side(found.before), "after": _side(found.after), "hidden": list(found.hidden),
        "assumption": found.assumption,
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    return {camel(name): getattr(side, name) for name in _WORDS}


def _show(found: WhatIf) -> None:
    people = found.people
    who = "too few officers to say" if people is None else f"{people.least:,} officers"
    if people and people.most != people.least:
        who = f"{people.least:,} to {people.most:,} officers"
    console.print(f"[bold]{found.requirements:,} requirements of roles[/bold], asked of {who}")
    rows = [[words, _value(name, found.before), _value(name, found.after)] for name, words in _WORDS.items()]
    print_table(["", "Before", "After"], rows)
    if found.hidden:
        console.print("[dim]– is not shown: it would tell of too few people, or nothing is required[/dim]")
    console.print(f"[dim]{found.assumption}[/dim]")
    as_date(found.as_of)


def _value(name: str, side: Side) -> str:
    value = getattr(side, name)
    if value is None:
        return "–"
    return f"{value:.1%}" if name.startswith("readiness") else f"{value:,g}"
