"""A service in tests: the endpoint or the whole application on a small world, and what its store was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.http import graphql_app
from graphapi.subjects import SUBJECT
from graphapi.watched import Watched
from queries.rights import PUBLIC, Subject
from queries.search import FreshIndex
from queries.stores import Store
from tests.conftest import Run

URL = "http://service"


@dataclass
class Serving:
    """What the service's state is to the endpoint."""

    store: Store
    index: FreshIndex
    identity: str = ""
    epoch: int = 1


@dataclass
class Endpoint:
    """The endpoint alone, on a watched store."""

    run: Run
    store: Store
    room: int = 100
    asked: list[str] = field(default_factory=list)
    """The verbs that the store was asked."""
    subject: Subject = PUBLIC
    """Who asks."""

    def __post_init__(self) -> None:
        watched = Watched(self.store, lambda verb, *_: self.asked.append(verb), 1e9)
        self.state = Serving(watched, FreshIndex(watched))
        endpoint = graphql_app(lambda _request: self.state, self.room)
        routes = Starlette(routes=[Route("/graphql", endpoint, methods=["GET", "POST"])])

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await routes({**scope, SUBJECT: self.subject}, receive, send)

        self.app: ASGIApp = app

    def send(self, query: str, headers: dict[str, str] | None = None, **asked: Any) -> httpx2.Response:
        """One answer to a POST."""
        [answer] = self.together([{"query": query, **asked}], headers)
        return answer

    def together(self, asked: Sequence[dict[str, Any]], headers: dict[str, str] | None = None) -> list[httpx2.Response]:
        """The answers to requests that are sent in the same moment."""

        async def work() -> list[httpx2.Response]:
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url=URL) as client:
                sent = (client.post("/graphql", json=one, headers=headers) for one in asked)
                return list(await asyncio.gather(*sent))

        found: list[httpx2.Response] = self.run(work())
        return found
