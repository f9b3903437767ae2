"""What a store states, read back: it loads again as the same, and a scope takes what belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loaders import sample
from loaders.content import Scope, content
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow
from queries.stores import Store, connect
from tests.conftest import Run

Rows = list[NodeRow | EdgeRow]


async def read(store: Store, scope: Scope) -> Rows:
    return [row async for row in content(store, scope)]


def bare(rows: Rows) -> list[tuple[Any, ...]]:
    return [(r.label, r.id, r.props) if isinstance(r, NodeRow) else (r.type, r.start, r.end, r.props) for r in rows]


@pytest.fixture
def filled(store: Store, run: Run) -> Store:
    run(sample.load_sample(store))
    return store


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
    labels = {row.label for row in run(read(filled, Scope())) if isinstance(row, NodeRow)}
    assert {"Role", "Module", "Scale"} <= labels
    assert not labels & {"Officer", "Posting", "Store", "Change"}


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_framework_is_what_is_published_in_it_and_what_that_brings_along(
    filled: Store, run: Run, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("loaders.content.FEW", few)
    everything = run(read(filled, Scope()))
    [framework, *_] = [row.id for row in everything if isinstance(row, NodeRow) and row.label == "Framework"]
    published = {row.start for row in everything if isinstance(row, EdgeRow) and row.end == ("Framework", framework)}
    rows = run(read(filled, Scope(framework=framework)))
    things = {(row.label, row.id) for row in rows if isinstance(row, NodeRow)}
    assert published <= things
    brought = {label for label, _ in things - published}
    assert brought <= {"Framework", "Scale", "Level", "Activity", "Identifier"}
    assert {"Framework", "Scale", "Level"} <= brought
    expected = [r for r in everything if isinstance(r, EdgeRow) and (r.end if r.type == "OF" else r.start) in things]
    assert bare([row for row in rows if isinstance(row, EdgeRow)]) == bare(expected)  # type: ignore[arg-type]


def test_at_a_date_only_what_is_stated_then_is_read(filled: Store, run: Run) -> None:
    early = run(read(filled, Scope(as_of="1990-01-01T00:00:00Z")))
    always = run(read(filled, Scope()))
    late = [r for r in always if (r.props.get("since") or "") > "1990" and not isinstance(r, EdgeRow)]
    assert len(early) < len(always) or not late
    assert all((row.props.get("since") or "") <= "1990-01-01T00:00:00Z" for row in early)
