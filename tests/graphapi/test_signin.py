"""Who is signed in sees what is theirs, at every address; who is not is never taken for somebody."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from graphapi import keys
from graphapi.app import create_app
from graphapi.config import Config
from graphapi.credentials import credentials
from graphapi.issuers import Issuer
from graphapi.rates import BURST, REFUSALS
from graphapi.signin import SignIn
from graphapi.subjects import subject_in
from loaders.load import store_rows
from ontology.instants import now
from queries.rights import PUBLIC, Subject
from queries.stores import connect
from tests.conftest import Run
from tests.graphapi.issuing import AUDIENCE, Issuing, serving
from tests.graphapi.test_rights import graph, person
from tests.world import AS_OF

FOREVER = "2099-01-01T00:00:00Z"
OFFICERS = {"query": "{ officers(first: 100) { totalCount nodes { id } } }"}


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of a small ministry, that no framework calls illustrative."""
    found = f"embedded:{tmp_path_factory.mktemp('signin') / 'store'}"

    async def fill() -> None:
        store = await connect(found, exclusive=True)
        await store_rows(store, graph(), origin="t", format="t")
        await store.close()

    run(fill())
    return found


@pytest.fixture(scope="module")
def issuing() -> Iterator[Issuing]:
    with serving() as found:
        yield found


SECRETS = {name: keys.secret() for name in ("own", "head", "analyst", "expired", "revoked")}
KEPT = [
    keys.Key("own", keys.digest(SECRETS["own"]), ("officer",), "", FOREVER, officer="mine"),
    keys.Key("head", keys.digest(SECRETS["head"]), ("administrator",), "", FOREVER, organisation="d1"),
    keys.Key("analyst", keys.digest(SECRETS["analyst"]), ("analyst",), "", FOREVER),
    keys.Key("expired", keys.digest(SECRETS["expired"]), ("administrator",), "", now(), organisation="d1"),
    keys.Key("revoked", keys.digest(SECRETS["revoked"]), ("administrator",), "", FOREVER, "", "d1", revoked=now()),
]


