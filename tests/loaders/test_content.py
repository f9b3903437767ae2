"""What a store states, read back: it loads again as the same, and a scope takes what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.content import Scope, content
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Row
from queries.stores import Store, connect
from tests.conftest import ENGINES, Run, wipe
from tests.queries import one_of_each
from tests.queries.worlds import edge

Rows = list[NodeRow | EdgeRow]


async def read(store: Store, scope: Scope) -> Rows:
    return [row async for row in content(store, scope)]


def bare(rows: Rows) -> list[tuple[Any, ...]]:
    return [(r.label, r.id, r.props) if isinstance(r, NodeRow) else (r.type, r.start, r.end, r.props) for r in rows]


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, run: Run, opened: Callable[[str], Store]) -> Store:
    """A store of each engine with something of each kind and each property, people too; the tests only read it."""
    store = opened(request.param)
    run(wipe(store))
    report = run(store_rows(store, [*one_of_each.rows(), *more()], origin="one", format="test"))
    assert not report.rejected
    return store


def more() -> list[Row]:
    """What a framework brings along, or leaves: an activity in it, texts for levels, a collection, posts."""
    scheme = ("Framework", "kcm")
    return [
        one_of_each.node("Collection", "set", definitions=["hi|समूह"], since="2025-03-01T00:00:00Z"),
        edge("IN_SCHEME", ("Collection", "set"), scheme),
        edge("MEMBER", ("Collection", "set"), ("Competency", "c1"), position=2),
        edge("IN_SCHEME", ("Role", "designation"), scheme),
        edge("IN_SCHEME", ("Role", "job"), scheme),
        edge("IN_SCHEME", ("Module", "m1"), scheme),
        edge("DESCRIBES", ("Competency", "c1"), ("Level", "f:2"), text=["en|Does", "hi|करता"]),
        edge("HAS_POSTS", ("Organisation", "department"), ("Role", "job"), sanctioned=3),
        edge("OFFERED_BY", ("Module", "m1"), ("Organisation", "ministry")),
        edge("TOOK", ("Officer", "o1"), ("Module", "m1"), id="e1", state="started", score=7),
        edge("SUPPORTED_BY", ("Competency", "c2"), ("Competency", "c3"), essential=True, until="2025-06-01T00:00:00Z"),
        edge("CLOSE_MATCH", ("Competency", "c2"), ("Competency", "c4"), confidence=0.5, until="2025-02-01T00:00:00Z"),
    ]


def test_all_that_is_read_back_loads_into_an_empty_store_as_the_same(filled: Store, run: Run, tmp_path: Path) -> None:
    rows = run(read(filled, Scope(people=True)))
    other = run(connect(f"embedded:{tmp_path / 'other'}", exclusive=True))
    try:
        report = run(store_rows(other, rows, origin="again", format="again"))
        assert not report.rejected
        assert bare(run(read(other, Scope(people=True)))) == bare(rows)
    finally:
        run(other.close())


def test_people_are_read_only_when_asked_for(filled: Store, run: Run) -> None:
    rows = run(read(filled, Scope()))
    labels = {row.label for row in rows if isinstance(row, NodeRow)}
    assert {"Role", "Module", "Scale"} <= labels
    assert not labels & {"Officer", "Posting", "Store", "Change"}
    ends = {label for row in rows if isinstance(row, EdgeRow) for label, _ in (row.start, row.end)}
    assert not ends & {"Officer", "Posting"}


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_framework_is_what_is_published_in_it_and_what_that_brings_along(
    filled: Store, run: Run, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("loaders.content.FEW", few)
    everything = run(read(filled, Scope()))
    published = {row.start for row in everything if isinstance(row, EdgeRow) and row.end == ("Framework", "kcm")}
    rows = run(read(filled, Scope(framework="kcm")))
    things = {(row.label, row.id) for row in rows if isinstance(row, NodeRow)}
    assert published <= things
    levels = {("Level", f"{scale}:{rank}") for scale in "kf" for rank in (1, 2, 3)}
    scales = {("Scale", "k"), ("Scale", "f")}  # levels of `v` are nowhere stated
    others = {("Framework", "kcm"), ("Activity", "a"), ("Identifier", "other:c1")}
    assert things - published == levels | scales | others
    expected = [r for r in everything if isinstance(r, EdgeRow) and (r.end if r.type == "OF" else r.start) in things]
    assert bare([row for row in rows if isinstance(row, EdgeRow)]) == bare(expected)  # type: ignore[arg-type]


def test_at_a_date_only_what_is_stated_then_is_read(filled: Store, run: Run) -> None:
    at = "2025-02-01T00:00:00Z"
    always = run(read(filled, Scope()))
    valid = [r for r in always if r.props.get("since", "") <= at < r.props.get("until", "~")]
    assert 0 < len([r for r in valid if r.props.get("since")]) < len([r for r in always if r.props.get("since")])
    assert 0 < len([r for r in valid if r.props.get("until")]) < len([r for r in always if r.props.get("until")])
    assert bare(run(read(filled, Scope(as_of=at)))) == bare(valid)
