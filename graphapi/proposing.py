"""Drafting over HTTP: `POST /draft/FORMAT` with the file as its body, for stewards; nothing is loaded.

By the command line in a process of its own, as an upload is.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graphapi import uploads
from graphapi.subjects import subject_of
from queries.rights import Subject

if TYPE_CHECKING:
    from graphapi.config import Config

BODY = "application/octet-stream"
"""No page of another site can send it without asking first: who is on this machine may be a steward without a word."""

_STATUS = {0: 201, 2: 201, 1: 422, 64: 400}
"""The HTTP status for an exit status: rows may have been rejected; there is no draft and why; wrong options."""


def routes(config: Config) -> list[Route]:
    """The route."""
    busy = asyncio.Lock()

    async def propose(request: Request) -> Response:
        """`POST /draft/{format}?name=FILE&reason=WHY&complete=1&o=NAME=VALUE&draft=ID`: the draft, as JSON."""
        name, by = uploads.named(request), _steward(request)
        if busy.locked():
            raise HTTPException(503, "another file is being drafted: send it again in a while", {"retry-after": "10"})
        async with busy:
            with uploads.place(name) as path:
                await uploads.received(request, path)
                return await _drafted(request, by, path, config.store)

    return [Route("/draft/{format}", propose, methods=["POST"])]


def _steward(request: Request) -> Subject:
    by = subject_of(request)
    if not by.id or "steward" not in by.rights:
        raise HTTPException(403, "only a steward drafts files")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BODY:
        raise HTTPException(415, f"send the file as {BODY}")
    return by


async def _drafted(request: Request, by: Subject, path: Path, store: str) -> Response:
    given = request.query_params
    replaces = [f"--draft={given['draft']}"] if given.get("draft") else []
    words = [
        "draft", "new", str(path), f"--format={request.path_params['format']}", f"--as={by.id}",
        f"--reason={given.get('reason', '')}", "--json", *replaces, *uploads.options(request),
    ]  # fmt: skip
    status, printed, told = await uploads.command(words, store)
    if printed:
        return Response(printed, _STATUS.get(status, 503), media_type="application/json")
    return JSONResponse({"message": told.replace(f"{path.parent}/", "")}, _STATUS.get(status, 503))
