"""What officers can show and which modules they took: drawn by department, theme and officer."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from illustration.catalogue import MODULES, SUBTHEMES, Module, building, live
from illustration.chance import AS_ON, between, day, pick, stream
from illustration.officers import OFFICERS, STORY_OFFICER, Officer
from illustration.requirements import required
from illustration.story import STORY_ENROLMENTS, STORY_HOLDINGS, Enrolment, Holding

_DEPARTMENT = {"DEP-APP": 0.04, "DEP-CRA": -0.12, "DEP-FAR": -0.05, "DEP-ENT": 0.02, "DEP-DIG": 0.06, "DEP-STD": 0.1}
_STRENGTHS = {("DEP-DIG", "FUN-T10"): 0.15, ("DEP-STD", "FUN-T11"): 0.15, ("DEP-CRA", "FUN-T09"): -0.12}
_USUAL = 0.56
"""How likely a requirement is met before department, theme and officer are looked at."""
_NO_COURSE = 0.14
"""How likely one is met that no module builds."""

VALID_YEARS = {"FUN-059": 3, "FUN-061": 4, "FUN-070": 3, "FUN-082": 3, "FUN-084": 5, "FUN-091": 4, "FUN-093": 4,
               "FUN-099": 3, "FUN-114": 3, "DOM-001": 3}  # fmt: skip
"""Sub-themes whose evidence expires, after how many years."""

_FIRST_AWARD = date(2021, 1, 10)
_OUTSIDE = ("externalTraining",) * 4 + ("extCourses",) * 3 + ("assessment",) * 2 + ("achievements", "declared")
CONFIDENCE = {"iGOTCourses": 0.9, "assessment": 0.95, "externalTraining": 0.8, "extCourses": 0.8, "achievements": 0.6,
              "declared": 0.4}  # fmt: skip


class Need(NamedTuple):
    """What an officer's roles together require of a sub-theme: the highest level, None for any."""

    subtheme: str
    level: int | None


def needs(officer: Officer) -> list[Need]:
    """Everything that the officer's roles require, each sub-theme once."""
    levels: dict[str, int | None] = {}
    for role in officer.roles:
        for requirement in required(role):
            known = levels.get(requirement.subtheme)
            levels[requirement.subtheme] = max(known or 0, requirement.level or 0) or None
    return [Need(*item) for item in levels.items()]


def _spread(width: float, *names: object) -> float:
    return (stream(*names).random() - 0.5) * 2 * width


def likely(officer: Officer, need: Need) -> float:
    """How likely the officer meets the requirement, between 0.05 and 0.92."""
    department, theme = officer.department, SUBTHEMES[need.subtheme][0]
    if not any(on.subtheme == need.subtheme for module in MODULES.values() if live(module) for on in module.covers):
        return _NO_COURSE + _spread(0.05, "uncovered", department, theme)
    usual = _USUAL + _DEPARTMENT[department] + _STRENGTHS.get((department, theme), 0)
    usual += _spread(0.17, "theme", theme) + _spread(0.13, "cell", department, theme)
    usual += _spread(0.2, "officer", officer.id)
    return min(0.92, max(0.05, usual - 0.08 * ((need.level or 1) - 1)))


class _Drawn(NamedTuple):
    """One drawn record: its level (None: not stated), scale and dates."""

    level: int | None
    awarded: date
    expires: date | None
    scale: str = "KCM-3"


def _dates(chance: Random, key: str, *, expired: bool = False) -> tuple[date, date | None]:
    years = VALID_YEARS.get(key)
    if years is None:
        return day(chance, _FIRST_AWARD, AS_ON - timedelta(days=5)), None
    length = timedelta(days=365 * years)
    if expired:
        until = day(chance, date(2025, 3, 1), AS_ON - timedelta(days=3))
        return until - length, until
    awarded = day(chance, AS_ON - length + timedelta(days=15), AS_ON - timedelta(days=5))
    return awarded, awarded + length


