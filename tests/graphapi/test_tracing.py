"""Each request is a trace of what was planned and put to the store, without a word of what was asked about."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from graphapi import execution, tracing
from graphapi.app import create_app
from graphapi.config import Config
from queries.stores import connect
from tests.conftest import Run
from tests.world import build, write

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    uri = f"embedded:{tmp_path_factory.mktemp('tracing') / 'store'}"

    async def fill() -> None:
        store = await connect(uri, exclusive=True)
        await store.prepare()
        await write(store, build(1))
        await store.close()

    run(fill())
    with TestClient(create_app(Config(store=uri, log=False))) as found:
        yield found


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What is recorded meanwhile."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    execution._kept.clear()  # so that all is planned anew
    with tracing.traced(provider):
        yield kept
    provider.shutdown()


def _tree(spans: Sequence[ReadableSpan]) -> dict[str, str]:
    """The name of each span's parent, by its own."""
    names = {span.context.span_id: span.name for span in spans if span.context}
    return {span.name: names.get(span.parent.span_id, "elsewhere") if span.parent else "" for span in spans}


def test_a_request_is_a_trace_of_plans_and_statements(client: TestClient, spans: InMemorySpanExporter) -> None:
    query = "{ roles(first: 2) { nodes { id coverage { covered } } } unbuilt { competency { id } } }"
    answer = client.post("/graphql", json={"query": query}, headers={"traceparent": PARENT})
    found = spans.get_finished_spans()
    tree = _tree(found)
    assert tree.pop("POST /graphql") == "elsewhere"
    assert tree.pop("ask role/coverage") == "POST /graphql"
    assert {name for name in tree if name.startswith("plan")} == {"plan Query.roles", "plan Query.unbuilt"}
    assert "fetch Role" in tree
    assert {f"{span.context.trace_id:x}" for span in found if span.context} == {PARENT.split("-")[1].lstrip("0")}
    [request] = [span for span in found if span.name == "POST /graphql"]
    attributes = dict(request.attributes or {})
    assert attributes["http.response.status_code"] == 200
    assert attributes["karmagraph.request"] == answer.headers["x-request-id"]
    assert attributes["karmagraph.cost"] == answer.json()["extensions"]["cost"]
    [fetched] = [span for span in found if span.name == "fetch Role"]
    assert fetched.attributes == {
        "db.system.name": "ladybug",
        "db.operation.name": "fetch",
        "db.response.returned_rows": len(answer.json()["data"]["roles"]["nodes"]),
    }


def test_a_plan_that_is_kept_is_not_made_again(client: TestClient, spans: InMemorySpanExporter) -> None:
    for _ in range(2):
        client.post("/graphql", json={"query": "query Kept { scales { nodes { id } } }"})
    names = [span.name for span in spans.get_finished_spans()]
    assert names.count("plan Query.scales") == 1
    assert names.count("fetch Scale") == 2


def test_no_word_of_a_client_is_in_a_trace(client: TestClient, spans: InMemorySpanExporter) -> None:
    secret = "person-4711"
    query = f"query {secret.replace('-', '_')}($id: ID!) {{ officer(id: $id) {{ {secret.replace('-', '_')}: id }} }}"
    client.post("/graphql", json={"query": query, "variables": {"id": secret}})
    client.get("/graphql", params={"query": f'{{ search(query: "{secret}") {{ title }} }}'})
    client.get(f"/officer/{secret}", headers={"user-agent": secret, "baggage": f"who={secret}"})
    client.post(f"/{secret}", json={"query": secret})
    client.post("/graphql", json={"query": f"{{ {secret} }}"})
    told = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "officer/{id" in told
    assert secret not in told
    assert secret.replace("-", "_") not in told


def test_what_fails_is_told_by_its_code_alone(
    client: TestClient, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from queries.stores.embedded import EmbeddedStore  # noqa: PLC0415
    from queries.stores.errors import TimedOutError  # noqa: PLC0415

    async def late(*_: object) -> None:
        raise TimedOutError("it took too long, says the engine of person-4711")

    monkeypatch.setattr(EmbeddedStore, "fetch", late)
    answer = client.post("/graphql", json={"query": "{ levels { nodes { id } } }"})
    assert answer.status_code == 503
    found = {span.name: span for span in spans.get_finished_spans()}
    assert found["fetch Level"].status.description == TimedOutError.code
    assert found["POST /graphql"].status.description == "busy"
    assert "4711" not in "".join(span.to_json() for span in found.values())


def test_without_a_provider_nothing_is_done(client: TestClient) -> None:
    assert tracing.TRACING.tracer is None
    assert tracing.span("one", a=1) is tracing.span("other")
    assert client.post("/graphql", json={"query": "{ __typename }"}).status_code == 200


def test_spans_are_sent_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        with tracing.exporting(wanted=True), tracing.span("something done"):
            pass
        server.shutdown()
    assert tracing.TRACING.tracer is None
    [(path, body)] = got
    assert path == "/v1/traces"
    assert b"karmagraph" in body
    assert b"something done" in body
