"""What the answers mean: one definition each, for every store, report and page.

Plain functions over what the questions return; nothing here reads a store or a clock. Intervals
are half-open. `asOf` is valid time. docs/answers.md says the same for readers. What is made by the
hundred in one answer is a named tuple: made in a third of the time of a frozen dataclass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ontology.levels import Scales

MET, GAP, NOT_STATED, NOT_COMPARABLE = "met", "gap", "notStated", "notComparable"
COVERED, LEVEL_NOT_STATED, PARTLY, UNCOVERED = "covered", "levelNotStated", "partlyCovered", "uncovered"
_WORST = {MET: 0, NOT_STATED: 1, NOT_COMPARABLE: 2, GAP: 3}

Step = tuple[float, str | None]
"""A level and its scale."""


class Requirement(NamedTuple):
    """One statement that a role needs a competency; `distance` is how far it is inherited from."""

    competency: str
    title: str
    role: str
    level: float | None = None
    scale: str | None = None
    essential: bool = True
    importance: float | None = None
    distance: int = 0
    source: str | None = None
    since: str | None = None
    same: tuple[str, ...] = ()
    """Competencies that count as this one, by confirmed exact matches."""


class Holding(NamedTuple):
    """One piece of evidence that an officer has, or with `negative` has not, a competency."""

    id: str
    competency: str
    level: float | None = None
    scale: str | None = None
    source: str | None = None
    evidence: str | None = None
    awarded: str | None = None
    expires: str | None = None
    confidence: float | None = None
    negative: bool = False
    verified: bool | None = None


class Course(NamedTuple):
    """One module on a competency: from which level to which."""

    module: str
    title: str
    from_level: float | None = None
    to_level: float | None = None
    scale: str | None = None
    hours: float | None = None
    mode: str | None = None


class Needed(NamedTuple):
    """A competency needed, once: the highest level of each scale, essential if any statement is."""

    competency: str
    title: str
    essential: bool
    levels: tuple[tuple[str | None, float], ...]
    """(scale, level) for each scale; empty when no statement names a level."""
    importance: float | None
    requirements: tuple[Requirement, ...]
    same: tuple[str, ...]

    @property
    def level(self) -> float | None:
        """The level, when one scale is concerned."""
        return self.levels[0][1] if self.levels else None

    @property
    def scale(self) -> str | None:
        """The scale of `level`."""
        return self.levels[0][0] if self.levels else None


class LeftOut(NamedTuple):
    """A holding that does not count, and why."""

    holding: Holding
    reason: str


class Judgement(NamedTuple):
    """How a needed competency stands: met, gap, notStated or notComparable, and why."""

    needed: Needed
    status: str
    held: float | None
    """The level held on the needed scale; None when nothing on it is held."""
    counted: tuple[Holding, ...]
    left_out: tuple[LeftOut, ...]
    reason: str


class Offer(NamedTuple):
    """What the courses do for a needed competency: covered, levelNotStated, partlyCovered or uncovered."""

    needed: Needed
    status: str
    courses: tuple[Course, ...]
    """The chain that reaches the level; else all live modules on the competency."""
    reason: str


# --- requirements --------------------------------------------------------------------------------------


def overriding(requirements: Iterable[Requirement]) -> list[Requirement]:
    """One role's requirements, with the nearest statement of each competency overriding the inherited ones."""
    nearest: dict[str, int] = {}
    found = list(requirements)
    if not any(r.distance for r in found):
        return found
    for r in found:
        nearest[r.competency] = min(r.distance, nearest.get(r.competency, r.distance))
    return [r for r in found if r.distance == nearest[r.competency]]


def needed(requirements: Iterable[Requirement]) -> list[Needed]:
    """Each competency once, over all given statements: essential first, then by title."""
    grouped: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        grouped.setdefault(requirement.competency, []).append(requirement)
    needs = [_needed(group) for group in grouped.values()]
    return sorted(needs, key=lambda n: (not n.essential, n.title, n.competency))


