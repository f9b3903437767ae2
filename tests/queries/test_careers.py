"""Moves are transitions, the nearest come first, ladders are the best of all ways, and chains the cheapest."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ontology.levels import Scale, Scales
from queries import answers
from queries.careers import BANDS, Careers, careers, ladder, nearest, next_roles
from queries.chains import cheapest
from queries.ready import STEPS, ready
from queries.reports_asking import desk
from queries.rules import Counting, Course, Holding, Needed
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.plain import View
from tests.queries.populations import OFFICER, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.worlds import DAYS, ROLES, World

SETTINGS = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
Told = tuple[int, int, int]


def told(standings: Any) -> Told:
    """Required, met and missing."""
    found = Counter(standings)
    return sum(found.values()), found["met"], found["gap"]


def of(move: Any) -> Told:
    return move.required, move.met, len(move.missing)


@SETTINGS
@given(world=populations(), as_of=st.sampled_from(DAYS[2:]))
def test_moves_and_ladders_are_those_of_plain_python(run: Run, store: Store, world: World, as_of: str) -> None:
    run(wipe(store))
    put(run, store, world)
    view, seen = View(world, as_of), seen_by(world, as_of)
    found = run(_careers(store, as_of))
    bands = {row.id: row.props["band"] for row in seen.nodes("Role")}
    moves = {(a, b): told(view.transition(a, b).values()) for a in ROLES for b in ROLES if a != b}
    for a in ROLES:
        assert {b: of(found.between(a, b)) for b in ROLES if b != a} == {b: moves[a, b] for b in ROLES if b != a}
        assert {b: of(m) for b, m in found.from_role(a).items()} == {
            b: move for (x, b), move in moves.items() if x == a and move[1]
        }
        order = run(nearest(store, found, a, 100))
        keys = [(n.move.unmet, len(n.move.missing), n.unclosable, n.hours, n.title) for n in order]
        assert keys == sorted(keys)
        assert {n.role for n in order} == set(found.from_role(a))
        assert [n.role for n in run(nearest(store, found, a, 2))] == [n.role for n in order[:2]]
        for b in ROLES:
            if b != a:
                answer = run(ladder(store, found, a, b))
                steps = [s.move.unmet for s in answer.steps]
                assert answer.steps[-1].role == b
                assert (max(steps), len(steps), sum(steps)) == best(a, b, moves, bands), (a, b)


async def _careers(store: Store, as_of: str) -> Careers:
    return await careers(store, as_of, await answers.scales(store, as_of))


def best(start: str, target: str, moves: dict[tuple[str, str], Told], bands: dict[str, str | None]) -> Told:
    """Hardest step, steps and sum of the best of all ways."""
    between = [r for r in ROLES if r not in {start, target}]
    ways = [(start, *way, target) for n in range(len(between) + 1) for way in permutations(between, n)]
    costs = []
    for way in ways:
        pairs = list(pairwise(way))
        steps = [moves[pair][0] - moves[pair][1] for pair in pairs]
        allowed = all(moves[pair][1] and nearer(*pair, target, bands) for pair in pairs)
        if allowed or len(pairs) == 1:
            costs.append((max(steps), len(steps), sum(steps)))
    return min(costs)


def nearer(a: str, b: str, target: str, bands: dict[str, str | None]) -> bool:
    x, y, z = (BANDS.index(band) if (band := bands[r]) else None for r in (a, b, target))
    return x is None or y is None or z is None or (x <= y <= z if x <= z else z <= y <= x)


@SETTINGS
@given(world=populations(), as_of=st.sampled_from(DAYS[2:]))
def test_officers_stand_to_roles_as_their_gaps_say(run: Run, store: Store, world: World, as_of: str) -> None:
    run(wipe(store))
    put(run, store, world)
    view, seen = View(world, as_of), seen_by(world, as_of)
    found, population = run(_careers(store, as_of)), run(desk(store, as_of))
    posted = {o: {r for p, (x, r, _) in seen.postings.items() if x == o} for o in OFFICER}

    def stands(officer: str, role: str) -> Told:
        return told(status for need, status, _ in view.gaps(officer, role).values() if need.essential)

    next_ = run(next_roles(store, found, OFFICER, Counting(as_of), 100))
    for o in OFFICER:
        expected = {r: stands(o, r) for r in ROLES if r not in posted[o]}
        assert {n.role: of(n.move) for n in next_[o]} == {r: t for r, t in expected.items() if t[1]}, o
    for role in ROLES:
        answer = ready(population, role)
        expected = {o: stands(o, role) for o, roles in posted.items() if roles and role not in roles}
        assert {c.officer: (c.unmet, c.missing) for c in answer.candidates} == {
            o: (required - met, gaps) for o, (required, met, gaps) in expected.items() if required
        }
        assert len(answer.counts) == STEPS + 1
        assert all(one.officers in {None, 0} or one.officers >= 5 for one in answer.counts)


# --- the cheapest chain --------------------------------------------------------------------------------------

K = Scales.of([Scale("k", "K", "ordinal", None, None)], [])
ranks = st.integers(1, 4)
courses = st.lists(
    st.builds(
        lambda i, first, more, hours: Course(f"m{i}", "", first, (first or 0) + more, "k", hours),
        st.integers(0, 99), st.none() | ranks, st.integers(1, 2), st.none() | st.integers(1, 20).map(float),
    ),
    max_size=4, unique_by=lambda c: c.module,
)  # fmt: skip


@given(courses=courses, level=ranks, held=st.none() | ranks)
def test_a_chain_is_the_cheapest_of_all(courses: list[Course], level: int, held: int | None) -> None:
    need = Needed("c", "C", True, (("k", float(level)),), None, (), ())
    holdings = [] if held is None else [Holding("h", "c", float(held), "k")]
    ways = [way for n in range(len(courses) + 1) for way in permutations(courses, n) if leads(way, held or 0, level)]
    stated = [sum(c.hours or 1000.0 for c in way) for way in ways]
    found = cheapest(need, courses, K, holdings)
    assert (found is None) == (not ways)
    if found is not None:
        assert found in {
            sum(c.hours or 0 for c in way) for way, cost in zip(ways, stated, strict=True) if cost == min(stated)
        }


def leads(way: tuple[Course, ...], held: float, level: float) -> bool:
    reached = held
    for course in way:
        if (course.from_level or 0) > reached:
            return False
        reached = course.to_level or 0
    return reached >= level


@given(courses=courses)
def test_without_a_level_the_shortest_course_will_do(courses: list[Course]) -> None:
    found = cheapest(Needed("c", "C", True, (), None, (), ()), courses, K)
    stated = [c.hours for c in courses if c.hours is not None]
    assert found == (min(stated) if stated else 0 if courses else None)
