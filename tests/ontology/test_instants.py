"""Moments in time as the store keeps them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import instants
from ontology.instants import as_on, instant, now, stamp

FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=offsets)  # noqa: DTZ001
days = st.dates(date(1000, 1, 2), date(9999, 12, 30))


@pytest.fixture(autouse=True, scope="module")
def in_india() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instants, "ZONE", ZoneInfo("Asia/Kolkata"))
        yield


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24", "2026-11-23T18:30:00Z"),
        (" 2026-11-24 ", "2026-11-23T18:30:00Z"),
        ("24-11-2026", "2026-11-23T18:30:00Z"),
        ("4/1/2026", "2026-01-03T18:30:00Z"),
        ("24.11.2026", "2026-11-23T18:30:00Z"),
        ("2026-01-01", "2025-12-31T18:30:00Z"),
        ("2024-02-29", "2024-02-28T18:30:00Z"),
        ("2026-11-24T10:00", "2026-11-24T04:30:00Z"),
        ("2026-11-24 10:00:05", "2026-11-24T04:30:05Z"),
        ("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"),
        ("2026-11-24T10:00:00+05:30", "2026-11-24T04:30:00Z"),
        ("2026-11-24T23:30:00-01:00", "2026-11-25T00:30:00Z"),
        ("2026-11-24T10:00:00.999Z", "2026-11-24T10:00:00Z"),
    ],
)
def test_instant(text: str, expected: str) -> None:
    assert instant(text) == expected


@pytest.mark.parametrize("text", ["", "-", "soon", "2026", "2026-13-01", "31-02-2026", "11/24/2026", "2026-11-24T25"])
def test_instant_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date; write it as 2026-11-24"):
        instant(text)


@given(moments)
def test_every_instant_has_the_one_form_and_stays_itself(moment: datetime) -> None:
    text = instant(moment.isoformat())
    assert FORM.fullmatch(text)
    assert instant(text) == text
    assert datetime.fromisoformat(text) == moment.replace(microsecond=0)


@given(moments, moments)
def test_order_is_preserved(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert stamp(first) <= stamp(second)
    if second - first >= timedelta(seconds=1):
        assert stamp(first) < stamp(second)


@given(days)
def test_a_bare_date_is_shown_as_itself(day: date) -> None:
    shown = as_on(instant(day.isoformat()))
    assert shown == f"{day.day:02}-{day.month:02}-{day.year}"
    assert instant(shown) == instant(day.isoformat())


@given(days.filter(lambda day: day.year > 1945))
def test_a_bare_date_is_half_past_six_in_the_evening_before(day: date) -> None:
    assert instant(day.isoformat()) == f"{day - timedelta(days=1)}T18:30:00Z"


def test_as_on_shows_the_day_in_india_not_in_greenwich() -> None:
    assert as_on("2026-11-23T18:29:59Z") == "23-11-2026"
    assert as_on("2026-11-23T18:30:00Z") == "24-11-2026"
    assert as_on(None) == ""


def test_stamp_keeps_the_moment() -> None:
    assert stamp(datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Kolkata"))) == "2026-11-24T04:30:00Z"


def test_now_is_now() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= datetime.fromisoformat(now()) <= datetime.now(UTC)


def test_the_time_zone_is_a_setting() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from ontology.instants import instant; print(instant('2026-11-24'))"],
        env=os.environ | {"KARMAGRAPH_TIMEZONE": "Asia/Kathmandu"},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert found.stdout == "2026-11-23T18:15:00Z\n"
