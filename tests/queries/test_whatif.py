"""A what-if is what comes out when the change is made, counted in plain Python; no figure tells of too few."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.rows import EdgeRow, NodeRow, Row
from ontology.levels import Scale, Scales
from queries import answers, rules
from queries.checks import FEWEST
from queries.grounds import ground
from queries.rollup_cells import cells_of
from queries.stores import Store
from queries.whatif import Bounds, Figures, Outcome, cheapest, outcome
from queries.whatif_changes import COMMISSION, DROP, REDESIGN, REQUIRE, RETIRE, Change, Supposed, supposed
from queries.whatif_hiding import COUNTS, whatif
from tests.conftest import Run, wipe
from tests.queries.plain import View
from tests.queries.populations import populations, seen_by
from tests.queries.test_answers import put
from tests.queries.worlds import AT, COMPETENCIES, DAYS, MODULES, ROLES, World, edge

AS_OF = DAYS[4]
SETTINGS = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
competency, role, module = (st.sampled_from(of) for of in (COMPETENCIES, ROLES, MODULES))
rank = st.integers(1, 3).map(float)
changes = st.one_of(
    st.builds(Change, st.just(REQUIRE), role, competency, level=rank, scale=st.just("k"), essential=st.booleans()),
    st.builds(Change, st.just(REQUIRE), role, competency, essential=st.booleans()),
    st.builds(Change, st.just(DROP), role, competency),
    st.builds(
        Change, st.just(COMMISSION), competency=competency, to_level=rank, scale=st.just("k"), hours=st.just(4.0)
    ),
    st.builds(Change, st.just(RETIRE), module=module),
    st.builds(Change, st.just(REDESIGN), competency=competency, module=module, to_level=rank, scale=st.just("k")),
)


def made(world: World, change: Change, number: int) -> World:
    """The rows with a change made, by plain means."""
    rows: list[Row] = [row for row in world if not _gone(row, change)]
    if change.kind == REQUIRE:
        stated = {"level": change.level, "scale": change.scale, "essential": change.essential}
        rows.append(edge("REQUIRES", ("Role", change.role or ""), ("Competency", change.competency or ""), **stated))
    elif change.kind == RETIRE:
        rows = [
            replace(row, props=row.props | {"status": "retired"})
            if isinstance(row, NodeRow) and row.id == change.module else row for row in rows
        ]  # fmt: skip
    elif change.kind in {COMMISSION, REDESIGN}:
        new = change.module or f"new:{number}"
        if change.kind == COMMISSION:
            rows.append(NodeRow("Module", new, {"title": new, "hours": change.hours, "status": "live"}, AT))
        levels = {"fromLevel": change.from_level, "toLevel": change.to_level, "scale": change.scale}
        rows.append(edge("COVERS", ("Module", new), ("Competency", change.competency or ""), **levels))
    return World(rows)


def _gone(row: Row, change: Change) -> bool:
    if not isinstance(row, EdgeRow):
        return False
    ends = (row.start[1], row.end[1])
    if change.kind in {REQUIRE, DROP} and row.type == "REQUIRES" and ends == (change.role, change.competency):
        return _stated(row, AS_OF)
    return change.kind == REDESIGN and row.type == "COVERS" and ends == (change.module, change.competency)


def _stated(row: EdgeRow, day: str) -> bool:
    return (row.props.get("since") or "") <= day < (row.props.get("until") or "~")


def figures(world: World, pairs: set[tuple[str, str]]) -> Figures:
    """The plain figures of some roles' requirements, each officer once in each role."""
    view, found = View(world, AS_OF), Figures()
    holders = {(o, r) for o, r, _ in seen_by(world, AS_OF).postings.values()}
    for officer, posted in sorted(holders):
        for c, (need, status, _) in view.gaps(officer, posted).items():
            if (posted, c) not in pairs:
                continue
            closable = status == "gap" and view.closing(officer, c, need) == "covered"
            found.required += 1
            found.met += status == "met"
            found.not_stated += status in {"notStated", "notComparable"}
            found.gaps += status == "gap"
            found.closable += closable
            found.essential += need.essential
            found.essential_met += need.essential and status == "met"
            found.essential_closable += need.essential and closable
    return found


def plainly(found: Figures) -> Figures:
    return replace(found, hours=0.0, unpriced=0)


@SETTINGS
@given(world=populations(), supposed_changes=st.lists(changes, min_size=1, max_size=3))
def test_a_what_if_is_what_comes_out_when_the_change_is_made(
    run: Run, store: Store, world: World, supposed_changes: list[Change]
) -> None:
    live = {row.id for row in world if isinstance(row, NodeRow) and View(world, AS_OF).live(row.id, {None, "live"})}
    supposed_changes = [c for c in supposed_changes if c.kind != REDESIGN or c.module in live]
    after = world
    for number, change in enumerate(supposed_changes):
        after = made(after, change, number)
    run(wipe(store))
    put(run, store, world)
    found, change = run(asked(store, supposed_changes))
    pairs = {(r, c) for r in ROLES for c in change.competencies if change.touches(r, c)}
    assert plainly(found.before) == figures(world, pairs)
    assert plainly(found.after) == figures(after, pairs)
    untouched = {(r, c) for r in ROLES for c in COMPETENCIES} - pairs
    assert figures(world, untouched) == figures(after, untouched)
    run(wipe(store))
    put(run, store, after)
    undone = run(back(store, change))
    assert plainly(undone.before) == plainly(found.after)
    assert plainly(undone.after) == plainly(found.before)
    assert (undone.before.hours, undone.after.hours) == (found.after.hours, found.before.hours)
    assert (undone.people, undone.changed) == (found.people, found.changed)


