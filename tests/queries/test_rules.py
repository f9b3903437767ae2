"""The rules by themselves: each sentence of DESIGN 4 that has a way to be got wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.levels import Scale, Scales
from queries import rules
from queries.rules import Counting, Course, Holding, Judgement, Needed, Requirement

K = Scale("k", "K", ranks={1.0: "One", 2.0: "Two", 3.0: "Three"})
F = Scale("f", "F", ranks={float(n): str(n) for n in range(1, 6)})
V = Scale("v", "V", "interval", 0.0, 7.0)
SCALES = Scales.of([K, F, V], [("k", 2, "f", 4)])
NOW = Counting("2026-06-01T00:00:00Z")
DAYS = [f"2026-0{month}-01T00:00:00Z" for month in range(1, 10)]


def need(level: float | None = None, scale: str = "k", **more: object) -> Needed:
    [found] = rules.needed([Requirement("c", "C", "r", level, scale if level is not None else None, **more)])  # type: ignore[arg-type]
    return found


def holding(level: float | None = None, scale: str = "k", **more: object) -> Holding:
    return Holding("h", "c", level, scale if level is not None else None, **more)  # type: ignore[arg-type]


def course(module: str, first: float | None, last: float | None, scale: str = "k", hours: float = 8) -> Course:
    return Course(module, module, first, last, scale, hours)


def status(wanted: Needed, *holdings: Holding, rule: Counting = NOW) -> str:
    return rules.judge(wanted, holdings, rule, SCALES).status


# --- requirements ----------------------------------------------------------------------------------------


def test_the_nearest_statement_overrides_and_the_others_are_inherited() -> None:
    own = Requirement("c", "C", "job", 3, "k", distance=0)
    inherited = [Requirement("c", "C", "role", 1, "k", distance=1), Requirement("d", "D", "role", distance=1)]
    found = rules.overriding([own, *inherited])
    assert [(r.competency, r.role) for r in found] == [("c", "job"), ("d", "role")]


statements = st.lists(
    st.builds(
        lambda c, step, essential, weight: Requirement(c, c, "r", step[0], step[1], essential, weight),
        st.sampled_from("cd"),
        st.sampled_from([(None, None), (1, "k"), (3, "k"), (2, "f"), (6.5, "v")]),
        st.booleans(),
        st.none() | st.floats(0, 1),
    ),
    max_size=6,
)


@given(statements)
def test_each_competency_is_needed_once_at_the_highest_level_of_each_scale(found: list[Requirement]) -> None:
    needs = {n.competency: n for n in rules.needed(found)}
    assert len(needs) == len(rules.needed(found)) == len({r.competency for r in found})
    for n in needs.values():
        own = [r for r in found if r.competency == n.competency]
        assert n.essential == any(r.essential for r in own)
        assert dict(n.levels).keys() == {r.scale for r in own if r.level is not None}
        assert all(r.level is None or dict(n.levels)[r.scale] >= r.level for r in own)
        assert all(any((r.scale, r.level) == pair for r in own) for pair in n.levels)


@given(statements)
def test_a_statement_reached_twice_is_stated_once(found: list[Requirement]) -> None:
    assert rules.needed([*found, *found]) == rules.needed(found)


# --- which holdings count ----------------------------------------------------------------------------------


@given(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_holding_counts_from_awarded_to_before_expires(first: str | None, last: str | None, as_of: str) -> None:
    counted, out = rules.counting([holding(awarded=first, expires=last)], Counting(as_of), SCALES)
    expected = (first is None or first <= as_of) and (last is None or as_of < last)
    assert (bool(counted), bool(out)) == (expected, not expected)


@pytest.mark.parametrize(
    ("held", "rule", "reason"),
    [
        ({"verified": False}, {}, "not verified"),
        ({"verified": False}, {"unverified": True}, None),
        ({"verified": None}, {}, None),
        ({"source": "course"}, {"sources": ("course",)}, None),
        ({"source": "declared"}, {"sources": ("course",)}, "of another source"),
        ({"source": None}, {"sources": ("course",)}, "of another source"),
        ({"confidence": 0.5}, {"min_confidence": 0.5}, None),
        ({"confidence": 0.0}, {"min_confidence": 0.0}, None),
        ({"confidence": 0.4}, {"min_confidence": 0.5}, "not confident enough"),
        ({"confidence": None}, {"min_confidence": 0.5}, "not confident enough"),
        ({"confidence": None}, {}, None),
    ],
)
def test_all_sources_count_unless_asked_otherwise(
    held: dict[str, object], rule: dict[str, object], reason: str | None
) -> None:
    counted, out = rules.counting([holding(**held)], replace(NOW, **rule), SCALES)  # type: ignore[arg-type]
    assert [left.reason for left in out] == ([reason] if reason else [])
    assert bool(counted) == (reason is None)


@pytest.mark.parametrize(
    ("negative", "counts"),
    [
        ({"awarded": DAYS[0]}, True),
        ({"awarded": DAYS[1]}, False),  # a tie
        ({"awarded": DAYS[2]}, False),
        ({"awarded": DAYS[2], "expires": DAYS[4]}, True),
        ({"awarded": DAYS[2], "expires": DAYS[5]}, True),  # the date of the answer
        ({"awarded": DAYS[8]}, True),
        ({"awarded": None}, True),
        ({"awarded": DAYS[2], "verified": False}, True),
        ({"awarded": DAYS[2], "level": 2}, False),
        ({"awarded": DAYS[2], "level": 3}, True),
        ({"awarded": DAYS[2], "level": 4, "scale": "f"}, False),  # as high as level 2 of the other scale
        ({"awarded": DAYS[2], "level": 5, "scale": "f"}, True),
        ({"awarded": DAYS[2], "level": 1, "scale": "v"}, True),
    ],
)
def test_a_negative_holding_voids_those_not_later_at_its_level_or_above(
    negative: dict[str, object], counts: bool
) -> None:
    positive = holding(2, awarded=DAYS[1])
    against = holding(**{"level": None, "negative": True} | negative)._replace(id="n")  # type: ignore[arg-type]
    counted, out = rules.counting([against, positive], NOW, SCALES)
    assert counted == ((positive,) if counts else ())
    assert ("voided by n" in [left.reason for left in out]) == (not counts)


def test_a_holding_without_a_date_is_voided_by_any_negative_and_without_a_level_only_by_one_without() -> None:
    against = holding(negative=True)._replace(id="n")
    assert rules.counting([holding(3), against], NOW, SCALES)[0] == ()
    assert rules.counting([holding(), against._replace(level=1, scale="k")], NOW, SCALES)[0] == (holding(),)


# --- met, gap, not stated, not comparable --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "held", "expected"),
    [
        (need(), [], rules.GAP),
        (need(), [holding()], rules.MET),
        (need(), [holding(1, "v")], rules.MET),
        (need(2), [], rules.GAP),
        (need(2), [holding(2)], rules.MET),
        (need(2), [holding(1), holding(3)], rules.MET),
        (need(2), [holding(1)], rules.GAP),
        (need(2), [holding(1), holding(), holding(7, "v")], rules.GAP),
        (need(2), [holding()], rules.NOT_STATED),
        (need(2), [holding(), holding(7, "v")], rules.NOT_STATED),
        (need(2), [holding(7, "v")], rules.NOT_COMPARABLE),
        (need(2), [holding(4, "f")], rules.MET),
        (need(2), [holding(3, "f")], rules.GAP),
        (need(3), [holding(5, "f")], rules.GAP),  # the highest level that is declared equal is 2
        (need(4, "f"), [holding(3)], rules.MET),
        (need(0, "v"), [], rules.MET),  # not held is the minimum of an interval scale
        (need(0, "v"), [holding()], rules.MET),
        (need(0.01, "v"), [], rules.GAP),
    ],
)
def test_each_standing(wanted: Needed, held: list[Holding], expected: str) -> None:
    assert status(wanted, *held) == expected


def test_of_several_scales_each_must_be_met() -> None:
    both = rules.needed([Requirement("c", "C", "r", 2, "k"), Requirement("c", "C", "s", 5, "v")])[0]
    assert status(both, holding(2)) == rules.NOT_COMPARABLE
    assert status(both, holding(2), holding(5, "v")) == rules.MET
    assert status(both, holding(3), holding(4, "v")) == rules.GAP
    assert status(both, holding(2), holding()) == rules.NOT_STATED


STEPS = [*((n, "k") for n in (1, 2, 3)), *((n, "f") for n in range(1, 6)), (0.0, "v"), (3.5, "v"), (None, None)]
levels = st.sampled_from(STEPS)
held_ = st.lists(st.builds(lambda step: Holding("h", "c", *step), levels), max_size=4)


@given(levels, held_, levels)
def test_more_evidence_never_takes_a_met_requirement_away(
    step: tuple[float, str], held: list[Holding], more: tuple[float, str]
) -> None:
    [wanted] = rules.needed([Requirement("c", "C", "r", *step)])
    if status(wanted, *held) == rules.MET:
        assert status(wanted, *held, Holding("m", "c", *more)) == rules.MET


@given(levels, held_)
def test_the_order_of_evidence_does_not_matter(step: tuple[float, str], held: list[Holding]) -> None:
    [wanted] = rules.needed([Requirement("c", "C", "r", *step)])
    there, back = (rules.judge(wanted, found, NOW, SCALES) for found in (held, held[::-1]))
    assert (there.status, there.held) == (back.status, back.held)


@given(levels, held_)
def test_every_standing_says_why(step: tuple[float, str], held: list[Holding]) -> None:
    [wanted] = rules.needed([Requirement("c", "C", "r", *step)])
    judged = rules.judge(wanted, held, NOW, SCALES)
    assert judged.reason
    assert len(judged.counted) + len(judged.left_out) == len(held)
    if step[0] is not None:
        assert SCALES.words(*step) in judged.reason


# --- readiness -----------------------------------------------------------------------------------------------


def judged(status_: str, *, essential: bool = True, importance: float | None = None) -> Judgement:
    return Judgement(need(essential=essential, importance=importance), status_, None, (), (), "")


def test_readiness_counts_essential_ones_and_weighs_what_has_no_importance_as_one() -> None:
    found = rules.readiness(
        [
            judged(rules.MET, importance=0.5),
            judged(rules.GAP),
            judged(rules.NOT_STATED, importance=0.25),
            judged(rules.NOT_COMPARABLE, importance=0.25),
            judged(rules.MET, essential=False),
        ]
    )
    assert (found.met, found.required, found.not_stated, found.not_comparable) == (1, 4, 1, 1)
    assert (found.share, found.weighted) == (0.25, 0.25)


def test_without_essential_requirements_there_is_no_readiness() -> None:
    for found in (rules.readiness([]), rules.readiness([judged(rules.MET, essential=False)])):
        assert (found.met, found.required, found.share, found.weighted) == (0, 0, None, None)
    weightless = rules.readiness([judged(rules.MET, importance=0.0)])
    assert (weightless.share, weightless.weighted) == (1.0, None)


# --- courses ---------------------------------------------------------------------------------------------------


def offered(wanted: Needed, *courses: Course, held: tuple[Holding, ...] = ()) -> tuple[str, list[str]]:
    found = rules.offer(wanted, courses, SCALES, held)
    return found.status, [c.module for c in found.courses]


@pytest.mark.parametrize(
    ("wanted", "courses", "expected"),
    [
        (need(2), [], (rules.UNCOVERED, [])),
        (need(), [course("a", 2, None)], (rules.COVERED, ["a"])),
        (need(2), [course("a", None, 2)], (rules.COVERED, ["a"])),
        (need(2), [course("a", 0, 2)], (rules.COVERED, ["a"])),
        (need(2), [course("a", 1, 2)], (rules.PARTLY, ["a"])),
        (need(2), [course("a", None, 1)], (rules.PARTLY, ["a"])),
        (need(3), [course("b", 2, 3), course("a", None, 2)], (rules.COVERED, ["a", "b"])),
        (need(3), [course("a", None, 1), course("b", 2, 3)], (rules.PARTLY, ["a", "b"])),
        (need(3), [course("a", None, 1), course("b", 2, None)], (rules.LEVEL_NOT_STATED, ["a", "b"])),
        (need(2), [course("a", None, None), course("b", None, 2)], (rules.COVERED, ["b"])),
        (need(2), [course("a", None, 4, "f")], (rules.COVERED, ["a"])),
        (need(2), [course("a", None, 3, "f")], (rules.PARTLY, ["a"])),
        (need(2), [course("a", None, 7, "v")], (rules.PARTLY, ["a"])),
        (need(5, "f"), [course("a", None, 3), course("b", 4, 5, "f")], (rules.COVERED, ["a", "b"])),
        (need(5, "v"), [course("a", 0.5, 6, "v")], (rules.PARTLY, ["a"])),
        # neither level of `f` has an equal in `k` that would carry the chain
        (need(2), [course("a", None, 3, "f"), course("b", 3, 4, "f")], (rules.COVERED, ["a", "b"])),
    ],
)
def test_each_offer(wanted: Needed, courses: list[Course], expected: tuple[str, list[str]]) -> None:
    assert offered(wanted, *courses) == expected


def test_an_officer_starts_from_what_is_held() -> None:
    ladder = (course("b", 1, 2), course("c", 2, 3))
    assert offered(need(3), *ladder)[0] == rules.PARTLY
    assert offered(need(3), *ladder, held=(holding(1),)) == (rules.COVERED, ["b", "c"])
    assert offered(need(3), *ladder, held=(holding(2),)) == (rules.COVERED, ["c"])
    assert offered(need(3), *ladder, held=(holding(4, "f"),)) == (rules.COVERED, ["c"])
    assert offered(need(3), *ladder, held=(holding(6, "v"), holding())) == (rules.PARTLY, ["b", "c"])


def test_what_is_held_on_one_scale_is_no_start_on_another() -> None:
    both = rules.needed([Requirement("c", "C", "r", 3, "k"), Requirement("c", "C", "s", 5, "v")])[0]
    courses = (course("a", 2, 3), course("b", 2, 5, "v"))
    assert offered(both, *courses, held=(holding(2),))[0] == rules.PARTLY
    assert offered(both, *courses, held=(holding(2), holding(2, "v"))) == (rules.COVERED, ["a", "b"])


def test_the_shortest_chain_is_named_and_of_two_alike_the_one_with_fewer_hours() -> None:
    two = (course("a", None, 1), course("b", 1, 3))
    found = offered(need(3), *two, course("d", None, 3, hours=40), course("c", None, 3, hours=9))
    assert found == (rules.COVERED, ["c"])


steps = st.none() | st.integers(0, 3)
rungs = st.builds(lambda a, b, n: course(f"m{n}", a, b), steps, steps, st.integers(0, 9))
ladders = st.lists(rungs, max_size=6, unique_by=lambda c: c.module)


@given(st.integers(1, 3), ladders, st.sampled_from([(), (holding(1),), (holding(2),)]))
def test_the_chain_named_is_one(level: int, courses: list[Course], held: tuple[Holding, ...]) -> None:
    found = rules.offer(need(level), courses, SCALES, held)
    if found.status != rules.COVERED or not found.courses:
        return
    reached = held[0].level or 0 if held else 0
    for each in found.courses:
        assert each.from_level is None or each.from_level <= reached
        reached = each.to_level or 0
    assert reached >= level


@given(st.integers(1, 3), ladders, ladders)
def test_more_courses_never_cover_less(level: int, courses: list[Course], more: list[Course]) -> None:
    if rules.offer(need(level), courses, SCALES).status == rules.COVERED:
        assert rules.offer(need(level), [*courses, *more], SCALES).status == rules.COVERED
