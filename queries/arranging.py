"""In which order the modules of a plan are taken, and what each of them is for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ontology.levels import Scales
from queries import rules
from queries.catalogue import Catalogue
from queries.covering import Costs, family
from queries.rules import Course, Judgement, Needed


class Purpose(NamedTuple):
    """A competency to be learnt: to close a gap, or because another needs it first."""

    competency: str
    first: bool = False


Avoided = frozenset[tuple[Purpose, str]]
"""Purposes with modules that are not to serve them."""

TRIES = 100
"""Ways of serving the competencies with the modules chosen that are tried."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A module of a plan; `hours` are those left of it, None where they are not stated."""

    id: str
    title: str
    mode: str | None
    hours: float | None
    closes: tuple[str, ...]
    """Competencies whose gap it closes."""
    leads: tuple[str, ...]
    """Competencies that it is a step towards, or that are needed first."""
    after: tuple[str, ...]
    """Modules of the plan that come before it."""
    running: bool


@dataclass(frozen=True, slots=True)
class Arranged:
    """The modules of a plan in order; `hours` is the sum of those that are stated."""

    modules: tuple[Planned, ...] = ()
    proven: bool = True
    gap: float = 0.0

    @property
    def hours(self) -> float:
        """Hours in all."""
        return sum(module.hours or 0.0 for module in self.modules)


@dataclass(slots=True)
class Uses:
    """The modules that serve each purpose, first ones first, and what each module closes or leads to."""

    serving: dict[Purpose, list[str]] = field(default_factory=dict)
    served: dict[str, list[Purpose]] = field(default_factory=dict)
    closes: dict[str, set[str]] = field(default_factory=dict)
    leads: dict[str, set[str]] = field(default_factory=dict)

    def add(self, purpose: Purpose, courses: Iterable[Course], last: Collection[str]) -> None:
        """Courses that serve a purpose; the last ones close the gap."""
        self.serving[purpose] = list(dict.fromkeys(course.module for course in courses))
        for module in self.serving[purpose]:
            self.served.setdefault(module, []).append(purpose)
            kind = self.closes if module in last else self.leads
            kind.setdefault(module, set()).add(purpose.competency)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Modules that wait for each other, in one circle or several, and the purposes that make them wait."""

    modules: frozenset[str]
    purposes: frozenset[Purpose]


@dataclass(frozen=True)
class Order:
    """The modules chosen, and all taken with them."""

    catalogue: Catalogue
    known: Scales
    costs: Costs
    done: Collection[str]
    bought: Collection[str]
    taken: Collection[str]

    def found(self, gaps: Sequence[Judgement], first: Sequence[str]) -> tuple[Uses, list[str]] | Conflict:
        """What each module is for, and an order in which they can be taken; else what stands in the way.

        Where modules wait for each other, another one that was chosen may serve: each is tried, nearest first.
        """
        met: list[Conflict] = []
        waiting: list[Avoided] = [frozenset()]
        for avoid in waiting:  # grows as it is walked
            uses = self._uses(gaps, first, avoid)
            if uses is None:
                continue
            before = {id_: self._before(id_, uses) for id_ in self.bought}
            order = _ordered(before)
            if len(order) == len(before):
                return uses, order
            found = _conflict({id_: before[id_] for id_ in before if id_ not in order})
            met.append(found)
            mine = ((p, m) for p in sorted(found.purposes) for m in uses.serving[p] if self.owners[m] in found.modules)
            waiting += [more for pair in mine if (more := avoid | {pair}) not in waiting][: TRIES - len(waiting)]
        modules = (conflict.modules for conflict in met)
        return Conflict(frozenset().union(*modules), frozenset().union(*(conflict.purposes for conflict in met)))

    def _uses(self, gaps: Iterable[Judgement], first: Iterable[str], avoid: Avoided) -> Uses | None:
        """The shortest chain for each gap, the shortest course on what is needed first; None where there is none."""
        found = Uses()
        for gap in gaps:
            purpose = Purpose(gap.needed.competency)
            courses = self._courses(purpose, avoid)
            if gap.needed.levels:
                offer = rules.offer(gap.needed, courses, self.known, gap.counted)
                courses = list(offer.courses) if offer.status == rules.COVERED else []
            else:
                courses = courses[:1]
            found.add(purpose, courses, {c.module for c in courses if self._reaches(c, gap.needed)})
        for competency in first:
            found.add(Purpose(competency, first=True), self._courses(Purpose(competency, first=True), avoid)[:1], ())
        return found if all(found.serving.values()) else None

    def _courses(self, purpose: Purpose, avoid: Avoided) -> list[Course]:
        courses = (
            course
            for course in self.catalogue.courses.get(purpose.competency, ())
            if course.module in self.taken and (purpose, course.module) not in avoid
        )
        return sorted(courses, key=lambda c: (self.costs.of(c.module), c.module))

    def _reaches(self, course: Course, need: Needed) -> bool:
        end = (course.to_level or 0, course.scale)
        return not need.levels or any(rules.reaches(end, level, scale, self.known) for scale, level in need.levels)

    def before(self, id_: str, uses: Uses) -> tuple[str, ...]:
        """The chosen modules that must be completed before the chosen one begins."""
        return tuple(sorted(self._before(id_, uses)))

    def _before(self, id_: str, uses: Uses) -> dict[str, set[Purpose]]:
        """The same, with the purposes for which they come before."""
        found: dict[str, set[Purpose]] = {}
        mine = family(self.catalogue.choices, id_)
        for module in mine:
            for other, purposes in self._earlier(module, uses):
                if other not in mine:
                    found.setdefault(self.owners[other], set()).update(purposes)
        return found

    def _earlier(self, module: str, uses: Uses) -> Iterator[tuple[str, tuple[Purpose, ...]]]:
        for need in self.catalogue.choices[module].needs:
            if need in self.taken and need not in self.done:
                yield need, ()
        for purpose in uses.served.get(module, ()):
            modules = uses.serving[purpose]
            for other in modules[: modules.index(module)]:
                yield other, (purpose,)
            for first in (Purpose(c, first=True) for c in self.catalogue.first.get(purpose.competency, ())):
                for other in uses.serving[first]:
                    yield other, (purpose, first)

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """The chosen module with which each module is taken."""
        found: dict[str, str] = {}
        for id_ in sorted(self.bought):
            for part in family(self.catalogue.choices, id_):
                found.setdefault(part, id_)
        return found | {id_: id_ for id_ in self.bought}


def _ordered(before: Mapping[str, Collection[str]]) -> list[str]:
    """Those that do not wait for each other, in order: by rounds, and by id in each."""
    order: dict[str, None] = {}
    waiting = sorted(before)
    while ready := [id_ for id_ in waiting if set(before[id_]) <= order.keys()]:
        order |= dict.fromkeys(ready)
        waiting = [id_ for id_ in waiting if id_ not in order]
    return list(order)


def _conflict(before: Mapping[str, Mapping[str, set[Purpose]]]) -> Conflict:
    """One circle among modules that all wait: each waits for the next."""
    path = [min(before)]
    while (following := min(other for other in before[path[-1]] if other in before)) not in path:
        path.append(following)
    circle = path[path.index(following) :]
    pairs = zip(circle, [*circle[1:], circle[0]], strict=True)
    return Conflict(frozenset(circle), frozenset(p for one, other in pairs for p in before[one][other]))
