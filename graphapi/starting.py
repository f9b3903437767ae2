"""How a service starts: it listens at once, and who looks for a name while names are still read is told to wait."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NoReturn

from queries.search import SearchIndex
from queries.stores.errors import StoreError, UnavailableError

if TYPE_CHECKING:
    from graphapi.state import State

log = logging.getLogger("karmagraph")
EVERY = 1.0
"""Seconds between two looks at the store's epoch: how old an answer from memory can be."""
PATIENCE = 5.0
"""Seconds that a start waits for the names: those of a small store are there when it first listens."""


class StartingError(UnavailableError):
    """The names of things are not read yet."""

    told = "the names are still being read: ask again in a few seconds"


class Unread(SearchIndex):
    """The index before there is one."""

    def __init__(self) -> None:
        super().__init__([])

    def search(self, *_asked: object, **_more: object) -> NoReturn:
        """Nothing can be found yet."""
        raise StartingError(StartingError.told)


async def begun(state: State, patience: float = PATIENCE) -> asyncio.Task[None]:
    """The task that follows the store, which has read what all pages need; StoreError where it cannot be read."""
    state.index.index = Unread()
    await state.look()
    first = asyncio.create_task(state.refresh())
    await asyncio.wait([first], timeout=patience)
    if first.done():
        first.result()
    else:
        log.info("the names are still being read: what looks for one is answered 503 until they are")
    return asyncio.create_task(_watch(state, first))


async def _watch(state: State, first: asyncio.Task[None]) -> None:
    """Follow the store's epoch; a store that does not answer is asked again."""
    reading: asyncio.Future[None] | asyncio.Task[None] = first
    while True:
        try:
            await reading
        except StoreError as error:
            log.warning("the store does not answer: %s", error)
        await asyncio.sleep(EVERY)
        reading = asyncio.ensure_future(state.refresh())