def _needed(group: list[Requirement]) -> Needed:
    if len(group) > 1:
        group = list(dict.fromkeys(group))  # two ways, or two postings, may lead to one statement
    if len(group) == 1:
        [r] = group
        levels = () if r.level is None else ((r.scale, r.level),)
        return Needed(r.competency, r.title, r.essential, levels, r.importance, (r,), r.same)
    highest: dict[str | None, float] = {}
    for r in group:
        if r.level is not None:
            highest[r.scale] = max(r.level, highest.get(r.scale, r.level))
    importances = [r.importance for r in group if r.importance is not None]
    return Needed(
        group[0].competency,
        group[0].title,
        any(r.essential for r in group),
        tuple(sorted(highest.items(), key=lambda pair: pair[0] or "")),
        max(importances, default=None),
        tuple(sorted(group, key=_order)),
        group[0].same,
    )


def _order(r: Requirement) -> tuple[int | float | str, ...]:
    """The nearest first, and no two alike: rows come from the stores in any order, another each time."""
    stated = (r.level is None, not r.essential, r.importance is None, r.importance or 0, r.source or "")
    return r.distance, r.role, r.scale or "", r.level or 0, r.since or "", *stated


# --- holdings ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counting:
    """Which holdings count: at a date, of some sources, above a confidence, unverified ones or not."""

    as_of: str
    sources: tuple[str, ...] | None = None
    min_confidence: float | None = None
    unverified: bool = False

    def leaves_out(self, holding: Holding) -> str | None:
        """Why the holding does not count by itself; None when it does."""
        if holding.awarded and holding.awarded > self.as_of:
            return "awarded later"
        if holding.expires and holding.expires <= self.as_of:
            return "expired"
        if holding.verified is False and not self.unverified:
            return "not verified"
        if self.sources is not None and holding.source not in self.sources:
            return "of another source"
        if self.min_confidence is not None and (holding.confidence is None or holding.confidence < self.min_confidence):
            return "not confident enough"
        return None


def counting(
    holdings: Sequence[Holding], rule: Counting, scales: Scales
) -> tuple[tuple[Holding, ...], tuple[LeftOut, ...]]:
    """The positive holdings that count, and the others with why not.

    A negative one voids positives awarded before it, or with it, at its level or above; without a
    level, all of them.
    """
    if not holdings:
        return (), ()
    out: list[LeftOut] = []
    live: list[Holding] = []
    for holding in holdings:
        reason = rule.leaves_out(holding)
        if reason:
            out.append(LeftOut(holding, reason))
        else:
            live.append(holding)
    negatives = [h for h in live if h.negative]
    if not negatives:
        return tuple(live), tuple(out)
    counted = []
    for holding in (h for h in live if not h.negative):
        voided = next((n for n in negatives if _voids(n, holding, scales)), None)
        if voided:
            out.append(LeftOut(holding, f"voided by {voided.id}"))
        else:
            counted.append(holding)
    return tuple(counted), tuple(out)


def _voids(negative: Holding, positive: Holding, scales: Scales) -> bool:
    if (positive.awarded or "") > (negative.awarded or ""):
        return False
    if negative.level is None:
        return True
    if positive.level is None:
        return False
    level = scales.convert(positive.level, positive.scale, negative.scale)
    return level is not None and level >= negative.level


# --- met or not ----------------------------------------------------------------------------------------


def judge(need: Needed, holdings: Sequence[Holding], rule: Counting, scales: Scales) -> Judgement:
    """Whether a needed competency is met by an officer's holdings of it, and why."""
    counted, out = counting(holdings, rule, scales)
    if not need.levels:
        status = MET if counted else GAP
        return Judgement(need, status, None, counted, out, _why_unlevelled(counted, out))
    verdicts = [_level_verdict(level, scale, counted, scales) for scale, level in need.levels]
    status, held, scale, level = max(verdicts, key=lambda v: _WORST[v[0]])
    return Judgement(need, status, held, counted, out, _why(status, held, level, scale, out, scales))


def _level_verdict(
    level: float, scale: str | None, counted: Sequence[Holding], scales: Scales
) -> tuple[str, float | None, str | None, float]:
    """Status and held level on one scale: a lower level on a comparable scale is a gap, whatever else is held."""
    on_scale = [scales.convert(h.level, h.scale, scale) for h in counted if h.level is not None]
    comparable = [value for value in on_scale if value is not None]
    if comparable:
        held = max(comparable)
        return (MET if held >= level else GAP), held, scale, level
    if level <= scales.start(scale):  # the minimum of an interval scale: not held reaches it
        return MET, scales.start(scale), scale, level
    if any(h.level is None for h in counted):
        return NOT_STATED, None, scale, level
    return (NOT_COMPARABLE if counted else GAP), None, scale, level


