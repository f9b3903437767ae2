"""Answers that are not made twice: weak ETags that follow the store's epoch, and one reading for identical requests.

A tag says what an answer was made from, not what it says; so an unchanged answer is known without asking the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphapi.moments import Moments, Served
from graphapi.negotiation import matches
from graphapi.subjects import subject_of
from ontology.instants import ZONE

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

KEPT = "private, no-cache"
"""A client may keep the answer for itself, and asks each time whether it still holds."""


# --- tags ------------------------------------------------------------------------------------------------


def reader(request: Request) -> tuple[Any, ...]:
    """Who an answer is made for: nobody shares one with a subject that is not equal in everything."""
    who = subject_of(request)
    return who.id, sorted(who.rights), who.officer, who.organisation, who.everyone


def tag(state: Served, request: Request, as_of: str, *asked: Any) -> str:
    """The weak ETag of what is asked: of its words, the store and its epoch, the moment, the reader and the program."""
    parts = (program(), state.identity, state.epoch, quarter(as_of), reader(request), asked)
    return f'W/"{blake2b(orjson.dumps(parts), digest_size=16).hexdigest()}"'


def quarter(as_of: str) -> str:
    """A moment to the quarter of an hour before it: midnights, in every time zone, begin one."""
    return f"{as_of[:14]}{int(as_of[14:16]) // 15}"


@cache
def program() -> str:
    """What this program is: other texts or templates give other answers from the same store."""
    found, here = blake2b(str(ZONE).encode(), digest_size=8), Path(__file__).parent
    for folder in (here, here.parent / "queries", here.parent / "ontology"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".cypher", ".html"}:
                found.update(path.read_bytes())
    return found.hexdigest()


def unchanged(request: Request, etag: str) -> bool:
    """Whether the client has the answer with this tag; `*` names none."""
    given = request.headers.get("if-none-match")
    return given is not None and given.strip() != "*" and matches(given, etag)


def kept(routes: Iterable[Route], serving: Callable[[Request], Served], *, but: Iterable[str] = ()) -> list[Route]:
    """The routes, whose answers carry a tag; all `but` those with a path that begins so: they are never kept."""
    moments, closed = Moments(), tuple(but)

    def one(route: Route) -> Route:
        if closed and route.path.startswith(closed):
            return route
        return Route(route.path, partial(_tagged, route.endpoint, moments, serving), name=route.name)

    return [one(route) for route in routes]


async def _tagged(
    endpoint: Endpoint, moments: Moments, serving: Callable[[Request], Served], request: Request
) -> Response:
    state = serving(request)
    as_of = await moments.default(state)
    etag = tag(state, request, as_of, request.url.path, request.url.query, request.headers.get("accept"))
    headers = {"etag": etag, "cache-control": KEPT, "vary": "accept"}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    answer = await endpoint(request)
    if answer.status_code == 200:  # noqa: PLR2004
        answer.headers.update(headers)
    return answer


# --- one reading -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Flights:
    """Readings on their way, by what is read: who asks for the same meanwhile waits for the same."""

    flying: dict[str, asyncio.Future[Any]] = field(default_factory=dict)

    async def once(self, key: str, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` returns, or raises; nothing of it is kept when it has landed.

        The first to ask reads. When it is cancelled, the next who waits reads in its place.
        """
        while flying := self.flying.get(key):
            await asyncio.wait([flying])
            if not flying.cancelled():
                found: T = flying.result()
                return found
        landing: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.flying[key] = landing
        try:
            landing.set_result(await read())
        except Exception as error:
            landing.set_exception(error)
            landing.exception()  # so that the loop knows that somebody has seen it
            raise
        finally:
            del self.flying[key]
            landing.cancel()  # without effect, unless the reader was
        return landing.result()
