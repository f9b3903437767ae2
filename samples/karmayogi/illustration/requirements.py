"""What each role requires, written `sub-theme=level`, essential before the bar, optional after it.

A sub-theme without a level is required at any level. A job inherits its designation's requirements and
states only what it adds or overrides.
"""

from __future__ import annotations

from typing import NamedTuple

from illustration.chance import stream
from illustration.roles import ROLES


class Requirement(NamedTuple):
    """A role's requirement as stated: level None means at any level."""

    role: str
    subtheme: str
    level: int | None
    essential: bool


_STATED = {
    "SEC": "BEH-032=3 BEH-041=3 BEH-016=3 FUN-046=3 FUN-084=1 | BEH-035=3 BEH-031=3 BEH-034 FUN-043=2 FUN-106=3",
    "AS": "BEH-032=3 BEH-041=3 FUN-046=3 FUN-052=3 BEH-039=3 FUN-084=1 | BEH-035=3 BEH-031=2 BEH-030=3 FUN-106=2",
    "JS": "BEH-032=3 BEH-041=3 FUN-046=3 FUN-052=3 BEH-039=2 FUN-050=3 FUN-099=2 FUN-114=2 FUN-084=1"
    " | BEH-035=2 BEH-030=2 FUN-043=2 BEH-034 FUN-106=2",
    "EA": "FUN-045=3 FUN-048=3 FUN-076=3 BEH-010=3 BEH-032=2 | FUN-044=2 FUN-075=2",
    "DIR": "BEH-032=2 BEH-041=2 FUN-047=2 FUN-053=2 BEH-037=2 FUN-050=2 FUN-055=2 FUN-114=2 FUN-099=1 FUN-084=1"
    " | FUN-045=3 FUN-048=3 FUN-076=3 BEH-035=2 FUN-106",
    "CVO": "FUN-095=3 FUN-097=2 FUN-099=3 FUN-096=2 DOM-001 | BEH-026=1",
    "DS": "BEH-032=1 BEH-041=2 FUN-047=2 FUN-049=2 FUN-050=2 BEH-037=2 FUN-055=2 FUN-087=3 FUN-083=2 FUN-099=1 DOM-001"
    " | FUN-107=2 BEH-036 BEH-035=1",
    "PPS": "BEH-013=2 FUN-112=2 FUN-084=1 FUN-103=1 BEH-027=1 | BEH-019=2",
    "US": "FUN-087=3 FUN-086=2 BEH-025=2 FUN-114=1 FUN-047=1 FUN-049=1 FUN-089=1 FUN-094=1 FUN-091=1 BEH-037=1"
    " FUN-099=1 DOM-001 FUN-082 BEH-032=1 BEH-041=1 | FUN-072=2 BEH-014=1 BEH-036",
    "DD": "BEH-008=2 FUN-074=1 FUN-105=1 FUN-043=1 FUN-052=1 FUN-055=1 BEH-032=1 FUN-072=2 BEH-014=1 | FUN-042=1",
    "RO": "BEH-008=2 FUN-051=2 FUN-066=1 FUN-045=1 FUN-088=2 FUN-075=2 | BEH-014=1 FUN-076=1",
    "AD": "BEH-008=1 FUN-074=1 FUN-105=1 FUN-043=1 FUN-056=1 FUN-051=1 FUN-072=2 | BEH-011 FUN-104",
    "PIO": "FUN-091=2 FUN-092=1 FUN-103=1 BEH-023=1",
    "AO": "FUN-068=2 FUN-069=2 FUN-067=1 FUN-060=1 FUN-070=2 BEH-016=2 | FUN-061",
    "SO": "FUN-087=2 FUN-086=2 FUN-084=2 BEH-016=1 BEH-025=1 FUN-114=1 | FUN-072=1 BEH-021",
    "SSO": "FUN-074=2 FUN-075=2 FUN-066=1 BEH-008=2 FUN-088=1 | FUN-077=1",
    "AAO": "FUN-068=1 FUN-069=1 FUN-070=1 FUN-059 BEH-009=1",
    "PS": "BEH-013=1 FUN-112=1 FUN-084=1 FUN-111=1 FUN-103=1",
    "ASO": "FUN-087=1 FUN-085=2 FUN-084=1 BEH-009=1 FUN-114=1 BEH-023=1 | FUN-072=1 BEH-011",
    "JSO": "FUN-074=1 FUN-075=1 FUN-065=1 BEH-009=1 | FUN-072=2",
    "JTO": "FUN-113=2 FUN-087=1 BEH-009=1 | FUN-104",
    "PA": "BEH-013=1 FUN-111=1 FUN-072=1 FUN-103",
    "SSA": "FUN-085=1 FUN-086=1 FUN-084=1 FUN-072=1 FUN-111=1 BEH-013=1 BEH-023 | BEH-025=1",
    "JSA": "FUN-085=1 FUN-086=1 FUN-084=1 FUN-072=1 FUN-110=1 BEH-009 DOM-002",
    "MTS": "",
    "SO-MON": "FUN-065=2 FUN-066=2 FUN-075=1 FUN-070=1 FUN-057=2 FUN-088=2 BEH-025=2 | FUN-077=1 FUN-076=1",
    "SO-EST": "FUN-079=2 FUN-081=2 FUN-083=1 FUN-110=2 DOM-002 | FUN-082",
    "SO-FIN": "FUN-067=2 FUN-068=2 FUN-070=2 FUN-069=1 FUN-060=1",
    "SO-PAR": "FUN-089=2 FUN-090=2 BEH-023=2",
    "SO-LIT": "FUN-100=2 FUN-101=2 FUN-102=1",
    "SO-PRO": "FUN-059=2 FUN-060=2 FUN-061=1",
    "SO-RTI": "FUN-091=2 FUN-092=2 FUN-093=2 FUN-094=2 FUN-103=1 FUN-043=1 BEH-023=2",
    "SO-VIG": "FUN-095=2 FUN-096=1 FUN-097=2 FUN-099=2 DOM-001",
    "ASO-MON": "FUN-065=1 FUN-075=1 FUN-088=1",
    "ASO-EST": "FUN-079=1 FUN-081=1 FUN-111=1 DOM-002",
    "ASO-FIN": "FUN-068=1 FUN-070=1 FUN-069=1 FUN-060=1",
    "ASO-PAR": "FUN-089=1 FUN-090=1 BEH-023=2",
    "ASO-LIT": "FUN-100=1 FUN-101=1 FUN-102=1",
    "ASO-PRO": "FUN-059=1 FUN-060=1",
    "ASO-RTI": "FUN-091=1 FUN-093=1 FUN-094=1 FUN-043=1 BEH-023=2",
    "US-MON": "FUN-065=2 FUN-066=2 FUN-057=2 FUN-075=1",
    "US-EST": "FUN-079=2 FUN-081=2 FUN-083=2 DOM-002",
    "US-FIN": "FUN-067=2 FUN-068=2 FUN-070=1 FUN-060=1",
    "US-POL": "FUN-045=2 FUN-046=2 FUN-050=1 FUN-053=1 FUN-043=1",
    "DS-POL": "FUN-045=2 FUN-046=2 FUN-048=2 BEH-041=3",
    "JS-POL": "FUN-045=3 FUN-048=3",
    "DIR-DATA": "FUN-076=3 FUN-077=1 FUN-074=2 FUN-066=3",
    "DIR-FIN": "FUN-067=3 FUN-068=2 FUN-061=1",
    "SO-APP": "FUN-074=1 FUN-103=1 BEH-024=2",
    "US-APP": "FUN-046=2 FUN-103=1 FUN-086=3",
    "SO-CRA": "FUN-054=2 BEH-019=2 BEH-024=1",
    "US-CRA": "FUN-054=2 FUN-043=1 FUN-104 FUN-047=2",
    "SO-FAR": "FUN-064=2 FUN-063 FUN-061=1 FUN-070=1",
    "US-FAR": "FUN-060=2 FUN-061=1 FUN-063 BEH-025=1",
    "SO-ENT": "FUN-053=1 FUN-068=1 BEH-019=1 FUN-086=3",
    "DS-ENT": "FUN-051=2 FUN-054=1 FUN-043=1 FUN-047=3",
    "SO-DIG": "FUN-056=2 FUN-073=1 BEH-024=1 FUN-084=3",
    "DD-DIG": "FUN-073=2 FUN-042=2 FUN-072=3",
    "SO-STD": "BEH-018=2 FUN-077=1 FUN-088=1 FUN-086=3",
    "AD-STD": "FUN-074=2 FUN-075=2 FUN-077=1",
}

