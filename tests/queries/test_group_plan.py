"""A group's plan closes as many gaps as trying everything does, in as few hours, within the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.rows import NodeRow
from queries import answers
from queries.catalogue import Catalogue, Choice, Wishes
from queries.covering import family
from queries.group_plan import Grouping, GroupPlan, Limits, group_plan, officers_at
from queries.rules import Course
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.test_report_cli import PEOPLE, rows
from tests.queries.test_answers import put
from tests.queries.test_learning import AS_OF, SCALES, choice, gap
from tests.queries.worlds import AT, edge

Gap = tuple[str, int | None, int | None]
"""A competency, the level needed, the level held."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Modules, what they build, what is needed first, and officers' gaps."""

    choices: Mapping[str, Choice]
    covers: tuple[tuple[str, str, int | None, int | None], ...]
    first: Mapping[str, tuple[str, ...]]
    officers: Mapping[str, tuple[Gap, ...]]
    limits: Limits

    def planned(self) -> GroupPlan:
        courses: dict[str, list[Course]] = {c: [] for c in "abf"}
        for m, c, start, end in self.covers:
            one = self.choices[m]
            courses[c].append(Course(m, one.title, start, end, "k" if start or end else None, one.hours))
        titles = {f: f for several in self.first.values() for f in several}
        found = Grouping.of(Catalogue(self.choices, courses, self.first, titles), SCALES, AS_OF, Wishes())
        kinds = {o: [found.kind(gap(*one), set()) for one in gaps] for o, gaps in self.officers.items()}
        return found.plan(kinds, len(kinds), self.limits)

    # --- the plain definition: try everything ------------------------------------------------------------

    def best(self) -> tuple[int, float]:
        """Most gaps, and the fewest hours in which so many are closed."""
        found = []
        for bought in self.sets(self.choices, self.limits.hours):
            closed = sum(self.most(gaps, bought) for gaps in self.officers.values())
            found.append((-closed, self.hours(bought)))
        closed, hours = min(found)
        return -closed, hours

    def most(self, gaps: tuple[Gap, ...], bought: frozenset[str]) -> int:
        if self.limits.each is None:
            return sum(self.closes(one, bought) for one in gaps)
        return max(sum(self.closes(one, mine) for one in gaps) for mine in self.sets(bought, self.limits.each))

    def sets(self, modules: Any, hours: float | None) -> Iterator[frozenset[str]]:
        for size in range(len(modules) + 1):
            for bought in combinations(sorted(modules), size):
                taken = {m for one in bought for m in family(self.choices, one)}
                whole = all(need in taken for m in taken for need in self.choices[m].needs)
                if whole and (hours is None or self.hours(bought) <= hours):
                    yield frozenset(bought)

    def hours(self, bought: Any) -> float:
        return sum(self.choices[m].hours or 0.0 for m in bought)

    def closes(self, one: Gap, bought: frozenset[str]) -> bool:
        competency, level, held = one
        taken = {m for b in bought for m in family(self.choices, b)}
        on = {c: [(s, e) for m, x, s, e in self.covers if x == c and m in taken] for c in "abf"}
        if not all(on[f] for f in self.first.get(competency, ())):
            return False
        if level is None:
            return bool(on[competency])
        reached = {float(held or 0)}
        for _ in on[competency]:
            reached |= {float(e) for s, e in on[competency] if e and any((s or 0) <= r for r in reached)}
        return max(reached) >= level


names = [f"m{i}" for i in range(5)]
levels = st.tuples(st.none() | st.integers(1, 2), st.none() | st.integers(1, 3)).filter(
    lambda pair: pair[1] is None or pair[1] > (pair[0] or 0)
)


@st.composite
def problems(draw: Any) -> Problem:
    """Up to five modules that may need each other, one programme, three officers, and limits or none."""
    count = draw(st.integers(1, 5))
    needs = {
        m: draw(st.lists(st.sampled_from(names[:i]), max_size=1)) if i else [] for i, m in enumerate(names[:count])
    }
    choices = {m: choice(m, float(draw(st.integers(1, 6))), needs=tuple(needs[m])) for m in names[:count]}
    if draw(st.booleans()) and count > 1:
        choices["p"] = choice("p", 3.0, parts=("m0",))
        choices["m0"] = choices["m0"]._replace(programmes=("p",))
    covers = tuple(
        (m, draw(st.sampled_from("abf")), *draw(levels)) for m in names[:count] for _ in range(draw(st.integers(1, 2)))
    )
    one = st.tuples(st.sampled_from("ab"), st.none() | st.integers(2, 3), st.none() | st.just(1)).filter(
        lambda g: g[1] is not None or g[2] is None
    )
    gaps = st.lists(one, max_size=2, unique_by=lambda g: g[0]).map(tuple)
    officers = {f"o{i}": draw(gaps) for i in range(3)}
    limits = Limits(*(draw(st.none() | st.integers(0, 12).map(float)) for _ in range(2)))
    return Problem(choices, covers, draw(st.sampled_from([{}, {"a": ("f",)}])), officers, limits)


@settings(max_examples=150)
@given(problem=problems())
def test_as_many_gaps_as_trying_everything_closes(problem: Problem) -> None:
    found, (closed, hours) = problem.planned(), problem.best()
    assert found.proven
    assert (found.closed, found.hours) == (closed, hours)
    given_ = {s.module: set(s.officers) for s in found.sessions}
    assert problem.limits.hours is None or found.hours <= problem.limits.hours
    for officer in problem.officers:
        mine = problem.hours([m for m, who in given_.items() if officer in who])
        assert problem.limits.each is None or mine <= problem.limits.each
    assert found.gaps == sum(map(len, problem.officers.values()))
    assert sum(one.officers for one in found.left) == found.gaps - found.closed


def test_a_group_at_an_organisation(run: Run, store: Store) -> None:
    made = [*rows(), *_course()]
    put(run, store, made)

    async def ask(place: str, limits: Limits) -> GroupPlan:
        officers = await officers_at(store, place, AS_OF)
        return await group_plan(store, officers, AS_OF, await answers.scales(store, AS_OF), limits)

    found = run(ask("m", Limits(8)))
    assert (found.officers, found.gaps, found.closed, found.hours, found.proven) == (19, 19, 19, 8, True)
    [session] = found.sessions
    assert (session.module, len(session.officers), session.gaps) == ("course", sum(PEOPLE.values()), 19)
    none = run(ask("d1", Limits(7)))
    assert (none.closed, none.sessions) == (0, ())
    assert [(one.competency, one.officers, one.closable) for one in none.left] == [("c", 9, 9)]
    assert run(ask("nowhere", Limits())) == GroupPlan(AS_OF, 0, 0, 0, 0, True, 0.0, (), (), {})


def _course() -> list[Any]:
    module = NodeRow("Module", "course", {"title": "Course", "hours": 8.0, "status": "live"}, AT)
    return [module, edge("COVERS", ("Module", "course"), ("Competency", "c"))]
