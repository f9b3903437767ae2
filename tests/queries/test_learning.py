"""Learning plans: the least hours, as trying every order of every choice of modules finds them; and on both stores."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology.levels import Scale, Scales
from queries import answers, rules
from queries.catalogue import Catalogue, Choice, Wishes
from queries.covering import Aim
from queries.learning import Asked, LearningPlan, Planning, learning_plan
from queries.rules import Counting, Course, Holding, Judgement, Needed
from queries.stores import Store
from tests.conftest import Run

AT, AS_OF = Place("t"), "2026-01-01T00:00:00Z"
RANKS = {1.0: "One", 2.0: "Two", 3.0: "Three"}
SCALES = Scales.of(
    [Scale(id_, id_.upper(), "ordinal", ranks=RANKS) for id_ in ("k", "j")],
    [("k", rank, "j", rank) for rank in RANKS],
)


def choice(id_: str, hours: float | None, **props: Any) -> Choice:
    given_ = {"mode": "digital", "languages": ("en",), "status": None, "since": None, "until": None, "kind": "course"}
    return Choice(
        **{"id": id_, "title": id_.upper(), "hours": hours, "needs": (), "parts": (), "programmes": ()} | given_ | props
    )


def gap(competency: str, level: float | None, held: float | None = None) -> Judgement:
    levels = () if level is None else (("k", level),)
    counted = () if held is None else (Holding("h", competency, held, "k"),)
    return Judgement(Needed(competency, competency, True, levels, None, (), ()), rules.GAP, held, counted, (), "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Modules with their hours, what they build, what is needed first, and the gaps."""

    choices: Mapping[str, Choice]
    covers: tuple[tuple[str, str, int | None, int | None], ...]
    first: Mapping[str, tuple[str, ...]]
    gaps: tuple[tuple[str, int | None, int | None], ...]
    scales: str = "k"
    """The scales of the courses, in turn: `j` has the levels of `k`."""

    def planned(self, aim: Aim | None = None) -> LearningPlan:
        courses: dict[str, list[Course]] = {}
        for (module, competency, start, end), scale in zip(self.covers, itertools.cycle(self.scales)):
            one = self.choices[module]
            courses.setdefault(competency, []).append(
                Course(module, one.title, start, end, scale if end or start else None, one.hours, one.mode)
            )
        titles = {first: first for needed in self.first.values() for first in needed}
        found = Catalogue(self.choices, courses, self.first, titles)
        asked = Asked(aim=aim or Aim())
        return Planning.of("o", AS_OF, SCALES, asked, found, []).plan([gap(*one) for one in self.gaps])

    # --- the plain definition: try everything ---------------------------------------------------------

    def best(self, gaps: Iterable[tuple[str, int | None, int | None]]) -> float | None:
        """The least hours that close the gaps, over all orders of all choices; None when nothing does."""
        wanted = list(gaps)
        found: list[float] = []
        for size in range(len(self.choices) + 1):
            for bought in itertools.combinations(sorted(self.choices), size):
                hours = sum(self.choices[id_].hours or 0 for id_ in bought)
                twice = any(set(self.choices[id_].parts) & set(bought) for id_ in bought)
                if twice or any(best <= hours for best in found):
                    continue
                if any(self._closes(order, wanted) for order in itertools.permutations(bought)):
                    found.append(hours)
        return min(found, default=None)

    def _closes(self, order: Sequence[str], gaps: Sequence[tuple[str, int | None, int | None]]) -> bool:
        levels: dict[str, float] = {competency: held or 0 for competency, _, held in gaps}
        learnt, taken = set[str](), set[str]()
        for id_ in order:
            with_parts = {id_, *self.choices[id_].parts}
            if any(need not in taken | with_parts for part in with_parts for need in self.choices[part].needs):
                return False
            taken |= with_parts
            covers = [cover for cover in self.covers if cover[0] in with_parts]
            for _ in covers:  # what one part builds another may begin with
                for _, competency, start, end in covers:
                    if all(f in learnt for f in self.first.get(competency, ())):
                        learnt.add(competency)
                        if (start or 0) <= levels.get(competency, 0):
                            levels[competency] = max(levels.get(competency, 0), end or 0)
        return all(competency in learnt and levels[competency] >= (level or 0) for competency, level, _ in gaps)


