"""Whatever path a write takes, the roll-up brought up to date is what is counted anew, and most writes are marked."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import drafting, proposals, reviewed
from loaders.drafts import WritingError
from loaders.erasing import erase
from loaders.load import store_rows
from loaders.proposals import Edit
from loaders.recording import Request, record
from loaders.replacing import replace
from loaders.rows import NodeRow
from ontology import cypher
from ontology.model import NODES
from queries.rights import Subject
from queries.rollup import roll_up
from queries.rollup_head import fresh, head, touched
from queries.stores import Statement, Store
from tests.conftest import Run, wipe
from tests.queries.populations import OFFICER, populations
from tests.queries.test_answers import put
from tests.queries.test_rollup import AS_OF, SETTINGS, YEAR, few, parts, plain, required, written
from tests.queries.worlds import AT, COMPETENCIES, DAYS, MODULES, ROLES, World, edge

Act = Callable[[Store], Coroutine[Any, Any, Any]]
PLATFORM = Subject("platform", frozenset({"recorder"}))
AUTHOR, FIRST, SECOND = (Subject(name, frozenset({"steward", "reviewer"})) for name in ("a", "b", "c"))
_keys = count()


def recorded(kind: str, officer: str, of: tuple[str, str], props: dict[str, Any]) -> Act:
    """A mutation: a holding, an enrolment, a completion or a posting."""
    row = {"id": f"{kind}{officer}", "officer": officer, of[0]: of[1]} | props
    return lambda store: record(store, PLATFORM, Request(kind, [row], f"key{next(_keys)}"))


def drafted(role: str, competency: str, level: int | None, steps: int) -> Act:
    """A draft of a requirement (None: that it ends), as far as some steps; published after the last."""

    async def act(store: Store) -> None:
        props = None if level is None else {"level": float(level), "scale": "k", "essential": True}
        source = await drafting.proposing(store, "t")
        edit = Edit("REQUIRES", ("Role", role), ("Competency", competency), props)
        changes = await proposals.proposed(store, [edit], source)
        if not changes:
            return
        draft = await drafting.create(store, AUTHOR, "t", changes, "why")
        for step, by in [(drafting.submit, AUTHOR), (drafting.approve, FIRST), (drafting.approve, SECOND)][:steps]:
            draft = await step(store, draft.id, draft.revision, by)

    return act


def erased(officer: str) -> Act:
    return lambda store: erase(store, [officer])


def named(organisation: str, parent: str | None) -> Act:
    """A load that names an organisation, new, known, or moved."""
    rows: list[Any] = [NodeRow("Organisation", organisation, {"title": f"Named {organisation}"}, AT)]
    if parent:
        rows.append(edge("PART_OF", ("Organisation", organisation), ("Organisation", parent)))
    return lambda store: written(store, rows, DAYS[0])


def replaced(old: str, new: str) -> Act:
    async def act(store: Store) -> None:
        await written(store, [edge("REPLACED_BY", ("Competency", old), ("Competency", new))], DAYS[0])
        await replace(store, DAYS[1], apply=True)

    return act


officer, competency, role = (st.sampled_from(of) for of in (OFFICER, COMPETENCIES, ROLES))
held = st.fixed_dictionaries({"level": st.integers(1, 3), "scale": st.just("k"), "awarded": st.sampled_from(DAYS)})
done = st.fixed_dictionaries({"completed": st.sampled_from(DAYS)})
acts = st.one_of(
    st.builds(lambda o, c, p: recorded("holdings", o, ("competency", c), p), officer, competency, held),
    st.builds(lambda o, m, p: recorded("completions", o, ("module", m), p), officer, st.sampled_from(MODULES), done),
    st.builds(
        lambda o, r, g, d: recorded("postings", o, ("role", r), {"organisation": g, "since": d}),
        officer, role, st.sampled_from(["g1", "g11", "x"]), st.sampled_from(DAYS),
    ),
    st.builds(drafted, role, competency, st.sampled_from([1, 3, None]), st.integers(0, 3)),
    st.builds(erased, officer),
    st.builds(named, st.sampled_from(["g1", "new"]), st.sampled_from([None, "g", "x"])),
    st.builds(replaced, competency, competency),
)  # fmt: skip


@settings(SETTINGS, max_examples=5)
@given(world=populations(), some=st.lists(acts, min_size=2, max_size=5), later=st.sampled_from(DAYS[1:]))
def test_whatever_was_written_refreshing_gives_what_is_counted_anew(
    run: Run, store: Store, world: World, some: list[Act], later: str
) -> None:
    run(wipe(store))
    put(run, store, world)
    run(dated(store, DAYS[0]))
    run(roll_up(store, DAYS[0], days=YEAR))
    for act in some:
        try:
            run(act(store))
        except WritingError:  # another act came before: the draft, or the row, no longer applies
            continue
    run(roll_up(store, later, days=YEAR))
    assert run(fresh(store, later))
    found = run(parts(store))
    run(roll_up(store, later, days=YEAR, anew=True))
    assert run(parts(store)) == found


async def dated(store: Store, day: str) -> None:
    text = cypher.merge_nodes(NODES["Store"], ["dataAsOn"], typed=store.dialect == "embedded")
    await store.write([Statement(text, [{"id": "store", "dataAsOn": day}])])


UNTOUCHED: dict[str, Act] = {
    "a draft": drafted("r", "c", 1, 0),
    "a submitted draft": drafted("r", "c", 1, 2),
    "review": lambda store: reviewed.put_under_review(store, "f"),
}


@pytest.mark.parametrize("what", UNTOUCHED)
def test_what_no_figure_stands_on_leaves_the_roll_up_fresh(run: Run, store: Store, what: str) -> None:
    put(run, store, few())
    run(roll_up(store, AS_OF))
    before = run(store.health()).epoch
    run(UNTOUCHED[what](store))
    assert run(store.health()).epoch > before, "something was written"
    assert run(fresh(store, AS_OF))


TOUCHED: dict[str, tuple[Act, set[tuple[str, str] | None]]] = {
    "a published draft": (drafted("r", "c", 1, 3), {None}),
    "erasing": (erased("o1"), {("g2", "r")}),
    "a name": (named("g1", None), {None}),
    "a new organisation": (named("g3", "g1"), {None}),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_what_is_touched_is_marked_and_no_more(run: Run, store: Store, what: str) -> None:
    act, places = TOUCHED[what]
    put(run, store, few())
    run(roll_up(store, AS_OF))
    run(act(store))
    assert {one.place for one in run(touched(store))} == places
    assert run(roll_up(store, AS_OF)).counted == len(places - {None}), "the rest is not counted anew"
    assert run(fresh(store, AS_OF))


def test_an_organisation_that_moves_leaves_it_behind(run: Run, store: Store) -> None:
    put(run, store, few())
    run(roll_up(store, AS_OF))
    run(named("g1", "g2")(store))
    assert run(head(store)) is None
    assert run(roll_up(store, AS_OF)).counted is None


def test_a_draft_beside_another_write_is_kept(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the roll-up may not say that it is fresh: what the other wrote is not in it."""
    put(run, store, few())
    run(roll_up(store, AS_OF))
    first = [True]
    ask = type(store).ask

    async def overtaken(of: Store, which: Any, **params: Any) -> Any:
        found = await ask(of, which, **params)
        if which.name == "rollup/whole" and first:
            first.clear()
            await of.write([])
        return found

    monkeypatch.setattr(type(store), "ask", overtaken)
    run(drafted("r", "c", 1, 0)(store))
    assert len(run(drafting.listed(store))) == 1
    assert run(fresh(store, AS_OF)) is None


def test_an_erased_officer_is_in_no_month_that_is_kept(run: Run, store: Store) -> None:
    put(run, store, [*few(), *required("r", "c", 1, essential=True)])
    run(store_rows(store, plain("o1"), origin="t", format="test"))
    run(roll_up(store, AS_OF, months=2))
    assert run(months(store))
    run(erase(store, ["o1"]))
    run(roll_up(store, AS_OF))
    assert not run(months(store))


async def months(store: Store) -> list[Any]:
    rows: list[Any] = await store.rows("MATCH (r:Rollup) WHERE r.kind = 'month' RETURN r.id")
    return rows
