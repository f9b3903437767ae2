"""Long answers go compressed to who takes them so; what an attacker could learn from by its length does not."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import string
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from graphapi.compressed import LEAST, Compressed
from graphapi.credentials import COOKIE
from tests.conftest import Run

LONG = "".join(random.Random(1).choices(string.ascii_letters, k=20)) * 500
GZIP = {"accept-encoding": "gzip, deflate"}


async def long(_request: Request) -> Response:
    return JSONResponse({"data": LONG}, headers={"etag": 'W/"a"', "vary": "accept"})


async def strong(_request: Request) -> Response:
    return Response(LONG, media_type="text/css", headers={"etag": '"b"'})


async def sized(request: Request) -> Response:
    return Response("x" * int(request.path_params["size"]), media_type="text/plain")


async def packed(_request: Request) -> Response:
    return Response(LONG, media_type="application/vnd.apache.parquet")


async def unchanged(_request: Request) -> Response:
    return Response(status_code=304, headers={"etag": 'W/"a"'})


async def streamed(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for n in range(int(request.path_params["parts"])):
            yield b"%d,%s\r\n" % (n, os.urandom(64).hex().encode())
            await asyncio.sleep(0)

    return StreamingResponse(parts(), media_type="text/csv")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    routes = [
        Route("/long", long, methods=["GET", "POST"]), Route("/strong", strong), Route("/sized/{size}", sized),
        Route("/packed", packed), Route("/unchanged", unchanged), Route("/streamed/{parts}", streamed),
    ]  # fmt: skip
    with TestClient(Starlette(routes=routes, middleware=[Middleware(Compressed)])) as found:
        yield found


def coding(answer: Any) -> str:
    found: str = answer.headers.get("content-encoding", "")
    return found


def test_a_long_answer_is_shorter_and_says_the_same(client: TestClient) -> None:
    plain = client.get("/long", headers={"accept-encoding": "identity"})
    answer = client.get("/long", headers=GZIP)
    assert (coding(plain), coding(answer)) == ("", "gzip")
    assert answer.json() == plain.json()
    assert int(answer.headers["content-length"]) < len(plain.content) // 10
    assert {word.strip().lower() for word in answer.headers["vary"].split(",")} == {"accept", "accept-encoding"}


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip; q=1.0", "gzip"), ("gzip;q=0.001", "gzip"),
        ("gzip;q=0", ""), ("gzip;q=0.000, br", ""), ("br", ""), ("*", ""), ("xgzip", ""), ("", ""), ("identity", ""),
    ],
)  # fmt: skip
def test_it_goes_compressed_to_who_takes_it_so(client: TestClient, accepted: str, expected: str) -> None:
    assert coding(client.get("/long", headers={"accept-encoding": accepted})) == expected


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("GET", {"cookie": f"{COOKIE}=kg_x"}, ""), ("POST", {"cookie": f"a=b; {COOKIE}=kg_x"}, "gzip"),
        ("GET", {"authorization": "Bearer kg_x"}, "gzip"), ("GET", {"cookie": "other=1"}, "gzip"),
    ],
)  # fmt: skip
def test_what_a_link_of_another_site_can_ask_with_a_persons_cookie_tells_nothing_by_its_length(
    client: TestClient, method: str, headers: dict[str, str], expected: str
) -> None:
    assert coding(client.request(method, "/long", headers=GZIP | headers)) == expected


def test_what_gains_nothing_goes_as_it_is(client: TestClient) -> None:
    assert coding(client.get(f"/sized/{LEAST - 1}", headers=GZIP)) == ""
    assert coding(client.get(f"/sized/{LEAST}", headers=GZIP)) == "gzip"
    assert coding(client.get("/packed", headers=GZIP)) == ""
    answer = client.get("/unchanged", headers=GZIP)
    assert (answer.status_code, coding(answer), answer.headers["etag"]) == (304, "", 'W/"a"')


def test_a_tag_of_other_bytes_is_a_weak_one(client: TestClient) -> None:
    assert client.get("/long", headers=GZIP).headers["etag"] == 'W/"a"'
    assert client.get("/strong", headers=GZIP).headers["etag"] == 'W/"b"'
    assert client.get("/strong", headers={"accept-encoding": ""}).headers["etag"] == '"b"'


def test_a_stream_is_compressed_as_it_goes(client: TestClient) -> None:
    answer = client.get("/streamed/3000", headers=GZIP)
    assert coding(answer) == "gzip"
    assert [line.partition(",")[0] for line in answer.text.splitlines()] == [str(n) for n in range(3000)]


def test_a_long_stream_takes_no_more_memory_than_a_short_one(run: Run) -> None:
    async def peak(parts: int) -> tuple[int, int]:
        sizes, found = 0, b""

        async def send(message: Any) -> None:
            nonlocal sizes, found
            body = message.get("body", b"")
            sizes, found = sizes + len(body), found or body

        async def receive() -> Any:
            await asyncio.sleep(3600)

        headers = [(b"accept-encoding", b"gzip")]
        scope = {"type": "http", "method": "GET", "headers": headers, "path_params": {"parts": parts}}

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await (await streamed(Request(scope)))(scope, receive, send)

        tracemalloc.start()
        await Compressed(app)(scope, receive, send)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found[:2] == gzip.compress(b"")[:2]
        return most, sizes

    (short, small), (long_, large) = run(peak(500)), run(peak(20_000))
    assert large > 30 * small
    assert long_ < 1.5 * short
