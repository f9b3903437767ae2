"""Commands about careers: career role, career officer, career ladder, career ready."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from graphapi import present
from graphapi.cli.asking import as_date, print_table
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from queries import careers, reports_desks
from queries.answers import moment, scales
from queries.careers import Careers, Ladder, NextRole
from queries.resolve import resolve
from queries.rules import Counting
from queries.stores import Store

career = typer.Typer(help="Where to from here: nearest roles, ladders, and who is ready.", no_args_is_help=True)
FirstOption = Annotated[int, typer.Option("--first", help="How many at most.", min=1, max=1000)]


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.add_typer(career, name="career")


async def _careers(store: Store, as_of: str | None) -> Careers:
    at = await moment(store, date(as_of))
    return await careers.careers(store, at, await scales(store, at))


@career.command("role")
def career_role(
    role: Annotated[str, typer.Argument(help="The role's id or notation.")],
    first: FirstOption = 5,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """The roles nearest to a role: fewest requirements unmet, then fewest hours.

    Example: karmagraph career role SO-MON
    """

    async def work(found: Store) -> tuple[str, list[NextRole]]:
        id_, known = await resolve(found, "Role", role), await _careers(found, as_of)
        return known.as_of, await careers.nearest(found, known, id_, first)

    _told(*with_store(store, work), json=json)


@career.command("officer")
def career_officer(
    officer: Annotated[str, typer.Argument(help="The officer's id.")],
    first: FirstOption = 5,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """The roles nearest to what an officer holds, without those held now.

    Example: karmagraph career officer OFF-0417
    """

    async def work(found: Store) -> tuple[str, list[NextRole]]:
        id_, known = await resolve(found, "Officer", officer), await _careers(found, as_of)
        return known.as_of, (await careers.next_roles(found, known, [id_], Counting(known.as_of), first))[id_]

    _told(*with_store(store, work), json=json)


@career.command("ladder")
def career_ladder(
    start: Annotated[str, typer.Argument(help="The role left.")],
    target: Annotated[str, typer.Argument(help="The role to reach.")],
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Roles that lead from one to another, so that the hardest step leaves the fewest requirements unmet.

    Example: karmagraph career ladder ASO SO-MON
    """

    async def work(found: Store) -> Ladder:
        ends = [await resolve(found, "Role", one) for one in (start, target)]
        return await careers.ladder(found, await _careers(found, as_of), *ends)

    answer = with_store(store, work)
    if json:
        named = {"from": answer.start, "to": answer.target, "asOf": answer.as_of, "widest": answer.widest}
        print_json(named | {"steps": [next_json(step) for step in answer.steps]})
        return
    _told(answer.as_of, list(answer.steps), json=False)


@career.command("ready")
def career_ready(
    role: Annotated[str, typer.Argument(help="The role's id or notation.")],
    within: Annotated[int, typer.Option("--within", help="Officers with at most so many unmet.", min=0)] = 0,
    people: Annotated[bool, typer.Option("--people", help="Name the officers: personal data.")] = False,
    first: FirstOption = 20,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """How many officers are ready for a role, or nearly; small numbers are hidden unless --people names them.

    Example: karmagraph career ready SO-MON --people --within 1
    """

    async def work(found: Store) -> Any:
        from queries.ready import ready  # noqa: PLC0415 - DuckDB and Ibis: slow to import, an extra

        id_ = await resolve(found, "Role", role)
        return await reports_desks.ask(found, lambda desk: ready(desk, id_), date(as_of) or await moment(found, None))

    answer = with_store(store, work)
    named = [c for c in answer.candidates if c.unmet <= within][:first] if people else []
    if json:
        counts = [{"unmet": one.unmet, "officers": one.officers} for one in answer.counts]
        told = {"role": answer.role, "asOf": answer.as_of, "required": answer.required, "counts": counts}
        print_json(told | ({"officers": [c._asdict() for c in named]} if people else {}))
        return
    if not answer.required:
        console.print("Nobody can be judged: the role has no essential requirement recorded, or no officer is posted.")
        as_date(answer.as_of)
        return
    for one in answer.counts:
        words = f"{one.unmet} unmet{' or more' if one == answer.counts[-1] else ''}"
        console.print(f"{words}: {'hidden' if one.officers is None else f'{one.officers:,} officers'}")
    if named:
        print_table(["Officer", "Unmet", "Missing"], [[c.officer, str(c.unmet), str(c.missing)] for c in named])
    as_date(answer.as_of)


def next_json(found: NextRole) -> dict[str, Any]:
    """A role that could be next, as plain JSON."""
    return {
        "role": found.role,
        "title": found.title,
        "required": found.move.required,
        "met": found.move.met,
        "missing": [j.needed.competency for j in found.move.missing],
        "notStated": found.move.not_stated,
        "hours": present.number(found.hours),
        "unclosable": found.unclosable,
    }


def _told(as_of: str, found: list[NextRole], *, json: bool) -> None:
    if json:
        print_json({"asOf": as_of, "roles": [next_json(one) for one in found]})
        return
    if not found:
        console.print("No role shares anything with what is had already, or none has requirements recorded.")
    rows = [
        [one.title, f"{one.move.met} of {one.move.required}", str(len(one.move.missing)), str(one.move.not_stated),
         f"{one.hours:g}", str(one.unclosable or "")]
        for one in found
    ]  # fmt: skip
    if rows:
        print_table(["Role", "Met", "Missing", "Not stated", "Hours at most", "No course"], rows)
    as_date(as_of)