WITHDRAWN = {("JSA", "FUN-086"): "2026-04-01"}
"""Requirements stated once and withdrawn since: until when they held."""


def _read(role: str, text: str, *, essential: bool) -> list[Requirement]:
    parts = (word.partition("=") for word in text.split())
    return [Requirement(role, key, int(level) if level else None, essential) for key, _, level in parts]


def _of(role: str) -> list[Requirement]:
    essential, _, optional = _STATED[role].partition("|")
    return _read(role, essential, essential=True) + _read(role, optional, essential=False)


STATED = [requirement for role in ROLES for requirement in _of(role)]
"""Every requirement as a role states it, none inherited."""


def required(role: str) -> list[Requirement]:
    """What a role requires on the date of the data, inherited from its designation unless it says otherwise."""
    chain = [ROLES[role].specialises, role]
    found = {r.subtheme: r for each in chain if each for r in _of(each) if (each, r.subtheme) not in WITHDRAWN}
    return list(found.values())


def importance(requirement: Requirement) -> float:
    """The weight that the made-up order gives a requirement, from 0 to 1."""
    low = 0.6 if requirement.essential else 0.2
    return round(low + 0.4 * stream("importance", requirement.role, requirement.subtheme).random(), 1)


def order(requirement: Requirement) -> tuple[str, str]:
    """The made-up order that states a requirement, and the day from which it holds."""
    job = bool(ROLES[requirement.role].specialises)
    number = 1 + list(ROLES).index(requirement.role)
    year, since = (2025, "2025-04-01") if job else (2024, "2024-04-01")
    return f"Work order RS/{number:02}/{year} (illustrative)", since
