"""GraphQL over HTTP: how a request becomes an operation, and a result a response.

As the GraphQL over HTTP draft has it: `application/graphql-response+json` says by its status that
a request failed before execution, `application/json` says 200 with errors.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, validate
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from graphapi.execution import Context, execute
from graphapi.limits import parsed
from graphapi.moments import Moments
from graphapi.schema.build import CATALOGUE
from queries.search import FreshIndex
from queries.stores import Store
from queries.stores.errors import StoreError

log = logging.getLogger("karmagraph")

GRAPHQL, JSON = "application/graphql-response+json", "application/json"
MAX_BODY = 64 * 1024
"""Bytes of a request."""

DOCUMENTS = 1_000
"""Documents kept, parsed and checked; only those of at most 10,000 characters."""

_WORTH_KEEPING = 10_000


class Serving(Protocol):
    """What a request is answered from; read anew for each."""

    store: Store
    index: FreshIndex
    epoch: int

    @property
    def people(self) -> bool:
        """Whether officers' records may be shown."""
        ...


class RefusedError(Exception):
    """A request that is no GraphQL request; `status` is the response's."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sends."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


def graphql_app(serving: Callable[[Request], Serving]) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/graphql`: GET for queries, POST with JSON; `serving` is asked for each request."""
    moments = Moments()

    async def endpoint(request: Request) -> Response:
        media, key = negotiated(request.headers.get("accept")), secrets.token_hex(8)
        try:
            operation = await read(request)
        except RefusedError as error:
            body = {"errors": [{"message": str(error), "extensions": {"code": "BAD_REQUEST"}}]}
            return _response(body, media, error.status, key, error.headers)
        state = serving(request)
        try:
            document = checked(operation.query)
        except RejectedError as error:
            return _response({"errors": [shown(e, key) for e in error.errors]}, media, _status(media, 400), key)
        try:
            context = await _context(state, moments, operation.query)
        except StoreError as error:
            return _response({"data": None, "errors": [shown(_caused(error), key)]}, media, 503, key)
        result = await execute(document, context, operation.variables, operation.name)
        return _result(result, media, key)

    return endpoint


async def _context(state: Serving, moments: Moments, text: str) -> Context:
    as_of = await moments.default(state.store, state.epoch)

    async def scales(at: str) -> Any:
        return await moments.scales(state.store, state.epoch, at)

    return Context(state.store.together(), as_of, text, scales, lambda: state.index.index, state.people)


# --- requests ----------------------------------------------------------------------------------------


def negotiated(accept: str | None) -> str:
    """The media type to answer with: GRAPHQL only where it is named, and JSON is not preferred."""
    weights: dict[str, float] = {}
    for part in (accept or "").lower().split(","):
        name, *options = [piece.strip() for piece in part.split(";")]
        quality = next((option[2:] for option in options if option.startswith("q=")), "1")
        weights[name] = _quality(quality)
    named = weights.get(GRAPHQL, 0)
    return GRAPHQL if named and named >= weights.get(JSON, 0) else JSON


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


async def read(request: Request) -> Operation:
    """The operation in a request; RefusedError with the status that says what is wrong with it."""
    if request.method in {"GET", "HEAD"}:
        return _operation(_from_address(request))
    if request.method != "POST":
        raise RefusedError(405, "use GET or POST", {"allow": "GET, POST"})
    kind, _, options = request.headers.get("content-type", "").partition(";")
    charset = options.partition("charset=")[2].strip().strip('"').lower()
    if kind.strip().lower() != JSON or charset not in {"", "utf-8", "utf8"}:
        raise RefusedError(415, f"send {JSON} in UTF-8", {"accept-post": JSON})
    return _operation(_json(await _body(request), "the body"))


def _from_address(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if found.get(name):
            found[name] = _json(found[name], name)
        else:
            found.pop(name, None)
    return found


async def _body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise RefusedError(413, f"a request has at most {MAX_BODY} bytes")
    except ClientDisconnect as error:
        raise RefusedError(400, "the request ended before its body") from error
    return body


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RefusedError(400, f"{what} is no JSON: {error}") from error


def _operation(found: Any) -> Operation:
    if not isinstance(found, dict):
        raise RefusedError(400, "send one JSON object; batches are not taken")
    query, variables, name = found.get("query"), found.get("variables"), found.get("operationName")
    if not isinstance(query, str) or not query:
        raise RefusedError(400, "query must be a string")
    if not isinstance(variables, dict | None):
        raise RefusedError(400, "variables must be an object")
    if not isinstance(name, str | None):
        raise RefusedError(400, "operationName must be a string")
    if not isinstance(found.get("extensions"), dict | None):
        raise RefusedError(400, "extensions must be an object")
    return Operation(query, variables, name or None)


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
    if errors := validate(CATALOGUE.schema, document, max_errors=20):
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


def _result(result: ExecutionResult, media: str, key: str) -> Response:
    errors = [shown(error, key) for error in result.errors or ()]
    if result.data is None and errors and all(error.path is None for error in result.errors or ()):
        # nothing was executed: variables that do not fit, or no such operation
        return _response({"errors": errors}, media, _status(media, 400), key)
    body = {"data": result.data} | ({"errors": errors} if errors else {})
    return _response(body, media, 200, key)


def _response(body: Any, media: str, status: int, key: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        {"content-type": f"{media}; charset=utf-8", "x-request-id": key, "vary": "accept", **(headers or {})},
    )


def _caused(error: Exception) -> GraphQLError:
    return GraphQLError(str(error), original_error=error)


def shown(error: GraphQLError, key: str) -> dict[str, Any]:
    """An error as a client sees it: with a code, and without internals, which go to the log."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error:
        cause = cause.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return formatted | {"extensions": {"code": "BAD_REQUEST", **(error.extensions or {})}}
    log.error("request %s: %s", key, cause, exc_info=cause)
    code = cause.code if isinstance(cause, StoreError) else "INTERNAL"
    what = "the store could not answer" if isinstance(cause, StoreError) else "something went wrong"
    return formatted | {"message": f"{what}; the log has it under {key}", "extensions": {"code": code, "request": key}}
