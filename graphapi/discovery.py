"""What an OpenID Connect issuer says of itself: its public keys, and where people sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
from jwt import PyJWK

from graphapi.issuers import Issuer, safe

_BYTES = 1 << 20
_TIMEOUT = 5.0
_RSA_BITS = 2_048

_RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_CURVES = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
ALGORITHMS = frozenset({*_RSA, *_CURVES.values()})
"""What a token may be signed with: public keys only, so that nobody who can check a token can make one."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """An issuer's keys, and its discovery document where that was needed."""

    keys: Mapping[str, tuple[Any, frozenset[str]]] = field(default_factory=dict)
    """Each public key by its id, with the algorithms that it is for."""
    endpoints: Mapping[str, Any] = field(default_factory=dict)


async def discovered(issuer: Issuer) -> Discovered:
    """What an issuer says; ValueError where it is not what it must be, HTTPError where it does not answer."""
    said = {}
    if not issuer.jwks or issuer.client:
        said = await answer("GET", issuer.url.rstrip("/") + "/.well-known/openid-configuration")
        if said.get("issuer") != issuer.url:
            raise ValueError("the discovery document is another issuer's")
    where = issuer.jwks or str(said.get("jwks_uri"))
    found = (await answer("GET", where)).get("keys")
    if not isinstance(found, list):
        raise ValueError(f"{where} says no list of keys")  # noqa: TRY004 - as below
    named = [one for one in found if isinstance(one, dict) and isinstance(one.get("kid"), str)]
    return Discovered({one["kid"]: made for one in named if (made := _made(one))}, said)


async def answer(method: str, url: str, **sent: Any) -> dict[str, Any]:
    """The JSON object that an address answers, which must be https or on this machine; redirects are not followed."""
    safe(url)
    async with httpx2.AsyncClient(timeout=_TIMEOUT) as client, client.stream(method, url, **sent) as said:
        said.raise_for_status()
        body = b""
        async for chunk in said.aiter_bytes():
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
