"""Where reports are asked for: over the populations that this process keeps, as readiness maps and what-ifs are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from queries.extras import extra
from queries.reports import REPORTS

if TYPE_CHECKING:
    from queries.grounds import Ground
    from queries.reports_asking import Answer, Asked, Desk
    from queries.stores import Store

T = TypeVar("T")


async def answer(store: Store, id_: str, asked: Asked, as_of: str | None = None) -> Answer:
    """A report; ValueError for what it cannot be broken down by."""
    return await ask(store, lambda desk: desk.answer(REPORTS[id_], asked), as_of)


async def ask(store: Store, work: Callable[[Desk], T], as_of: str | None = None) -> T:
    """What is computed of the population at a date; without one at the store's, else at the last quarter hour."""
    grounds, asking = await asyncio.to_thread(_extra)  # slow to import: others are waiting

    def found(ground: Ground) -> T:
        return work(asking.desk_on(ground))

    told: T = await grounds.GROUNDS.ask(store, as_of, found)
    return told


def _extra() -> tuple[Any, Any]:
    """The modules that need DuckDB and Ibis."""
    with extra("a report"):
        return import_module("queries.grounds"), import_module("queries.reports_asking")
