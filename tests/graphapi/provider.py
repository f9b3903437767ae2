"""An OpenID provider in tests: an application of its own that signs people in by the code flow, on a real address."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bench.processes import free_port
from tests.graphapi.issuing import AUDIENCE, private, public

CLIENT, SECRET = "karmagraph web", "s:e/cret"
"""Characters that Basic authentication must encode."""


@dataclass
class Provider:
    """What it knows, how it is told to misbehave, and what it was asked."""

    url: str = ""
    secret: str = SECRET
    said: dict[str, Any] = field(default_factory=dict)
    """What its discovery document says otherwise; None: not at all."""
    back: dict[str, str | None] = field(default_factory=dict)
    """What it sends the browser back with otherwise."""
    id_claims: dict[str, Any] = field(default_factory=dict)
    access_claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    opaque: bool = False
    """Whether access tokens are for nobody else to read."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def discovery(self, _request: Request) -> Response:
        """The discovery document."""
        found = {
            "issuer": self.url, "jwks_uri": f"{self.url}/keys", "authorization_endpoint": f"{self.url}/authorize?x=1",
            "token_endpoint": f"{self.url}/token", "end_session_endpoint": f"{self.url}/end",
            "code_challenge_methods_supported": ["plain", "S256"],
            "authorization_response_iss_parameter_supported": True, **self.said,
        }  # fmt: skip
        return JSONResponse({name: value for name, value in found.items() if value is not None})

    def keys(self, _request: Request) -> Response:
        """Its public keys."""
        return JSONResponse({"keys": [public("RSA"), public("EC")]})

    def authorize(self, request: Request) -> Response:
        """Sign the person in without a question, and send the browser back."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        if (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) != (CLIENT, "code", "S256"):
            return Response("not asked as it must be", 400)
        code = secrets.token_hex(8)
        self.codes[code] = asked
        sent = {"code": code, "state": asked["state"], "iss": self.url, **self.back}
        found = urlencode({name: value for name, value in sent.items() if value is not None})
        return RedirectResponse(f"{asked['redirect_uri']}?{found}", 302)

    async def token(self, request: Request) -> Response:
        """The tokens for a code, once, to whoever has the verifier and the secret."""
        sent = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or not self._proven(request, sent, asked):
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = {"iss": self.url, "sub": "asha", "exp": int(time.time()) + 300}
        access = self._signed(claims | {"aud": AUDIENCE, "karmagraph_rights": ["steward"]} | self.access_claims)
        own = {"aud": CLIENT, "nonce": asked["nonce"], "karmagraph_rights": ["steward"]} | self.id_claims
        return JSONResponse(
            {
                "access_token": "opaque" if self.opaque else access,
                "token_type": "Bearer",
                "id_token": self._signed(claims | own),
            }
        )

    def _signed(self, claims: dict[str, Any]) -> str:
        kind = "EC" if self.algorithm == "ES256" else "RSA"
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, private(kind), self.algorithm, headers={"kid": kind})

    def _proven(self, request: Request, sent: dict[str, str], asked: dict[str, str]) -> bool:
        hashed = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        basic = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        who = f"{CLIENT}:{self.secret}" if self.secret else ""
        same = asked["code_challenge"] == challenge and asked["redirect_uri"] == sent["redirect_uri"]
        return same and sent["grant_type"] == "authorization_code" and ":".join(map(unquote, basic.split(":"))) == who


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers until the block ends."""
    provider, port = Provider(), free_port()
    provider.url = f"http://127.0.0.1:{port}"
    routes = [
        Route("/.well-known/openid-configuration", provider.discovery), Route("/keys", provider.keys),
        Route("/authorize", provider.authorize), Route("/token", provider.token, methods=["POST"]),
    ]  # fmt: skip
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield provider
    finally:
        server.should_exit = True
        thread.join()
