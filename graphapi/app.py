"""The service: one Starlette application on one store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graphapi import console, explorer, linked, local, logs, looked, pages, proposing, reports, sessions, uploads
from graphapi.audit import Auditor
from graphapi.caching import kept
from graphapi.compressed import Compressed
from graphapi.config import Config
from graphapi.credentials import credentials
from graphapi.headers import SecurityHeaders
from graphapi.http import graphql_app
from graphapi.metrics import Metrics
from graphapi.rates import Limited
from graphapi.records import Recording
from graphapi.refreshing import follow, stopped
from graphapi.signin import SignIn, warn
from graphapi.starting import StartingError, begun
from graphapi.state import State, state_of
from graphapi.tracing import Traced, exporting
from graphapi.trusted import Documents, explorers, registered, rights
from graphapi.watched import Watched
from queries.officer_keys import officer_keys
from queries.search import FreshIndex
from queries.stores import connect
from queries.stores.errors import StoreError
from queries.stores.noted import Noted
from queries.stores.service import announce, withdraw
from queries.trail import trail


def create_app(config: Config | None = None) -> Starlette:
    """The application for a store; it opens the store when it starts and gives it back when it stops."""
    config = config or Config()
    embedded = config.store.removeprefix("embedded:") if config.store.startswith("embedded:") else None
    metrics = Metrics("embedded" if embedded else "neo4j")
    auditor = Auditor(trail(config.store), officer_keys(config.store))
    documents = Documents(explorers() | registered(config.documents), rights(config.free_text))
    accepted = credentials(config)
    graphql = graphql_app(state_of, config.concurrency, documents)
    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST", "HEAD", "OPTIONS"]),  # asked most: first
            *uploads.routes(config),
            *proposing.routes(config),
            looked.route(auditor),
            *kept(pages.routes(), state_of, but=["/officer"]),
            *explorer.routes(),
            *console.routes(),
            *sessions.routes(accepted),
            *linked.routes(),
            *kept(reports.public(), state_of),
            *reports.routes(),
            Route("/health/live", live),
            Route("/health/ready", ready),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[
            Middleware(Traced),
            Middleware(Compressed),
            Middleware(Recording, told=[metrics.seen, logs.logged, auditor.told], ready=auditor.ready),
            Middleware(SecurityHeaders),
            Middleware(SignIn, credentials=accepted, opened=lambda scope: scope["app"].state.karmagraph.opened),
            Middleware(Limited, rate=config.rate),
        ],
        exception_handlers={**pages.exception_handlers(), linked.NotAcceptableError: linked.not_acceptable},
        lifespan=lambda app: _logged(config, _life(app, config, metrics, embedded, auditor)),
    )


@contextlib.asynccontextmanager
async def _logged(config: Config, life: contextlib.AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
    with logs.json_lines(wanted=config.log), exporting(wanted=config.traces):
        async with life:
            yield


@contextlib.asynccontextmanager
async def _life(
    app: Starlette, config: Config, metrics: Metrics, embedded: str | None, auditor: Auditor
) -> AsyncIterator[None]:
    store = Watched(Noted(await connect(config.store, exclusive=True)), metrics.asked, config.slow_ms / 1000)
    state = State(config, store, FreshIndex(store))
    app.state.karmagraph = state
    watch = await begun(state)
    rolling = asyncio.create_task(follow(store)) if config.rolls_up else None
    warn(state.opened)
    app.router.routes.append(metrics.route(lambda: state.epoch, config.metrics_token))
    if embedded:
        host = config.host if config.loopback else "127.0.0.1"
        token = announce(embedded, f"http://{host}:{config.port}")
        app.router.routes[:0] = local.routes(token)
    try:
        yield
    finally:
        watch.cancel()
        await stopped(rolling)
        if embedded:
            withdraw(embedded)
        await store.close()
        auditor.close()


async def live(_request: Request) -> Response:
    """`/health/live`: the process runs."""
    return PlainTextResponse("live\n")


async def ready(request: Request) -> Response:
    """`/health/ready`: the store answers, the names are read; `open`: whoever comes without a name sees everything."""
    try:
        health = await state_of(request).store.health()
    except StoreError as error:
        return JSONResponse({"ready": False, "reason": str(error)}, 503)
    if state_of(request).epoch < 0:
        return JSONResponse({"ready": False, "reason": StartingError.told}, 503, {"retry-after": "2"})
    told = {"ready": not health.problems, "engine": health.engine, "epoch": health.epoch}
    return JSONResponse(told | {"open": any(state_of(request).opened)})
