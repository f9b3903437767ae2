"""What is presented to sign in, a key or a token, and whom it names."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import cookie_parser
from starlette.types import Scope

from graphapi.config import Config
from graphapi.keys import PREFIX, Keys
from graphapi.subjects import CredentialError
from graphapi.tokens import Tokens
from queries.rights import Subject

COOKIE = "karmagraph"
"""The cookie that holds the credential of a person who has signed in with a browser."""

LOADER = Subject("upload-token", frozenset({"reader", "steward"}))
"""Whoever has the upload token; only where files are loaded."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a service accepts."""

    keys: Keys | None
    tokens: Tokens | None
    upload_token: str = ""

    async def subject(self, credential: str) -> Subject:
        """Whom it names; CredentialError where it is not good, IssuerAwayError where that cannot be known."""
        if credential.startswith(PREFIX) and self.keys:
            return self.keys.subject(credential)
        if self.tokens:
            return await self.tokens.subject(credential.strip())
        raise CredentialError("this service knows no such credentials")

    def loads(self, credential: str) -> bool:
        """Whether it is the upload token."""
        return bool(self.upload_token) and hmac.compare_digest(credential.encode(), self.upload_token.encode())


def credentials(config: Config) -> Credentials:
    """What a service accepts by its settings."""
    keys = Keys(Path(config.keys)) if config.keys else None
    return Credentials(keys, Tokens(config.issuer) if config.issuer else None, config.upload_token)


def presented(scope: Scope) -> str | None:
    """The credential of a request: its bearer token, else its cookie; CredentialError for what is neither."""
    sent = [value for name, value in scope["headers"] if name == b"authorization"]
    if not sent:
        return cookie(scope)
    scheme, _, credential = sent[0].decode("latin-1").partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer":
        raise CredentialError("send one bearer token or key")
    return str(credential)


def cookie(scope: Scope) -> str | None:
    """The credential in a request's cookie; None where there is no such cookie."""
    for name, value in scope["headers"]:
        if name == b"cookie" and (found := cookie_parser(value.decode("latin-1")).get(COOKIE)):
            return str(found)
    return None
