"""An issuer of tokens in tests: keys made here, and a server on this machine that shows the public ones."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "karmagraph"


@cache
def private(kind: str) -> Any:
    """A private key, made once a session: `RSA`, `other` (RSA too), `EC`, `Ed`, `short`."""
    match kind:
        case "EC":
            return ec.generate_private_key(ec.SECP256R1())
        case "Ed":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            return rsa.generate_private_key(65537, 1024 if kind == "short" else 2048)


def public(kind: str, **more: Any) -> dict[str, Any]:
    """The public key as a JWK; its id is its kind."""
    way: Any = {"EC": ECAlgorithm, "Ed": OKPAlgorithm}.get(kind, RSAAlgorithm)
    return {**json.loads(way.to_jwk(private(kind).public_key())), "kid": kind, "use": "sig", **more}


def pem(kind: str) -> bytes:
    """The public key as text, which a confused program takes for a secret."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    found: bytes = private(kind).public_key().public_bytes(serialization.Encoding.PEM, form)
    return found


@dataclass
class Issuing:
    """What the server says, and how often it was asked for its keys."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [public("RSA"), public("EC"), public("Ed")])
    url: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    """What its discovery document says otherwise."""
    asked: int = 0
    away: bool = False

    def token(self, kind: str = "RSA", algorithm: str = "RS256", kid: str | None = None, **claims: Any) -> str:
        """A token that is good but for what is given; a claim that is None is left out."""
        stated = {"iss": self.url, "aud": AUDIENCE, "sub": "someone", "exp": epoch() + 300, **claims}
        given = {name: value for name, value in stated.items() if value is not None}
        return jwt.encode(given, private(kind), algorithm, headers={"kid": kid or kind})


def epoch() -> int:
    """Now, as tokens say it."""
    return int(time.time())


@contextmanager
def serving() -> Iterator[Issuing]:
    """An issuer that answers until the block ends."""
    issuing = Issuing()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if issuing.away:
                self.send_error(503)
                return
            if self.path == "/keys":
                issuing.asked += 1
                body: Any = {"keys": issuing.keys}
            else:
                body = {"issuer": issuing.url, "jwks_uri": f"{issuing.url}/keys", **issuing.said}
            sent = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    issuing.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuing
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