async def back(store: Store, change: Supposed) -> Outcome:
    """What it would do to a store in which a change was made to undo it."""
    known = await answers.scales(store, AS_OF)
    nothing = [Change(DROP, "nobody", c) for c in change.competencies]
    now = await supposed(store, nothing, AS_OF, known)
    cells = cells_of(await ground(store, AS_OF), change.competencies)
    return outcome(Supposed(change.competencies, now.before, change.before), cells, known, AS_OF)


async def asked(store: Store, supposed_changes: list[Change]) -> tuple[Outcome, Supposed]:
    known = await answers.scales(store, AS_OF)
    change = await supposed(store, supposed_changes, AS_OF, known)
    here = await ground(store, AS_OF)
    return outcome(change, cells_of(here, change.competencies), known, AS_OF), change


# --- hours -----------------------------------------------------------------------------------------------------

ONE_SCALE = Scales.of([Scale("k", "K", "ordinal", ranks={1: "One", 2: "Two", 3: "Three"})])
courses = st.lists(
    st.builds(
        lambda start, more, hours: (start, (start or 0) + more, hours),
        st.none() | st.integers(1, 2), st.integers(1, 2), st.integers(1, 9),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(courses, st.integers(1, 3), st.integers(0, 2))
def test_the_cheapest_courses_are_those_of_trying_all(rows: list[tuple[Any, ...]], level: int, held: int) -> None:
    able = [rules.Course(f"m{i}", "", a, float(b), "k", float(h)) for i, (a, b, h) in enumerate(rows)]
    need = rules.Needed("c", "", True, (("k", float(level)),), None, (), ())
    have = [rules.Holding("h", "c", float(held), "k")] if held else []
    ways = [
        sum(c.hours or 0 for c in some) for n in range(len(able) + 1) for some in combinations(able, n)
        if rules.offer(need, some, ONE_SCALE, have).status == rules.COVERED
    ]  # fmt: skip
    if ways and held < level:
        assert cheapest(need, able, ONE_SCALE, have) == (min(ways), False)


# --- hiding ----------------------------------------------------------------------------------------------------


@st.composite
def sides(draw: Any) -> Figures:
    met, rest, gaps = (draw(st.integers(0, 30) | st.integers(0, 6)) for _ in range(3))
    closable = draw(st.integers(0, gaps))
    return Figures(met + rest + gaps, met, rest, gaps, closable, 2.0 * closable, 0, met + gaps, met, closable)


@settings(max_examples=300, deadline=None)
@given(sides(), sides())
def test_no_figure_and_no_difference_of_one_to_four_is_shown(before: Figures, after: Figures) -> None:
    found = whatif(Outcome(1, Bounds(9, 9), Bounds(9, 9), before, after, 9), AS_OF)
    shown = {name: (getattr(found.before, name), getattr(found.after, name)) for name in COUNTS}
    for name, (old, new) in shown.items():
        assert (old is None) == (new is None)
        assert old is None or (secret(old, new) == [] and name not in found.hidden)
    parts = ("met", "not_stated", "gaps")
    if shown["required"][0] is not None:
        unknown = [name for name in parts if shown[name][0] is None]
        left = [shown["required"][i] - sum(shown[name][i] for name in parts if name not in unknown) for i in (0, 1)]
        assert len(unknown) != 1
        assert not unknown or secret(*left) == []
    if shown["gaps"][0] is not None and shown["closable"][0] is not None:
        assert secret(*(shown["gaps"][i] - shown["closable"][i] for i in (0, 1))) == []
    if found.before.readiness is not None:
        assert secret(before.essential_met, after.essential_met) == []


def secret(old: int, new: int) -> list[int]:
    return [n for n in (old, new, abs(old - new)) if 0 < n < FEWEST]


def test_large_figures_are_shown() -> None:
    """Without it a program that hides all would pass."""
    one = Figures(100, 40, 20, 40, 20, 80.0, 0, 100, 40, 20)
    two = Figures(100, 30, 20, 50, 20, 80.0, 0, 100, 30, 20)
    found = whatif(Outcome(1, Bounds(50, 60), Bounds(10, 10), one, two, 0), AS_OF)
    assert found.hidden == ()
    assert (found.before.readiness, found.after.readiness_if_completed) == (0.4, 0.5)


# --- what cannot be ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(REQUIRE, "r0"), "needs competency"),
        (Change("forbid"), "a change is one of"),
        (Change(COMMISSION), "needs a planned module, or a competency"),
        (Change(COMMISSION, module="m9"), "no planned module"),
        (Change(REQUIRE, "r0", "c0", level=9.0, scale="k"), "no level 9"),
        (Change(REQUIRE, "r0", "c0", level=2.0, scale="x"), "no level 2"),
    ],
)
def test_a_change_that_cannot_be_says_so(run: Run, store: Store, change: Change, words: str) -> None:
    put(run, store, [NodeRow("Scale", "k", {"title": "K", "kind": "ordinal"}, AT)])
    with pytest.raises(ValueError, match=words):
        run(asked(store, [change]))
