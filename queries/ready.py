"""The officers of a population that are ready for a role, or nearly: by how many essential requirements are unmet."""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import ibis

from queries.population import OFFICER, SCHEMAS, Population, standing
from queries.population_tables import text
from queries.reports_asking import Desk
from queries.reports_hiding import telling
from queries.rules import GAP, MET

STEPS = 3
"""Officers with so many unmet, or more, are counted together."""

_CANDIDATES = "candidates"


class Candidate(NamedTuple):
    """An officer, with the essential requirements of the role that are not met, and those that are missing."""

    officer: str
    unmet: int
    missing: int


class Counted(NamedTuple):
    """How many officers have so many requirements unmet (the last: or more); None where it is hidden."""

    unmet: int
    officers: int | None


@dataclass(frozen=True, slots=True)
class Ready:
    """How all officers who are not in a role stand to it; `required`: its essential requirements."""

    role: str
    as_of: str
    required: int
    candidates: tuple[Candidate, ...]
    """Fewest unmet first."""

    @property
    def counts(self) -> tuple[Counted, ...]:
        """How many have none unmet, one, two, or more; what would tell of fewer than five is hidden."""
        found = dict.fromkeys(map(str, range(STEPS + 1)), 0)
        for candidate in self.candidates:
            found[str(min(candidate.unmet, STEPS))] += 1
        hidden = telling(found)
        return tuple(Counted(int(unmet), None if unmet in hidden else n) for unmet, n in found.items())

    def among(self, officers: Iterable[str]) -> Ready:
        """Those of some officers only."""
        wanted = frozenset(officers)
        return replace(self, candidates=tuple(c for c in self.candidates if c.officer in wanted))


def ready(desk: Desk, role: str) -> Ready:
    """How every officer with a posting, but none in the role, stands to it."""
    desk.engine.connection.execute(
        f'CREATE OR REPLACE TABLE "{_CANDIDATES}" AS '
        "SELECT DISTINCT officer AS posting, officer, CAST(? AS VARCHAR) AS role, "
        "CAST(NULL AS VARCHAR) AS organisation "
        "FROM postings WHERE officer NOT IN (SELECT officer FROM postings WHERE role = ?)",
        [role, role],
    )
    wanted, columns = _standing()
    rows = desk.engine.read(wanted, columns)
    candidates = (Candidate(row["officer"], row["required"] - row["met"], row["gaps"]) for row in rows)
    return Ready(
        role, desk.as_of, max((row["required"] for row in rows), default=0), tuple(sorted(candidates, key=_key))
    )


def _key(candidate: Candidate) -> tuple[int, int, str]:
    return candidate.unmet, candidate.missing, candidate.officer


@cache
def _standing() -> tuple[str, tuple[str, ...]]:
    """The text that counts how candidates stand, and its columns."""
    postings = ibis.table(SCHEMAS["postings"], name=_CANDIDATES)
    needs = standing(replace(Population.unbound(), postings=postings), OFFICER).needs
    essential = needs.filter(needs.essential)
    found = essential.group_by("officer").agg(
        required=essential.count(), met=(essential.status == MET).sum(), gaps=(essential.status == GAP).sum()
    )
    return text(found), tuple(found.columns)
