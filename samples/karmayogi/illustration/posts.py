"""How many officers each department has in each role, and how many posts are sanctioned."""

from __future__ import annotations

from illustration.chance import stream
from illustration.organisations import DEPARTMENTS
from illustration.roles import ROLES

_SHARES = {
    "JS": 5, "JS-POL": 2, "DIR": 11, "DIR-DATA": 4, "DIR-FIN": 3, "DS": 16, "DS-POL": 7,
    "US": 34, "US-MON": 12, "US-EST": 10, "US-FIN": 10, "US-POL": 12, "DD": 34, "AD": 36, "RO": 16,
    "SO": 36, "SO-MON": 34, "SO-EST": 20, "SO-FIN": 18, "SO-PAR": 14, "SO-PRO": 18, "SO-RTI": 18, "SO-VIG": 8,
    "ASO": 50, "ASO-MON": 34, "ASO-EST": 24, "ASO-FIN": 22, "ASO-PAR": 18, "ASO-PRO": 22, "ASO-RTI": 22,
    "AO": 20, "AAO": 26, "SSO": 22, "JSO": 26, "PPS": 5, "PS": 16, "PA": 18, "SSA": 44, "JSA": 52, "JTO": 8, "MTS": 30,
}  # fmt: skip
"""Weights of the roles that every department has."""

_OWN = {
    "DEP-APP": {"SO-APP": 34, "US-APP": 12, "SO-LIT": 14, "ASO-LIT": 26},
    "DEP-CRA": {"SO-CRA": 32, "US-CRA": 10, "SO-LIT": 1, "ASO-LIT": 2},
    "DEP-FAR": {"SO-FAR": 32, "US-FAR": 8, "SO-LIT": 13, "ASO-LIT": 23},
    "DEP-ENT": {"SO-ENT": 36, "DS-ENT": 8, "SO-LIT": 16, "ASO-LIT": 28},
    "DEP-DIG": {"SO-DIG": 32, "DD-DIG": 14, "SO-LIT": 2, "ASO-LIT": 2},
    "DEP-STD": {"SO-STD": 32, "AD-STD": 14, "SO-LIT": 1, "ASO-LIT": 1},
}
"""Officers in a department's own roles, and in litigation: three departments have hardly any."""

ADDITIONAL = {"PIO": 7, "CVO": 1}
"""Roles held in each department by officers of other roles, as a second posting."""


def _shared(officers: int) -> dict[str, int]:
    """So many officers over the roles that all departments have, by largest remainder."""
    total = sum(_SHARES.values())
    exact = {role: officers * share / total for role, share in _SHARES.items()}
    counts = {role: int(number) for role, number in exact.items()}
    rest = sorted(exact, key=lambda role: (counts[role] - exact[role], role))
    for role in rest[: officers - sum(counts.values())]:
        counts[role] += 1
    return counts


def filled(department: str) -> dict[str, int]:
    """Officers of the department by the role of their own posting."""
    own = {"SEC": 1, "AS": 1, "EA": 1, **_OWN[department]}
    counts = own | _shared(DEPARTMENTS[department][2] - sum(own.values()))
    return {role: counts[role] for role in ROLES if counts.get(role)}


def sanctioned(department: str, role: str, officers: int) -> int:
    """Posts of the role in the department: those filled and some vacant."""
    vacant = stream("vacant", department, role).random() * 0.2
    return officers if officers < 4 else round(officers * (1 + vacant))
