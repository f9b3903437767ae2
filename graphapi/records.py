"""What is known of a request while it is answered, and told when it has been: for the log, the metrics, the limits."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphapi.subjects import subject_in
from ontology.instants import now
from queries.looks import Looks, looking
from queries.rights import PUBLIC, Subject

_KEY = "karmagraph.record"
_OUTCOMES = {304: "unchanged", 429: "limited", 503: "busy"}
_CLIENT, _SERVER = 400, 500
_NAME = 100


@dataclass(slots=True)
class Record:
    """One request: who may read it learns no value that the client sent, but the name of its operation."""

    method: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """Made here for each request; in the answer as `x-request-id`, and in the log."""
    started: float = field(default_factory=time.perf_counter)
    route: str = "none"
    """The template of the address, such as `/role/{id:path}`; `none` where nothing is."""
    operation: str = ""
    """`query` or `mutation`, for GraphQL."""
    status: int = _SERVER
    errors: bool = False
    """Whether a GraphQL answer has errors beside its data, or instead of it."""
    cost: int = 0
    """Rows times fields, as the plan has it; without a plan, 0."""
    size: int = 0
    """Bytes of the answer's body."""
    seconds: float = 0.0
    at: str = field(default_factory=now)
    """When it came."""
    subject: Subject = PUBLIC
    """Who asks."""
    name: str = ""
    """The name that the client gives its operation."""
    document: str = ""
    """The hash of the GraphQL document."""
    codes: tuple[str, ...] = ()
    """The codes of the errors in the answer."""
    looks: Looks = field(default_factory=Looks)
    """What it reached of people's data."""

    def asks(self, document: str, name: str | None) -> None:
        """Keep what document is executed, without its words."""
        self.document = sha256(document.encode()).hexdigest()[:32]
        self.name = (name or "")[:_NAME]

    @property
    def outcome(self) -> str:
        """One of eight words."""
        if self.status in _OUTCOMES:
            return _OUTCOMES[self.status]
        if self.status >= _SERVER:
            return "failed"
        if self.status >= _CLIENT:
            return "refused"
        return "errors" if self.errors else "ok"


def record_of(scope: Scope) -> Record:
    """The record of a request; a new one where none is kept yet."""
    if _KEY not in scope:
        scope[_KEY] = Record(scope["method"])
    found: Record = scope[_KEY]
    return found


class Recording:
    """ASGI middleware that keeps a record, gives the answer its id, and tells each of `told` at the end.

    `ready` raises where a look at people's data could not be told of.
    """

    def __init__(
        self, app: ASGIApp, told: Sequence[Callable[[Record], None]], ready: Callable[[], None] = lambda: None
    ) -> None:
        self.app = app
        self.told = told
        self.ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record = record_of(scope)
        record.looks.ready = self.ready

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message).setdefault("x-request-id", record.id)
            else:
                record.size += len(message.get("body", b""))
            await send(message)

        try:
            with looking(record.looks):
                await self.app(scope, receive, seen)
        finally:
            record.seconds = time.perf_counter() - record.started
            record.subject = subject_in(scope)
            record.route = _template(scope)
            for tell in self.told:
                tell(record)


def _template(scope: Scope) -> str:
    """The route's own text: of a closed number, whatever is asked for."""
    route: Any = scope.get("route")
    return getattr(route, "path", "none") or "none"
