"""The main answers: both stores agree with the plain model on random worlds, at any date and way of counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.load import Options, Report, store_rows
from loaders.rows import EdgeRow, NodeRow, Row
from queries import answers, rules
from queries.rules import Counting
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.plain import Need, View
from tests.queries.worlds import AT, COMPETENCIES, DAYS, OFFICERS, ROLES, Draw, World, edge, views, worlds

SETTINGS = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a failing world is small already, and shrinking it on a server takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

STATED: dict[str, dict[str, Any]] = {
    "REQUIRES": {"essential": False, "importance": 0.5},
    "COVERS": {"fromLevel": None},
    "EXACT_MATCH": {"state": "suggested"},
    "IN_SCHEME": {"top": True},
    "SPECIALISES": {},
    "EQUIVALENT_TO": {},
}
"""What a source states with a validity, and how it may say so otherwise."""


def put(run: Run, store: Store, rows: list[Row], *, complete: bool = False, **options: Any) -> Report:
    done = store_rows(store, rows, origin="t", format="test", complete=complete, options=Options(**options))
    report: Report = run(done)
    assert not report.rejected
    return report


def as_need(need: rules.Needed) -> Need:
    return Need({scale or "": level for scale, level in need.levels}, need.essential, need.importance)


async def coverage(store: Store, view: View, ids: list[str]) -> dict[str, Any]:
    known = await answers.scales(store, view.as_of)
    found = await answers.role_coverage(store, ids, view.as_of, known, planned=view.planned)
    return {id_: {o.needed.competency: (as_need(o.needed), o.status) for o in a.offers} for id_, a in found.items()}


async def gaps(store: Store, view: View, ids: list[str], role: str | None) -> dict[str, Any]:
    known = await answers.scales(store, view.as_of)
    counting = Counting(view.as_of, view.sources, view.min_confidence, view.unverified)
    found = await answers.officer_gaps(store, ids, counting, known, role=role, courses=True)
    return {id_: told(answer) for id_, answer in found.items()}


def told(answer: answers.OfficerGaps) -> tuple[Any, ...]:
    ready = answer.readiness
    standing = {
        j.needed.competency: (as_need(j.needed), j.status, {h.id for h in j.counted}) for j in answer.judgements
    }
    offers = {competency: offer.status for competency, offer in answer.offers.items()}
    return (
        standing,
        offers,
        (ready.met, ready.required, ready.not_stated, ready.not_comparable, ready.share, ready.weighted),
    )


def expected(view: View, officer: str, role: str | None) -> tuple[Any, ...]:
    found = view.gaps(officer, role)
    running = replace(view, planned=False)
    offers = {c: running.closing(officer, c, need) for c, (need, status, _) in found.items() if status == "gap"}
    return found, offers, view.readiness(found)


async def transition(store: Store, view: View, start: str, target: str) -> dict[str, str]:
    known = await answers.scales(store, view.as_of)
    found = await answers.transition(store, start, target, view.as_of, known, count_optional=view.count_optional)
    assert found.required == len(found.judgements)
    return {j.needed.competency: j.status for j in found.judgements}


@SETTINGS
@given(world=worlds(), seen=st.lists(views(), min_size=2, max_size=3), pick=st.randoms(use_true_random=False))
def test_the_store_and_the_plain_model_agree(run: Run, store: Store, world: World, seen: list[View], pick: Any) -> None:
    run(wipe(store))
    put(run, store, world)
    for view in (replace(view, rows=world) for view in seen):
        assert run(coverage(store, view, ROLES)) == {r: view.coverage(r) for r in ROLES}
        for role in (None, pick.choice(ROLES)):
            assert run(gaps(store, view, OFFICERS, role)) == {o: expected(view, o, role) for o in OFFICERS}
        for start, target in pick.sample([*permutations(ROLES, 2)], 3):
            assert run(transition(store, view, start, target)) == view.transition(start, target)


@st.composite
def versions(draw: Draw) -> tuple[World, World]:
    """A world, and what its source says later: some statements are gone, some say otherwise."""
    stated: dict[tuple[Any, ...], EdgeRow] = {}
    kept = World()
    for row in draw(worlds()):
        if isinstance(row, EdgeRow) and row.type in STATED:
            stated.setdefault((row.type, row.start, row.end, row.props.get("scale")), row)
        else:
            kept.append(row)
    first, later = World(kept), World(kept)
    for row in stated.values():
        action = draw(st.sampled_from(["same", "same", "gone", "otherwise"]))
        undated = {name: value for name, value in row.props.items() if name not in {"since", "until"}}
        # what says otherwise of a stated time corrects the past too: not what is looked at here
        first.append(replace(row, props=undated) if action == "otherwise" else row)
        if action != "gone":
            later.append(replace(row, props=undated | STATED[row.type]) if action == "otherwise" else row)
    return first, later


@settings(SETTINGS, max_examples=10)
@given(both=versions(), view=views())
def test_a_later_version_changes_answers_from_its_date_only(
    run: Run, store: Store, both: tuple[World, World], view: View
) -> None:
    run(wipe(store))
    put(run, store, both[0], complete=True)
    put(run, store, both[1], complete=True, at=DAYS[3])
    for as_of in (DAYS[2], DAYS[3], DAYS[5]):
        seen = replace(view, rows=both[as_of >= DAYS[3]], as_of=as_of)
        assert run(coverage(store, seen, ROLES)) == {r: seen.coverage(r) for r in ROLES}
        assert run(gaps(store, seen, OFFICERS, None)) == {o: expected(seen, o, None) for o in OFFICERS}
    again = put(run, store, both[1], complete=True, at=DAYS[4])
    assert [again.created, again.changed, again.retired] == [{}, {}, {}]


def test_what_is_taken_back_and_stated_again_with_its_own_date_is_stated(run: Run, store: Store) -> None:
    rows: list[Row] = [NodeRow("Role", "r", {"title": "R"}, AT), NodeRow("Competency", "c", {"title": "C"}, AT)]
    dated = edge("REQUIRES", ("Role", "r"), ("Competency", "c"), since=DAYS[0])
    for at, stated in ((DAYS[1], [*rows, dated]), (DAYS[2], rows), (DAYS[3], [*rows, dated])):
        put(run, store, stated, complete=True, at=at)
        assert bool(run(coverage(store, View([], DAYS[4]), ["r"]))["r"]) == (dated in stated)


def test_the_random_worlds_show_every_verdict() -> None:
    """Without it the comparison above might compare nothing."""
    seen: Counter[str] = Counter()

    @settings(SETTINGS, max_examples=100)
    @given(world=worlds(), view=views())
    def look(world: World, view: View) -> None:
        view = replace(view, rows=world)
        seen.update(status for r in ROLES for _, status in view.coverage(r).values())
        for o in OFFICERS:
            found = view.gaps(o)
            seen.update(status for _, status, _ in found.values())
            seen.update(f"{status}: {view.closing(o, c, need)}" for c, (need, status, _) in found.items())
        for start, target in permutations(ROLES, 2):
            seen.update(f"move: {status}" for status in view.transition(start, target).values())
        seen.update(f"group of {min(3, len(view.same(c)))}" for c in COMPETENCIES)

    look()
    courses = (rules.COVERED, rules.LEVEL_NOT_STATED, rules.PARTLY, rules.UNCOVERED)
    standings = (rules.MET, rules.GAP, rules.NOT_STATED, rules.NOT_COMPARABLE)
    closing, moves = (f"gap: {c}" for c in courses), (f"move: {s}" for s in standings)
    for name in (*courses, *standings, *closing, *moves, "group of 2", "group of 3"):
        assert seen[name] >= 5, name
