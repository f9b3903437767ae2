"""Signing in at the issuer with a browser: OpenID Connect's authorization code flow with PKCE (RFC 7636, RFC 9700).

Nothing is kept here between the two halves: what the second must know is in a cookie of the browser that began.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2

from graphapi.discovery import answer
from graphapi.issuers import safe
from graphapi.subjects import CredentialError, IssuerAwayError
from graphapi.tokens import Tokens

_METHODS = "code_challenge_methods_supported"
_SAYS_WHO = "authorization_response_iss_parameter_supported"


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser that has begun to sign in must bring back: all random, but for the language of the page."""

    state: str
    nonce: str
    verifier: str
    language: str = "en"

    @classmethod
    def new(cls, language: str) -> Begun:
        """A new one."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), language)

    @classmethod
    def read(cls, cookie: str) -> Begun:
        """What a cookie has; CredentialError for what is none."""
        parts = cookie.split(".")
        if len(parts) != 4 or not all(parts):  # noqa: PLR2004 - its own fields
            raise CredentialError("this browser has not begun to sign in here, or too long ago: begin again")
        return cls(*parts)

    def __str__(self) -> str:
        """As the cookie has it; the parts have no dots."""
        return f"{self.state}.{self.nonce}.{self.verifier}.{self.language}"

    @property
    def challenge(self) -> str:
        """The verifier's hash, which the issuer sees first (S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


async def address(tokens: Tokens, begun: Begun, back: str) -> str:
    """Where the browser goes to sign in; `back` is where the issuer sends it afterwards."""
    said = await tokens.endpoints()
    if "S256" not in said.get(_METHODS, ["S256"]):
        raise IssuerAwayError("the sign-in service knows no PKCE with S256")
    asked = {
        "response_type": "code", "client_id": tokens.issuer.client, "redirect_uri": back,
        "scope": tokens.issuer.scope, "state": begun.state, "nonce": begun.nonce,
        "code_challenge": begun.challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return _with(_endpoint(said, "authorization_endpoint"), asked)


async def credential(tokens: Tokens, begun: Begun, back: str, query: Mapping[str, str]) -> str:
    """The token that the issuer gives for what the browser brings back; CredentialError where it must not be believed.

    It is the access token, where that is for this service; else the ID token, where the audience is this program.
    """
    said = await tokens.endpoints()
    _check(said, tokens.issuer.url, begun, query)
    given = await _redeemed(tokens, said, begun, back, query["code"])
    who = await tokens.identity(str(given.get("id_token")), begun.nonce)
    access = str(given.get("access_token"))
    try:
        subject, found = await tokens.subject(access), access
    except CredentialError:  # it is for something else, or none that can be read: an issuer may give such
        found = str(given["id_token"])
        subject = await tokens.subject(found)
    if subject.id != who:
        raise CredentialError("the sign-in service has given another's token")
    return found


async def goodbye(tokens: Tokens, back: str) -> str:
    """Where a browser signs out of the issuer too; empty where there is no such place."""
    said = await tokens.endpoints()
    asked = {"client_id": tokens.issuer.client, "post_logout_redirect_uri": back}
    return _with(_endpoint(said, "end_session_endpoint"), asked) if "end_session_endpoint" in said else ""


def _check(said: Mapping[str, Any], issuer: str, begun: Begun, query: Mapping[str, str]) -> None:
    """Refuse what another page, another browser or another issuer (RFC 9207) sends back."""
    if not hmac.compare_digest(query.get("state", "").encode(), begun.state.encode()):
        raise CredentialError("this is not the signing in that this browser has begun: begin again")
    if query.get("iss", "" if said.get(_SAYS_WHO) else issuer) != issuer:
        raise CredentialError("this comes from another sign-in service")
    if "error" in query or not query.get("code"):
        raise CredentialError("the sign-in service has not signed anybody in")


async def _redeemed(tokens: Tokens, said: Mapping[str, Any], begun: Begun, back: str, code: str) -> Mapping[str, Any]:
    """What the issuer gives for a code, to whoever has the verifier."""
    issuer = tokens.issuer
    sent = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "client_id": issuer.client,
        "code_verifier": begun.verifier,
    }  # fmt: skip
    signed = {"auth": (quote(issuer.client, ""), quote(issuer.secret, ""))} if issuer.secret else {}
    try:
        return await answer("POST", _endpoint(said, "token_endpoint"), data=sent, **signed)
    except httpx2.HTTPStatusError as error:
        raise CredentialError("the sign-in service does not take this back: begin again") from error
    except (httpx2.HTTPError, ValueError) as error:
        raise IssuerAwayError("the sign-in service does not answer") from error


def _endpoint(said: Mapping[str, Any], name: str) -> str:
    url = str(said.get(name))
    try:
        safe(url)
    except ValueError as error:
        raise IssuerAwayError(f"the sign-in service says no {name} that can be used") from error
    return url


def _with(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(asked)}"
