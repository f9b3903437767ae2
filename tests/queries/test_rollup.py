"""A roll-up says what officers' records say, in cells, maps and what-ifs, until something is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.rows import NodeRow
from queries.grounds import ground
from queries.heatmap import ALL, Scope, whole
from queries.heatmap_asking import mapped
from queries.rollup import COMPUTED, READ, fresh, roll_up, rolled_cells, rolled_ground
from queries.rollup_cells import all_cells, holdings
from queries.stores import Store
from queries.stores.errors import ConflictError
from queries.whatif_asking import what_if
from queries.whatif_changes import Change
from tests.conftest import Run, wipe
from tests.queries.populations import Expected, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.test_whatif import changes
from tests.queries.worlds import AT, COMPETENCIES, DAYS, World

AS_OF = DAYS[4]
SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def counted(seen: Expected) -> Counter[Any]:
    """Organisation, role, competency and what is held → officers, plainly; an officer once in each role."""
    first: dict[tuple[str, str], str] = {}
    for officer, role, organisation in seen.postings.values():
        first[officer, role] = min(organisation, first.get((officer, role), organisation))
    found: Counter[Any] = Counter()
    for (officer, role), organisation in first.items():
        found[organisation, role, "", frozenset()] += 1
        for c in COMPETENCIES:
            best: dict[Any, float | None] = {}
            for h in seen.view.counted(officer, c):
                level, scale = h.get("level"), h.get("scale") if h.get("level") is not None else None
                best[scale] = level if level is None else max(level, best.get(scale) or level)
            if best:
                found[organisation, role, c, frozenset(best.items())] += 1
    return found


@SETTINGS
@given(world=populations())
def test_the_cells_are_those_of_a_plain_count(run: Run, store: Store, world: World) -> None:
    run(wipe(store))
    put(run, store, world)
    run(roll_up(store, AS_OF))
    cells = run(rolled_cells(store, COMPETENCIES))
    found: Counter[Any] = Counter()
    for cell in cells:
        held = frozenset((h.scale, h.level) for h in holdings(cell.held))
        found[cell.organisation, cell.role, cell.competency, held] += cell.officers
    assert found == counted(seen_by(world, AS_OF))
    assert sorted(cells) == sorted(all_cells(run(ground(store, AS_OF))))


@SETTINGS
@given(world=populations(), supposed=st.lists(changes, min_size=1, max_size=2))
def test_maps_and_what_ifs_are_the_same_from_either(
    run: Run, store: Store, world: World, supposed: list[Change]
) -> None:
    run(wipe(store))
    put(run, store, world)
    supposed = [change for change in supposed if change.kind != "redesign"]
    wanted = [Scope(), Scope("g")]
    computed = [run(mapped(store, scope, AS_OF)) for scope in wanted]
    said = [run(what_if(store, [change], AS_OF)) for change in supposed]
    cells = whole(run(ground(store, AS_OF))).cells
    run(roll_up(store, AS_OF))
    rolled = [run(mapped(store, scope, AS_OF)) for scope in wanted]
    assert {one.read for one in rolled} == {READ}
    assert [replace(one, read=COMPUTED) for one in rolled] == computed
    again = [run(what_if(store, [change], AS_OF)) for change in supposed]
    assert {one.read for one in again} <= {READ}
    assert [replace(one, read=COMPUTED) for one in again] == said
    kept: Any = run(rolled_ground(store, AS_OF)).kept["readiness"]
    assert kept.cells == cells
    assert (ALL, ALL) in cells or not cells


def test_a_roll_up_is_fresh_until_something_is_written_and_writes_only_what_changed(run: Run, store: Store) -> None:
    put(run, store, [NodeRow("Organisation", "g", {"title": "G"}, AT)])
    assert run(fresh(store, AS_OF)) is None
    first = run(roll_up(store, AS_OF))
    found = run(fresh(store, AS_OF))
    assert found is not None
    assert found.at == AS_OF
    assert run(fresh(store, DAYS[1])) is None
    again = run(roll_up(store, AS_OF))
    assert (again.written, again.unchanged) == (0, first.written)
    put(run, store, [NodeRow("Organisation", "g2", {"title": "G2"}, AT)])
    assert run(fresh(store, AS_OF)) is None


def test_a_write_meanwhile_is_no_part_of_it(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted before, marked after: what came between would be missing from a roll-up that says it is fresh."""
    put(run, store, [NodeRow("Organisation", "g", {"title": "G"}, AT)])

    async def slow(of: Store, at: str) -> Any:
        found = await ground(of, at)
        await of.write([])
        return found

    monkeypatch.setattr("queries.rollup.ground", slow)
    with pytest.raises(ConflictError):
        run(roll_up(store, AS_OF))
    assert run(fresh(store, AS_OF)) is None
