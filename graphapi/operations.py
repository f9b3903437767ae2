"""How a request becomes an operation: its media type, its body or its address, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

_NAMED = re.compile("sha256:[0-9a-f]{64}")
GRAPHQL, JSON = "application/graphql-response+json", "application/json"
MAX_BODY = 64 * 1024
"""Bytes of a request."""


MAX_ITEMS = 1_000
"""Items of one list or object in the variables."""

MAX_NESTED = 20
"""Lists and objects within one another in the variables; whoever writes JSON stops at 254."""


class RefusedError(Exception):
    """A request that is no GraphQL request; `status` is the response's."""

    def __init__(
        self, status: int, message: str, headers: Mapping[str, str] | None = None, code: str = "BAD_REQUEST"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.code = code


@dataclass(frozen=True, slots=True)
class Operation:
    """What a client sends: a document, or the name of one (`documentId`) and no text."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    document: str = ""


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
    return _operation(_json(await body(request), "the body"))


def _from_address(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if found.get(name):
            found[name] = _json(found[name], name)
        else:
            found.pop(name, None)
    return found


async def body(request: Request) -> bytes:
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
    query, document = _asked(found)
    variables, name = found.get("variables"), found.get("operationName")
    if not isinstance(variables, dict | None):
        raise RefusedError(400, "variables must be an object")
    _check_size(variables or {})
    if not isinstance(name, str | None):
        raise RefusedError(400, "operationName must be a string")
    if not isinstance(found.get("extensions"), dict | None):
        raise RefusedError(400, "extensions must be an object")
    return Operation(query, variables, name or None, document)


def _asked(found: dict[str, Any]) -> tuple[str, str]:
    """The document and its name: one of them is empty."""
    query, document = found.get("query"), found.get("documentId")
    if document is None:
        if not isinstance(query, str) or not query:
            raise RefusedError(400, "query must be a string")
        return query, ""
    if query is not None:
        raise RefusedError(400, "send query or documentId, not both")
    if not isinstance(document, str) or not _NAMED.fullmatch(document):
        raise RefusedError(400, "documentId must be sha256: and 64 hexadecimal digits")
    return "", document


def _check_size(variables: dict[str, Any]) -> None:
    """Refuse variables that are long or deep beyond what anything asked can need: each is looked at once."""
    within: list[Any] = [variables]
    for _ in range(MAX_NESTED):
        if any(len(each) > MAX_ITEMS for each in within):
            raise RefusedError(400, f"a list or an object in the variables has at most {MAX_ITEMS} items")
        inner = (each.values() if isinstance(each, dict) else each for each in within)
        within = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not within:
            return
    raise RefusedError(400, f"the variables are nested more than {MAX_NESTED} deep")
