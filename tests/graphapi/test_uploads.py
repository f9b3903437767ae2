"""Files loaded over HTTP: with the token only, whole or not at all, with the report of the command line."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.testclient import TestClient

from bench.processes import free_port
from graphapi import keys
from graphapi.app import create_app
from graphapi.config import Config

TOKEN = "open sesame"
SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/s> a skos:ConceptScheme ; skos:prefLabel "Scheme"@en .
<https://example.org/c> a skos:Concept ; skos:inScheme <https://example.org/s> ; skos:prefLabel "Audit"@en .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    port = free_port()
    uri = f"embedded:{tmp_path_factory.mktemp('uploads') / 'store'}"
    config = Config(store=uri, host="127.0.0.1", port=port, upload_token=TOKEN)
    server = uvicorn.Server(uvicorn.Config(create_app(config), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    with httpx2.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"authorization": f"Bearer {TOKEN}"}, timeout=60, trust_env=False
    ) as found:
        yield found
    server.should_exit = True
    thread.join()


def titles(client: httpx2.Client) -> set[str]:
    asked = {"query": "{ competencies { nodes { title } } }"}
    # the token is for loading only: nothing else knows it
    assert client.post("/graphql", json=asked).status_code == 401
    answer: Any = httpx2.post(client.base_url.join("/graphql"), json=asked, trust_env=False).json()
    return {node["title"] for node in answer["data"]["competencies"]["nodes"]}


def test_a_file_is_loaded_and_reported_and_shows_at_once(client: httpx2.Client) -> None:
    answer = client.post("/load/rdf", params={"name": "kcm.ttl"}, content=SKOS)
    assert answer.status_code == 200, answer.text
    assert answer.json()["created"]["Competency"] == 1
    assert "Audit" in titles(client)
    again = client.post("/load/rdf", params={"name": "kcm.ttl"}, content=SKOS).json()
    assert (again["created"], again["changed"]) == ({}, {})


def test_a_sheet_that_is_sent_again_is_of_the_same_source(client: httpx2.Client) -> None:
    sheet = "id,title\nC1,Audit of works\n"
    first, again = (
        client.post("/load/table", params={"name": "competencies.csv"}, content=sheet).json() for _ in range(2)
    )
    assert first["created"] == {"Competency": 1}
    assert (again["created"], again["unchanged"]) == ({}, {"Competency": 1})


def test_a_bad_file_loads_nothing_and_says_why_without_a_path_of_this_machine(client: httpx2.Client) -> None:
    before = titles(client)
    answer = client.post("/load/rdf", params={"name": "bad.ttl"}, content=SKOS + "<a> <b> ")
    assert answer.status_code == 422
    assert "bad.ttl" in answer.json()["message"]
    assert "karmagraph-upload" not in answer.text
    assert titles(client) == before


@pytest.mark.parametrize(
    ("path", "params", "headers", "status"),
    [
        ("/load/rdf", {}, {"authorization": "Bearer wrong"}, 401),
        ("/load/rdf", {}, {"authorization": ""}, 401),
        ("/load/nothing", {}, {}, 404),
        ("/load/rdf", {"name": "../../etc/passwd"}, {}, 400),
        ("/load/rdf", {"name": ".."}, {}, 400),
        ("/load/rdf", {"name": "x.ttl", "o": "no-pair"}, {}, 400),
    ],
)
def test_what_is_refused(
    client: httpx2.Client, path: str, params: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert client.post(path, params=params, headers=headers, content=SKOS).status_code == status


def test_too_much_is_not_read_to_its_end(client: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphapi.uploads.LIMIT", 10)
    assert client.post("/load/rdf", content=SKOS).status_code == 413


def test_a_stewards_own_credential_loads_and_no_other_does(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    secrets = {right: keys.secret() for right in ("steward", "reviewer")}
    made = [keys.Key(r, keys.digest(each), (r,), "", "2099-01-01T00:00:00Z") for r, each in secrets.items()]
    keys.write(path, made)
    config = Config(store=f"embedded:{tmp_path / 'store'}", keys=str(path), upload_token="", log=False)
    with TestClient(create_app(config)) as service:

        def status(**headers: str) -> int:
            return service.post("/load/rdf", params={"name": "../x"}, content=SKOS, headers=headers).status_code

        # who may is told that the name is wrong: nothing needs to be loaded to see who may
        assert status(authorization=f"Bearer {secrets['steward']}") == 400
        assert status(authorization=f"Bearer {secrets['reviewer']}") == 403
        assert status(authorization="Bearer ") == status() == 401


def test_without_a_token_there_is_no_address_to_load_to(tmp_path: Path) -> None:
    app = create_app(Config(store=f"embedded:{tmp_path / 's'}", upload_token=""))
    assert not [route for route in app.routes if getattr(route, "path", "").startswith("/load")]


def test_a_steward_drafts_a_file_and_nothing_is_loaded(client: httpx2.Client) -> None:
    client.post("/load/rdf", params={"name": "kcm.ttl"}, content=SKOS)
    before, changed = titles(client), SKOS.replace("Audit", "Auditing")
    asked = {"name": "kcm.ttl", "reason": "renamed"}
    with httpx2.Client(base_url=client.base_url, timeout=60, trust_env=False) as steward:
        sent: dict[str, Any] = {"content": changed, "headers": {"content-type": "application/octet-stream"}}
        done = steward.post("/draft/rdf", params=asked, **sent)
        assert done.status_code == 201, done.text
        assert [each["kind"] for each in done.json()["differences"]] == ["relabelled"]
        why = steward.post("/draft/rdf", params=asked | {"reason": ""}, **sent)
        assert (why.status_code, "say why" in why.json()["message"]) == (422, True)
        assert steward.post("/draft/rdf", params=asked, content=changed).status_code == 415, "a page could send it"
        listed = steward.post("/graphql", json={"query": "{ drafts { id } }"}).json()
        assert listed["data"]["drafts"] == [{"id": done.json()["id"]}]
    assert titles(client) == before
