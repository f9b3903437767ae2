"""A service listens before the names are read: what needs them waits, all else is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graphapi.app import ready
from graphapi.config import Config
from graphapi.http import graphql_app
from graphapi.pages import exception_handlers, search
from graphapi.starting import begun
from graphapi.state import State, state_of
from queries.search import FreshIndex
from queries.stores import Store
from queries.stores.errors import StoreError
from tests.conftest import Run

SEARCH = {"query": '{ search(query: "a") { title } }'}
COUNTS = {"query": "{ counts { count } }"}


class Slow(FreshIndex):
    """An index that is read when it is told to be."""

    def __init__(self, store: Store, failing: int = 0) -> None:
        super().__init__(store)
        self.go = asyncio.Event()
        self.failing = failing

    async def refresh(self) -> bool:
        await self.go.wait()
        if self.failing:
            self.failing -= 1
            raise StoreError("away for a moment")
        return await super().refresh()


def _app(state: State) -> Starlette:
    app = Starlette(
        routes=[
            Route("/graphql", graphql_app(state_of), methods=["POST"]),
            Route("/search", search),
            Route("/health/ready", ready),
        ],
        exception_handlers=exception_handlers(),
    )
    app.state.karmagraph = state
    return app


def test_before_the_names_are_read_all_else_is_answered(run: Run, small: Store) -> None:
    async def work() -> None:
        index = Slow(small)
        state = State(Config(), small, index)
        watch = await begun(state, patience=0.01)
        transport = httpx2.ASGITransport(_app(state))
        async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
            assert (await client.get("/health/ready")).status_code == 503
            for answer in (await client.post("/graphql", json=SEARCH), await client.get("/search?q=a")):
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
                assert "names are still being read" in answer.text
            counts = await client.post("/graphql", json=COUNTS)
            assert sum(each["count"] for each in counts.json()["data"]["counts"]) > 0
            assert "etag" not in counts.headers
            index.go.set()
            await _until(lambda: state.epoch >= 0)
            assert (await client.get("/health/ready")).json()["ready"] is True
            assert (await client.post("/graphql", json=SEARCH)).status_code == 200
        watch.cancel()

    run(work())


def test_a_store_that_fails_meanwhile_is_asked_again(run: Run, small: Store) -> None:
    async def work() -> None:
        index = Slow(small, failing=1)
        state = State(Config(), small, index)
        watch = await begun(state, patience=0.01)
        index.go.set()
        await _until(lambda: state.epoch >= 0)
        assert index.failing == 0
        watch.cancel()

    run(work())


def test_a_store_that_fails_at_once_starts_nothing(run: Run, small: Store) -> None:
    async def work() -> None:
        index = Slow(small, failing=1)
        index.go.set()
        with pytest.raises(StoreError, match="away"):
            await begun(State(Config(), small, index))

    run(work())


async def _until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the service tells nobody
            await asyncio.sleep(0.02)
