"""A competency that is replaced: what moves, what stays, and that nothing moves unasked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.content import Scope, content
from loaders.load import Options, store_rows
from loaders.replacing import Replacement, replace, successors
from loaders.rows import EdgeRow, Row
from queries.stores import Store
from tests.conftest import Run
from tests.queries.one_of_each import node
from tests.queries.worlds import edge

BEFORE, THEN, AFTER = (f"2025-0{month}-01T00:00:00Z" for month in (1, 6, 9))
Facts = set[tuple[Any, ...]]


def graph() -> list[Row]:
    levels = [node("Level", f"k:{rank}", rank=rank) for rank in (1, 2, 3)]
    things = [node("Scale", "k", kind="ordinal"), *levels, *(node("Officer", f"o{i}") for i in range(6))]
    things += [node("Competency", id_) for id_ in ("old", "older", "new", "split", "a", "b")]
    things += [node("Role", id_) for id_ in ("r1", "r2", "r3")]
    return [*things, *(edge("HAS_LEVEL", ("Scale", "k"), ("Level", level.id)) for level in levels), *stated()]


def stated() -> list[Row]:
    def joined(type_: str, start: str, end: str, **props: Any) -> EdgeRow:
        label = {"REQUIRES": "Role", "HOLDS": "Officer"}.get(type_, "Competency")
        return edge(type_, (label, start), ("Competency", end), **props)

    at = {"scale": "k"}
    replaced = [("older", "old"), ("old", "new"), ("split", "a"), ("split", "b")]
    return [
        *(joined("REPLACED_BY", *pair) for pair in replaced),
        joined("REQUIRES", "r1", "older", level=1, essential=True, source="order", **at),
        joined("REQUIRES", "r1", "old", level=2, essential=False, **at),
        joined("REQUIRES", "r2", "old", essential=True),
        joined("REQUIRES", "r2", "new", level=3, **at),
        joined("REQUIRES", "r3", "old", until=BEFORE),
        joined("REQUIRES", "r3", "split"),
        *(joined("HOLDS", f"o{i}", "old", id=f"h{i}", level=1, awarded=BEFORE, **at) for i in range(5)),
        joined("HOLDS", "o5", "old", id="gone", expires=BEFORE),
        joined("HOLDS", "o5", "older", id="kept", expires=AFTER, negative=True),
    ]


async def facts(store: Store, at: str | None = None) -> Facts:
    rows = [row async for row in content(store, Scope(as_of=at, people=True))]
    return {
        (row.type, row.start[1], row.end[1], *sorted(row.props.items()))
        for row in rows
        if isinstance(row, EdgeRow) and row.type in {"REQUIRES", "HOLDS"}
    }


@pytest.fixture
def filled(run: Run, store: Store) -> Store:
    assert not run(store_rows(store, graph(), origin="o", format="test", options=Options(at=BEFORE))).rejected
    return store


def test_nothing_moves_unasked_and_what_would_is_told(run: Run, filled: Store) -> None:
    before = run(facts(filled))
    told: Replacement = run(replace(filled, THEN))
    assert run(facts(filled)) == before
    said = told.as_json()
    assert (said["applied"], said["unclear"]) == (False, {"split": ["a", "b"]})
    known = {"new": "new", "officersHidden": False}
    five = {"old": "old", "requirements": 2, "already": 1, "holdings": 5, "officers": 5}
    few = {"old": "older", "requirements": 1, "already": 0, "holdings": None, "officers": None, "officersHidden": True}
    assert said["moves"] == [known | five, known | few]


def test_requirements_and_holdings_move_and_the_past_stays(run: Run, filled: Store) -> None:
    past, before = run(facts(filled, BEFORE)), run(facts(filled))
    assert run(replace(filled, THEN, apply=True)).applied
    after = run(facts(filled))
    assert {fact for fact in run(facts(filled, BEFORE)) if fact[0] == "REQUIRES"} == {
        (*fact, ("until", THEN)) if fact[2] in {"old", "older"} else fact for fact in past if fact[0] == "REQUIRES"
    }
    begun = {fact for fact in after if fact[2] == "new"} - before
    assert {fact for fact in begun if fact[0] == "REQUIRES"} == {
        (
            "REQUIRES",
            "r1",
            "new",
            ("essential", True),
            ("level", 2.0),
            ("scale", "k"),
            ("since", THEN),
            ("source", "order"),
        )
    }
    held = {(fact[1], dict(fact[3:])["id"], dict(fact[3:]).get("awarded")) for fact in begun if fact[0] == "HOLDS"}
    assert held == {(f"o{i}", f"h{i}", BEFORE) for i in range(5)} | {("o5", "kept", None)}
    expired = {dict(fact[3:])["expires"] for fact in after if fact[0] == "HOLDS" and fact[2] != "new"}
    assert expired == {THEN, BEFORE}


def test_moving_again_moves_nothing(run: Run, filled: Store) -> None:
    run(replace(filled, THEN, apply=True))
    once = run(facts(filled))
    again = run(replace(filled, AFTER, apply=True))
    assert (again.moves, again.applied) == ([], False)
    assert run(facts(filled)) == once


names = st.sampled_from("abcdef")


@given(st.sets(st.tuples(names, names)))
def test_who_succeeds_whom(pairs: set[tuple[str, str]]) -> None:
    """Against a walk that takes every way there is."""
    followed, unclear = successors(pairs)
    assert followed.keys() | unclear.keys() == {old for old, _ in pairs}
    assert not followed.keys() & unclear.keys()
    for old, _ in pairs:
        ends = {way[-1] for way in ways(old, pairs)}
        single = ways(old, pairs)
        clear = len(single) == 1 and single[0][-1] not in single[0][:-1]
        assert (followed.get(old) in ends) == clear


def ways(start: str, pairs: Iterable[tuple[str, str]], gone: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    way = (*gone, start)
    nexts = [] if start in gone else [new for old, new in pairs if old == start]
    return [found for new in nexts for found in ways(new, pairs, way)] or [way]
