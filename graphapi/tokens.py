"""Bearer tokens of an OpenID Connect issuer: whether one is good, and whom it names."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import jwt
import orjson
from jwt import PyJWK

from graphapi.issuers import Issuer, safe
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
_BYTES = 1 << 20
_TIMEOUT = 5.0
_RSA_BITS = 2_048

_RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
ALGORITHMS = frozenset({*_RSA, *_CURVES.values()})
"""What a token may be signed with: public keys only, so that nobody who can check a token can make one."""


@dataclass(slots=True)
class Tokens:
    """An issuer's tokens, with its public keys as they were last fetched."""

    issuer: Issuer
    clock: Callable[[], float] = time.monotonic
    _keys: dict[str, tuple[Any, frozenset[str]]] = field(default_factory=dict)
    """Each public key by its id, with the algorithms that it is for."""
    _fetched: float = -math.inf
    _tried: float = -math.inf
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def subject(self, token: str) -> Subject:
        """Whom a token names; CredentialError where it is not good, IssuerAwayError where that cannot be known."""
        kid, algorithm = _header(token)
        key, fits = await self._key(kid)
        if algorithm not in fits:
            raise CredentialError("the token is not signed as its key is meant for")
        try:
            claims = jwt.decode(
                token, key, [algorithm], audience=self.issuer.audience, issuer=self.issuer.url, leeway=SKEW,
                options={"require": ["iss", "aud", "exp", "sub"], "strict_aud": False},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise CredentialError(f"the token is not good: {type(error).__name__}") from error
        return _named(claims, self.issuer.claims)

    async def _key(self, kid: str) -> tuple[Any, frozenset[str]]:
        if kid in self._keys and self.clock() - self._fetched <= FRESH:
            return self._keys[kid]
        async with self._lock:
            now = self.clock()
            if (kid not in self._keys or now - self._fetched > FRESH) and now - self._tried > AGAIN:
                self._tried = now
                await self._refetch(now)
            if kid in self._keys and now - self._fetched <= KEPT:
                return self._keys[kid]
            if self._tried > self._fetched:
                raise IssuerAwayError("the issuer of tokens does not answer")
        raise CredentialError("the token's key is none of the issuer's")

    async def _refetch(self, now: float) -> None:
        try:
            self._keys, self._fetched = await fetched(self.issuer), now
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


# --- the issuer's keys ---------------------------------------------------------------------------------


async def fetched(issuer: Issuer) -> dict[str, tuple[Any, frozenset[str]]]:
    """The issuer's public keys by id; ValueError where what it says is not what it must be."""
    async with httpx2.AsyncClient(timeout=_TIMEOUT) as client:
        where = issuer.jwks
        if not where:
            said = await _json(client, issuer.url.rstrip("/") + "/.well-known/openid-configuration")
            if said.get("issuer") != issuer.url:
                raise ValueError("the discovery document is another issuer's")
            where = str(said.get("jwks_uri"))
        found = (await _json(client, where)).get("keys")
    if not isinstance(found, list):
        raise ValueError(f"{where} says no list of keys")  # noqa: TRY004 - as below
    named = [one for one in found if isinstance(one, dict) and isinstance(one.get("kid"), str)]
    return {one["kid"]: made for one in named if (made := _made(one))}


async def _json(client: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    safe(url)
    async with client.stream("GET", url) as answer:
        answer.raise_for_status()
        body = b""
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > _BYTES:
                raise ValueError("the answer is too long")
    found = orjson.loads(body)
    if not isinstance(found, dict):
        raise ValueError(f"{url} says no object")  # noqa: TRY004 - no mistake of ours in a type
    return found


def _made(jwk: Mapping[str, Any]) -> tuple[Any, frozenset[str]] | None:
    """A public key with the algorithms that it may be used with; None where it is not one to check tokens with."""
    kind = jwk.get("kty")
    fits = _RSA if kind == "RSA" else {_CURVES.get(str(jwk.get("crv")), "")} & ALGORITHMS
    fits &= {str(jwk["alg"])} if "alg" in jwk else ALGORITHMS
    if kind == "oct" or not fits or jwk.get("use", "sig") != "sig":
        return None
    key: Any = PyJWK.from_dict(dict(jwk), algorithm=min(fits)).key
    return None if kind == "RSA" and key.key_size < _RSA_BITS else (key, frozenset(fits))