def _draw(chance: Random, officer: Officer, need: Need) -> _Drawn | None:
    """One record for the need, or none: most meet it."""
    if chance.random() < likely(officer, need):
        level = min(3, (need.level or 1) + (chance.random() < 0.15))
        return _Drawn(level if need.level or chance.random() < 0.5 else None, *_dates(chance, need.subtheme))
    return None if need.level is None else _unmet(chance, need.subtheme, need.level)


def _unmet(chance: Random, key: str, level: int) -> _Drawn | None:
    """A record that does not meet the level, or none: level not stated, on the older scale, short or expired."""
    kind = chance.random()
    drawn = None
    if kind < 0.25:
        drawn = _Drawn(None, *_dates(chance, key))
    elif kind < 0.29:
        drawn = _Drawn(between(chance, 2, 4), *_dates(chance, key), "FRAC-5")
    elif kind < 0.55 and level > 1:
        drawn = _Drawn(between(chance, 1, level - 1), *_dates(chance, key))
    elif kind < 0.72 and key in VALID_YEARS:
        drawn = _Drawn(level, *_dates(chance, key, expired=True))
    return drawn


def _course(chance: Random, key: str, drawn: _Drawn) -> Module | None:
    """The module by which it was shown, where one reaches just that level or states none."""
    if drawn.scale != "KCM-3" or chance.random() < 0.3:
        return None
    able = [m for m in MODULES.values() if live(m) for on in m.covers if on.subtheme == key and on.to == drawn.level]
    return pick(chance, able) if able else None


def _completed(chance: Random, officer: str, module: str, on: date) -> Enrolment:
    rating = str(pick(chance, (3, 4, 4, 5, 5, 2))) if chance.random() < 0.6 else ""
    return Enrolment(officer, module, "completed", on - timedelta(days=between(chance, 4, 60)), on,
                     str(between(chance, 52, 98)), rating)  # fmt: skip


def _records(officer: Officer, need: Need) -> tuple[list[Holding], list[Enrolment]]:
    chance = stream("record", officer.id, need.subtheme)
    drawn = _draw(chance, officer, need)
    taken = _running(chance, officer.id, need)
    if drawn is None:
        return [], taken
    level, awarded, expires, scale = drawn
    course = _course(chance, need.subtheme, drawn)
    source = "iGOTCourses" if course else pick(chance, _OUTSIDE)
    number = f"{officer.id[4:]}-{need.subtheme[0]}{need.subtheme[4:]}"
    evidence = "" if source == "declared" else f"Certificate {number}"
    held = [Holding(officer.id, need.subtheme, level, scale if level else "", source, evidence, awarded, expires)]
    if level and chance.random() < 0.004:
        failed = day(chance, awarded, AS_ON - timedelta(days=1))
        test = Holding(officer.id, need.subtheme, level, scale, "assessment", f"Test {number}", failed)
        held.append(test._replace(negative="yes"))
    if course:
        return held, [_completed(chance, officer.id, course.id, awarded)]
    return held, taken if level is None or level < (need.level or 1) else []


def _running(chance: Random, officer: str, need: Need) -> list[Enrolment]:
    """A helping module under way, given up, or completed without a record of what it built."""
    able = building(need.subtheme)
    if not able or chance.random() > 0.3:
        return []
    module = pick(chance, able).id
    since = day(chance, date(2025, 10, 1), AS_ON - timedelta(days=70))
    state = pick(chance, ("enrolled", "enrolled", "started", "started", "started", "dropped", "completed"))
    if state == "completed":
        return [_completed(chance, officer, module, since + timedelta(days=60))]
    return [Enrolment(officer, module, state, since)]


def records() -> tuple[list[Holding], list[Enrolment]]:
    """All holdings and enrolments, officer by officer; no officer takes a module twice."""
    holdings: list[Holding] = []
    taken: dict[tuple[str, str], Enrolment] = {}
    for officer in OFFICERS.values():
        for need in needs(officer) if officer.id != STORY_OFFICER else ():
            held, courses = _records(officer, need)
            holdings += held
            for course in courses:
                taken.setdefault((course.officer, course.module), course)
        if officer.id == STORY_OFFICER:
            holdings += STORY_HOLDINGS
            taken |= {(course.officer, course.module): course for course in STORY_ENROLMENTS}
    return holdings, list(taken.values())
