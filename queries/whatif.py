"""What a change would do to gaps, courses, readiness and hours, before it is made; nothing is stored.

Only the cells of the competencies that are touched are read. An officer counts once in each role, so that the number of
people is exact where one role's requirement is touched, and between two bounds otherwise.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ontology.levels import Scales
from queries import rules
from queries.rollup_cells import Cell, holdings
from queries.rules import Counting, Course, Holding, Needed
from queries.whatif_changes import Stated, Supposed


@dataclass(slots=True)
class Figures:
    """The requirements touched, officer by officer and role by role, and how they stand.

    `closable`: gaps that live courses close from what is held. `hours`: the cheapest courses for each of them, summed:
    an upper bound, for a course that closes two gaps of an officer is counted twice; `unpriced`: of how many gaps some
    course's hours are not stated, and count nothing. The essential ones are told apart for readiness.
    """

    required: int = 0
    met: int = 0
    not_stated: int = 0
    gaps: int = 0
    closable: int = 0
    hours: float = 0.0
    unpriced: int = 0
    essential: int = 0
    essential_met: int = 0
    essential_closable: int = 0

    @property
    def readiness(self) -> float | None:
        """Essential requirements met, as a share of those touched."""
        return self.essential_met / self.essential if self.essential else None

    @property
    def readiness_if_completed(self) -> float | None:
        """The same, if all who have a gap that courses close complete these."""
        return (self.essential_met + self.essential_closable) / self.essential if self.essential else None

    def add(self, verdict: Verdict, officers: int) -> None:
        """Count so many officers of one verdict."""
        self.required += officers
        self.met += officers * (verdict.status == rules.MET)
        self.not_stated += officers * (verdict.status in {rules.NOT_STATED, rules.NOT_COMPARABLE})
        self.gaps += officers * (verdict.status == rules.GAP)
        self.closable += officers * verdict.closable
        self.hours += officers * verdict.hours
        self.unpriced += officers * verdict.unpriced
        self.essential += officers * verdict.essential
        self.essential_met += officers * (verdict.essential and verdict.status == rules.MET)
        self.essential_closable += officers * (verdict.essential and verdict.closable)


class Verdict(NamedTuple):
    """How one officer stands in one requirement, and what courses do about it."""

    status: str
    essential: bool
    closable: bool = False
    hours: float = 0.0
    unpriced: bool = False


class Bounds(NamedTuple):
    """A number of people: exact where both are the same."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does, as it is: nothing is hidden yet."""

    requirements: int
    """Roles' requirements that change, or for which courses change."""
    people: Bounds
    """Of whom a touched requirement is asked, before or after."""
    changed: Bounds
    """For whom the answer changes: whether it is required, how it stands, or whether courses close it."""
    before: Figures
    after: Figures
    moved: int
    """Requirements of officers for which the hours change."""


def outcome(change: Supposed, cells: Iterable[Cell], known: Scales, as_of: str) -> Outcome:
    """What a change does to the officers in some cells: those of the touched competencies, and those that count all."""
    return _Weighing(change, known, Counting(as_of)).weigh(_spread(change, cells))


Pairs = dict[tuple[str, str], dict[str, int]]
"""Role and competency → what is held → officers."""


def _spread(change: Supposed, cells: Iterable[Cell]) -> Pairs:
    """The officers of each role by what they hold of each touched competency; nothing too."""
    found: Pairs = {}
    every: dict[str, int] = {}
    for cell in cells:
        if cell.competency:
            by_held = found.setdefault((cell.role, cell.competency), {})
            by_held[cell.held] = by_held.get(cell.held, 0) + cell.officers
        else:
            every[cell.role] = every.get(cell.role, 0) + cell.officers
    for role, officers in every.items():
        for competency in change.competencies:
            by_held = found.setdefault((role, competency), {})
            by_held[""] = officers - sum(by_held.values())
    return found


