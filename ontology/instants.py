"""Moments in time as the store keeps them: UTC, one length, so that they compare as strings."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo(os.environ.get("KARMAGRAPH_TIMEZONE", "Asia/Kolkata"))
"""The time zone in which a bare date means its midnight."""

_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def instant(text: str) -> str:
    """The moment a person or a file wrote, as `YYYY-MM-DDTHH:MM:SSZ`.

    Accepts ISO 8601 dates and times and day-first dates (24-11-2026); a time without zone, and a
    bare date's midnight, are in ZONE. ValueError for anything else.
    """
    written = text.strip()
    if day_first := _DAY_FIRST.fullmatch(written):
        day, month, year = day_first.groups()
        written = f"{year}-{month:0>2}-{day:0>2}"
    try:
        moment = datetime.fromisoformat(written)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=ZONE))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text.strip()!r} is not a date; write it as 2026-11-24 or 2026-11-24T10:00:00Z") from error


def stamp(moment: datetime) -> str:
    """The moment, which must have a zone, as the store keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def now() -> str:
    """The present moment."""
    return stamp(datetime.now(UTC))


def as_on(text: str | None) -> str:
    """A moment as a reader sees it: `24-11-2026`, in ZONE; empty for None."""
    return datetime.fromisoformat(text).astimezone(ZONE).strftime("%d-%m-%Y") if text else ""
