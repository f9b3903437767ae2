"""Trends in GraphQL: readiness from the roll-up, any report of officers' records; what changes by few is hidden."""

from __future__ import annotations

from typing import Any

from loaders.rows import NodeRow, Row
from queries.grounds import GROUNDS
from queries.rights import PUBLIC
from queries.rollup import roll_up
from queries.rollup_months import counted_at, kept_months
from queries.stores import Store
from queries.trends import month_ends
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.graphapi.test_analytics import rows
from tests.queries.test_answers import put
from tests.queries.worlds import AT, edge

AS_OF = "2026-03-15T00:00:00Z"
TREND = f'{{ readinessTrend(months: 3, asOf: "{AS_OF}") {{ month cell {{ hidden people gaps }} }} }}'


def joining(count: int, since: str) -> list[Row]:
    """So many officers who join the first department."""
    found: list[Row] = []
    for i in range(count):
        o, p = f"o-{since}-{i}", f"p-{since}-{i}"
        found += [NodeRow("Officer", o, {}, AT), NodeRow("Posting", p, {"since": since}, AT)]
        found.append(edge("HAS_POSTING", ("Officer", o), ("Posting", p)))
        found.append(edge("AS", ("Posting", p), ("Role", "r")))
        found.append(edge("AT", ("Posting", p), ("Organisation", "d1")))
    return found


def test_readiness_by_month_hides_what_changes_by_few(run: Run, store: Store) -> None:
    GROUNDS.seats.clear()
    put(run, store, [*rows(), *joining(2, "2026-01-10T00:00:00Z"), *joining(7, "2026-02-10T00:00:00Z")])
    empty = data(run, store, TREND)["readinessTrend"]
    assert [one["month"] for one in empty] == ["2025-12", "2026-01", "2026-02"]
    assert [one["cell"] for one in empty] == [None] * 3
    run(roll_up(store, AS_OF, months=3))
    found = data(run, store, TREND)["readinessTrend"]
    assert [one["cell"]["people"] for one in found] == [19, None, 28], "two joined in January, nine since"
    assert found[1]["cell"]["hidden"]
    assert codes(asked(run, store, TREND, subject=PUBLIC)) == ["FORBIDDEN"]


def test_a_month_is_kept_when_a_roll_up_passes_it_and_goes_when_its_past_is_told_anew(run: Run, store: Store) -> None:
    GROUNDS.seats.clear()
    put(run, store, [*rows(), *joining(7, "2026-03-20T00:00:00Z")])
    run(roll_up(store, AS_OF))
    run(roll_up(store, "2026-04-10T00:00:00Z"))
    [end] = month_ends("2026-04-10T00:00:00Z", 1)
    kept: dict[str, Any] = run(kept_months(store))
    assert kept == {end: run(counted_at(store, end)).by_band()}
    put(run, store, joining(1, "2026-04-05T00:00:00Z"))
    run(roll_up(store, "2026-04-10T00:00:00Z"))
    assert [*run(kept_months(store))] == [end], "it counts from after the month"
    put(run, store, joining(1, "2026-03-05T00:00:00Z"))
    run(roll_up(store, "2026-04-10T00:00:00Z"))
    assert run(kept_months(store)) == {}


def test_a_report_by_month(run: Run, store: Store) -> None:
    GROUNDS.seats.clear()
    put(run, store, [*rows(), *joining(7, "2026-02-10T00:00:00Z")])
    wanted = f'{{ reportTrend(name: "M3.55", months: 2, asOf: "{AS_OF}") {{ asOf total {{ value }} }} }}'
    found = data(run, store, wanted)["reportTrend"]
    assert [one["total"]["value"] for one in found] == [19, 26]
    assert codes(asked(run, store, wanted.replace("months: 2", "months: 99"))) == ["BAD_REQUEST"]
