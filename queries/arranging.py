"""In which order the modules of a plan are taken, and what each of them is for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    closes: dict[str, set[str]] = field(default_factory=dict)
    leads: dict[str, set[str]] = field(default_factory=dict)

    def add(self, purpose: Purpose, courses: Iterable[Course], last: Collection[str]) -> None:
        """Courses that serve a purpose; the last ones close the gap."""
        self.serving[purpose] = list(dict.fromkeys(course.module for course in courses))
        for module in self.serving[purpose]:
            kind = self.closes if module in last else self.leads
            kind.setdefault(module, set()).add(purpose.competency)


@dataclass(frozen=True, slots=True)
class Order:
    """The modules chosen, and all taken with them."""

    catalogue: Catalogue
    known: Scales
    costs: Costs
    done: Collection[str]
    bought: Collection[str]
    taken: Collection[str]

    def found(self, gaps: Sequence[Judgement], first: Sequence[str]) -> tuple[Uses, list[str]] | set[str]:
        """What each module is for, and an order in which they can be taken; else those that wait for each other.

        Where modules wait for each other, another one that was chosen may serve: each is tried, nearest first.
        """
        stuck: set[str] | None = None
        waiting: list[Avoided] = [frozenset()]
        for avoid in waiting:  # grows as it is walked
            uses = self._uses(gaps, first, avoid)
            if uses is None:
                continue
            left, order = self._order(uses)
            if not left:
                return uses, order
            stuck = stuck or left
            mine = ((c, m) for c, modules in uses.serving.items() for m in modules if m in self._with_parts(left))
            waiting += [more for pair in mine if (more := avoid | {pair}) not in waiting][: TRIES - len(waiting)]
        return stuck or set(self.bought)

    def _with_parts(self, modules: Iterable[str]) -> set[str]:
        return {part for module in modules for part in family(self.catalogue.choices, module)}

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

    def _order(self, uses: Uses) -> tuple[set[str], list[str]]:
        """The modules that wait for each other, if any; and all others in order."""
        before = {id_: set(self.before(id_, uses)) for id_ in self.bought}
        order: list[str] = []
        while ready := sorted(id_ for id_ in before if id_ not in order and before[id_] <= set(order)):
            order += ready
        return set(before) - set(order), order

    def before(self, id_: str, uses: Uses) -> tuple[str, ...]:
        """The chosen modules that must be completed before the chosen one begins."""
        mine = family(self.catalogue.choices, id_)
        earlier = {other for module in mine for other in self._earlier(module, uses)} - mine
        return tuple(sorted({owner for other in earlier for owner in [self._owner(other)] if owner != id_}))

    def _earlier(self, module: str, uses: Uses) -> Iterator[str]:
        yield from (n for n in self.catalogue.choices[module].needs if n in self.taken and n not in self.done)
        for purpose, modules in uses.serving.items():
            if module in modules:
                yield from modules[: modules.index(module)]
                for first in self.catalogue.first.get(purpose.competency, ()):
                    yield from uses.serving[Purpose(first, first=True)]

    def _owner(self, module: str) -> str:
        """The chosen module that it is taken with."""
        if module in self.bought:
            return module
        owners: Mapping[str, set[str]] = {id_: family(self.catalogue.choices, id_) for id_ in self.bought}
        return next(id_ for id_ in sorted(owners) if module in owners[id_])