MODULES, COMPETENCIES = ("m1", "m2", "m3", "m4", "m5"), ("a", "b", "c")


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Five modules, of which one may be a programme of two others; three competencies, of which some need another."""
    parts = draw(st.sampled_from(((), ("m1", "m2"))))
    needs = {id_: draw(st.sampled_from([(), *((m,) for m in MODULES[:n])])) for n, id_ in enumerate(MODULES)}
    choices = {
        id_: choice(
            id_, draw(st.integers(1, 9)), needs=needs[id_], parts=parts if id_ == "m5" else (),
            programmes=("m5",) if id_ in parts else (),
        )
        for id_ in MODULES
    }  # fmt: skip
    level, start = st.sampled_from((None, 1, 2, 3)), st.sampled_from((None, None, 1, 2))
    cover = st.tuples(st.sampled_from(MODULES), st.sampled_from(COMPETENCIES), start, level)
    covers = draw(st.lists(cover, max_size=8, unique_by=lambda c: c[:2]))
    first = draw(st.sampled_from(({}, {"a": ("b",)}, {"a": ("b",), "b": ("c",)})))
    wanted = draw(st.lists(st.sampled_from(COMPETENCIES), min_size=1, max_size=3, unique=True))
    gaps = []
    for competency in wanted:
        required = draw(level)
        held = None if required in {None, 1} else draw(st.sampled_from((None, 1)))
        gaps.append((competency, required, held))
    return Problem(choices, tuple(covers), first, tuple(gaps), draw(st.sampled_from(("k", "kj"))))


@given(problem=problems())
@settings(max_examples=150)
def test_no_plan_takes_fewer_hours_and_what_cannot_be_closed_is_told(problem: Problem) -> None:
    found = problem.planned()
    alone = {one[0]: problem.best([one]) for one in problem.gaps}
    assert {one.competency for one in found.unclosable} == {c for c, hours in alone.items() if hours is None}
    assert all(one.reason for one in found.unclosable)
    closable = [one for one in problem.gaps if alone[one[0]] is not None]
    assert found.hours == problem.best(closable)
    assert found.separately == sum(hours for hours in alone.values() if hours is not None)
    assert found.hours <= found.separately
    assert found.proven
    order = [module.id for module in found.modules]
    assert problem._closes(order, closable)
    assert all(order.index(before) < order.index(module.id) for module in found.modules for before in module.after)
    assert {c for module in found.modules for c in module.closes} == {one[0] for one in closable}


@given(problem=problems())
@settings(max_examples=60)
def test_fewest_modules_are_no_more_and_fewest_hours_no_longer(problem: Problem) -> None:
    hours, modules = problem.planned(), problem.planned(Aim("modules"))
    assert len(modules.modules) <= len(hours.modules)
    assert hours.hours <= modules.hours
    soonest = problem.planned(Aim("weeks", hours_a_week=2))
    assert soonest.weeks == pytest.approx(hours.hours / 2)


def test_a_deadline_that_cannot_be_met_is_told_with_the_soonest() -> None:
    problem = Problem({"m1": choice("m1", 12)}, (("m1", "a", None, 1),), {}, (("a", 1, None),))
    late, early = (problem.planned(Aim(hours_a_week=4, weeks=weeks)) for weeks in (2, 3))
    assert (late.in_time, late.weeks, late.hours) == (False, 3, 12)
    assert (early.in_time, early.weeks) == (True, 3)
    assert problem.planned().in_time is None
    assert (late.least, early.least) == ("weeks", "hours")  # the soonest may take more hours than another plan


def test_where_nothing_can_be_closed_that_is_proven_and_no_deadline_is_missed() -> None:
    problem = Problem({"m1": choice("m1", 12)}, (), {}, (("a", 1, None),))
    plan = problem.planned(Aim(weeks=1))
    assert (plan.modules, plan.proven, plan.in_time) == ((), True, True)
    assert [one.competency for one in plan.unclosable] == ["a"]


@pytest.mark.parametrize("circle", [("a",), ("a", "b"), ("a", "b", "c")])
def test_modules_that_are_said_to_be_parts_of_each_other_are_planned_together(circle: tuple[str, ...]) -> None:
    after = dict(zip(circle, (*circle[1:], circle[0]), strict=True))
    before = {part: whole for whole, part in after.items()}
    choices = {m: choice(m, 2.0, parts=(after[m],), programmes=(before[m],)) for m in circle}
    found = Problem(choices, (("a", "x", None, 2),), {}, (("x", 2, None),)).planned()
    assert (len(found.modules), found.hours, found.unclosable) == (1, 2.0, ())  # taking one takes all


def test_a_module_of_unknown_hours_is_chosen_only_where_no_other_will_do() -> None:
    covers = (("m1", "a", None, 1), ("m2", "a", None, 1))
    known = Problem({"m1": choice("m1", None), "m2": choice("m2", 90)}, covers, {}, (("a", 1, None),))
    assert [m.id for m in known.planned().modules] == ["m2"]
    only = Problem({"m1": choice("m1", None)}, covers[:1], {}, (("a", 1, None),))
    assert [(m.id, m.hours) for m in only.planned().modules] == [("m1", None)]
    assert only.planned().hours == 0


# --- on the stores -------------------------------------------------------------------------------------


def node(label: str, id_: str, **props: Any) -> NodeRow:
    return NodeRow(label, id_, ({} if label in {"Officer", "Posting"} else {"title": id_.upper()}) | props, AT)


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, props)


def world() -> list[Row]:
    """An officer with three gaps: one to close, one whose course is in another language, one that is planned only."""

    def module(id_: str, competency: str, **props: Any) -> list[Row]:
        covers = edge("COVERS", ("Module", id_), ("Competency", competency), toLevel=1, scale="k")
        return [node("Module", id_, **({"languages": ["en"], "mode": "digital"} | props)), covers]

    needs = [
        edge("REQUIRES", ("Role", "r"), ("Competency", c), level=1, scale="k", essential=True) for c in ("a", "b", "c")
    ]
    return [
        node("Scale", "k", kind="ordinal"), node("Level", "k1", rank=1),
        edge("HAS_LEVEL", ("Scale", "k"), ("Level", "k1")), node("Role", "r"), node("Officer", "o", languages=["en"]),
        *(node("Competency", c) for c in ("a", "b", "c", "z")), node("Posting", "p"),
        edge("HAS_POSTING", ("Officer", "o"), ("Posting", "p")), edge("AS", ("Posting", "p"), ("Role", "r")), *needs,
        *module("first", "z", hours=2), *module("long", "a", hours=9), *module("short", "a", hours=5),
        *module("tamil", "b", hours=1, languages=["ta"]), *module("coming", "c", hours=1, status="planned"),
        edge("PREREQUISITE", ("Module", "short"), ("Module", "first")),
        edge("PREREQUISITE", ("Competency", "a"), ("Competency", "z")),
        edge("TOOK", ("Officer", "o"), ("Module", "long"), id="t", state="started", progress=0.75),
    ]  # fmt: skip


def test_a_plan_reads_languages_prerequisites_and_what_is_running(store: Store, run: Run) -> None:
    report = run(store_rows(store, world(), origin="t", format="test"))
    assert not report.rejected
    known = run(answers.scales(store, AS_OF))

    def planned(**asked: Any) -> LearningPlan:
        found: LearningPlan = run(learning_plan(store, "o", Counting(AS_OF), known, Asked(**asked)))
        return found

    plan = planned()
    assert [(m.id, m.hours, m.closes, m.after, m.running) for m in plan.modules] == [
        ("first", 2, (), (), False),
        ("long", 2.25, ("a",), ("first",), True),
    ]
    reasons = {one.competency: one.reason for one in plan.unclosable}
    assert reasons == {"b": "TAMIL is given in ta only", "c": "no course; a planned one would reach the level"}
    more = planned(wishes=Wishes(languages=frozenset({"ta", "en"}), planned=True))
    assert {m.id for m in more.modules} == {"first", "long", "tamil", "coming"}
    assert planned(wishes=Wishes(modes=frozenset({"blended"}))).modules == ()


def test_why_nothing_is_required_is_told_and_what_no_plan_can_close_is_counted_apart(store: Store, run: Run) -> None:
    rows: list[NodeRow | EdgeRow] = [
        node("Officer", "o"), node("Role", "bare"), node("Posting", "p", since="2025-01-01T00:00:00Z"),
        edge("HAS_POSTING", ("Officer", "o"), ("Posting", "p")), edge("AS", ("Posting", "p"), ("Role", "bare")),
        node("Role", "r"), node("Competency", "c"), node("Scale", "k", kind="ordinal"), node("Level", "k1", rank=1),
        edge("HOLDS", ("Officer", "o"), ("Competency", "c"), id="h"),
        edge("REQUIRES", ("Role", "r"), ("Competency", "c"), level=1, scale="k", essential=True),
        edge("HAS_LEVEL", ("Scale", "k"), ("Level", "k1")),
    ]  # fmt: skip
    assert not run(store_rows(store, rows, origin="t", format="test")).rejected

    def planned(as_of: str, **asked: Any) -> LearningPlan:
        found: LearningPlan = run(learning_plan(store, "o", Counting(as_of), SCALES, Asked(**asked)))
        return found

    assert planned("2024-01-01T00:00:00Z").nothing == "no posting is valid on this date"
    assert planned(AS_OF).nothing == "no requirements are recorded for the roles held"
    assert planned(AS_OF, role="bare").nothing == "no requirements are recorded for the role"
    other = planned(AS_OF, role="r")
    assert (other.nothing, other.gaps, other.apart) == ("", 0, 1)


def test_an_officer_without_a_posting_has_no_gaps(store: Store, run: Run) -> None:
    run(store_rows(store, [node("Officer", "o")], origin="t", format="test"))
    plan = run(learning_plan(store, "o", Counting(AS_OF), SCALES, Asked()))
    assert (plan.gaps, plan.modules, plan.hours, plan.separately) == (0, (), 0, 0)
