"""The two thousand made-up officers and their postings: identifiers and languages, no names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from illustration.chance import AS_ON, between, day, pick, shuffled, stream
from illustration.organisations import DEPARTMENTS
from illustration.posts import ADDITIONAL, filled

STORY_OFFICER = "OFF-0417"
_STORY_POST = ("DEP-ENT", "SO-MON")
_STORY_SINCE = date(2024, 7, 1)
_FIRST_DAY, _LAST_DAY = date(2018, 6, 1), date(2026, 10, 15)

_LANGUAGES = (
    *("hi;en",) * 7, *("en;hi",) * 6, "en;ta", "en;te", "en;bn;hi", "hi;mr;en", "hi;gu;en", "en;kn", "or;hi;en",
)  # fmt: skip
_BEFORE = {"AS": "JS", "JS": "DIR", "DIR": "DS", "DS": "US", "US": "SO", "SO": "ASO", "ASO": "SSA", "SSA": "JSA",
           "AO": "AAO", "SSO": "JSO", "PPS": "PS", "PS": "PA"}  # fmt: skip
"""The designation from which one rises to another."""

_CHARGES = {"PIO": "US", "CVO": "DS"}
"""Whose second posting an additional role is."""
_NEIGHBOURS = 2
"""Officers of each department who also look after another department's budget desk."""


class Posting(NamedTuple):
    """An officer in a role at a department; until None means still."""

    officer: str
    role: str
    department: str
    since: date
    until: date | None = None


class Officer(NamedTuple):
    """An officer, the languages read, best first, and the postings, the own one first."""

    id: str
    languages: str
    postings: tuple[Posting, ...]

    @property
    def department(self) -> str:
        """The department of the officer's own posting."""
        return self.postings[0].department

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held on the date of the data."""
        return tuple(posting.role for posting in self.postings if posting.until is None)


def _seats() -> dict[str, tuple[str, str]]:
    """Officer → department and role of the own posting, the story's officer in the story's."""
    seats = [(d, role) for d in DEPARTMENTS for role, count in filled(d).items() for _ in range(count)]
    seats = shuffled(stream("seats"), seats)
    wanted, found = int(STORY_OFFICER[-4:]) - 1, seats.index(_STORY_POST)
    seats[wanted], seats[found] = seats[found], seats[wanted]
    return {f"OFF-{number:04}": seat for number, seat in enumerate(seats, 1)}


def _second(seats: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Officer → department and role of the second posting."""
    found: dict[str, tuple[str, str]] = {}
    for department in DEPARTMENTS:
        for extra, holder in _CHARGES.items():
            able = [o for o, (d, role) in seats.items() if d == department and role.split("-")[0] == holder]
            free = [officer for officer in able if officer not in found]
            found |= dict.fromkeys(free[: ADDITIONAL[extra]], (department, extra))
    for department, neighbour in zip(DEPARTMENTS, [*list(DEPARTMENTS)[1:], *DEPARTMENTS], strict=False):
        free = [o for o, seat in seats.items() if seat == (department, "US-FIN") and o not in found]
        found |= dict.fromkeys(free[:_NEIGHBOURS], (neighbour, "US-FIN"))
    return found


def _own(officer: str, seat: tuple[str, str]) -> Posting:
    drawn = day(stream("since", officer), _FIRST_DAY, _LAST_DAY)
    since = _STORY_SINCE if officer == STORY_OFFICER else drawn
    return Posting(officer, seat[1], seat[0], since)


def _earlier(own: Posting) -> list[Posting]:
    """The posting before, for one officer in three, where the designation is one to rise to."""
    chance = stream("earlier", own.officer)
    role = _BEFORE.get(own.role.split("-")[0])
    if own.officer == STORY_OFFICER or role is None or chance.random() > 1 / 3:
        return []
    since = own.since - timedelta(days=between(chance, 400, 1500))
    return [Posting(own.officer, role, pick(chance, list(DEPARTMENTS)), since, own.since)]


def _also(own: Posting, second: tuple[str, str] | None) -> list[Posting]:
    if second is None:
        return []
    department, role = second
    since = day(stream("also", own.officer), max(own.since, date(2022, 1, 1)), AS_ON - timedelta(days=20))
    return [Posting(own.officer, role, department, since)]


def _officers() -> dict[str, Officer]:
    seats = _seats()
    second = _second(seats)
    found: dict[str, Officer] = {}
    for officer, seat in seats.items():
        own = _own(officer, seat)
        languages = "hi;en" if officer == STORY_OFFICER else pick(stream("languages", officer), _LANGUAGES)
        found[officer] = Officer(officer, languages, (own, *_also(own, second.get(officer)), *_earlier(own)))
    return found


OFFICERS = _officers()
"""Every officer by id."""
