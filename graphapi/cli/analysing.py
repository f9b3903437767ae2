"""The commands that show where officers stand and what is lacking: heatmap and commission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from graphapi.cli.asking import as_date, print_table
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, console, date, print_json, with_store
from graphapi.present import COURSES
from queries.extras import FIGURE, extra
from queries.reports import AREA, BAND, COMPETENCY, ORGANISATION, ROLE, THEME
from queries.resolve import resolve
from queries.search import SearchIndex, documents
from queries.stores import Store

if TYPE_CHECKING:
    from queries.commission import ToCommission
    from queries.grounds import Ground
    from queries.heatmap import Cell, ReadinessMap

T = TypeVar("T")
OrganisationArgument = Annotated[
    str | None, typer.Argument(help="Only postings at this organisation or below, by id; all without it.")
]


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("heatmap")(heatmap)
    app.command("commission")(commission)


async def grounded(store: Store, as_of: str | None, work: Callable[[Ground], T]) -> T:
    """What is found in the population at a date."""
    with extra(FIGURE):
        from queries.grounds import ground, moment  # noqa: PLC0415 - DuckDB and Ibis: slow to import
    return work(await ground(store, await moment(store, as_of)))


def heatmap(
    organisation: OrganisationArgument = None,
    theme: Annotated[str | None, typer.Option("--theme", help="Only what lies in this theme or area, by id.")] = None,
    rows: Annotated[str, typer.Option("--rows", help=f"Rows: {THEME}, {AREA} or {COMPETENCY}.")] = THEME,
    columns: Annotated[
        str, typer.Option("--columns", help=f"Columns: {ORGANISATION}, {ROLE} or {BAND}.")
    ] = ORGANISATION,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Readiness by theme and organisation, with headcounts and the widest gaps; counts of fewer than five are hidden.

    Examples: karmagraph heatmap MIN-RS · karmagraph heatmap DEP-DIG --rows competency --columns role --json
    """
    one_of("--rows", rows, (THEME, AREA, COMPETENCY))
    one_of("--columns", columns, (ORGANISATION, ROLE, BAND))
    at = date(as_of)

    async def work(found: Store) -> ReadinessMap:
        place = await resolve(found, "Organisation", organisation) if organisation else None
        inside = await resolve(found, "Competency", theme) if theme else None

        with extra(FIGURE):
            from queries.heatmap import Scope  # noqa: PLC0415 - DuckDB and Ibis: slow to import
            from queries.heatmap_asking import mapped  # noqa: PLC0415
        return await mapped(found, Scope(place, inside, rows, columns), at)

    answer = with_store(store, work)
    print_json(map_json(answer)) if json else _show(answer)


def one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    """A usage error for a word that is not one of some."""
    if value not in known:
        raise typer.BadParameter(f"{option} is one of {', '.join(known)}, not {value!r}")


def map_json(found: ReadinessMap) -> dict[str, Any]:
    """A map as JSON: what is hidden is null."""
    return {
        "organisation": found.scope.organisation, "theme": found.scope.theme, "asOf": found.as_of,
        "read": found.read, "total": cell_json(found.total), "hidden": found.hidden,
        "columns": [{"id": h.id, "title": h.title, "own": h.own, "total": cell_json(h.total)} for h in found.columns],
        "rows": [
            {"id": r.competency, "title": r.title, "total": cell_json(r.total), "cells": [*map(cell_json, r.cells)]}
            for r in found.rows
        ],
        "widest": [
            {"row": w.row.competency, "column": w.column.id, "own": w.column.own, **cell_json(w.cell)}
            for w in found.widest(10)
        ],
    }  # fmt: skip


def cell_json(cell: Cell) -> dict[str, Any]:
    """A cell as JSON."""
    return {
        "hidden": cell.hidden, "people": cell.people, "required": cell.required, "met": cell.met,
        "notStated": cell.not_stated, "gaps": cell.gaps, "readiness": cell.readiness,
    }  # fmt: skip


def _show(found: ReadinessMap) -> None:
    if found.total.people == 0:
        console.print("Nothing to show: nothing essential is required of anybody posted there on this date.")
        as_date(found.as_of)
        return
    heads = [f"{h.title} (own posts)" if h.own else h.title for h in found.columns]
    rows = [[r.title, *(_words(c) for c in r.cells), _words(r.total)] for r in found.rows]
    rows.append(["all", *(_words(h.total) for h in found.columns), _words(found.total)])
    print_table(["", *heads, "all"], rows)
    for place, widest in enumerate(found.widest(10), 1):
        gaps, required = widest.cell.gaps or 0, widest.cell.required or 1
        where = plain(f"{widest.row.title} · {widest.column.title}")
        console.print(f"{place:2} {where}: {gaps:,} gaps in {required:,} requirements ({gaps / required:.0%})")
    if found.hidden:
        console.print(f"[dim]{found.hidden:,} cells are hidden: they tell of too few people, or give such away[/dim]")
    as_date(found.as_of)


def _words(cell: Cell) -> str:
    if cell.hidden:
        return "hidden"
    if not cell.required or cell.readiness is None:
        return "–"
    return f"{cell.readiness:.0%} of {cell.people:,}"


def plain(text: str) -> str:
    """Text as it is, where markup would be read."""
    return text.replace("[", r"\[")


# --- what to commission --------------------------------------------------------------------------------------


def commission(
    organisation: OrganisationArgument = None,
    first: Annotated[int, typer.Option("--first", help="How many.", min=1)] = 10,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Competencies that no course builds to the level, by the officers short of it, with modules that may be near.

    Examples: karmagraph commission · karmagraph commission DEP-DIG --first 3 --json
    """
    at = date(as_of)

    async def work(found: Store) -> list[ToCommission]:
        place = await resolve(found, "Organisation", organisation) if organisation else None
        index = SearchIndex.build([document async for document in documents(found)])

        def ranked(ground: Ground) -> list[ToCommission]:
            from queries.commission import to_commission  # noqa: PLC0415 - an extra

            return to_commission(ground, place, first, index)

        return await grounded(found, at, ranked)

    answer = with_store(store, work)
    print_json([commission_json(row) for row in answer]) if json else _list(answer)


def commission_json(row: ToCommission) -> dict[str, Any]:
    """A row as JSON: a count of people that is not shown is null."""
    return {
        "competency": row.competency, "title": row.title, "officers": row.officers, "essential": row.essential,
        "roles": row.roles, "rolesEssential": row.roles_essential, "levels": [asdict(level) for level in row.levels],
        "stopsShort": [{"module": c.module, "title": c.title, "toLevel": c.to_level} for c in row.stops_short],
        "candidates": [asdict(candidate) for candidate in row.candidates],
    }  # fmt: skip


def _list(rows: list[ToCommission]) -> None:
    table = []
    for row in rows:
        levels = ", ".join(
            f"{'any' if one.level is None else f'{one.level:g}'}: {COURSES[one.status]}" for one in row.levels
        )
        officers = "hidden" if row.officers is None else f"{row.officers:,}"
        near = "; ".join(f"{one.title} ({', '.join(one.why)})" for one in row.candidates[:2])
        table.append([row.title, officers, str(row.roles), levels, near])
    print_table(["Competency", "Officers short", "Roles", "Levels", "May be near (to be confirmed)"], table)
