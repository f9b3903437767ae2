"""Cost, the rate by client, and the number of requests in progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from graphapi.rates import BURST, CLIENTS, REFUSALS, Buckets, Limited, subject
from graphapi.records import Recording, record_of
from graphapi.subjects import SUBJECT
from graphapi.watched import Watched
from queries.rights import DEVELOPER, PUBLIC, Subject
from queries.stores import Store
from queries.stores.errors import StoreError, TimedOutError, UnavailableError
from tests.conftest import ENGINES, Run, wipe
from tests.graphapi.serving import Endpoint
from tests.world import build, write


@pytest.fixture(scope="module", params=ENGINES)
def small(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Store:
    store = opened(request.param)
    run(wipe(store))
    run(write(store, build(1)))
    return store


# --- cost ------------------------------------------------------------------------------------------------


def test_the_cost_is_rows_times_fields(run: Run, small: Store) -> None:
    endpoint = Endpoint(run, small)

    def cost(query: str) -> int:
        found: int = endpoint.send(query).json()["extensions"]["cost"]
        return found

    ten, twenty = (cost(f"{{ roles(first: {n}) {{ nodes {{ id title kind }} }} }}") for n in (10, 20))
    assert 10 < ten < twenty <= 2 * ten
    assert cost("{ roles(first: 10) { nodes { id title kind notation } } }") > ten
    both = cost("{ a: roles(first: 10) { nodes { id title kind } } b: roles(first: 10) { nodes { id title kind } } }")
    assert both == 2 * ten
    assert cost("{ roles(first: 10) { nodes { id requires { level competency { id } } } } }") > 10 * ten
    assert "extensions" not in endpoint.send("{ __typename }").json()


def test_an_answer_with_errors_has_its_cost_too(run: Run, small: Store) -> None:
    query = "{ roles(first: 2) { nodes { id } } officers { totalCount } }"
    answer = Endpoint(run, small).send(query).json()
    assert answer["errors"]
    assert answer["extensions"]["cost"] > 0


# --- rate --------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 500)), max_size=60), st.integers(1, 20))
def test_in_any_time_a_client_gets_its_rate_and_one_burst(asked: list[tuple[float, int]], rate: int) -> None:
    now = [0.0]
    buckets, paid = Buckets(rate, lambda: now[0]), 0
    for pause, cost in asked:
        now[0] += pause
        if not (wait := buckets.wait("a")):
            buckets.pay("a", cost)
            paid += cost
        else:
            now[0] += wait
            assert not buckets.wait("a"), "after the time that it was told it may ask"
    assert paid <= rate * (BURST + now[0]) + max((cost for _, cost in asked), default=0)


def test_one_client_takes_nothing_from_another_and_few_are_remembered() -> None:
    buckets = Buckets(1, lambda: 0.0)
    buckets.pay("a", 1_000)
    assert buckets.wait("a") > 0
    assert not buckets.wait("b")
    for who in range(2 * CLIENTS):
        buckets.pay(str(who), 1)
    assert len(buckets._left) == CLIENTS


def test_a_client_is_an_address_and_of_ipv6_a_network() -> None:
    assert subject({"client": ("10.0.0.1", 5)}) != subject({"client": ("10.0.0.2", 5)})
    assert subject({"client": ("2001:db8:1:2:a::1", 5)}) == subject({"client": ("2001:db8:1:2:b::1", 9)})
    assert subject({"client": ("2001:db8:1:2:a::1", 5)}) != subject({"client": ("2001:db8:1:3:a::1", 5)})
    assert subject({"client": None}) == ""


def _limited(rate: int) -> TestClient:
    async def costly(request: Request) -> Response:
        record_of(request.scope).cost = 1_000
        return Response("x" * 160)

    async def plain(_request: Request) -> Response:
        return Response("x" * 160)

    routes = [Route("/costly", costly), Route("/plain", plain), Route("/health/live", plain)]
    middleware = [Middleware(Recording, told=[]), Middleware(Limited, rate=rate)]
    return TestClient(Starlette(routes=routes, middleware=middleware))


def test_who_asked_too_much_is_told_when_to_come_back() -> None:
    client = _limited(10)
    assert client.get("/costly").status_code == 200
    refused = client.get("/plain")
    assert refused.status_code == 429
    assert 60 <= int(refused.headers["retry-after"]) <= 71  # 1,000 - 30 s of 10, at 10 a second
    assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert client.get("/health/live").status_code == 200


def test_what_has_no_plan_costs_by_its_size() -> None:
    client = _limited(1)
    answers = [client.get("/plain").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]  # each costs 11 of 30


def test_what_is_refused_costs_a_tenth_of_a_second_for_the_trail_that_it_fills() -> None:
    limited = Limited(Response(status_code=403), 1_000_000)
    limited.buckets.clock = lambda: 0.0
    client = TestClient(Recording(limited, told=[]))
    statuses = [client.get("/closed").status_code for _ in range(REFUSALS * BURST + 1)]
    assert (set(statuses[:-1]), statuses[-1]) == ({403}, 429)


def test_no_rate_is_no_limit() -> None:
    client = _limited(0)
    assert [client.get("/costly").status_code for _ in range(5)] == [200] * 5


# --- in progress ---------------------------------------------------------------------------------------


def test_beyond_the_number_in_progress_it_is_refused_at_once(run: Run, small: Store) -> None:
    endpoint = Endpoint(run, small, room=2)
    asked = [{"query": f"{{ roles(first: {n}) {{ nodes {{ id title }} }} }}"} for n in range(1, 7)]
    endpoint.send("{ __typename }")
    for _ in range(2):  # a place is given back
        answers = endpoint.together(asked)
        assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503, 503, 503]
        refused = next(answer for answer in answers if answer.status_code == 503)
        assert refused.headers["retry-after"] == "1"
        assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_BUSY"


class Failing(Watched):
    """A store whose plans fail as a real one's would, under load."""

    error: StoreError

    async def fetch(self, step: Any, params: Mapping[str, Any]) -> list[Any]:  # noqa: ARG002 - the protocol's
        raise self.error

    def together(self) -> Store:
        return self


@pytest.mark.parametrize(
    ("error", "query", "status"),
    [
        (TimedOutError("late"), "{ roles { totalCount } }", 503),
        (UnavailableError("no connection is free"), "{ roles { totalCount } }", 503),
        (TimedOutError("late"), "{ __typename roles { totalCount } }", 200),
        (StoreError("bug"), "{ roles { totalCount } }", 200),
    ],
)
def test_a_store_that_is_too_busy_is_a_503_where_there_is_nothing_to_show(
    run: Run, small: Store, error: StoreError, query: str, status: int
) -> None:
    endpoint = Endpoint(run, small)
    endpoint.state.store = store = Failing(small, lambda *_: None, 1e9)
    store.error = error
    answer = endpoint.send(query)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, "5" if status == 503 else None)
    assert answer.json()["errors"][0]["extensions"]["code"] == error.code


def test_who_has_signed_in_pays_for_itself() -> None:
    scope: dict[str, Any] = {"client": ("10.0.0.1", 1)}
    assert subject(scope) == subject({**scope, SUBJECT: PUBLIC}) == subject({**scope, SUBJECT: DEVELOPER}) == "10.0.0.1"
    assert subject({**scope, SUBJECT: Subject("x")}) == subject({"client": ("10.0.0.2", 1), SUBJECT: Subject("x")})
    assert subject({**scope, SUBJECT: Subject("10.0.0.1")}) != subject(scope)
