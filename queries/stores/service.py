"""An embedded store that a running service holds, reached through that service.

One process owns the file. The service keeps its address and a token beside the file, readable by
its owner only; the command line finds them there and speaks the store's verbs over loopback.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import orjson

from queries.stores import Health, Statement
from queries.stores import errors as store_errors
from queries.stores.errors import StoreError, UnavailableError

if TYPE_CHECKING:
    from queries import Question
    from queries.steps import Step

ROUTE = "/-/store"
TIMEOUT = httpx2.Timeout(5, read=3600, write=3600)


def address_file(path: str) -> Path:
    """Where a service that holds the store at `path` keeps its address."""
    return Path(path + ".service")


def announce(path: str, url: str) -> str:
    """Keep the service's address beside the store's file and return the token that opens it."""
    token = secrets.token_urlsafe(32)
    file = address_file(path)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump({"url": url, "token": token}, stream)
    return token


def withdraw(path: str) -> None:
    """Take the address away when the service stops."""
    address_file(path).unlink(missing_ok=True)


async def find_service(path: str) -> RemoteStore | None:
    """The service that holds the store, or None when there is none that answers."""
    file = address_file(path)
    if not file.exists():
        return None
    known = json.loads(file.read_text("utf-8"))
    remote = RemoteStore(f"embedded:{path}", known["url"], known["token"])
    try:
        await remote.health()
    except UnavailableError:  # a service that was killed leaves its address behind
        await remote.close()
        return None
    return remote


class RemoteStore:
    """The verbs of a store, carried to the service that holds it."""

    dialect = "embedded"

    def __init__(self, uri: str, url: str, token: str) -> None:
        self.uri = uri
        self._url = url
        self._client = httpx2.AsyncClient(
            base_url=url + ROUTE, headers={"authorization": f"Bearer {token}"}, timeout=TIMEOUT, trust_env=False
        )

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question."""
        rows = await self.rows(question.for_dialect(self.dialect), **params)
        return [dict(zip(question.columns, row, strict=True)) for row in rows]

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:  # noqa: ARG002 - the protocol's
        """Plans run inside the service: ask it over GraphQL."""
        raise StoreError("a plan cannot be carried to a service", f"ask {self._url}/graphql")

    def together(self) -> RemoteStore:
        """The store itself: plans run inside the service."""
        return self

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text."""
        return [row async for row in self.stream(text, **params)]

    async def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one."""
        content = orjson.dumps({"text": text, "params": params})
        try:
            async with self._client.stream("POST", "/rows", content=content) as response:
                await _checked(response)
                async for line in response.aiter_lines():
                    yield orjson.loads(line)
        except httpx2.TransportError as error:
            raise self._gone() from error

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Send all statements; the service runs them in one transaction when the last has arrived."""
        answer = await self._post("/write", _lines(statements, epoch))
        return int(answer["epoch"])

    async def room(self, changes: int) -> None:
        """The service looks itself before it writes."""

    async def prepare(self) -> None:
        """The service prepared the store when it started."""

    async def health(self) -> Health:
        """The state of the store, as the service sees it."""
        answer = await self._post("/health", [b"{}"])
        return Health(**answer | {"problems": tuple(answer["problems"])})

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def _post(self, route: str, content: Iterable[bytes]) -> Any:
        async def body() -> AsyncIterator[bytes]:
            for part in content:
                yield part

        try:
            async with self._client.stream("POST", route, content=body()) as response:
                await _checked(response)
                return orjson.loads(await response.aread())
        except httpx2.TransportError as error:
            raise self._gone() from error

    def _gone(self) -> UnavailableError:
        return UnavailableError(f"the service at {self._url} does not answer", "start it again, or stop it")


def _lines(statements: Iterable[Statement], epoch: int | None) -> Iterator[bytes]:
    yield orjson.dumps({"epoch": epoch}) + b"\n"
    for statement in statements:
        yield orjson.dumps({"text": statement.text, "rows": statement.rows}) + b"\n"


async def _checked(response: httpx2.Response) -> None:
    if response.is_success:
        return
    answer = orjson.loads(await response.aread())
    kinds = {
        kind.code: kind
        for kind in vars(store_errors).values()
        if isinstance(kind, type) and issubclass(kind, StoreError)
    }
    raise kinds.get(answer.get("code"), StoreError)(answer["message"], answer.get("hint", ""))
