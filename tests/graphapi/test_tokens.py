"""A token names somebody only if its issuer says so, to us, now; anything else is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from graphapi.issuers import Issuer, issuer, safe
from graphapi.subjects import CredentialError, IssuerAwayError
from graphapi.tokens import AGAIN, FRESH, KEPT, SKEW, Tokens
from queries.rights import Subject
from tests.conftest import Run
from tests.graphapi.issuing import AUDIENCE, Issuing, epoch, pem, private, public, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Issuing]:
    with serving() as found:
        yield found


@pytest.fixture
def issuing(server: Issuing) -> Issuing:
    server.keys, server.said, server.asked, server.away = Issuing().keys, {}, 0, False
    return server


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def tokens(issuing: Issuing, clock: Clock | None = None, **given: Any) -> Tokens:
    return Tokens(Issuer(issuing.url, AUDIENCE, **given), clock or Clock())


@pytest.mark.parametrize(("kind", "algorithm"), [("RSA", "RS256"), ("RSA", "PS512"), ("EC", "ES256"), ("Ed", "EdDSA")])
def test_a_good_token_names_its_subject(run: Run, issuing: Issuing, kind: str, algorithm: str) -> None:
    claims: dict[str, Any] = {
        "karmagraph_rights": ["officer", "administrator", "of another program"],
        "karmagraph_officer": "o", "karmagraph_organisation": "g",
    }  # fmt: skip
    found = run(tokens(issuing).subject(issuing.token(kind, algorithm, **claims)))
    assert found == Subject("someone", frozenset({"reader", "officer", "administrator"}), "o", "g")
    assert not found.everyone


def test_a_token_without_our_claims_may_read_what_is_published(run: Run, issuing: Issuing) -> None:
    assert run(tokens(issuing).subject(issuing.token())) == Subject("someone", frozenset({"reader"}))


def test_claims_may_have_other_names(run: Run, issuing: Issuing) -> None:
    named = tokens(issuing, claims={"rights": "roles", "officer": "empId", "organisation": "org"})
    found = run(named.subject(issuing.token(roles=["officer"], empId="o", karmagraph_rights=["administrator"])))
    assert found == Subject("someone", frozenset({"reader", "officer"}), "o")


def test_the_clocks_may_differ_a_little(run: Run, issuing: Issuing) -> None:
    good = tokens(issuing)
    assert run(good.subject(issuing.token(exp=epoch() - SKEW + 10))).id
    assert run(good.subject(issuing.token(nbf=epoch() + SKEW - 10))).id


WRONG: dict[str, dict[str, Any]] = {
    "expired": {"exp": epoch() - SKEW - 10},
    "without an end": {"exp": None},
    "not yet good": {"nbf": epoch() + SKEW + 86_400},  # from when this file is read: tests may run long after
    "for somebody else": {"aud": "another"},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://elsewhere.example"},
    "of no issuer": {"iss": None},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "of a key's name": {"sub": "key:dashboards"},
    "with rights as a word": {"karmagraph_rights": "administrator"},
    "with a number as officer": {"karmagraph_officer": 5},
    "with a list as organisation": {"karmagraph_organisation": ["g"]},
    "signed by another": {"kind": "other", "kid": "RSA"},
    "of an unknown key": {"kind": "other"},
    "of a key of another kind": {"kind": "EC", "algorithm": "ES256", "kid": "RSA"},
    "for another curve's key": {"kind": "RSA", "kid": "Ed"},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_is_not_good_is_refused(run: Run, issuing: Issuing, what: str) -> None:
    with pytest.raises(CredentialError):
        run(tokens(issuing).subject(issuing.token(**WRONG[what])))


def _unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join([*parts, ""])


def test_a_token_that_nobody_signed_is_refused(run: Run, issuing: Issuing) -> None:
    claims = {"iss": issuing.url, "aud": AUDIENCE, "sub": "x", "exp": epoch() + 300}
    for algorithm in ("none", "None", "NONE", ""):
        with pytest.raises(CredentialError):
            run(tokens(issuing).subject(_unsigned({"alg": algorithm, "kid": "RSA"}, claims)))
    good = issuing.token()
    for broken in (
        good.rpartition(".")[0] + ".",
        good[:-4] + "AAAA",
        "x",
        "",
        "a.b.c",
        good + "." + good,
        "é",
        "x" * 9000,
    ):
        with pytest.raises(CredentialError):
            run(tokens(issuing).subject(broken))


def test_a_public_key_is_no_secret_to_sign_with(run: Run, issuing: Issuing) -> None:
    # HS256 with the public key as its secret: made by hand, for the library refuses to
    claims = {"iss": issuing.url, "aud": AUDIENCE, "sub": "x", "exp": epoch() + 300}
    body = _unsigned({"alg": "HS256", "kid": "RSA", "typ": "JWT"}, claims).removesuffix(".")
    hs = jwt.get_algorithm_by_name("HS256")
    signed = base64.urlsafe_b64encode(hs.sign(body.encode(), pem("RSA"))).rstrip(b"=").decode()
    with pytest.raises(CredentialError, match="accepted"):
        run(tokens(issuing).subject(f"{body}.{signed}"))


def test_a_header_that_asks_for_more_is_refused(run: Run, issuing: Issuing) -> None:
    claims = {"iss": issuing.url, "aud": AUDIENCE, "sub": "x", "exp": epoch() + 300}
    for header in ({"crit": ["b64"], "b64": False}, {"kid": None}, {"kid": 5}):
        given = {name: value for name, value in {"kid": "RSA", **header}.items() if value is not None}
        try:
            token = jwt.encode(claims, private("RSA"), "RS256", headers=given)
        except jwt.PyJWTError:
            continue
        with pytest.raises(CredentialError):
            run(tokens(issuing).subject(token))


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits")
@pytest.mark.parametrize(
    "jwk",
    [
        public("RSA", use="enc"), public("RSA", alg="HS256"), public("RSA", alg="RS512"), public("short", kid="RSA"),
        {"kty": "oct", "k": "AAAA", "kid": "RSA"}, {"kty": "oct", "k": "AAAA", "kid": "RSA", "alg": "RS256"},
    ],
    ids=["for encryption", "for a secret", "for another algorithm", "too short", "a secret", "a secret that lies"],
)  # fmt: skip
def test_a_key_is_used_only_for_what_it_is_for(run: Run, issuing: Issuing, jwk: dict[str, Any]) -> None:
    issuing.keys = [jwk]
    kind = "short" if jwk.get("n") == public("short")["n"] else "RSA"
    with pytest.raises(CredentialError):
        run(tokens(issuing).subject(issuing.token(kind, kid="RSA")))


# --- the issuer's keys -----------------------------------------------------------------------------------


def test_keys_are_fetched_once_and_again_for_a_new_one_but_not_at_every_word(run: Run, issuing: Issuing) -> None:
    clock = Clock()
    known = tokens(issuing, clock)
    for _ in range(3):
        run(known.subject(issuing.token()))
    assert issuing.asked == 1
    issuing.keys = [public("other")]
    for _ in range(5):
        with pytest.raises(CredentialError):
            run(known.subject(issuing.token("other")))
    assert issuing.asked == 1
    clock.now += AGAIN + 1
    assert run(known.subject(issuing.token("other"))).id == "someone"
    assert issuing.asked == 2
    with pytest.raises(CredentialError):
        run(known.subject(issuing.token("RSA")))


def test_a_key_that_the_issuer_takes_back_is_worthless_soon(run: Run, issuing: Issuing) -> None:
    clock = Clock()
    known = tokens(issuing, clock)
    run(known.subject(issuing.token()))
    issuing.keys = [public("EC")]
    clock.now += FRESH + 1
    with pytest.raises(CredentialError):
        run(known.subject(issuing.token()))


def test_while_the_issuer_is_away_known_keys_are_good_for_a_day(run: Run, issuing: Issuing) -> None:
    clock = Clock()
    known = tokens(issuing, clock)
    run(known.subject(issuing.token()))
    issuing.away = True
    clock.now += KEPT - 1
    with pytest.raises(IssuerAwayError):  # perhaps a key that it has made meanwhile
        run(known.subject(issuing.token("other")))
    assert run(known.subject(issuing.token())).id == "someone"
    clock.now += AGAIN + 2
    with pytest.raises(IssuerAwayError):
        run(known.subject(issuing.token()))


def test_an_issuer_that_does_not_answer_makes_nobody_public(run: Run, issuing: Issuing) -> None:
    issuing.away = True
    with pytest.raises(IssuerAwayError):
        run(tokens(issuing).subject(issuing.token()))


def test_keys_may_be_named_and_a_stranger_s_document_is_not_believed(run: Run, issuing: Issuing) -> None:
    issuing.said = {"issuer": "https://elsewhere.example"}
    with pytest.raises(IssuerAwayError):
        run(tokens(issuing).subject(issuing.token()))
    assert run(tokens(issuing, jwks=f"{issuing.url}/keys").subject(issuing.token())).id == "someone"
    issuing.said = {"jwks_uri": "http://elsewhere.example/keys"}
    with pytest.raises(IssuerAwayError):
        run(tokens(issuing).subject(issuing.token()))


def test_an_issuer_needs_an_audience_and_an_address_that_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert issuer() is None
    monkeypatch.setenv("KARMAGRAPH_ISSUER", "https://login.example")
    with pytest.raises(ValueError, match="KARMAGRAPH_AUDIENCE"):
        issuer()
    monkeypatch.setenv("KARMAGRAPH_AUDIENCE", "a")
    monkeypatch.setenv("KARMAGRAPH_CLAIM_RIGHTS", "roles")
    found = issuer()
    assert found
    assert found.claims == {
        "rights": "roles",
        "officer": "karmagraph_officer",
        "organisation": "karmagraph_organisation",
    }
    for url in ("http://login.example", "ftp://login.example", "login.example", "http://127.0.0.1.example"):
        with pytest.raises(ValueError, match="not https"):
            safe(url)