@pytest.fixture(scope="module")
def client(uri: str, issuing: Issuing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    keys.write(path, KEPT)
    config = Config(store=uri, issuer=Issuer(issuing.url, AUDIENCE), keys=str(path), log=False)
    with TestClient(create_app(config), follow_redirects=False) as found:
        yield found


def bearing(credential: str) -> dict[str, str]:
    """The header of a credential."""
    return {"authorization": f"Bearer {credential}"}


def officers(client: TestClient, headers: dict[str, str]) -> set[str]:
    """The officers that somebody sees."""
    answer = client.post("/graphql", json=OFFICERS, headers=headers).json()
    nodes = answer["data"]["officers"]["nodes"]
    assert answer["data"]["officers"]["totalCount"] == len(nodes)
    return {node["id"].removeprefix("Officer:") for node in nodes}


# --- who is who ------------------------------------------------------------------------------------------


def test_a_key_and_a_token_see_what_is_theirs(client: TestClient, issuing: Issuing) -> None:
    assert officers(client, bearing(SECRETS["own"])) == {"mine"}
    assert officers(client, bearing(SECRETS["head"])) == {"a", "below", "two"}
    token = issuing.token(karmagraph_rights=["officer", "administrator"], karmagraph_officer="other",
                          karmagraph_organisation="s1")  # fmt: skip
    assert officers(client, bearing(token)) == {"other", "below"}


@pytest.mark.parametrize("headers", [{}, bearing(SECRETS["analyst"])], ids=["public", "analyst"])
def test_who_has_no_right_to_rows_is_refused_and_reads_what_is_published(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post("/graphql", json=OFFICERS, headers=headers).json()
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    roles = client.post("/graphql", json={"query": "{ roles { totalCount } }"}, headers=headers).json()
    assert roles["data"]["roles"]["totalCount"] == 1


@pytest.mark.parametrize(
    "sent",
    [
        bearing(SECRETS["expired"]), bearing(SECRETS["revoked"]), bearing(keys.secret()), bearing("kg_"), bearing(""),
        bearing("a.b.c"), {"authorization": "Basic eDp5"}, {"authorization": SECRETS["own"]}, {"authorization": ""},
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/graphql?query={__typename}", "/", "/officer/mine", "/export/gaps.csv", "/id/Role/r"]
)
def test_a_credential_that_is_not_good_is_never_public(client: TestClient, sent: dict[str, str], path: str) -> None:
    answer = client.get(path, headers=sent)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_two_credentials_are_none(client: TestClient) -> None:
    twice = [("authorization", f"Bearer {SECRETS[name]}") for name in ("own", "head")]
    assert client.get("/", headers=twice).status_code == 401


def test_an_issuer_that_is_away_is_said_to_be(uri: str, issuing: Issuing) -> None:
    del uri
    issuing.away = True
    try:
        token = issuing.token()
        signing = SignIn(_never, credentials(Config(issuer=Issuer(issuing.url, AUDIENCE))), lambda _: (True, True))
        with TestClient(signing) as found:
            answer = found.get("/", headers=bearing(token))
    finally:
        issuing.away = False
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


async def _never(scope: Any, _receive: Any, send: Any) -> None:
    """An application that only starts and stops."""
    assert scope["type"] == "lifespan"
    await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def test_an_address_gets_so_many_refusals_and_its_good_credentials_are_good(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.write(path, KEPT)
    app = SignIn(PlainTextResponse("in"), credentials(Config(keys=str(path))), lambda _: (False, False))
    found, other = (TestClient(app, client=(f"10.0.0.{n}", 1)) for n in (1, 2))
    app.refused.clock = lambda: 0.0
    statuses = [found.get("/", headers=bearing(f"kg_{n}")).status_code for n in range(REFUSALS * BURST + 1)]
    assert (set(statuses[:-1]), statuses[-1]) == ({401}, 429)
    assert found.get("/", headers=bearing("kg_x")).headers["retry-after"] == "1"
    assert found.get("/", headers=bearing(SECRETS["own"])).status_code == 200
    assert other.get("/", headers=bearing("kg_x")).status_code == 401


def test_a_health_check_needs_no_credential(client: TestClient) -> None:
    assert client.get("/health/live", headers={"authorization": "Basic eDp5"}).status_code == 200
    assert client.get("/health/ready").json()["open"] is False


# --- pages, linked data, exports -------------------------------------------------------------------------


PLACES = ("/officer/{}", "/officer?id={}", "/id/Officer/{}.nt", "/id/Posting/{}-d2.nt", "/export/gaps.csv?officer={}")


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_record_answers_as_one_that_is_not_there(client: TestClient, place: str) -> None:
    for who in ("own", "head"):
        hidden, absent = (client.get(place.format(id_), headers=bearing(SECRETS[who])) for id_ in ("other", "others"))
        # a list leaves out whom one does not see
        assert hidden.status_code == absent.status_code == (200 if place.startswith("/export") else 404)
        assert hidden.text == absent.text.replace("others", "other")
    shown = client.get(place.format("mine"), headers=bearing(SECRETS["own"]))
    assert shown.status_code in {200, 303}
    for headers in ({}, bearing(SECRETS["analyst"])):
        assert {client.get(place.format(id_), headers=headers).status_code for id_ in ("mine", "none")} == {403}


def test_an_address_without_a_type_leads_only_to_what_is_seen(client: TestClient) -> None:
    for id_, who, status in [("mine", "own", 303), ("mine", "head", 404), ("a", "head", 303), ("a", "analyst", 404)]:
        assert client.get(f"/id/{id_}", headers=bearing(SECRETS[who])).status_code == status


def test_an_export_has_the_rows_of_those_seen(client: TestClient) -> None:
    for asked, who, found in [
        ("", "own", {"mine"}), ("", "head", {"a", "below", "two"}), ("?organisation=m", "head", {"a", "below", "two"}),
        ("?organisation=d2", "head", {"two"}), ("?organisation=d2", "own", {"mine"}),
        ("?organisation=d10", "own", set()),
    ]:  # fmt: skip
        text = client.get(f"/export/gaps.csv{asked}", headers=bearing(SECRETS[who])).text
        assert {row["officer"] for row in csv.DictReader(text.splitlines())} == found


def _everything(client: TestClient) -> list[bytes]:
    paths = [
        "/",
        "/role/r",
        "/export/gaps.csv",
        "/export/gaps.csv?organisation=m",
        "/export/coverage.csv",
        "/search?q=o",
    ]
    paths += [place.format(id_) for place in PLACES for id_ in ("mine", "a", "other", "near", "absent", "new")]
    at = {"asOf": AS_OF}  # an answer says its moment
    return [
        client.get(
            path.partition("?")[0],
            params={**dict(parse_qsl(path.partition("?")[2])), **at},
            headers=bearing(SECRETS[who]),
        ).content
        for who in ("own", "head")
        for path in paths
    ]


def test_what_is_hidden_changes_no_byte_of_a_page_or_an_export(client: TestClient) -> None:
    state: Any = client.app.state.karmagraph  # type: ignore[attr-defined]
    before = _everything(client)

    async def change() -> None:
        await store_rows(state.store, [*person("new", "d2"), *person("newer", "d10", "m")], origin="t", format="t")
        await state.refresh()

    assert client.portal
    client.portal.call(change)
    assert _everything(client) == before


def test_no_answer_is_another_s(client: TestClient) -> None:
    tags = {}
    for who in ("own", "head", "analyst"):
        answer = client.post("/graphql", json={"query": "{ roles { totalCount } }"}, headers=bearing(SECRETS[who]))
        tags[who] = answer.headers["etag"]
    assert len(set(tags.values())) == 3
    for_another = client.post(
        "/graphql", json=OFFICERS, headers={**bearing(SECRETS["own"]), "if-none-match": tags["head"]}
    )
    assert for_another.status_code == 200


# --- development -------------------------------------------------------------------------------------------


@contextmanager
def service(uri: str, **given: Any) -> Iterator[TestClient]:
    """A service on the same store, with other settings."""
    with TestClient(create_app(Config(store=uri, log=False, **given)), follow_redirects=False) as found:
        yield found


def test_development_is_open_here_and_says_so(uri: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "karmagraph"), service(uri) as open_:
        assert "DEVELOPMENT" in caplog.text
        answer = open_.post("/graphql", json=OFFICERS)
        assert answer.json()["data"]["officers"]["totalCount"] >= 10
        assert answer.headers["x-karmagraph-access"].startswith("development")
        assert open_.get("/health/ready").json()["open"] is True
        assert open_.get("/", headers=bearing(SECRETS["own"])).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"x-forwarded-for": "10.0.0.1"}, {"forwarded": "for=10.0.0.1"}, {"via": "1.1 p"}, {"host": "evil.example"}],
)
def test_what_comes_through_a_proxy_or_for_another_name_is_not_from_here(uri: str, headers: dict[str, str]) -> None:
    with service(uri) as open_:
        answer = open_.post("/graphql", json=OFFICERS, headers=headers)
        assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "x-karmagraph-access" not in answer.headers
        assert open_.get("/officer/mine", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("given", "client"), [({"host": "192.0.2.1"}, "127.0.0.1"), ({}, "10.0.0.1"), ({"people": False}, "127.0.0.1")]
)
def test_elsewhere_and_where_it_is_switched_off_nothing_is_open(uri: str, given: dict[str, Any], client: str) -> None:
    config = Config(store=uri, log=False, **given)
    with TestClient(create_app(config), client=(client, 1)) as found:
        assert found.post("/graphql", json=OFFICERS).json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_nothing_opens_records_to_everybody(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="KARMAGRAPH_PEOPLE=1 is no more"):
        Config(people=True)
    missing = Config(keys=str(tmp_path / "none.json"))
    assert missing.signs_in  # a file that is gone opens nothing


def test_the_subject_stands_in_the_scope_for_all_behind(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.write(path, KEPT)
    seen: list[Subject] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _never(scope, receive, send)
            return
        seen.append(subject_in(scope))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with TestClient(SignIn(app, credentials(Config(keys=str(path))), lambda _: (False, False))) as found:
        found.get("/")
        found.get("/", headers=bearing(SECRETS["head"]))
    assert seen == [PUBLIC, KEPT[1].subject]
