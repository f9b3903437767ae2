"""A person signs in at an OpenID provider and comes back; what anybody else sends back signs nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from graphapi.app import create_app
from graphapi.config import Config
from graphapi.credentials import COOKIE
from graphapi.issuers import Issuer
from queries.stores import connect
from tests.conftest import Run
from tests.graphapi.issuing import AUDIENCE
from tests.graphapi.provider import CLIENT, SECRET, Provider, providing

ADDRESS = "http://127.0.0.1:8000"
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
FLOW = "karmagraph-signin"


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"embedded:{tmp_path_factory.mktemp('codeflow') / 'store'}"

    async def make() -> None:
        await (await connect(found, exclusive=True)).close()

    run(make())
    return found


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with providing() as found:
        yield found


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider as it should be."""
    vars(running).update(vars(Provider(running.url)))
    return running


def issuer(provider: Provider, **more: Any) -> Issuer:
    settings: dict[str, Any] = {"audience": AUDIENCE, "client": CLIENT, "secret": provider.secret, **more}
    return Issuer(provider.url, **settings)


@pytest.fixture(scope="module")
def service(uri: str, running: Provider) -> Iterator[TestClient]:
    with browser(uri, issuer(running)) as found:
        yield found


@pytest.fixture
def client(service: TestClient, provider: Provider) -> TestClient:
    """A browser without cookies at a service that knows the provider as it should be."""
    del provider
    service.cookies.clear()
    return service


@pytest.fixture
def fresh(uri: str, provider: Provider) -> Iterator[TestClient]:
    """A browser at a service that has not asked the provider anything yet."""
    with browser(uri, issuer(provider)) as found:
        yield found


def browser(uri: str, known: Issuer) -> TestClient:
    return TestClient(create_app(Config(store=uri, issuer=known, log=False)), ADDRESS, follow_redirects=False)


def sent_back(client: TestClient, language: str = "en") -> str:
    """Begin, sign in at the provider: the address that it sends the browser back to."""
    begun = client.get(f"/signin/begin?lang={language}")
    assert begun.status_code == 303, begun.text
    answer = httpx2.get(begun.headers["location"])
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def who(client: TestClient) -> str:
    page = client.get("/en/").text
    return "asha" if "asha <button>" in page else "" if "/signin" in page else "?"


