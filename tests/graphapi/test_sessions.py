"""A person signs in with a browser: the cookie is as good as the credential, and of no use to other sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graphapi import keys
from graphapi.app import create_app
from graphapi.config import Config
from graphapi.credentials import COOKIE
from ontology.instants import now
from queries.stores import connect
from tests.conftest import Run

FOREVER = "2099-01-01T00:00:00Z"
SECRETS = {name: keys.secret() for name in ("asha", "gone", "reader")}
KEPT = [
    keys.Key("asha", keys.digest(SECRETS["asha"]), ("steward", "officer"), "", FOREVER, officer="mine"),
    keys.Key("reader", keys.digest(SECRETS["reader"]), ("reader",), "", FOREVER),
    keys.Key("gone", keys.digest(SECRETS["gone"]), ("steward",), "", FOREVER, revoked=now()),
]
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
MINE = {"query": "{ officers { totalCount } }"}


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"embedded:{tmp_path_factory.mktemp('sessions') / 'store'}"

    async def make() -> None:
        await (await connect(found, exclusive=True)).close()

    run(make())
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "keys.json"


@pytest.fixture(scope="module")
def service(uri: str, file: Path) -> Iterator[TestClient]:
    keys.write(file, KEPT)
    app = create_app(Config(store=uri, keys=str(file), log=False))
    with TestClient(app, "http://127.0.0.1:8000", follow_redirects=False) as found:
        yield found


@pytest.fixture
def client(service: TestClient) -> TestClient:
    """A browser that has no cookie yet."""
    service.cookies.clear()
    return service


def signed_in(client: TestClient, who: str) -> str:
    answer = client.post("/signin", content=f"credential={SECRETS[who]}", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
    return answer.headers["set-cookie"]


def test_who_signs_in_is_who_the_credential_names_until_signing_out(client: TestClient) -> None:
    assert client.post("/graphql", json=MINE).json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    said = signed_in(client, "asha")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(said.split("; "))
    assert client.post("/graphql", json=MINE).json()["data"] == {"officers": {"totalCount": 0}}
    assert "key:asha" in client.get("/", headers={"accept": "text/html"}).text
    assert "key:asha" in client.get("/hi/").text
    assert client.post("/signout", headers=FORM).status_code == 303
    assert "errors" in client.post("/graphql", json=MINE).json()
    assert "/signin" in client.get("/en/").text


def test_over_https_the_cookie_goes_nowhere_else(uri: str, service: TestClient) -> None:
    del uri
    with_tls = TestClient(service.app, "https://graph.example", follow_redirects=False)
    answer = with_tls.post("/signin", content=f"credential={SECRETS['asha']}", headers=FORM)
    assert "Secure" in answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize(
    "sent",
    [
        "credential=gone", "credential=kg_none", "credential=", "", "credential=a%20b", "credential=a%3Bb",
        "credential=%E0%A4%95", "credential=" + "x" * 4000, "credential=" + "x" * 70_000, "\xff", "&".join(["a=b"] * 9),
    ],
)  # fmt: skip
def test_what_is_not_good_signs_nobody_in(client: TestClient, sent: str) -> None:
    answer = client.post("/signin", content=sent.replace("gone", SECRETS["gone"]).encode("latin-1"), headers=FORM)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert 'role="alert"' in answer.text
    assert SECRETS["gone"] not in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/signin", "/signout"])
def test_no_other_site_signs_anybody_in_or_out(client: TestClient, path: str, site: str) -> None:
    headers = FORM | {"sec-fetch-site": site}
    answer = client.post(path, content=f"credential={SECRETS['asha']}", headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_cookie_that_ends_is_refused_once_and_taken_back(client: TestClient, file: Path) -> None:
    signed_in(client, "asha")
    keys.write(file, [replace(KEPT[0], revoked=now()), *KEPT[1:]])
    try:
        answer = client.get("/en/")
        assert answer.status_code == 401
        assert answer.headers["set-cookie"].startswith(f'{COOKIE}=""')
        assert client.get("/en/").status_code == 200
    finally:
        keys.write(file, KEPT)


def test_a_bearer_goes_before_a_cookie(client: TestClient) -> None:
    signed_in(client, "asha")
    bearer = {"authorization": f"Bearer {SECRETS['reader']}"}
    assert "errors" in client.post("/graphql", json=MINE, headers=bearer).json()
    wrong = client.post("/graphql", json=MINE, headers={"authorization": "Bearer kg_none"})
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)


def test_another_sites_cookies_are_no_credential(client: TestClient) -> None:
    answer = client.get("/en/", headers={"cookie": "other=1; =; karmagraph; a b=c"})
    assert answer.status_code == 200


def test_where_nobody_can_sign_in_there_is_no_page(uri: str, service: TestClient) -> None:
    del service
    app = create_app(Config(store=uri, log=False))
    with TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 1)) as found:
        assert found.get("/signin").status_code == 404
        assert "/signin" not in found.get("/en/").text
