"""Signing in: from a request's credential to its subject, before anything else looks at the request."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.credentials import LOADER, Credentials, presented
from graphapi.rates import FREE, REFUSALS, Buckets, address, too_many
from graphapi.sessions import ADDRESSES, ended
from graphapi.subjects import SUBJECT, CredentialError, IssuerAwayError
from queries.rights import DEVELOPER, PUBLIC, Subject

log = logging.getLogger("karmagraph")

OWN = (*FREE, *ADDRESSES)
"""What needs no subject, or has a credential of its own."""

LOADING = "/load/"
"""Where the upload token is good, and nowhere else."""

OPEN = (b"x-karmagraph-access", b"development: everything is open")
"""The header that says so."""

_FORWARDED = {b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"}


def warn(opened: tuple[bool, bool]) -> None:
    """Say in the log at the start that all is open, if it is."""
    if any(opened):
        to = "everybody, for all data is illustrative" if opened[0] else "this machine alone"
        log.warning("DEVELOPMENT: nobody can sign in here, so everything is open to %s; docs/rights.md", to)


class SignIn:
    """ASGI middleware that puts the subject into the scope; 401 for a credential that is not good, never less rights.

    `opened` says of the service whether it is open to whoever reaches it, and whether to this machine only.
    """

    def __init__(self, app: ASGIApp, credentials: Credentials, opened: Callable[[Scope], tuple[bool, bool]]) -> None:
        self.app = app
        self.opened = opened
        self.credentials = credentials
        self.refused = Buckets(REFUSALS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find who asks, and pass the request on."""
        if scope["type"] != "http" or scope["path"].startswith(OWN):
            await self.app(scope, receive, send)
            return
        try:
            scope[SUBJECT] = await self._subject(scope)
        except CredentialError as error:
            await self._unknown(scope, send, str(error))
        except IssuerAwayError as error:
            await _refuse(send, 503, str(error), (b"retry-after", b"30"))
        else:
            await self.app(scope, receive, _saying(send) if scope[SUBJECT] == DEVELOPER else send)

    async def _unknown(self, scope: Scope, send: Send, why: str) -> None:
        """401, and no more of them to an address than its share: a good credential from there is as good as before."""
        who = address(scope)
        if wait := self.refused.wait(who):
            await too_many(send, wait)
            return
        self.refused.pay(who, 1)
        asked = (b"www-authenticate", b'Bearer realm="karmagraph", error="invalid_token"')
        await _refuse(send, 401, why, asked, *ended(scope))

    async def _subject(self, scope: Scope) -> Subject:
        credential = presented(scope)
        if credential is None:
            return self._nameless(scope)
        if scope["path"].startswith(LOADING) and self.credentials.loads(credential):
            return LOADER
        return await self.credentials.subject(credential)

    def _nameless(self, scope: Scope) -> Subject:
        everywhere, here = self.opened(scope)
        return DEVELOPER if everywhere or (here and _from_here(scope)) else PUBLIC


def _from_here(scope: Scope) -> bool:
    """Whether a request comes from this machine itself: not through a proxy on it, nor for another site's name.

    A page of elsewhere, whose name its owner lets lead to 127.0.0.1, makes a browser here send its own name.
    """
    if any(name in _FORWARDED for name, _ in scope["headers"]):
        return False
    site = Headers(scope=scope).get("host", "").rsplit(":", 1)[0]
    if "." in site and not _is_address(site):
        return False
    host: str = (scope.get("client") or ("",))[0]
    return not _is_address(host) or ipaddress.ip_address(host).is_loopback  # no address: no network


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _saying(send: Send) -> Send:
    async def said(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], OPEN]
        await send(message)

    return said


async def _refuse(send: Send, status: int, message: str, *more: tuple[bytes, bytes]) -> None:
    code = "UNAUTHENTICATED" if status == 401 else "UNAVAILABLE"  # noqa: PLR2004 - HTTP's own number
    body: dict[str, Any] = {"errors": [{"message": message, "extensions": {"code": code}}]}
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(body)})