@dataclass(slots=True)
class _Weighing:
    change: Supposed
    known: Scales
    counting: Counting
    kept: dict[tuple[bool, str, object, str], Verdict] = field(default_factory=dict)

    def weigh(self, pairs: Pairs) -> Outcome:
        before, after, moved, requirements = Figures(), Figures(), 0, 0
        asked: dict[str, int] = {}
        changed: dict[str, list[int]] = {}
        for (role, competency), by_held in pairs.items():
            if not self.change.touches(role, competency):
                continue
            needs = [side.need(role, competency) for side in (self.change.before, self.change.after)]
            requirements += 1
            asked[role] = sum(by_held.values())
            other = 0
            for held, officers in by_held.items():
                old, new = (self._verdict(i, need, held) for i, need in enumerate(needs))
                for figures, verdict in ((before, old), (after, new)):
                    if verdict:
                        figures.add(verdict, officers)
                other += officers * (_told(old) != _told(new))
                moved += officers * ((old.hours if old else 0) != (new.hours if new else 0))
            changed.setdefault(role, []).append(other)
        return Outcome(requirements, _bounds(asked, {r: [n] for r, n in asked.items()}), _bounds(asked, changed),
                       before, after, moved)  # fmt: skip

    def _verdict(self, side: int, need: Needed | None, held: str) -> Verdict | None:
        """How who holds so much stands, before (0) or after (1)."""
        if need is None:
            return None
        key = (bool(side), need.competency, (need.levels, need.essential), held)
        if key not in self.kept:
            stated = (self.change.before, self.change.after)[side]
            self.kept[key] = self._judged(stated, need, holdings(held))
        return self.kept[key]

    def _judged(self, stated: Stated, need: Needed, held: Sequence[Holding]) -> Verdict:
        judged = rules.judge(need, held, self.counting, self.known)
        courses = stated.courses(need.competency)
        if judged.status != rules.GAP or rules.offer(need, courses, self.known, held).status != rules.COVERED:
            return Verdict(judged.status, need.essential)
        hours, unpriced = cheapest(need, courses, self.known, held)
        return Verdict(judged.status, need.essential, closable=True, hours=hours, unpriced=unpriced)


def _told(verdict: Verdict | None) -> tuple[object, ...]:
    return (None,) if verdict is None else (verdict.status, verdict.essential, verdict.closable)


def _bounds(asked: Mapping[str, int], by_role: Mapping[str, Sequence[int]]) -> Bounds:
    """Between the most in one requirement of one role, and all of each role, at most its officers."""
    least = max((max(counts) for counts in by_role.values()), default=0)
    return Bounds(least, sum(min(asked[role], sum(counts)) for role, counts in by_role.items()))


# --- the cheapest courses --------------------------------------------------------------------------------------


def cheapest(need: Needed, courses: Sequence[Course], known: Scales, held: Sequence[Holding]) -> tuple[float, bool]:
    """The least hours of courses that close a gap, and whether some of them are not stated; these come last.

    On several scales each one's cheapest chain is summed.
    """
    if not need.levels:
        unknown, hours = min(map(_cost, courses))
        return hours, bool(unknown)
    found = [_chain(level, scale, courses, known, held) for scale, level in need.levels]
    return sum(hours for _, hours in found), any(unknown for unknown, _ in found)


def _chain(
    level: float, scale: str | None, courses: Sequence[Course], known: Scales, held: Sequence[Holding]
) -> tuple[int, float]:
    """Unstated hours and hours of the cheapest chain, each course beginning where one before it ends (Dijkstra)."""
    start = [(h.level, h.scale) for h in held if h.level is not None]
    if level <= known.start(scale) or any(rules.reaches(step, level, scale, known) for step in start):
        return 0, 0.0
    able = [course for course in courses if course.to_level is not None]
    waiting = [(*_cost(course), i) for i, course in enumerate(able) if rules.begins(course, start, known)]
    heapq.heapify(waiting)
    done: set[int] = set()
    while waiting:
        unknown, hours, i = heapq.heappop(waiting)
        end = (able[i].to_level or 0, able[i].scale)
        if rules.reaches(end, level, scale, known):
            return unknown, hours
        done.add(i)
        for j, course in enumerate(able):
            if j not in done and rules.begins(course, [end], known):
                more = _cost(course)
                heapq.heappush(waiting, (unknown + more[0], hours + more[1], j))
    raise ValueError(f"no courses lead to level {level:g}")


def _cost(course: Course) -> tuple[int, float]:
    return int(course.hours is None), course.hours or 0.0
