"""The populations of a service as tables: built once for an epoch and a date, asked one question at a time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from ontology.instants import now
from queries import question
from queries.reports import REPORTS
from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries.reports_asking import Answer, Asked, Desk
    from queries.stores import Store

T = TypeVar("T")
KEPT = 3
"""Populations kept: each holds its tables in memory."""


@dataclass(slots=True)
class Seat:
    """A population on its way or built; one question after another, for each fills tables of its own."""

    desk: asyncio.Task[Desk]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, work: Callable[[Desk], T]) -> T:
        """What is computed of the population, beside the event loop."""
        found = await asyncio.shield(self.desk)  # who goes away must not take it from those who wait
        async with self.turn:
            return await asyncio.to_thread(work, found)


@dataclass(slots=True)
class Desks:
    """The latest populations, by epoch and date; one that could not be built is not kept."""

    seats: OrderedDict[tuple[int, str], Seat] = field(default_factory=OrderedDict)

    async def answer(self, store: Store, id_: str, asked: Asked, as_of: str | None = None) -> Answer:
        """A report; ValueError for what it cannot be broken down by."""
        return await self.ask(store, lambda desk: desk.answer(REPORTS[id_], asked), as_of)

    async def ask(self, store: Store, work: Callable[[Desk], T], as_of: str | None = None) -> T:
        """What is computed of the population at a date; without one at the store's, else at the last quarter hour."""
        [state] = await store.ask(question("store/state"), ids=["store"])
        at = as_of or state["dataAsOn"] or on_the_quarter(now())
        seat = self._seat(store, (state["epoch"], at))
        try:
            return await seat.ask(work)
        except Exception:
            if seat.desk.done() and (seat.desk.cancelled() or seat.desk.exception()):
                self.seats.pop((state["epoch"], at), None)
            raise

    def _seat(self, store: Store, key: tuple[int, str]) -> Seat:
        for old in [known for known in self.seats if known[0] != key[0]]:
            del self.seats[old]
        if key not in self.seats:
            self.seats[key] = Seat(asyncio.get_running_loop().create_task(_built(store, key[1])))
        self.seats.move_to_end(key)
        while len(self.seats) > KEPT:
            self.seats.popitem(last=False)
        return self.seats[key]


async def _built(store: Store, as_of: str) -> Desk:
    try:  # DuckDB and Ibis: an extra, and slow to import: others are waiting
        asking = await asyncio.to_thread(import_module, "queries.reports_asking")
    except ModuleNotFoundError as error:
        raise StoreError(f"reports need {error.name}", "pip install 'karmagraph[scale]'") from error
    found: Desk = await asking.desk(store, as_of)
    return found


def on_the_quarter(as_of: str) -> str:
    """The last quarter of an hour: what is asked of this moment is asked of it, so that it is computed once."""
    return f"{as_of[:14]}{int(as_of[14:16]) // 15 * 15:02}:00Z"
