"""`/metrics`, the log of requests and that of slow statements."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from graphapi import logs
from graphapi.app import create_app
from graphapi.config import Config
from queries.stores import connect
from tests.conftest import Run
from tests.world import build, write

SECRET = "Role:urn:secret-word"
ROLE = "query Named($id: ID!) { role(id: $id) { title } }"


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('metrics') / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        await write(store, build(1))
        await store.close()

    run(fill())
    return uri


@pytest.fixture
def client(uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    lines = io.StringIO()
    monkeypatch.setattr("sys.stderr", lines)
    with TestClient(create_app(Config(store=uri, log=True, slow_ms=0))) as client:
        client.lines = lines  # type: ignore[attr-defined]
        yield client


def _samples(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def _count(client: TestClient, name: str, **labels: str) -> float:
    found = _samples(client).items()
    return sum(value for (n, own), value in found if n == name and frozenset(labels.items()) <= own)


def _lines(client: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in client.lines.getvalue().splitlines()]


def test_requests_are_counted_by_route_and_outcome_and_by_no_word_of_a_client(client: TestClient) -> None:
    client.get("/role/secret-word", headers={"accept": "text/html"})
    client.get("/secret-word")
    client.request("SECRETWORD", "/missing")
    client.post("/graphql", json={"query": ROLE, "variables": {"id": SECRET}})
    client.post("/graphql", json={"query": "{ secretWord }"})
    text = client.get("/metrics").text
    assert "ecret" not in text.lower()
    total = "karmagraph_requests_total"
    assert _count(client, total, route="/role/{id:path}", outcome="refused", store="embedded") == 1
    assert _count(client, total, route="none", outcome="refused") == 1
    assert _count(client, total, method="other") == 1
    assert _count(client, total, route="/graphql", operation="query", outcome="ok") == 1
    assert _count(client, total, route="/graphql", outcome="errors") == 1
    assert _count(client, "karmagraph_request_seconds_count", route="/graphql") == 2


def test_statements_and_the_epoch_are_there(client: TestClient) -> None:
    assert _count(client, "karmagraph_epoch") == client.app.state.karmagraph.epoch >= 1  # type: ignore[attr-defined]
    before = _count(client, "karmagraph_statements_total", verb="fetch", outcome="ok")
    client.post("/graphql", json={"query": ROLE, "variables": {"id": SECRET}})
    assert _count(client, "karmagraph_statements_total", verb="fetch", outcome="ok") == before + 1
    assert _count(client, "karmagraph_statement_seconds_count", store="embedded", verb="fetch") == before + 1


def test_each_request_is_a_line_of_json_without_what_was_asked(client: TestClient) -> None:
    answer = client.post("/graphql", json={"query": ROLE, "variables": {"id": SECRET}})
    client.get("/role/secret-word?asOf=2020-01-01")
    asked, page = [line for line in _lines(client) if line["message"] == "request"]
    assert asked["request"] == answer.headers["x-request-id"]
    assert {"method": "POST", "route": "/graphql", "operation": "query", "status": 200, "outcome": "ok"}.items() <= (
        asked.items()
    )
    assert asked["cost"] == answer.json()["extensions"]["cost"]
    assert asked["bytes"] == len(answer.content)
    assert asked["ms"] > 0
    assert (page["route"], page["status"], page["outcome"]) == ("/role/{id:path}", 404, "refused")
    assert "secret-word" not in client.lines.getvalue()  # type: ignore[attr-defined]


def test_a_slow_statement_is_logged_with_its_text_and_without_values(client: TestClient) -> None:
    client.post("/graphql", json={"query": ROLE, "variables": {"id": SECRET}})
    slow = [line for line in _lines(client) if line["message"] == "slow statement"]
    plan = next(line for line in slow if line["verb"] == "fetch")
    assert re.search(r"MATCH \(n\w+:Role", plan["text"])
    assert any(line["text"].startswith("// framework/all\n") for line in slow)
    assert "secret-word" not in json.dumps(slow)


def test_an_error_is_one_line_with_what_was_raised() -> None:
    lines = io.StringIO()
    with logs.json_lines(wanted=True) as handler:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(lines)
        error = ValueError("two\nlines")
        logging.getLogger("karmagraph").error("request %s", "7", exc_info=error)
    [line] = lines.getvalue().splitlines()
    found = json.loads(line)
    assert (found["level"], found["message"]) == ("error", "request 7")
    assert "two\nlines" in found["exception"]


def test_without_a_log_nothing_is_written(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.StringIO()
    monkeypatch.setattr("sys.stderr", lines)
    with TestClient(create_app(Config(store=uri, log=False))) as client:
        client.get("/missing")
    assert lines.getvalue() == ""


def test_with_a_token_only_who_has_it_reads_them(uri: str) -> None:
    app = create_app(Config(store=uri, log=False, metrics_token="sesame"))
    with TestClient(app) as client:
        nobody = client.get("/metrics")
        assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
        assert client.get("/metrics", headers={"authorization": "Bearer sesam"}).status_code == 401
        assert "karmagraph_epoch" in client.get("/metrics", headers={"authorization": "Bearer sesame"}).text
