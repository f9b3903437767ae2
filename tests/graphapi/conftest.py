"""What several tests of the service share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ontology import cypher
from queries.stores import Store
from tests.conftest import ENGINES, Run, wipe
from tests.world import World, build, write

HELD: dict[str, tuple[World, list[list[Any]]]] = {}
"""What was written into a store to be read, and the epoch and identity that it had then."""


@pytest.fixture(scope="module")
def small(run: Run, opened: Callable[[str], Store]) -> Store:
    """A store with a small world, on the embedded engine."""
    store = opened("embedded")
    run(wipe(store))
    run(write(store, build(1)))
    return store


@pytest.fixture(params=ENGINES)
def holding(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Callable[[World], Store]:
    """The store of each engine with just this world in it, for tests that only read: it is not written twice."""
    store = opened(request.param)

    def hold(world: World) -> Store:
        run(_hold(store, world))
        return store

    return hold


async def _hold(store: Store, world: World) -> None:
    if HELD.get(store.uri) != (world, await store.rows(cypher.META)):
        await wipe(store)
        await write(store, world)
        HELD[store.uri] = world, await store.rows(cypher.META)
