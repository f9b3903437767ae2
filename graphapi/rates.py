"""How much one client may ask: a bucket of cost that fills with time, for each client."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.audit import refusal
from graphapi.records import Record, record_of
from graphapi.subjects import subject_in
from queries.rights import DEVELOPER

BURST = 30
"""Seconds of the rate that a client who asked nothing may ask at once."""

CLIENTS = 10_000
"""Buckets kept; the one unused longest goes first."""

REFUSALS = 10
"""Refusals a second, as a rule: each is a line in the audit trail, which must not fill a disk at anybody's wish."""

FREE = ("/health/", "/metrics", "/static/", "/-/")
"""What watches the service, what costs nothing, and the command line's own door."""

BYTES = 16
"""Bytes of an answer without a plan that cost 1: about a cell of a table."""


def subject(scope: Scope) -> str:
    """Who is asking: the subject, if it has signed in; else the client's address."""
    who = subject_in(scope)
    return f"subject {who.id}" if who.id and who != DEVELOPER else address(scope)


def address(scope: Scope) -> str:
    """The client's address, of IPv6 the network."""
    host: str = (scope.get("client") or ("",))[0]
    return ":".join(host.split(":")[:4]) if host.count(":") > 1 else host


def charge(record: Record) -> int:
    """What a request cost: as its plans have it, else by the size of the answer."""
    return record.cost or 1 + record.size // BYTES


@dataclass(slots=True)
class Buckets:
    """What each client may still ask. A request is let in while there is something left, and paid when it is done.

    Its cost is known only then; so a client may be in debt, and waits until it is paid off.
    """

    rate: int
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """What was left, and when."""

    def wait(self, who: str) -> float:
        """Seconds until a client may ask; 0 when it may ask now."""
        left = self._now(who)
        return 0.0 if left > 0 else (1 - left) / self.rate

    def pay(self, who: str, cost: int) -> None:
        """Take a cost from a client's bucket."""
        self._left[who] = (self._now(who) - cost, self.clock())
        self._left.move_to_end(who)
        if len(self._left) > CLIENTS:
            self._left.popitem(last=False)

    def _now(self, who: str) -> float:
        full = float(self.rate * BURST)
        left, since = self._left.get(who, (full, 0.0))
        return min(full, left + (self.clock() - since) * self.rate)


class Limited:
    """ASGI middleware: 429 with Retry-After for a client whose bucket is empty."""

    def __init__(self, app: ASGIApp, rate: int) -> None:
        self.app = app
        self.buckets = Buckets(rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or not."""
        if scope["type"] != "http" or not self.buckets.rate or scope["path"].startswith(FREE):
            await self.app(scope, receive, send)
            return
        who = subject(scope)
        if wait := self.buckets.wait(who):
            await too_many(send, wait)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            record = record_of(scope)
            self.buckets.pay(who, max(charge(record), self.buckets.rate // REFUSALS if refusal(record) else 0))


async def too_many(send: Send, wait: float) -> None:
    """Answer 429: how many seconds to wait."""
    seconds = math.ceil(wait)
    message = f"you have asked for more than your share: ask again in {seconds} s"
    error = {"message": message, "extensions": {"code": "TOO_MANY_REQUESTS"}}
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"retry-after", str(seconds).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps({"errors": [error]})})
