"""`/officer/ID/seen`: who looked at an officer's record, for the officer, and for auditors."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graphapi.audit import Auditor
from graphapi.negotiation import Form, best
from graphapi.pages import page
from graphapi.subjects import subject_of
from queries.looks import who_looked
from queries.rights import Subject
from queries.trail import files

NEWEST = 1_000
"""Looks shown, the newest."""

HTML, JSON = Form("html", "text/html", ""), Form("json", "application/json", "")
_SHOWN = ("at", "who", "rights", "command", "route", "name", "types", "written")


def route(auditor: Auditor) -> Route:
    """The address; it stands before that of the officer's page."""

    async def seen(request: Request) -> Response:
        id_ = request.path_params["id"]
        if not _may(subject_of(request), id_):
            raise HTTPException(403, "who looked at a record is for that officer, and for auditors")
        looks = await asyncio.to_thread(_looks, auditor, id_)
        if best(request.headers.get("accept"), (HTML, JSON)) is JSON:
            return JSONResponse({"looks": looks}, headers={"cache-control": "no-store"})
        return page(request, "seen.html", id=id_, looks=looks)

    return Route("/officer/{id:path}/seen", seen)


def _may(subject: Subject, officer: str) -> bool:
    own = "officer" in subject.rights and subject.officer == officer
    return own or subject.everyone or "auditor" in subject.rights


def _looks(auditor: Auditor, officer: str) -> list[dict[str, Any]]:
    """The newest looks, the newest first; `certain` is false for a list of more officers than its entry names."""
    key = auditor.keys.key(officer)
    found = who_looked(files(auditor.trail.path), key) if key else ()
    newest = deque(found, NEWEST)
    return [
        {name: entry[name] for name in _SHOWN if name in entry} | {"certain": certain}
        for entry, certain in reversed(newest)
    ]
