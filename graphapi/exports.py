"""Answers as CSV, streamed: `/export/coverage.csv` and `/export/gaps.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from graphapi import present
from graphapi.people import officer_named, require_sight, visible
from graphapi.state import State, asked_moment, state_of
from loaders.cells import quoted
from loaders.checks import batches
from ontology import cypher
from ontology.model import NODES
from queries import question
from queries.answers import officer_gaps, role_coverage, scales
from queries.resolve import resolve
from queries.rules import Counting

BATCH = 100
BOM = b"\xef\xbb\xbf"


def protected(cell: Any) -> str:
    """The cell as text that no spreadsheet reads as a formula: a `'` stands before what could be one."""
    if isinstance(cell, str):
        return quoted(cell)
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def csv_bytes(columns: Iterable[str], rows: Iterable[Mapping[str, Any]], *, header: bool) -> bytes:
    """Rows as RFC 4180 lines."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = list(columns)
    if header:
        writer.writerow(columns)
    writer.writerows([protected(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode()


async def coverage_csv(request: Request) -> StreamingResponse:
    """`/export/coverage.csv?role=ID&asOf=DATE&bom=1`: one row a role and competency; all roles without `role`."""
    state = state_of(request)
    at = await asked_moment(request)
    known = await scales(state.store, at)
    roles = [await resolve(state.store, "Role", role) for role in request.query_params.getlist("role")]

    async def parts() -> AsyncIterator[list[dict[str, Any]]]:
        for ids in batches(roles or await _ids(state, "Role"), BATCH):
            yield list(present.coverage_rows((await role_coverage(state.store, ids, at, known)).values()))

    return _response(request, state, "coverage", present.COVERAGE_COLUMNS, parts())


async def gaps_csv(request: Request) -> StreamingResponse:
    """`/export/gaps.csv?officer=ID&organisation=ID&role=ID`: one row an officer and needed competency."""
    state = state_of(request)
    require_sight(request)
    at = await asked_moment(request)
    known = await scales(state.store, at)
    asked = request.query_params
    target = await resolve(state.store, "Role", asked["role"]) if asked.get("role") else None
    officers = [await officer_named(request, officer) for officer in asked.getlist("officer")]
    if not officers and asked.get("organisation"):
        organisation = await resolve(state.store, "Organisation", asked["organisation"])
        rows = await state.store.ask(question("organisation/officers"), ids=[organisation], asOf=at)
        officers = await visible(request, sorted({row["officer"] for row in rows}))
    elif not officers:
        officers = await visible(request)

    async def parts() -> AsyncIterator[list[dict[str, Any]]]:
        for ids in batches(officers, BATCH):
            answers = await officer_gaps(state.store, ids, Counting(at), known, role=target)
            yield list(present.gaps_rows(answers.values()))

    return _response(request, state, "gaps", present.GAPS_COLUMNS, parts())


async def _ids(state: State, label: str) -> list[str]:
    return sorted([row[0] async for row in state.store.stream(cypher.ids(NODES[label]))])


def _response(
    request: Request, state: State, name: str, columns: tuple[str, ...], parts: AsyncIterator[list[dict[str, Any]]]
) -> StreamingResponse:
    columns = (*columns, "notice")

    async def body() -> AsyncIterator[bytes]:
        if request.query_params.get("bom") in {"1", "true", "yes"}:
            yield BOM
        yield csv_bytes(columns, (), header=True)
        async for rows in parts:
            yield csv_bytes(columns, (row | {"notice": state.notice} for row in rows), header=False)

    filename = f"{name}-illustrative.csv" if state.illustrative else f"{name}.csv"
    headers = {"content-disposition": f'attachment; filename="{filename}"', "cache-control": "no-store"}
    return StreamingResponse(body(), media_type="text/csv; charset=utf-8", headers=headers)
