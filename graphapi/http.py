"""GraphQL over HTTP: what is answered to an operation, and how a result becomes a response.

As the GraphQL over HTTP draft has it: `application/graphql-response+json` says by its status that
a request failed before execution, `application/json` says 200 with errors.
"""

from __future__ import annotations

import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode, validate
from starlette.requests import Request
from starlette.responses import Response

from graphapi.caching import KEPT, Flights, tag, unchanged
from graphapi.execution import Context, execute
from graphapi.limits import ERRORS, parsed
from graphapi.moments import Moments
from graphapi.operations import GRAPHQL, Operation, RefusedError, negotiated, read
from graphapi.records import Record, record_of
from graphapi.schema.build import CATALOGUE
from graphapi.subjects import subject_of
from graphapi.trusted import Documents
from queries.looks import Looks, current
from queries.rights import Subject
from queries.search import FreshIndex
from queries.stores import Store
from queries.stores.errors import StoreError, TimedOutError, UnavailableError

log = logging.getLogger("karmagraph")

DOCUMENTS = 1_000
"""Documents kept, parsed and checked; only those of at most 10,000 characters."""

_WORTH_KEEPING = 10_000

LONGEST = 1_000
"""Characters of an error's message: it has what the client sent."""

CONCURRENCY = 32
"""Requests in progress at most, where nothing else is said."""

AWAY = {"retry-after": "5"}
"""What a client is told when the store does not answer, or not in time."""


class Serving(Protocol):
    """What a request is answered from; read anew for each."""

    store: Store
    index: FreshIndex
    identity: str
    epoch: int


