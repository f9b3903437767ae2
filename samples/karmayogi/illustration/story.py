"""The officer of the first minute: seven of twelve met, five short, four of them closed by three courses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from illustration.catalogue import building
from illustration.officers import STORY_OFFICER


class Holding(NamedTuple):
    """What an officer can show: level None means not stated; `negative` is yes or empty."""

    officer: str
    subtheme: str
    level: int | None
    scale: str
    source: str
    evidence: str
    awarded: date
    expires: date | None = None
    negative: str = ""


class Enrolment(NamedTuple):
    """An officer in a module."""

    officer: str
    module: str
    state: str
    since: date
    completed: date | None = None
    score: str = ""
    rating: str = ""


_COURSES = (
    ("FUN-087", 2, date(2023, 2, 14), None),
    ("FUN-086", 2, date(2023, 3, 10), None),
    ("FUN-084", 2, date(2024, 1, 18), date(2029, 1, 18)),
    ("BEH-016", 1, date(2022, 9, 5), None),
    ("FUN-077", 1, date(2025, 5, 20), None),
    ("FUN-072", 1, date(2022, 6, 21), None),
)
"""Shown by a course of the catalogue: sub-theme, level, awarded, expires."""

_OUTSIDE = (
    ("BEH-025", 2, "assessment", "Assessment PL-0417 (illustrative)", date(2024, 11, 6)),
    ("FUN-057", 2, "externalTraining", "State Training Institute, North: certificate N-1183 (illustrative)",
     date(2025, 8, 29)),
    ("FUN-088", 2, "externalTraining", "University of Open Learning: certificate U-2207 (illustrative)",
     date(2025, 12, 12)),
    ("FUN-076", 1, "extCourses", "Certificate D-0417 (illustrative)", date(2025, 6, 30)),
    ("BEH-021", None, "achievements", "Citation of the department, 2024 (illustrative)", date(2024, 8, 15)),
)  # fmt: skip
"""Shown by other evidence: two of them where no course reaches the level."""

_FOUNDATION, _OLD_PFMS = "MOD-006", "MOD-010"
_FOUNDATION_DAY, _PFMS_DAY, _PFMS_END = date(2025, 2, 10), date(2023, 5, 18), date(2026, 5, 18)


def _certificate(module: str) -> str:
    return f"Certificate {module}/0417"


def _module(key: str, level: int) -> str:
    """The course on just this sub-theme that takes it to just this level."""
    able = building(key, start=level - 1, level=level)
    return next(module.id for module in able if module.covers[0][::2] == (key, level))


def _course(key: str, level: int, awarded: date, expires: date | None, module: str) -> Holding:
    return Holding(STORY_OFFICER, key, level, "KCM-3", "iGOTCourses", _certificate(module), awarded, expires)


def _outside(key: str, level: int | None, source: str, evidence: str, awarded: date) -> Holding:
    return Holding(STORY_OFFICER, key, level, "KCM-3" if level else "", source, evidence, awarded)


def _enrolment(module: str, on: date, score: int, rating: str = "4") -> Enrolment:
    return Enrolment(STORY_OFFICER, module, "completed", on - timedelta(days=21), on, str(score), rating)


STORY_HOLDINGS = [
    *(_course(key, level, day, end, _module(key, level)) for key, level, day, end in _COURSES),
    *(_outside(*row) for row in _OUTSIDE),
    _course("FUN-065", 1, _FOUNDATION_DAY, None, _FOUNDATION),
    _course("FUN-066", 1, _FOUNDATION_DAY, None, _FOUNDATION),
    _course("FUN-070", 1, _PFMS_DAY, _PFMS_END, _OLD_PFMS),
]
"""What the officer can show: the funds portal's certificate has expired."""

STORY_ENROLMENTS = [
    *(_enrolment(_module(key, level), awarded, 70 + level) for key, level, awarded, _ in _COURSES),
    _enrolment(_FOUNDATION, _FOUNDATION_DAY, 81, "5"),
    _enrolment(_OLD_PFMS, _PFMS_DAY, 74),
]
"""The courses that the officer took: none of the plan's."""
