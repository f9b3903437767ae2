"""The roll-up brought up to date while the service runs: after writes, and when a day begins."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from ontology.instants import as_on
from queries import question
from queries.answers import moment
from queries.rollup_head import fresh, head
from queries.stores.errors import ConflictError, StoreError

if TYPE_CHECKING:
    from queries.stores import Store

log = logging.getLogger("karmagraph")
EVERY = 5.0
"""Seconds between two looks, and so how long writes gather before they are counted."""
FEW = 50_000
"""Officers who are all counted anew without a word from anybody, where that must be."""


async def follow(store: Store, every: float = EVERY) -> None:
    """Keep the roll-up that a store has as the store is, until cancelled; one refresh at a time.

    A store without one gets none: `karmagraph rollup` makes the first.
    """
    seen: tuple[int, str] | None = None
    while True:
        await asyncio.sleep(every)
        try:
            now = (await _epoch(store), as_on(await moment(store, None)))
            if now != seen:
                await refreshed(store)
                seen = (await _epoch(store), now[1])
        except ConflictError:
            log.info("the roll-up waits: somebody writes")
        except StoreError as error:
            log.warning("the roll-up is not refreshed: %s", error)


async def stopped(task: asyncio.Task[None] | None) -> None:
    """End a refresh on its way: what is half done is in the store, and goes on later."""
    if task:
        task.cancel()
        await asyncio.wait([task])


async def refreshed(store: Store) -> bool:
    """Bring the roll-up up to date where there is one that is not; whether it was done.

    Not done where very many officers would have to be counted: then that is logged.
    """
    at = await moment(store, None)
    if not await store.ask(question("rollup/whole")) or await fresh(store, at):
        return False
    found = await head(store)
    if (found is None or not found.at <= at < found.until) and await _many(store):
        log.warning("the roll-up is left behind, and there are many officers: run `karmagraph rollup`")
        return False
    from queries.rollup import roll_up  # noqa: PLC0415 - DuckDB and Ibis: slow to import, an extra

    done = await roll_up(store, note=log.info)
    log.info("the roll-up is of %s: %s parts written, %s unchanged", done.at, done.written, done.unchanged)
    return True


async def _epoch(store: Store) -> int:
    [state] = await store.ask(question("store/state"), ids=["store"])
    return int(state["epoch"])


async def _many(store: Store) -> bool:
    return any(row["id"] == "Officer" and row["n"] > FEW for row in await store.ask(question("store/counts")))
