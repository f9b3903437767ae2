"""GraphQL over HTTP, as its draft and the graphql-http audit have it; and what an error tells."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graphapi import http
from graphapi.http import graphql_app
from graphapi.operations import GRAPHQL, JSON, MAX_BODY, negotiated
from queries.search import FreshIndex
from queries.stores import Store
from queries.stores.neo4j import Neo4jStore
from tests.conftest import Run
from tests.graphapi.serving import Serving

URL = "http://service/graphql"
Ask = Callable[..., httpx2.Response]


def _app(store: Store) -> Starlette:
    endpoint = graphql_app(lambda _request: Serving(store, FreshIndex(store)))
    return Starlette(routes=[Route("/graphql", endpoint, methods=["GET", "POST", "HEAD", "PUT", "OPTIONS"])])


@pytest.fixture
def ask(run: Run, small: Store) -> Ask:
    """Send a request to the endpoint."""
    return lambda *args, **kwargs: _send(run, _app(small), *args, **kwargs)


def _send(run: Run, app: Starlette, method: str, **kwargs: Any) -> httpx2.Response:
    async def send() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client:
            return await client.request(method, URL, **kwargs)

    found: httpx2.Response = run(send())
    return found


def accepting(accept: str) -> dict[str, str]:
    return {"accept": accept}


# --- media types ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{GRAPHQL};q=x, */*", JSON),
        (GRAPHQL.upper(), GRAPHQL),
        ("text/html", JSON),
    ],
)
def test_the_media_type_is_the_one_preferred(accept: str | None, media: str) -> None:
    assert negotiated(accept) == media


@pytest.mark.parametrize("media", [JSON, GRAPHQL])
def test_the_answer_has_the_media_type_and_is_utf8(ask: Ask, media: str) -> None:
    answer = ask("POST", json={"query": "{ __typename }"}, headers=accepting(media))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}


# --- methods -------------------------------------------------------------------------------------------


def test_get_takes_query_variables_and_operation_name_from_the_address(ask: Ask) -> None:
    params = {
        "query": "query A($x: Boolean!) { a: __typename @skip(if: $x) } query B { b: __typename }",
        "variables": '{"x": false}',
        "operationName": "A",
        "extensions": "{}",
    }
    assert ask("GET", params=params).json() == {"data": {"a": "Query"}}
    assert ask("GET", params=params | {"operationName": "B", "variables": ""}).json() == {"data": {"b": "Query"}}


def test_get_executes_no_mutation(ask: Ask) -> None:
    answer = ask("GET", params={"query": "mutation { __typename }"}, headers=accepting(GRAPHQL))
    assert answer.status_code in range(400, 500)
    assert "data" not in answer.json()


@pytest.mark.parametrize("method", ["PUT", "OPTIONS"])
def test_other_methods_are_refused_with_those_allowed(ask: Ask, method: str) -> None:
    answer = ask(method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


def test_no_page_with_scripts_from_elsewhere_is_served(ask: Ask) -> None:
    answer = ask("GET", headers=accepting("text/html"))
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith(JSON)


# --- requests that are none --------------------------------------------------------------------------


@pytest.mark.parametrize("media", [JSON, GRAPHQL])
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b'[{"query": "{ __typename }"}]', b"{}", b'{"query": ""}', b'{"query": 1}',
        b'{"query": {"a": 1}}', b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "x"}', b'{"query": "{ __typename }", "operationName": 7}',
        b'{"query": "{ __typename }", "extensions": 7}', b'{"query": "{ __typename }", "extensions": []}', b"\xff",
    ],
)  # fmt: skip
def test_a_body_that_is_no_request_is_a_400_whatever_is_accepted(ask: Ask, media: str, body: bytes) -> None:
    answer = ask("POST", content=body, headers={**accepting(media), "content-type": JSON})
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_REQUEST"]
    assert "data" not in answer.json()


@pytest.mark.parametrize("variables", ["7", "[]", "{", "x"])
def test_so_is_an_address_that_is_none(ask: Ask, variables: str) -> None:
    assert ask("GET", params={"query": "{ __typename }", "variables": variables}).status_code == 400
    assert ask("GET").status_code == 400


@pytest.mark.parametrize("null", ["variables", "operationName", "extensions"])
def test_null_is_as_good_as_nothing(ask: Ask, null: str) -> None:
    answer = ask("POST", json={"query": "{ __typename }", null: None})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", f"{JSON}; charset=latin-1"])
def test_other_content_types_are_refused(ask: Ask, kind: str) -> None:
    answer = ask("POST", content=b'{"query": "{ __typename }"}', headers={"content-type": kind})
    assert answer.status_code == 415


def test_a_body_is_read_no_further_than_it_may_be_long(ask: Ask) -> None:
    fits = json.dumps({"query": "{ __typename }"}).encode()
    headers = {"content-type": JSON}
    assert ask("POST", content=fits.ljust(MAX_BODY), headers=headers).status_code == 200
    assert ask("POST", content=fits.ljust(MAX_BODY + 1), headers=headers).status_code == 413


# --- documents that cannot be executed ---------------------------------------------------------------


FAILING = {
    "{": "BAD_SYNTAX",
    "{ nothing }": "BAD_QUERY",
    "query A { __typename } query B { __typename }": "BAD_REQUEST",
    "query A($x: Int!) { __typename @include(if: true) roles(first: $x) { totalCount } }": "BAD_REQUEST",
    "{ " + "a " * 100 + "}": "TOO_MANY_REPEATS",
}


@pytest.mark.parametrize("query", FAILING)
def test_they_are_a_400_or_a_200_as_the_media_type_has_it_and_have_no_data(ask: Ask, query: str) -> None:
    for media, status in ((GRAPHQL, 400), (JSON, 200)):
        answer = ask("POST", json={"query": query}, headers=accepting(media))
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith(media)
        assert "data" not in answer.json()
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {FAILING[query]}


def test_a_valid_document_is_checked_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    query = '{ __typename __type(name: "Once") { name } }'
    assert ask("POST", json={"query": query}).status_code == 200
    monkeypatch.setattr(http, "parsed", None)
    assert ask("POST", json={"query": query}).status_code == 200


# --- answers -------------------------------------------------------------------------------------------


def test_data_and_errors_stand_side_by_side_with_path_and_code(ask: Ask) -> None:
    query = "{ scales { totalCount } roles(first: 101) { nodes { id } } }"
    answer = ask("POST", json={"query": query}, headers=accepting(GRAPHQL))
    assert answer.status_code == 200
    assert answer.json()["data"]["roles"] is None
    assert answer.json()["data"]["scales"]["totalCount"] > 0
    [error] = answer.json()["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["roles"], "BAD_REQUEST")


def test_who_is_not_known_sees_nobody(ask: Ask) -> None:
    closed = ask("POST", json={"query": "{ officers { totalCount } }"}).json()
    assert closed["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_every_answer_has_an_id_of_its_own(ask: Ask) -> None:
    ids = {ask("POST", json={"query": "{ __typename }"}).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize("media", [JSON, GRAPHQL])
def test_a_store_that_is_away_is_named_by_its_code_and_not_by_its_address(
    run: Run, caplog: pytest.LogCaptureFixture, media: str
) -> None:
    away = Neo4jStore("bolt://127.0.0.1:1", "user", "secret-word")
    with caplog.at_level(logging.ERROR, "karmagraph"):
        answer = _send(run, _app(away), "POST", json={"query": "{ roles { totalCount } }"}, headers=accepting(media))
    run(away.close())
    assert answer.status_code == 503
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "STORE_UNAVAILABLE", "request": answer.headers["x-request-id"]}
    assert "127.0.0.1" not in answer.text
    assert answer.headers["x-request-id"] in caplog.text
    assert "127.0.0.1:1" in caplog.text
    assert "Traceback" not in caplog.text  # while a store is away, hundreds a second


def test_what_goes_wrong_inside_is_not_told(run: Run, small: Store, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FreshIndex):
        @property
        def index(self) -> Any:
            raise RuntimeError("inner secret")

        @index.setter
        def index(self, _value: Any) -> None: ...

    endpoint = graphql_app(lambda _request: Serving(small, Broken(small)))
    app = Starlette(routes=[Route("/graphql", endpoint, methods=["POST"])])
    with caplog.at_level(logging.ERROR, "karmagraph"):
        answer = _send(run, app, "POST", json={"query": '{ __typename search(query: "x") { title } }'})
    assert answer.json()["data"] == {"__typename": "Query", "search": None}
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "inner secret" not in answer.text
    assert "inner secret" in caplog.text
