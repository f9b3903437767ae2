"""Weak ETags, 304 without asking the store, and one reading for identical requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from graphapi.app import create_app
from graphapi.caching import Flights, quarter, tag
from graphapi.config import Config
from graphapi.operations import GRAPHQL
from queries.rights import DEVELOPER, PUBLIC
from queries.stores import Statement, Store, connect
from tests.conftest import ENGINES, Run, wipe
from tests.graphapi.serving import Endpoint, Serving
from tests.world import build, write

ROLES = "query($first: Int) { roles(first: $first) { nodes { id title } } }"
NOBODY: Any = Request({"type": "http", "method": "GET", "headers": []})


@pytest.fixture(scope="module", params=ENGINES)
def small(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Store:
    store = opened(request.param)
    run(wipe(store))
    run(write(store, build(1)))
    return store


@pytest.fixture
def endpoint(run: Run, small: Store) -> Endpoint:
    return Endpoint(run, small)


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    uri = f"embedded:{tmp_path_factory.mktemp('caching') / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        await write(store, build(1))
        await store.close()

    run(fill())
    with TestClient(create_app(Config(store=uri, log=False)), headers={"accept": "text/html"}) as client:
        yield client


# --- GraphQL -------------------------------------------------------------------------------------------


def test_who_has_the_answer_is_told_so_and_the_store_is_not_asked(endpoint: Endpoint) -> None:
    first = endpoint.send(ROLES, variables={"first": 3})
    assert first.status_code == 200
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["cache-control"] == "private, no-cache"
    endpoint.asked.clear()
    again = endpoint.send(ROLES, {"if-none-match": first.headers["etag"]}, variables={"first": 3})
    assert (again.status_code, again.content, endpoint.asked) == (304, b"", [])
    assert {name: again.headers[name] for name in ("etag", "cache-control", "vary")} == {
        name: first.headers[name] for name in ("etag", "cache-control", "vary")
    }


def test_anything_else_that_is_asked_is_another_answer(endpoint: Endpoint) -> None:
    known = {"if-none-match": endpoint.send(ROLES, variables={"first": 3}).headers["etag"]}
    assert endpoint.send(ROLES, known, variables={"first": 4}).status_code == 200
    assert endpoint.send(ROLES + " ", known, variables={"first": 3}).status_code == 200
    assert endpoint.send(ROLES, {**known, "accept": GRAPHQL}, variables={"first": 3}).status_code == 200
    endpoint.subject = DEVELOPER
    assert endpoint.send(ROLES, known, variables={"first": 3}).status_code == 200
    endpoint.subject = PUBLIC
    endpoint.state.identity = "restored"
    assert endpoint.send(ROLES, known, variables={"first": 3}).status_code == 200
    endpoint.state.identity = ""
    endpoint.state.epoch += 1
    assert endpoint.send(ROLES, known, variables={"first": 3}).status_code == 200


def test_a_tag_has_the_operation_and_the_quarter_of_an_hour(small: Store) -> None:
    state: Any = Serving(small, None)  # type: ignore[arg-type]
    tags = [
        tag(state, NOBODY, at, "q", {}, name)
        for at, name in [("2026-01-01T18:29:59Z", "A"), ("2026-01-01T18:29:59Z", "B"), ("2026-01-01T18:30:00Z", "A")]
    ]
    assert len(set(tags)) == 3
    assert tag(state, NOBODY, "2026-01-01T18:15:00Z", "q", {}, "A") == tags[0]
    assert quarter("2026-01-01T00:45:00Z") != quarter("2026-01-01T10:45:00Z")


@pytest.mark.parametrize(
    "query", ["{ nothing }", "{ roles(first: 101) { nodes { id } } }", "{ officers { totalCount } }"]
)
def test_an_answer_with_errors_is_not_to_be_kept(endpoint: Endpoint, query: str) -> None:
    answer = endpoint.send(query)
    assert answer.json()["errors"]
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_any_tag_at_all_is_no_tag_of_ours(endpoint: Endpoint) -> None:
    assert endpoint.send(ROLES, {"if-none-match": "*"}).status_code == 200
    assert endpoint.send(ROLES, {"if-none-match": 'W/"other"'}).status_code == 200


def test_before_the_epoch_is_known_there_is_no_tag(endpoint: Endpoint) -> None:
    endpoint.state.epoch = -1
    assert "etag" not in endpoint.send(ROLES).headers


# --- one reading ---------------------------------------------------------------------------------------


def test_identical_requests_of_one_moment_are_one_question_and_each_has_its_own_id(endpoint: Endpoint) -> None:
    endpoint.send(ROLES)
    endpoint.asked.clear()
    answers = endpoint.together([{"query": ROLES, "variables": {"first": 5}}] * 8)
    assert endpoint.asked == ["fetch"]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["x-request-id"] for answer in answers}) == 8
    endpoint.together([{"query": ROLES, "variables": {"first": first}} for first in (6, 7)])
    assert endpoint.asked == ["fetch"] * 3


def test_an_error_is_told_to_all_who_wait_and_to_nobody_later(run: Run) -> None:
    reads = []

    async def read() -> int:
        reads.append(1)
        await asyncio.sleep(0)
        if len(reads) == 1:
            raise OSError("once")
        return len(reads)

    async def work() -> None:
        flights = Flights()
        found = await asyncio.gather(*(flights.once("a", read) for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in found] == [OSError] * 3
        assert await flights.once("a", read) == 2
        assert not flights.flying

    run(work())


def test_when_the_one_who_reads_goes_away_the_next_reads(run: Run) -> None:
    reads = []

    async def read() -> int:
        reads.append(1)
        await asyncio.sleep(0.01)
        return len(reads)

    async def work() -> None:
        flights = Flights()
        first, *others = [asyncio.create_task(flights.once("a", read)) for _ in range(3)]
        await asyncio.sleep(0)
        first.cancel()
        assert await asyncio.gather(*others) == [2, 2]
        with pytest.raises(asyncio.CancelledError):
            await first

    run(work())


# --- pages and exports ---------------------------------------------------------------------------------


def test_pages_and_exports_are_kept_until_something_is_written(client: TestClient) -> None:
    role = client.get("/graphql", params={"query": "{ roles(first: 1) { nodes { id } } }"}).json()
    id_ = role["data"]["roles"]["nodes"][0]["id"].partition(":")[2]
    for path in ("/", f"/role/{quote(id_)}", "/missing", "/search?q=data", "/export/coverage.csv"):
        first = client.get(path)
        assert (first.status_code, first.headers["cache-control"]) == (200, "private, no-cache"), path
        assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304
        assert client.get(path, headers={"if-none-match": '"x"'}).content == first.content
    assert client.get("/missing").headers["etag"] != client.get("/missing?asOf=2020-01-01").headers["etag"]


def test_what_is_personal_or_missing_is_never_kept(client: TestClient) -> None:
    for path in ("/officer/none", "/role/none", "/export/gaps.csv"):
        answer = client.get(path)
        assert "etag" not in answer.headers, path
        assert answer.headers.get("cache-control", "no-store") == "no-store"


def test_a_write_is_seen_within_a_second_or_two(client: TestClient) -> None:
    first = client.get("/missing")
    state = client.app.state.karmagraph  # type: ignore[attr-defined]
    text = "UNWIND $rows AS r MATCH (n:Role {id: r.id}) SET n.title = 'x'"
    assert client.portal is not None
    client.portal.call(state.store.write, [Statement(text, [{"id": "none"}])])
    client.portal.call(asyncio.sleep, 1.5)
    assert client.get("/missing", headers={"if-none-match": first.headers["etag"]}).status_code == 200
