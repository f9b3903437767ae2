"""A store whose questions are counted, traced, and logged when they are slow: never their parameters."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from graphapi.tracing import statement
from queries.stores import Health, Statement, Store
from queries.stores.errors import StoreError
from queries.stores.neo4j_plan import emit

if TYPE_CHECKING:
    from queries import Question
    from queries.steps import Step

log = logging.getLogger("karmagraph.slow")
T = TypeVar("T")
LONGEST = 20_000
"""Characters of a text in the log."""

Told = Callable[[str, str, float], None]
"""What is told of a statement: its verb, the error's code or `ok`, and seconds."""


class Watched:
    """The verbs of a store, each watched; one that took more than `slow` seconds is logged."""

    def __init__(self, store: Store, told: Told, slow: float) -> None:
        self.store, self.told, self.slow = store, told, slow
        self.uri, self.dialect = store.uri, store.dialect

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question."""
        text = lambda: f"// {question.name}\n{question.for_dialect(self.dialect)}"  # noqa: E731 - read when it is slow
        with self._watched("ask", question.name, text) as seen:
            return seen(await self.store.ask(question, **params))

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """The rows of a plan; in the log it is one text, as Neo4j is asked it."""
        with self._watched("fetch", _label(step), lambda: emit(step)) as seen:
            return seen(await self.store.fetch(step, params))

    def together(self) -> Store:
        """The store for one request, watched too."""
        return Watched(self.store.together(), self.told, self.slow)

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text."""
        with self._watched("rows", "of a text", lambda: text) as seen:
            return seen(await self.store.rows(text, **params))

    async def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one; not timed, for it is read as slowly as its reader wants."""
        async for row in self.store.stream(text, **params):
            yield row

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Run all statements in one transaction; a long load is not slow."""
        return await self.store.write(statements, epoch)

    async def room(self, changes: int) -> None:
        """Whether so many changes find room."""
        await self.store.room(changes)

    async def prepare(self) -> None:
        """Create what the schema lacks."""
        await self.store.prepare()

    async def health(self) -> Health:
        """The store's state."""
        with self._watched("health", "of the store", lambda: "the store's state"):
            return await self.store.health()

    async def close(self) -> None:
        """Give the engine back."""
        await self.store.close()

    @contextmanager
    def _watched(self, verb: str, name: str, text: Callable[[], str]) -> Iterator[Callable[[T], T]]:
        started, outcome = time.perf_counter(), "failed"
        try:
            with statement(verb, name, self.dialect) as seen:
                yield seen
            outcome = "ok"
        except StoreError as error:
            outcome = error.code
            raise
        finally:
            seconds = time.perf_counter() - started
            self.told(verb, outcome, seconds)
            if seconds > self.slow:
                fields = {"verb": verb, "ms": round(seconds * 1000, 1), "text": text()[:LONGEST]}
                log.warning("slow statement", extra={"fields": fields})


def _label(step: Step) -> str:
    """What a plan reads outermost; of a plan that reads nothing, nothing."""
    return step.label or next((child.label for child in step.children), "nothing")
