"""Reports at addresses: `/export/{report}.{csv,json,parquet}`, of the named reports, coverage and gaps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from graphapi import present
from graphapi.flat import COVERAGE, GAPS, REPORT, Column, Row, Table, report_rows
from graphapi.reporting import ForbiddenError, officers_of, reported
from graphapi.state import State, asked_moment, state_of
from graphapi.subjects import subject_of
from graphapi.written import BOM, WRITERS, Batches
from loaders.batches import batches
from ontology import cypher
from ontology.instants import instant
from ontology.model import NODES
from queries.answers import officer_gaps, role_coverage, scales
from queries.naming import named
from queries.reports import REPORTS
from queries.resolve import resolve
from queries.rules import Counting

if TYPE_CHECKING:
    from queries.stores import Store

BATCH = 100
"""Roles or officers answered for at once."""

NOTICE = Column("notice", "String", "What must stand beside the data: `illustrative`, and each source's attribution.")

Read = Callable[[Request], Awaitable[Batches]]


def routes() -> list[Route]:
    """Where reports are."""
    return [Route("/export/{report}.{form}", _export)]


def public() -> list[Route]:
    """Where coverage is: it is about nobody, so that an answer may be kept."""
    return [Route(f"/export/coverage.{form}", partial(_export, name="coverage", form=form)) for form in WRITERS]


async def _export(request: Request, name: str = "", form: str = "") -> StreamingResponse:
    name, form = name or request.path_params["report"], form or request.path_params["form"]
    readings: dict[str, tuple[Table, Read]] = {"coverage": (COVERAGE, _coverage), "gaps": (GAPS, _gaps)}
    if name in REPORTS:
        readings[name] = REPORT, partial(_report, name)
    if form not in WRITERS or name not in readings:
        raise HTTPException(404, f"there is {', '.join([*readings, *REPORTS])}, each as {', '.join(WRITERS)}")
    table, read = readings[name]
    try:
        found = await read(request)
    except ForbiddenError as error:
        raise HTTPException(403, str(error)) from error
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return _response(request, name, form, table, found)


async def _report(name: str, request: Request) -> Batches:
    from queries.reports_asking import Asked  # noqa: PLC0415 - an extra

    store, asked = state_of(request).store, request.query_params
    place, person, at = asked.get("organisation"), asked.get("officer"), asked.get("asOf")
    scope = Asked(
        await resolve(store, "Organisation", place) if place else None, person or None, tuple(asked.getlist("by"))
    )
    answer = await reported(store, subject_of(request), name, scope, instant(at) if at else None)
    return _each([list(report_rows(answer))])


async def _coverage(request: Request) -> Batches:
    store, at = state_of(request).store, await asked_moment(request)
    known = await scales(store, at)
    typed = request.query_params.getlist("role")
    roles = [await resolve(store, "Role", role) for role in typed] if typed else await _ids(store, "Role")

    async def rows() -> Batches:
        for ids in batches(roles, BATCH):
            rows = list(present.coverage_rows((await role_coverage(store, ids, at, known)).values()))
            yield await named(store, rows, request.query_params.get("asOf") and at)

    return rows()


async def _gaps(request: Request) -> Batches:
    store, at, asked = state_of(request).store, await asked_moment(request), request.query_params
    known = await scales(store, at)
    place = await resolve(store, "Organisation", asked["organisation"]) if asked.get("organisation") else None
    target = await resolve(store, "Role", asked["role"]) if asked.get("role") else None
    officers = await officers_of(store, subject_of(request), asked.getlist("officer"), place, at)

    async def rows() -> Batches:
        for ids in batches(officers, BATCH):
            answers = await officer_gaps(store, ids, Counting(at), known, role=target)
            yield await named(store, list(present.gaps_rows(answers.values())), asked.get("asOf") and at)

    return rows()


async def _ids(store: Store, label: str) -> list[str]:
    return sorted([row[0] async for row in store.stream(cypher.ids(NODES[label]))])


async def _each(found: Iterable[list[Row]]) -> Batches:
    for rows in found:
        yield rows


def _response(request: Request, name: str, form: str, table: Table, found: Batches) -> StreamingResponse:
    state: State = state_of(request)
    write, media = WRITERS[form]
    bom = form == "csv" and request.query_params.get("bom") in {"1", "true", "yes"}

    async def noticed() -> Batches:
        async for rows in found:
            yield [row | {NOTICE.name: state.notice} for row in rows]

    async def body() -> AsyncIterator[bytes]:
        if bom:
            yield BOM
        async for part in write((*table.columns, NOTICE), noticed()):
            yield part

    mark = "-illustrative" if state.illustrative else ""
    headers: dict[str, Any] = {
        "content-disposition": f'attachment; filename="{name}{mark}.{form}"',
        "cache-control": "no-store",
    }
    return StreamingResponse(body(), media_type=media, headers=headers)
