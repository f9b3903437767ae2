"""Whose tokens a service accepts, as its settings say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CLAIMS = {name: f"karmagraph_{name}" for name in ("rights", "officer", "organisation")}
"""The names of our claims, where the issuer has no others: a list of rights, two ids."""

_HERE = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """An OpenID Connect issuer, and the audience that its tokens must be for."""

    url: str
    audience: str
    jwks: str = ""
    """Where its keys are; without it, where its discovery document says."""
    claims: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    client: str = ""
    """The name of this program with the issuer; with it, people sign in there."""
    secret: str = field(default="", repr=False)
    """What proves to the issuer that it is this program; one without a secret is known by PKCE alone."""
    scope: str = "openid"

    def __post_init__(self) -> None:
        """ValueError for one whose tokens could be anybody's, or for anybody."""
        if not self.audience:
            raise ValueError("KARMAGRAPH_ISSUER needs KARMAGRAPH_AUDIENCE: whom its tokens are for")
        if "openid" not in self.scope.split():
            raise ValueError("KARMAGRAPH_SCOPE needs the word openid")
        for url in filter(None, (self.url, self.jwks)):
            safe(url)


def safe(url: str) -> None:
    """Refuse, with a ValueError, an address that others could answer in the issuer's place."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
        raise ValueError(f"{url} is not https")


def issuer() -> Issuer | None:
    """The issuer of the environment, if one is named."""
    url = os.environ.get("KARMAGRAPH_ISSUER", "")
    if not url:
        return None
    claims = {
        "rights": os.environ.get("KARMAGRAPH_CLAIM_RIGHTS", CLAIMS["rights"]),
        "officer": os.environ.get("KARMAGRAPH_CLAIM_OFFICER", CLAIMS["officer"]),
        "organisation": os.environ.get("KARMAGRAPH_CLAIM_ORGANISATION", CLAIMS["organisation"]),
    }
    return Issuer(
        url, os.environ.get("KARMAGRAPH_AUDIENCE", ""), os.environ.get("KARMAGRAPH_JWKS", ""), claims,
        os.environ.get("KARMAGRAPH_CLIENT", ""), os.environ.get("KARMAGRAPH_CLIENT_SECRET", ""),
        os.environ.get("KARMAGRAPH_SCOPE", "openid"),
    )  # fmt: skip