def graphql_app(
    serving: Callable[[Request], Serving],
    concurrency: int = CONCURRENCY,
    documents: Documents | None = None,
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/graphql`: GET for queries, POST with JSON; `serving` is asked for each request."""
    asking, trusted = Asking(Moments(), Flights(), concurrency), documents or Documents()

    async def endpoint(request: Request) -> Response:
        record = record_of(request.scope)
        media, key = negotiated(request.headers.get("accept")), record.id
        try:
            operation = trusted.meant(await read(request), subject_of(request))
            document = checked(operation.query)
            record.operation = _allowed(_kind(document, operation.name), request.method)
            record.asks(operation.query, operation.name)
            return await asking.answer(request, serving(request), operation, document, media)
        except RefusedError as error:
            body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
            return _response(body, media, error.status, key, error.headers)
        except RejectedError as error:
            record.errors = True
            return _response({"errors": [shown(e, key) for e in error.errors]}, media, _status(media, 400), key)
        except StoreError as error:
            return _response({"data": None, "errors": [shown(_caused(error), key)]}, media, 503, key, AWAY)

    return endpoint


@dataclass(frozen=True, slots=True)
class Answered:
    """What was found, for all who asked for it; `body` where all went well."""

    result: ExecutionResult
    cost: int
    body: bytes | None
    looks: Looks


@dataclass(slots=True)
class Asking:
    """What the requests of one service share while they are answered."""

    moments: Moments
    flights: Flights
    room: int
    """How many more may be in progress."""

    async def answer(
        self, request: Request, state: Serving, operation: Operation, document: DocumentNode, media: str
    ) -> Response:
        """The answer to an operation: that the client has it already, or what the store says."""
        record = record_of(request.scope)
        as_of = await self.moments.default(state)
        etag = tag(state, request, as_of, media, operation.query, operation.variables, operation.name)
        reads = record.operation == "query"
        headers = {"etag": etag, "cache-control": KEPT} if reads and state.epoch >= 0 else {}
        if headers and unchanged(request, etag):
            return Response(None, 304, {"vary": "accept", **headers})

        async def found() -> Answered:
            return await self._executed(state, subject_of(request), as_of, operation, document)

        with self._place():
            answered = await (self.flights.once(etag, found) if reads else found())
        record.cost = answered.cost
        record.looks.add(answered.looks)
        # what people's records are in has no tag: each look is told to the audit trail
        return _result(answered, media, record, {} if answered.looks.types else headers)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if self.room <= 0:
            raise RefusedError(503, "too much is being asked at once", {"retry-after": "1"}, "TOO_BUSY")
        self.room -= 1
        try:
            yield
        finally:
            self.room += 1

    async def _executed(
        self, state: Serving, subject: Subject, as_of: str, operation: Operation, document: DocumentNode
    ) -> Answered:
        async def scales(at: str) -> Any:
            return await self.moments.scales(state, at)

        context = Context(
            state.store.together(), as_of, operation.query, scales, lambda: state.index.index, subject,
            self.moments.changed, lambda who: self.moments.realm(state, who),
        )  # fmt: skip
        result = await execute(document, context, operation.variables, operation.name)
        body = None if result.errors else orjson.dumps(_body_of({"data": result.data}, context.cost))
        return Answered(result, context.cost, body, current() or Looks())


def _allowed(kind: str, method: str) -> str:
    """The kind of an operation, if the method may carry it: a link or an image must not write."""
    if kind == "mutation" and method != "POST":
        raise RefusedError(405, "a mutation is sent by POST", {"allow": "POST"})
    return kind


def _kind(document: DocumentNode, name: str | None) -> str:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            own = definition.name.value if definition.name else None
            if name in {None, own}:
                return definition.operation.value
    return "none"


# --- documents -----------------------------------------------------------------------------------------


class RejectedError(Exception):
    """A document that cannot be executed."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(str(errors[0]))
        self.errors = errors


_documents: OrderedDict[str, DocumentNode] = OrderedDict()


def checked(text: str) -> DocumentNode:
    """The document, within the limits and valid; remembered."""
    if text in _documents:
        _documents.move_to_end(text)
        return _documents[text]
    try:
        document = parsed(text)
    except GraphQLError as error:
        raise RejectedError([error]) from error
    if errors := validate(CATALOGUE.schema, document, max_errors=ERRORS):
        for found in errors:
            found.extensions = {"code": "BAD_QUERY"}
        raise RejectedError(errors)
    if len(text) <= _WORTH_KEEPING:
        _documents[text] = document
    if len(_documents) > DOCUMENTS:
        _documents.popitem(last=False)
    return document


# --- responses -----------------------------------------------------------------------------------------


def _status(media: str, status: int) -> int:
    return status if media == GRAPHQL else 200


def _body_of(said: dict[str, Any], cost: int) -> dict[str, Any]:
    return said | {"extensions": {"cost": cost}} if cost else said


def _result(answered: Answered, media: str, record: Record, headers: Mapping[str, str]) -> Response:
    if answered.body is not None:
        return _response(answered.body, media, 200, record.id, headers)
    result, record.errors = answered.result, True
    errors = [shown(error, record.id) for error in result.errors or ()]
    record.codes = tuple(error["extensions"]["code"] for error in errors)
    if result.data is None and all(error.path is None for error in result.errors or ()):
        # nothing was executed: variables that do not fit, or no such operation
        return _response({"errors": errors}, media, _status(media, 400), record.id)
    body = _body_of({"data": result.data, "errors": errors}, answered.cost)
    return _response(body, media, 503, record.id, AWAY) if _away(result) else _response(body, media, 200, record.id)


def _away(result: ExecutionResult) -> bool:
    """Whether there is nothing to show because the store does not answer, or not in time."""
    nothing = all(value is None for value in (result.data or {}).values())
    return nothing and any(isinstance(_cause(error), UnavailableError | TimedOutError) for error in result.errors or ())


def _response(body: Any, media: str, status: int, key: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        body if isinstance(body, bytes) else orjson.dumps(body),
        status,
        {
            "content-type": f"{media}; charset=utf-8",
            "x-request-id": key,
            "vary": "accept",
            "cache-control": "no-store",
            **(headers or {}),
        },
    )


def _caused(error: Exception) -> GraphQLError:
    return GraphQLError(str(error), original_error=error)


def _cause(error: GraphQLError) -> Exception | None:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error:
        cause = cause.original_error
    return cause


def _logged(cause: Exception, key: str) -> None:
    if isinstance(cause, UnavailableError | TimedOutError):  # while a store is away, hundreds a second: without traces
        log.error("request %s: %s: %r", key, cause, cause.__cause__)
    else:
        log.error("request %s: %s", key, cause, exc_info=cause)


def shown(error: GraphQLError, key: str) -> dict[str, Any]:
    """An error as a client sees it: with a code, and without internals, which go to the log."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = _cause(error)
    if cause is None or isinstance(cause, GraphQLError):
        said = {"message": error.message[:LONGEST], "extensions": {"code": "BAD_REQUEST", **(error.extensions or {})}}
        return formatted | said
    _logged(cause, key)
    code = cause.code if isinstance(cause, StoreError) else "INTERNAL"
    what = cause.told if isinstance(cause, StoreError) else "something went wrong"
    return formatted | {"message": f"{what}; the log has it under {key}", "extensions": {"code": code, "request": key}}
