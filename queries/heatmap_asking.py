"""Asking for a readiness map: from a roll-up where there is a fresh one, else from officers' records."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from queries.grounds import GROUNDS, ground, moment
from queries.heatmap import ReadinessMap, Scope, readiness_map
from queries.reports import BAND
from queries.rollup_answers import rolled_ground, with_sums
from queries.rollup_head import fresh

if TYPE_CHECKING:
    from queries.stores import Store


async def mapped(store: Store, scope: Scope, as_of: str | None = None) -> ReadinessMap:
    """The map of a scope at a date; KeyError for an organisation or theme that there is not."""
    at = await moment(store, as_of)
    rolled = await fresh(store, at) if scope.rolled else None
    if rolled:
        base = await GROUNDS.ask(store, rolled.at, lambda found: found, rolled_ground)
        found = await with_sums(store, base, scope)
        if scope.columns != BAND or found.kept["bands"]:  # a roll-up has bands of top organisations, and of all
            return await asyncio.to_thread(readiness_map, found, scope)
    return await GROUNDS.ask(store, at, lambda found: readiness_map(found, scope), ground)
