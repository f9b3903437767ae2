"""The embedded store's verbs over loopback, for the command line while a service holds the file."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from graphapi.state import state_of
from queries.stores import Statement, Store
from queries.stores.errors import StoreError
from queries.stores.service import ROUTE


def routes(token: str) -> list[Route]:
    """The routes, open to whoever can read the token beside the store's file."""

    def guarded(verb: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            sent = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(sent.encode(), token.encode()):
                return JSONResponse({"message": "not for you"}, 403)
            try:
                answer: Response = await verb(request, state_of(request).store)
            except StoreError as error:
                return JSONResponse({"code": error.code, "message": str(error), "hint": error.hint}, 409)
            return answer

        return endpoint

    verbs = {"rows": _rows, "write": _write, "health": _health}
    return [Route(f"{ROUTE}/{name}", guarded(verb), methods=["POST"]) for name, verb in verbs.items()]


async def _rows(request: Request, store: Store) -> Response:
    asked = orjson.loads(await request.body())
    rows = aiter(store.stream(asked["text"], **asked["params"]))
    first = [row async for row in _take(rows)]  # an error comes before the status is sent

    async def lines() -> AsyncIterator[bytes]:
        for row in first:
            yield orjson.dumps(row) + b"\n"
        async for row in rows:
            yield orjson.dumps(row) + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


async def _take(rows: AsyncIterator[list[Any]]) -> AsyncIterator[list[Any]]:
    async for row in rows:
        yield row
        return


async def _write(request: Request, store: Store) -> Response:
    lines = (await request.body()).splitlines()
    head = orjson.loads(lines[0])

    def statements() -> Iterator[Statement]:
        for line in lines[1:]:
            yield Statement(**orjson.loads(line))

    return JSONResponse({"epoch": await store.write(statements(), head["epoch"])})


async def _health(_request: Request, store: Store) -> Response:
    return JSONResponse(asdict(await store.health()))
