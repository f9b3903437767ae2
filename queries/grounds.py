"""What figures about a population stand on: its tables at a date in DuckDB, kept until the next write."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ontology.instants import now
from queries import answers, question
from queries.population_tables import Engine, filled, stand
from queries.reports_names import Names, names

if TYPE_CHECKING:
    from ontology.levels import Scales
    from queries.stores import Store

KEPT = 3
"""Populations kept: each holds its tables in memory."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ground:
    """A store's officers at a date: tables of `SCHEMAS`, and `officer_` and `posting_` `needs` and `short`."""

    engine: Engine
    names: Names
    known: Scales
    as_of: str
    kept: dict[str, object] = field(default_factory=dict)
    """What was computed of it once."""
    read: str = "computed"
    """`rollup` where it is from one, and has no tables."""

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` makes, made once."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]  # type: ignore[return-value]


async def ground(store: Store, as_of: str) -> Ground:
    """A store's officers at a date."""
    known = await answers.scales(store, as_of)
    engine = await filled(store, as_of, known)
    await asyncio.to_thread(stand, engine, ("needs", "short"))
    return Ground(engine, await names(store, as_of), known, as_of)


Fill = Callable[["Store", str], Coroutine[Any, Any, Ground]]
"""How a population is read, at a date."""

Write = tuple[str, str, int]
"""A store's address, its identity, and the number of its last write: another history can reach the same number."""

Key = tuple[Write, str, Fill]
"""After which write, at which date, and how a population was read."""


@dataclass(slots=True)
class Seat:
    """A population on its way or ready; one question after another, for each fills tables of its own."""

    ground: asyncio.Task[Ground]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Grounds:
    """The latest populations, by store, write and date; one that could not be filled is not kept."""

    seats: OrderedDict[Key, Seat] = field(default_factory=OrderedDict)

    async def ask(self, store: Store, as_of: str | None, work: Callable[[Ground], T], fill: Fill = ground) -> T:
        """What `work` finds at a date, beside the event loop; without one at the store's, else the last quarter."""
        [state] = await store.ask(question("store/state"), ids=["store"])
        write = (store.uri, str(state["identity"]), int(state["epoch"]))
        key = (write, as_of or state["dataAsOn"] or quarter(now()), fill)
        seat = self._seat(store, key)
        try:
            found = await asyncio.shield(seat.ground)  # who goes away must not take it from those who wait
        except BaseException:
            if seat.ground.done() and self.seats.get(key) is seat:
                del self.seats[key]
            raise
        async with seat.turn:
            return await asyncio.to_thread(work, found)

    def _seat(self, store: Store, key: Key) -> Seat:
        for old in [one for one in self.seats if one[0][0] == key[0][0] and one[0] != key[0]]:
            del self.seats[old]
        if key not in self.seats:
            self.seats[key] = Seat(asyncio.get_running_loop().create_task(key[2](store, key[1])))
        self.seats.move_to_end(key)
        while len(self.seats) > KEPT:
            self.seats.popitem(last=False)
        return self.seats[key]


async def moment(store: Store, as_of: str | None) -> str:
    """The date at which figures of a population are asked for, where none is given."""
    [state] = await store.ask(question("store/state"), ids=["store"])
    return as_of or state["dataAsOn"] or quarter(now())


def quarter(at: str) -> str:
    """The last quarter of an hour: what is asked of this moment is computed once in it."""
    return f"{at[:14]}{int(at[14:16]) // 15 * 15:02}:00Z"


GROUNDS = Grounds()
"""Those of this process."""
