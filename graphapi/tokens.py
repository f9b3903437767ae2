"""Bearer tokens of an OpenID Connect issuer: whether one is good, and whom it names."""

from __future__ import annotations

import asyncio
import hmac
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import jwt

from graphapi.discovery import ALGORITHMS, Discovered, discovered
from graphapi.issuers import Issuer
from graphapi.subjects import CredentialError, IssuerAwayError, rights
from queries.rights import Subject

log = logging.getLogger("karmagraph.tokens")

SKEW = 60
"""Seconds by which the issuer's clock and ours may differ."""
FRESH = 600.0
"""Seconds after which the issuer's keys are fetched again."""
KEPT = 86_400.0
"""Seconds for which keys are good although the issuer does not answer."""
AGAIN = 30.0
"""Seconds between two fetches at least, whatever key a token names."""
LONGEST = 8_192
"""Characters of a token at most."""


@dataclass(slots=True)
class Tokens:
    """An issuer's tokens, with its public keys as they were last fetched."""

    issuer: Issuer
    clock: Callable[[], float] = time.monotonic
    _known: Discovered = field(default_factory=Discovered)
    _fetched: float = -math.inf
    _tried: float = -math.inf
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def subject(self, token: str) -> Subject:
        """Whom a token names; CredentialError where it is not good, IssuerAwayError where that cannot be known."""
        return _named(await self._claims(token, self.issuer.audience), self.issuer.claims)

    async def identity(self, token: str, nonce: str) -> str:
        """The `sub` of an ID token that was made for this program and this signing in; else CredentialError."""
        claims = await self._claims(token, self.issuer.client)
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
            raise CredentialError("the ID token is not for this signing in")
        if claims.get("azp", self.issuer.client) != self.issuer.client:
            raise CredentialError("the ID token is another program's")
        return str(claims["sub"])

    async def endpoints(self) -> Mapping[str, Any]:
        """What the issuer says of itself; IssuerAwayError where it does not answer."""
        async with self._lock:
            await self._refreshed(lambda: not self._known.endpoints)
        if not self._known.endpoints or self.clock() - self._fetched > KEPT:
            raise IssuerAwayError("the sign-in service does not answer")
        return self._known.endpoints

    async def _claims(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a good token for an audience."""
        kid, algorithm = _header(token)
        key, fits = await self._key(kid)
        if algorithm not in fits:
            raise CredentialError("the token is not signed as its key is meant for")
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key, [algorithm], audience=audience, issuer=self.issuer.url, leeway=SKEW,
                options={"require": ["iss", "aud", "exp", "sub"], "strict_aud": False},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise CredentialError(f"the token is not good: {type(error).__name__}") from error
        return claims

    async def _key(self, kid: str) -> tuple[Any, frozenset[str]]:
        if kid in self._known.keys and self.clock() - self._fetched <= FRESH:
            return self._known.keys[kid]
        async with self._lock:
            await self._refreshed(lambda: kid not in self._known.keys)
            if kid in self._known.keys and self.clock() - self._fetched <= KEPT:
                return self._known.keys[kid]
            if self._tried > self._fetched:
                raise IssuerAwayError("the issuer of tokens does not answer")
        raise CredentialError("the token's key is none of the issuer's")

    async def _refreshed(self, missing: Callable[[], bool]) -> None:
        """Fetch again what the issuer says, where it is old or something is missing, but not at every word."""
        now = self.clock()
        if not (missing() or now - self._fetched > FRESH) or now - self._tried <= AGAIN:
            return
        self._tried = now
        try:
            self._known, self._fetched = await discovered(self.issuer), now
        except (httpx2.HTTPError, jwt.PyJWTError, ValueError) as error:
            log.warning("the keys of %s cannot be fetched: %s", self.issuer.url, error)


def _header(token: str) -> tuple[str, str]:
    """The id of the key and the algorithm that a token names; nothing in it is believed yet."""
    if len(token) > LONGEST:
        raise CredentialError("the token is too long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise CredentialError("this is no token") from error
    kid, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in ALGORITHMS or not isinstance(kid, str) or "crit" in header:
        raise CredentialError("the token is not signed in a way that is accepted")
    return kid, str(algorithm)


def _named(claims: Mapping[str, Any], names: Mapping[str, str]) -> Subject:
    """The subject of checked claims; claims of another type than ours are no claims to act on."""
    words = claims.get(names["rights"], [])
    officer, organisation = (claims.get(names[name], "") for name in ("officer", "organisation"))
    if not (isinstance(words, list) and all(isinstance(word, str) for word in (*words, officer, organisation))):
        raise CredentialError("the token's claims are not of the types agreed")
    who = claims["sub"]
    if not who or who.startswith("key:"):
        raise CredentialError("the token names nobody")
    return Subject(who, rights(words), officer, organisation)