def _why_unlevelled(counted: Sequence[Holding], out: Sequence[LeftOut]) -> str:
    if counted:
        return "held; no level is required"
    return "not held" + _but(out)


def _why(
    status: str, held: float | None, level: float, scale: str | None, out: Sequence[LeftOut], scales: Scales
) -> str:
    wanted = scales.words(level, scale)
    if status == NOT_STATED:
        return f"held, but no level is stated; {wanted} is required"
    if status == NOT_COMPARABLE:
        return f"held only on another scale without a declared equivalence; {wanted} is required"
    if held is None:
        return f"not held{_but(out)}; {wanted} is required"
    return f"{scales.words(held, scale)} is held; {wanted} is required{_but(out) if status == GAP else ''}"


def _but(out: Sequence[LeftOut]) -> str:
    reasons = sorted({o.reason for o in out if not o.holding.negative})
    return f" ({', '.join(reasons)})" if reasons else ""


# --- courses -------------------------------------------------------------------------------------------


def offer(need: Needed, courses: Sequence[Course], scales: Scales, held: Iterable[Holding] = ()) -> Offer:
    """What live modules do for a need: from not held for a role, from the holdings that count for an officer."""
    if not courses:
        return Offer(need, UNCOVERED, (), "no course")
    if not need.levels:
        return Offer(need, COVERED, tuple(courses), "a course builds it; no level is required")
    start = [(h.level, h.scale) for h in held if h.level is not None]
    chains = [_chain(level, scale, courses, scales, start) for scale, level in need.levels]
    if all(chain is not None for chain in chains):
        chain = tuple(dict.fromkeys(course for found in chains if found for course in found))
        return Offer(need, COVERED, chain, "courses reach the level" if chain[1:] else "a course reaches the level")
    if any(course.to_level is None for course in courses):
        return Offer(need, LEVEL_NOT_STATED, tuple(courses), "a course builds it, but its level is not stated")
    return Offer(need, PARTLY, tuple(courses), "courses stop short of the level")


def _chain(
    level: float, scale: str | None, courses: Sequence[Course], scales: Scales, held: Sequence[Step]
) -> tuple[Course, ...] | None:
    """The fewest courses from what is held to the level, each beginning where the one before it ends; else None."""
    if level <= scales.start(scale) or any(reaches(step, level, scale, scales) for step in held):
        return ()
    levelled = [c for c in courses if c.to_level is not None]
    waiting = sorted(levelled, key=lambda c: (c.hours is None, c.hours or 0, c.module))
    ways: list[tuple[Course, ...]] = [()]
    for way in ways:  # grows as it is walked: breadth first
        steps = [(way[-1].to_level or 0, way[-1].scale)] if way else held
        if way and reaches(steps[0], level, scale, scales):
            return way
        following = [c for c in waiting if begins(c, steps, scales)]
        waiting = [c for c in waiting if c not in following]
        ways += [(*way, course) for course in following]
    return None


def begins(course: Course, steps: Iterable[Step], scales: Scales) -> bool:
    """Whether somebody who has reached the steps can begin the course."""
    first = course.from_level
    if first is None or first <= scales.start(course.scale):
        return True
    return any(reaches(step, first, course.scale, scales) for step in steps)


def reaches(step: Step, level: float, scale: str | None, scales: Scales) -> bool:
    """Whether a level is at another or above, on one scale or through a declared equivalence."""
    reached = scales.convert(*step, scale)
    return reached is not None and reached >= level


# --- readiness -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readiness:
    """Essential requirements met, `7 of 12`, with those whose level is not stated beside it.

    `share` is None when nothing is required: there are no requirements recorded, never 100%.
    """

    met: int
    required: int
    not_stated: int
    not_comparable: int
    share: float | None
    weighted: float | None


def readiness(judgements: Iterable[Judgement]) -> Readiness:
    """Over the essential requirements; `weighted` by importance, where a missing one weighs 1."""
    essential = [j for j in judgements if j.needed.essential]
    met = [j for j in essential if j.status == MET]
    total = sum(_weight(j.needed) for j in essential)
    return Readiness(
        len(met),
        len(essential),
        sum(j.status == NOT_STATED for j in essential),
        sum(j.status == NOT_COMPARABLE for j in essential),
        len(met) / len(essential) if essential else None,
        sum(_weight(j.needed) for j in met) / total if total else None,
    )


def _weight(need: Needed) -> float:
    return 1.0 if need.importance is None else need.importance
