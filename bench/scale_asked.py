"""What is asked of a nation: an officer's gaps, the map of all themes and organisations, and what-ifs."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bench import scale_made as made
from queries.answers import officer_gaps, scales
from queries.grounds import GROUNDS
from queries.heatmap import Scope
from queries.heatmap_asking import mapped
from queries.rules import Counting
from queries.whatif_asking import what_if
from queries.whatif_changes import Change

if TYPE_CHECKING:
    from queries.stores import Store

ASKED, TURNS, WARM = 200, 3, 50
CHANGES = (
    Change("require", role=f"{made.PREFIX}:r1", competency=f"{made.PREFIX}:c13", level=3.0, scale=made.SCALE),
    Change("drop", role=f"{made.PREFIX}:r1", competency=f"{made.PREFIX}:c13"),
    Change("retire", module=f"{made.PREFIX}:m40"),
    Change("commission", competency=f"{made.PREFIX}:c13", to_level=3.0, scale=made.SCALE, hours=8.0),
)


async def gaps(store: Store, officers: int) -> dict[str, float]:
    """Milliseconds of an officer's gaps, one after another: the middle and the 95th percentile of the best turn."""
    chance, known, counting = random.Random(officers), await scales(store, made.AS_OF), Counting(made.AS_OF)
    best: list[float] = []
    for asked in (WARM, *[ASKED] * TURNS):
        times = []
        for _ in range(asked):
            id_ = f"{made.PREFIX}:o{chance.randrange(officers)}"
            started = time.perf_counter()
            found = await officer_gaps(store, [id_], counting, known)
            times.append((time.perf_counter() - started) * 1e3)
            if len(found[id_].judgements) != made.REQUIRED:
                raise RuntimeError(f"{id_} should stand in {made.REQUIRED} requirements")
        times.sort()
        if asked == ASKED and (not best or times[int(asked * 0.95)] < best[int(asked * 0.95)]):
            best = times
    return {"gapP50": best[ASKED // 2], "gapP95": best[int(ASKED * 0.95)]}


async def national(store: Store) -> dict[str, float]:
    """Milliseconds of the national map, read anew and asked again, and of the slowest kind of what-if."""

    async def anew() -> None:
        GROUNDS.seats.clear()
        found = await mapped(store, Scope(), made.AS_OF)
        if found.read != "rollup":
            raise RuntimeError("the map was not read from the roll-up")

    async def again() -> None:
        await mapped(store, Scope(), made.AS_OF)

    figures = {"map": await _least(anew), "mapAgain": await _least(again)}
    slowest = 0.0
    for change in CHANGES:

        async def supposed(change: Change = change) -> None:
            found = await what_if(store, [change], made.AS_OF)
            if found.read != "rollup":
                raise RuntimeError("the what-if was not read from the roll-up")

        slowest = max(slowest, await _least(supposed))
    return figures | {"whatIf": slowest}


async def _least(work: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds of the quickest turn."""
    found = []
    for _ in range(TURNS):
        started = time.perf_counter()
        await work()
        found.append((time.perf_counter() - started) * 1e3)
    return min(found)