def refused(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code in {401, 503}
    assert COOKIE not in client.cookies
    assert who(client) == ""
    return answer.text


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize(("language", "home"), [("en", "/en/"), ("hi", "/hi/")])
def test_who_signs_in_there_is_signed_in_here(
    client: TestClient, provider: Provider, algorithm: str, language: str, home: str
) -> None:
    provider.algorithm = algorithm
    answer = client.get(sent_back(client, language))
    assert (answer.status_code, answer.headers["location"]) == (303, home)
    assert who(client) == "asha"
    assert FLOW not in client.cookies
    [asked] = provider.asked
    assert asked["redirect_uri"] == f"{ADDRESS}/signin/back"
    assert asked["scope"] == "openid"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert not provider.codes  # it was redeemed


def test_the_cookie_is_the_access_token_and_as_good_as_one_that_is_pasted(client: TestClient) -> None:
    client.get(sent_back(client))
    token = client.cookies[COOKIE]
    client.cookies.clear()
    assert client.post("/signin", content=f"credential={token}", headers=FORM).status_code == 303
    assert who(client) == "asha"


def test_where_access_tokens_are_opaque_the_id_token_is_the_credential(uri: str, provider: Provider) -> None:
    provider.opaque = True
    with browser(uri, issuer(provider, audience=CLIENT)) as client:
        client.get(sent_back(client))
        assert who(client) == "asha"
    with browser(uri, issuer(provider)) as client:  # but not where it is for somebody else
        assert "not good" in refused(client, sent_back(client))


def test_a_program_without_a_secret_is_known_by_its_verifier(uri: str, provider: Provider) -> None:
    provider.secret = ""
    with browser(uri, issuer(provider)) as client:
        client.get(sent_back(client))
        assert who(client) == "asha"


def test_nobody_is_signed_in_with_a_wrong_secret(uri: str, provider: Provider) -> None:
    with browser(uri, issuer(provider, secret=SECRET + "x")) as client:
        assert "begin again" in refused(client, sent_back(client))


@pytest.mark.parametrize(
    ("back", "why"),
    [
        ({"state": "other"}, "begin again"), ({"state": None}, "begin again"), ({"state": ""}, "begin again"),
        ({"iss": "https://evil.example"}, "another sign-in service"), ({"iss": None}, "another sign-in service"),
        ({"code": None, "error": "access_denied", "error_description": "<b>x"}, "not signed anybody in"),
        ({"error": "x"}, "not signed anybody in"), ({"code": ""}, "not signed anybody in"),
        ({"code": "guessed"}, "begin again"),
    ],
)  # fmt: skip
def test_what_is_not_the_answer_to_this_browser_s_question_signs_nobody_in(
    client: TestClient, provider: Provider, back: dict[str, str | None], why: str
) -> None:
    provider.back = back
    text = refused(client, sent_back(client))
    assert why in text
    assert "<b>" not in text


def test_an_issuer_that_never_says_who_it_is_need_not(fresh: TestClient, provider: Provider) -> None:
    provider.said, provider.back = {"authorization_response_iss_parameter_supported": None}, {"iss": None}
    fresh.get(sent_back(fresh))
    assert who(fresh) == "asha"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "other"}, {"nonce": None}, {"aud": "other"}, {"aud": AUDIENCE}, {"iss": "https://evil.example"},
        {"exp": 1}, {"exp": None}, {"sub": "ravi"}, {"sub": None}, {"azp": "other"},
    ],
)  # fmt: skip
def test_an_id_token_that_is_not_for_this_signing_in_is_refused(
    client: TestClient, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.id_claims = claims
    refused(client, sent_back(client))


def test_a_code_of_another_browser_is_of_no_use(client: TestClient, provider: Provider) -> None:
    """An attacker signs in, and makes a victim's browser come back with the attacker's code."""
    stolen = sent_back(client)
    client.cookies.clear()
    assert "begin again" in refused(client, stolen)  # the victim has begun nothing
    [code] = parse_qs(urlsplit(stolen).query)["code"]
    provider.back = {"code": code}  # the victim has begun too, and the attacker knows the state
    assert "begin again" in refused(client, sent_back(client))


def test_an_answer_is_good_once(client: TestClient) -> None:
    back = sent_back(client)
    flow = client.cookies[FLOW]
    assert client.get(back).status_code == 303
    client.cookies.clear()
    client.cookies.set(FLOW, flow)
    assert "begin again" in refused(client, back)


@pytest.mark.parametrize("flow", ["", "a", "a.b.c", "...", "a.b.c.d.e", "a.b.c.d"])
def test_a_cookie_of_ones_own_making_signs_nobody_in(client: TestClient, flow: str) -> None:
    back = sent_back(client)
    client.cookies.clear()
    client.cookies.set(FLOW, flow)
    refused(client, back)


@pytest.mark.parametrize(
    "said",
    [
        {"authorization_endpoint": "http://evil.example/a"}, {"authorization_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]}, {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)  # fmt: skip
def test_nobody_is_sent_to_an_issuer_that_cannot_be_trusted(
    fresh: TestClient, provider: Provider, said: dict[str, Any]
) -> None:
    provider.said = said
    answer = fresh.get("/signin/begin")
    assert (answer.status_code, "location" in answer.headers, FLOW in fresh.cookies) == (503, False, False)


def test_codes_go_to_no_address_that_others_could_read(fresh: TestClient, provider: Provider) -> None:
    provider.said = {"token_endpoint": "http://evil.example/token"}
    assert "token_endpoint" in refused(fresh, sent_back(fresh))


def test_a_token_too_long_for_a_cookie_is_refused_in_words(client: TestClient, provider: Provider) -> None:
    provider.access_claims = {"more": "x" * 4_000}
    assert "too long" in refused(client, sent_back(client))


def test_another_site_begins_nothing(client: TestClient) -> None:
    assert client.get("/signin/begin", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_cookies_on_the_way_are_closed_and_short_lived(client: TestClient) -> None:
    said = client.get("/signin/begin").headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=lax", "Path=/signin", "Max-Age=600"} <= set(said)
    with_tls = TestClient(client.app, "https://graph.example", follow_redirects=False)
    answer = with_tls.get("/signin/begin")
    assert "Secure" in answer.headers["set-cookie"].split("; ")
    assert "redirect_uri=https%3A%2F%2Fgraph.example%2Fsignin%2Fback" in answer.headers["location"]


def test_who_signs_out_is_told_how_to_sign_out_there(client: TestClient, provider: Provider) -> None:
    client.get(sent_back(client))
    answer = client.post("/signout?lang=hi", headers=FORM)
    assert who(client) == ""
    page = client.get(answer.headers["location"]).text
    assert f"{provider.url}/end?client_id=karmagraph+web&amp;post_logout_redirect_uri=" in page
    assert 'lang="hi"' in page


def test_the_page_offers_both_ways_in_english_and_hindi(client: TestClient) -> None:
    english, hindi = client.get("/signin").text, client.get("/signin?lang=hi").text
    assert "/signin/begin?lang=en" in english
    assert "/signin/begin?lang=hi" in hindi
    assert '<html lang="hi">' in hindi
    assert "Sign in" not in hindi
    assert "credential" in english


def test_without_a_client_there_is_no_flow(uri: str, provider: Provider) -> None:
    with browser(uri, issuer(provider, client="")) as client:
        assert client.get("/signin/begin").status_code == 404
        assert "/signin/begin" not in client.get("/signin").text


def test_a_scope_without_openid_is_refused_at_the_start(provider: Provider) -> None:
    with pytest.raises(ValueError, match="openid"):
        issuer(provider, scope="profile")
