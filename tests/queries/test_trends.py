"""A trend gives nobody away from month to month, and what is due is what expiries take away."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ontology.instants import ZONE
from queries import answers
from queries.checks import FEWEST
from queries.expiring import Due, Expiring, expiring, months_after
from queries.reports import REPORTS
from queries.reports_asking import Answer, Asked
from queries.reports_hiding import Cell, shown
from queries.stores import Store, connect
from queries.trends import month, month_ends, steady
from tests.commands import karmagraph
from tests.conftest import Run, wipe
from tests.graphapi.test_report_cli import rows
from tests.queries.plain import View
from tests.queries.populations import TREE, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.worlds import DAYS, World

SETTINGS = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


# --- month ends ------------------------------------------------------------------------------------------------


def test_months_end_at_midnights_of_the_store_s_zone() -> None:
    assert month_ends("2026-03-15T12:00:00Z", 3) == [
        "2025-12-31T18:30:00Z",
        "2026-01-31T18:30:00Z",
        "2026-02-28T18:30:00Z",
    ]
    assert [month(end) for end in month_ends("2026-03-15T12:00:00Z", 3)] == ["2025-12", "2026-01", "2026-02"]
    assert month_ends("2026-02-28T18:30:00Z", 1) == ["2026-02-28T18:30:00Z"], "a month that ends now has ended"
    assert month_ends("2026-02-28T18:29:59Z", 1) == ["2026-01-31T18:30:00Z"]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(1, 30))  # noqa: DTZ001 - the zone is added
def test_a_month_later_is_the_same_day_or_the_last(day: datetime, months: int) -> None:
    then = datetime.fromisoformat(months_after(f"{day:%Y-%m-%dT%H:%M:%S}Z", months)).astimezone(ZONE)
    start = datetime.fromisoformat(f"{day:%Y-%m-%dT%H:%M:%S}+00:00").astimezone(ZONE)
    assert (then.year - start.year) * 12 + then.month - start.month == months
    assert then.day == start.day or (then.day < start.day and (then.replace(day=28).day, then.day) >= (28, 28))
    assert (then.hour, then.minute) == (start.hour, start.minute)


# --- what is hidden --------------------------------------------------------------------------------------------


def answer(counts: list[int]) -> Answer:
    cells = [Cell((str(i),), (str(i),), float(n), n, n) for i, n in enumerate(counts)]
    total = Cell((), (), float(sum(counts)), sum(counts), sum(counts))
    [total] = shown([total])
    return Answer(REPORTS["C1.03"], "2026-01-01T00:00:00Z", Asked(by=("provider",)), total, tuple(shown(cells)))


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=6))
def test_no_two_months_tell_of_few_by_their_difference(months: list[list[int]]) -> None:
    found = steady([answer(counts) for counts in months])
    series = [[a.rows[i] for a in found] for i in range(3)] + [[a.total for a in found]]
    for cells in series:
        values = [cell.value for cell in cells if cell.value is not None]
        steps = [abs(b - a) for a, b in pairwise(values)]
        assert all(step == 0 or step >= FEWEST for step in steps)
    for one in found:
        assert sum(cell.hidden for cell in one.rows) != 1 or not any(c.people for c in one.rows if not c.hidden)
    for before, after in zip(months, found, strict=True):
        assert all(cell.value in {None, n} for n, cell in zip(before, after.rows, strict=True))


def test_what_does_not_change_stays_and_five_may_be_seen() -> None:
    found = steady([answer([20, 20, 20]), answer([20, 25, 20]), answer([20, 28, 20])])
    assert [[cell.value for cell in a.rows] for a in found[:2]] == [[20, 20, 20], [20, 25, 20]]
    assert found[2].rows[1].hidden
    assert sum(cell.hidden for cell in found[2].rows) == 2, "a sibling too: all but one give that one away"


def test_the_command_line_prints_months(run: Run, tmp_path: Path) -> None:
    uri = f"embedded:{tmp_path / 'store'}"
    store = run(connect(uri))
    put(run, store, rows())
    run(store.close())
    asked = ["report", "M3.55", "--as-of", "2026-06-15", "--store", uri]
    done = karmagraph(*asked, "--trend", "2", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [month(one["asOf"]) for one in found] == ["2026-04", "2026-05"]
    at = json.loads(karmagraph(*asked[:2], "--as-of", found[1]["asOf"], *asked[4:], "--json").stdout)
    assert found[1] == at


# --- what is due -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Then(View):
    """What counts at a later moment of what was awarded by now; all else is as it is now."""

    now: View = field(default_factory=lambda: View((), ""))

    def same(self, competency: str) -> set[str]:
        return self.now.same(competency)

    def equivalent(self, scale: str, other: str) -> list[tuple[float, float]]:
        return self.now.equivalent(scale, other)

    def counts(self, h: dict[str, Any]) -> bool:
        return super().counts(h) and (h.get("awarded") or "") <= self.now.as_of


@SETTINGS
@given(world=populations(), as_of=st.sampled_from(DAYS[1:4]), top=st.sampled_from([None, "g"]))
def test_what_is_due_is_what_expiries_take_away(
    run: Run, store: Store, world: World, as_of: str, top: str | None
) -> None:
    run(wipe(store))
    put(run, store, world)
    until = DAYS[5]

    async def ask() -> Expiring:
        return await expiring(store, await answers.scales(store, as_of), as_of, until, top)

    found, seen, view = run(ask()), seen_by(world, as_of), View(world, as_of)
    then = Then(world, until, now=view)
    under = {g for g in TREE if top is None or g == top or TREE[g] == top or TREE[TREE[g] or g] == top}
    expected = set()
    for o in {o for o, _, g in seen.postings.values() if g in under}:
        for c, (need, status, _) in view.gaps(o).items():
            if status == "met" and then.standing(need, then.counted(o, c)) != "met":
                expected.add((o, c))
    expiring_ = {(o, c) for o, c in expected if any(lost(view, then, o, c))}
    assert {(d.officer, d.competency) for d in found.due} == expiring_
    assert all(as_of < d.on <= until for d in found.due)


def lost(view: View, then: View, officer: str, competency: str) -> list[Any]:
    """The holdings that count now and have expired then."""
    return [h for h in view.counted(officer, competency) if (h.get("expires") or "~") <= then.as_of]


def test_few_officers_are_hidden_by_organisation_and_module() -> None:
    due = [
        Due(f"o{i}", "c", "C", True, "2025-02-01T00:00:00Z", ("g",), ("m",) if i < 9 else ()) for i in range(12)
    ]  # fmt: skip
    cells = Expiring("a", "b", tuple(due), {"g": "G", "m": "M"}).cells()
    assert {cell.titles[1]: cell.people for cell in cells} == {"M": None, "no course": None}
    [alone] = Expiring("a", "b", tuple(due[:9]), {"g": "G", "m": "M"}).cells()
    assert (alone.people, alone.titles) == (9, ("G", "M"))


@pytest.mark.parametrize(("day", "months", "then"), [("2026-01-31", 1, "2026-02-28"), ("2026-11-24", 3, "2027-02-24")])
def test_months_after(day: str, months: int, then: str) -> None:
    assert months_after(f"{day}T00:00:00Z", months).startswith(then)
