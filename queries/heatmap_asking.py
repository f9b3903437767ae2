"""Asking for a readiness map: from a roll-up where there is a fresh one, else from officers' records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from queries.grounds import GROUNDS, ground, moment
from queries.heatmap import ReadinessMap, Scope, readiness_map
from queries.rollup import fresh, rolled_ground

if TYPE_CHECKING:
    from queries.stores import Store


async def mapped(store: Store, scope: Scope, as_of: str | None = None) -> ReadinessMap:
    """The map of a scope at a date; KeyError for an organisation or theme that there is not."""
    at = await moment(store, as_of)
    rolled = await fresh(store, at) if scope.known_everywhere else None
    if rolled:
        return await GROUNDS.ask(store, rolled.at, lambda found: readiness_map(found, scope), rolled_ground)
    return await GROUNDS.ask(store, at, lambda found: readiness_map(found, scope), ground)
