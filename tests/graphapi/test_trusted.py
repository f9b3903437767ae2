"""Registered documents are asked by their hash; where free text is for few, nobody else asks anything else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import httpx2
import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from graphapi.app import create_app
from graphapi.config import Config
from graphapi.http import graphql_app
from graphapi.operations import GRAPHQL
from graphapi.subjects import SUBJECT
from graphapi.trusted import EXPLORER, Documents, document_id, explorers, registered, rights
from queries.rights import DEVELOPER, PUBLIC, Right, Subject
from queries.search import FreshIndex
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.serving import Serving

TITLES = "query Titles($first: Int!) { scales(first: $first) { nodes { title } } }"
COUNT = "{ roles { totalCount } }"
STEWARD = Subject("s", frozenset({"reader", "steward"}))
Ask = Callable[..., httpx2.Response]


def _asking(run: Run, store: Store, documents: Documents, subject: Subject) -> Ask:
    """Send a request as a subject."""
    state = Serving(store, FreshIndex(store))
    endpoint = graphql_app(lambda _request: state, documents=documents)
    routes = Starlette(routes=[Route("/graphql", endpoint, methods=["GET", "POST"])])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await routes({**scope, SUBJECT: subject}, receive, send)

    async def send(method: str, **sent: Any) -> httpx2.Response:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), headers={"accept": GRAPHQL}) as client:
            return await client.request(method, "http://service/graphql", **sent)

    return lambda method="POST", **sent: run(send(method, **sent))


@pytest.fixture
def ask(run: Run, small: Store) -> Callable[[Subject], Ask]:
    """A service that has registered one document, and lets stewards send others."""
    documents = Documents({document_id(TITLES): TITLES}, frozenset[Right]({"steward"}))
    return lambda subject: _asking(run, small, documents, subject)


def _code(answer: httpx2.Response) -> str:
    assert "data" not in answer.json()
    return str(answer.json()["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize("subject", [PUBLIC, STEWARD, DEVELOPER], ids=["public", "steward", "developer"])
def test_a_registered_document_is_answered_to_all_by_its_name_or_its_text(
    ask: Callable[[Subject], Ask], subject: Subject
) -> None:
    name = "sha256:" + sha256(TITLES.encode()).hexdigest()
    by_name = ask(subject)(json={"documentId": name, "variables": {"first": 2}})
    by_text = ask(subject)(json={"query": TITLES, "variables": {"first": 2}})
    address = ask(subject)("GET", params={"documentId": name, "variables": '{"first": 2}'})
    assert by_name.status_code == 200
    assert by_name.json()["data"]["scales"]["nodes"]
    assert by_name.json() == by_text.json() == address.json()
    assert by_name.headers.get("etag") == by_text.headers.get("etag")


@pytest.mark.parametrize("text", [COUNT, get_introspection_query(), "{ rols { totalCount } }", "{", TITLES + " "])
def test_any_other_is_answered_only_to_who_may_send_one(ask: Callable[[Subject], Ask], text: str) -> None:
    refused = ask(PUBLIC)(json={"query": text, "variables": {"first": 2}})
    assert (refused.status_code, _code(refused)) == (403, "UNTRUSTED_DOCUMENT")
    assert refused.json()["errors"][0]["message"] == "only registered documents are answered"  # whatever is wrong in it
    for subject in (STEWARD, DEVELOPER):
        assert ask(subject)(json={"query": text, "variables": {"first": 2}}).status_code != 403


def test_what_is_registered_tells_nothing_of_the_schema(ask: Callable[[Subject], Ask]) -> None:
    wrong = ask(PUBLIC)(json={"documentId": document_id(TITLES), "variables": {"frist": 2}})
    assert _code(wrong) == "BAD_REQUEST"
    assert "Did you mean" not in wrong.text


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"documentId": document_id("no such")}, 404, "UNKNOWN_DOCUMENT"),
        ({"documentId": document_id(TITLES), "query": TITLES}, 400, "BAD_REQUEST"),
        ({"documentId": document_id(TITLES).upper()}, 400, "BAD_REQUEST"),
        ({"documentId": ""}, 400, "BAD_REQUEST"),
        ({"documentId": "../../secret.graphql"}, 400, "BAD_REQUEST"),
        ({"documentId": 7}, 400, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"sha256Hash": "0" * 64}}}, 400, "BAD_REQUEST"),
    ],
)
def test_a_name_that_is_none_is_refused(
    ask: Callable[[Subject], Ask], sent: dict[str, Any], status: int, code: str
) -> None:
    for subject in (PUBLIC, DEVELOPER):
        answer = ask(subject)(json=sent)
        assert (answer.status_code, _code(answer)) == (status, code)


# --- settings -------------------------------------------------------------------------------------------


def test_documents_are_read_from_a_folder_or_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "titles.graphql").write_text(TITLES, "utf-8")
    (tmp_path / "below" / "count.graphql").write_text(COUNT, "utf-8")
    (tmp_path / "note.txt").write_text("no document", "utf-8")
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({"any name": TITLES, "0" * 32: COUNT}), "utf-8")
    wanted = {document_id(TITLES): TITLES, document_id(COUNT): COUNT}
    assert registered(str(tmp_path)) == registered(str(manifest)) == wanted
    assert registered("") == {}


@pytest.mark.parametrize("text", ["{ rols { id } }", "{", "{ " + "roles { totalCount } " * 21 + "}"])
def test_a_service_does_not_start_with_a_document_that_it_would_refuse(tmp_path: Path, text: str) -> None:
    (tmp_path / "wrong.graphql").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"the document wrong\.graphql cannot be registered"):
        create_app(Config(documents=str(tmp_path)))


def test_the_explorers_documents_are_registered_and_fit() -> None:
    texts = json.loads(EXPLORER.read_text("utf-8"))
    assert registered(str(EXPLORER)) == explorers()
    assert [name.partition(" ")[2] for name in texts] == [document_id(text) for text in texts.values()]
    assert {name.partition(" ")[0] for name in texts} >= {"Common", "Role", "Record", "Approve"}


def test_the_explorer_asks_nothing_else() -> None:
    """Each name of a document in its script is one of those, and no document's text is there."""
    script = "".join(path.read_text("utf-8") for path in sorted((EXPLORER.parent / "assets").glob("*.js")))
    assert set(re.findall(r"\w+ sha256:[0-9a-f]{64}", script)) == set(json.loads(EXPLORER.read_text("utf-8")))
    assert not re.search(r"\b(?:query|mutation) \w+ ?[({]|\bfragment \w+ on ", script)


@pytest.mark.parametrize("manifest", ["[]", '{"a": 1}', "{"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(manifest, "utf-8")
    with pytest.raises(ValueError, match=r"manifest|JSON|unexpected"):
        registered(str(path))


def test_who_may_send_text_of_their_own_is_said_in_rights() -> None:
    assert rights("") is None
    assert rights("nobody") == frozenset()
    assert sorted(rights("steward, analyst") or ()) == ["analyst", "steward"]
    assert sorted(rights(",".join(get_args(Right))) or ()) == sorted(get_args(Right))
    with pytest.raises(ValueError, match="stewart is no right"):
        create_app(Config(free_text="stewart"))


def test_without_a_word_everybody_may(run: Run, small: Store) -> None:
    ask = _asking(run, small, Documents(), PUBLIC)
    assert ask(json={"query": COUNT}).status_code == 200
    assert "__schema" in ask(json={"query": "{ __schema { queryType { name } } }"}).text
