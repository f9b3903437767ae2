"""Which modules close all gaps at the least cost: gaps as covering constraints with levels and prerequisites."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ontology.levels import Scales
from queries import rules
from queries.catalogue import Catalogue, Choice
from queries.program import Program, Solved
from queries.rules import Course, Needed, Step

UNKNOWN_HOURS = 1_000.0
"""What a module counts for whose hours are not stated: it is chosen only where no other will do."""

_TIE = 1e-4
"""Hours that a module more is worth: of plans of the same hours the one of fewer modules is taken."""


class Target(NamedTuple):
    """A competency to be learnt, and from where: the levels held."""

    need: Needed
    start: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be least: hours, weeks or modules; and within how many weeks of how many hours."""

    least: str = "hours"
    hours_a_week: float = 4.0
    weeks: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """The hours that are left of each module, and the weeks until it begins."""

    hours: Mapping[str, float | None]
    waits: Mapping[str, float] = field(default_factory=dict)

    def of(self, module: str) -> float:
        """Hours left, as they are weighed."""
        hours = self.hours.get(module)
        return UNKNOWN_HOURS if hours is None else hours


def attainable(choices: Mapping[str, Choice], refused: Collection[str], done: Collection[str]) -> set[str]:
    """The modules that can be taken: not refused, or within a programme that can be, and all that they need too."""
    found: set[str] = set()
    while True:
        new = {
            id_
            for id_, choice in choices.items()
            if id_ not in refused and id_ not in found and _ready(choices, choice, found, done)
        }
        if not new:
            return found
        found.update(part for id_ in new for part in family(choices, id_))


def _ready(choices: Mapping[str, Choice], choice: Choice, found: Collection[str], done: Collection[str]) -> bool:
    own = family(choices, choice.id)
    needs = {need for id_ in own for need in choices[id_].needs} - own
    return all(need in found or need in done for need in needs)


def family(choices: Mapping[str, Choice], id_: str) -> set[str]:
    """The module and all its parts, however deep."""
    return _near(choices, id_, lambda one: one.parts)


def programmes(choices: Mapping[str, Choice], id_: str) -> set[str]:
    """The module and all programmes that it is a part of, however high."""
    return _near(choices, id_, lambda one: one.programmes)


def _near(choices: Mapping[str, Choice], id_: str, lists: Callable[[Choice], Iterable[str]]) -> set[str]:
    found, front = set[str](), {id_}
    while front:  # each once: a source may say that two are parts of each other
        found |= front
        front = {other for one in front for other in lists(choices[one]) if other in choices} - found
    return found


@dataclass(slots=True)
class Covering:
    """The program for some targets: each module may be chosen (`buy`), and is then taken with its parts (`take`)."""

    catalogue: Catalogue
    scales: Scales
    modules: Collection[str]
    done: Collection[str]
    costs: Costs
    aim: Aim
    program: Program = field(default_factory=Program)
    buy: dict[str, int] = field(default_factory=dict)
    take: dict[str, int] = field(default_factory=dict)

    def build(self, targets: Iterable[Target], first: Iterable[str], refused: Collection[str]) -> Covering:
        """With rows for the targets, for what is needed first, and for what modules need."""
        for id_ in sorted(self.modules):
            if id_ not in refused:
                self.buy[id_] = self.program.choice(self._cost(id_))
        for id_ in sorted(self.modules):
            self.take[id_] = self._taken(id_)
        for id_, taken in self.take.items():
            for need in self.catalogue.choices[id_].needs:
                if need not in self.done:
                    self.program.at_least(0, {self.take[need]: 1, taken: -1})
        for target in targets:
            self.add(target)
        for competency in first:
            self._any(self.catalogue.courses.get(competency, ()))
        if self.aim.least == "weeks" or self.aim.weeks is not None:
            self._weeks()
        return self

    def _cost(self, id_: str) -> float:
        hours = self.costs.of(id_)
        return {"hours": hours + _TIE, "modules": 1 + hours * _TIE, "weeks": (hours + _TIE) * _TIE}[self.aim.least]

    def _taken(self, id_: str) -> int:
        """The variable that says whether the module is taken, alone or within a programme."""
        ways = [self.buy[one] for one in sorted(programmes(self.catalogue.choices, id_)) if one in self.buy]
        if id_ in self.buy and len(ways) == 1:
            return self.buy[id_]
        taken = self.program.choice()
        for way in ways:
            self.program.at_least(0, {taken: 1, way: -1})
        self.program.at_least(0, {taken: -1} | dict.fromkeys(ways, 1.0))
        return taken

    def _any(self, courses: Iterable[Course]) -> None:
        taken = {self.take[course.module] for course in courses if course.module in self.take}
        self.program.at_least(1, dict.fromkeys(sorted(taken), 1.0))

    def add(self, target: Target, first: Iterable[str] = ()) -> None:
        """Rows for a target, and for what is to be learnt before it."""
        for competency in first:
            self._any(self.catalogue.courses.get(competency, ()))
        courses = [c for c in self.catalogue.courses[target.need.competency] if c.module in self.take]
        if not target.need.levels:
            self._any(courses)
        for scale, level in target.need.levels:
            if not any(rules.reaches(step, level, scale, self.scales) for step in target.start):
                self._level(level, scale, [c for c in courses if c.to_level is not None], target.start)

    def _level(self, level: float, scale: str | None, courses: Sequence[Course], start: Sequence[Step]) -> None:
        if all(c.scale == scale for c in courses) and all(of == scale for _, of in start):
            self._intervals(level, courses, max([self.scales.start(scale), *(held for held, _ in start)]))
        else:
            self._chains(level, scale, courses, start)

    def _intervals(self, level: float, courses: Sequence[Course], start: float) -> None:
        """On one scale a chain is there when from every level on the way some course leads higher: plain covering.

        The solver proves these rows hundreds of times sooner than chains.
        """
        for point in sorted({start, *(_end(c)[0] for c in courses if start < _end(c)[0] < level)}):
            higher = {self.take[c.module] for c in courses if (c.from_level or 0) <= max(point, start) < _end(c)[0]}
            self.program.at_least(1, dict.fromkeys(sorted(higher), 1.0))

    def _chains(self, level: float, scale: str | None, courses: Sequence[Course], start: Sequence[Step]) -> None:
        """At least one course that reaches the level, each begun from the start or where another one ends."""
        begun = {c: self.take[c.module] for c in courses if rules.begins(c, start, self.scales)}
        later = {c: self.program.choice() for c in courses if c not in begun}
        for course, variable in later.items():
            self.program.at_least(0, {self.take[course.module]: 1, variable: -1})
            before = {begun.get(c, later.get(c, -1)) for c in courses if self._leads(c, course, begun, scale)}
            self.program.at_least(0, {variable: -1} | dict.fromkeys(sorted(before), 1.0))
        last = {v for c, v in (begun | later).items() if rules.reaches(_end(c), level, scale, self.scales)}
        self.program.at_least(1, dict.fromkeys(sorted(last), 1.0))

    def _leads(self, course: Course, to: Course, begun: Collection[Course], scale: str | None) -> bool:
        """Whether the course ends where the other one begins; the other begins higher, so that none leads to itself."""
        if course == to or not rules.reaches(_end(course), to.from_level or 0, to.scale, self.scales):
            return False
        if course in begun:
            return True
        low, high = (self.scales.convert(c.from_level or 0, c.scale, scale) for c in (course, to))
        return low is not None and high is not None and low < high

    def _weeks(self) -> None:
        """The weeks: all hours at so many a week, and no module before it begins."""
        upper = self.aim.weeks if self.aim.weeks is not None else float("inf")
        weeks = self.program.number(1.0 if self.aim.least == "weeks" else 0.0, upper)
        each = {self.buy[id_]: -self.costs.of(id_) / self.aim.hours_a_week for id_ in self.buy}
        self.program.at_least(0, {weeks: 1} | each)
        for id_, wait in self.costs.waits.items():
            if id_ in self.buy:
                self.program.at_least(0, {weeks: 1, self.buy[id_]: each[self.buy[id_]] - wait})

    def forbid(self, circle: Collection[str], competencies: Iterable[str], taken: Collection[str]) -> None:
        """No plan with all modules of a circle that wait for each other, unless another one serves its purposes."""
        courses = (course for c in competencies for course in self.catalogue.courses.get(c, ()))
        others = {self.take[c.module] for c in courses if c.module in self.take and c.module not in taken}
        mine = {self.buy[id_] for id_ in circle}
        terms = dict.fromkeys(sorted(mine), -1.0) | dict.fromkeys(sorted(others - mine), 1.0)
        self.program.at_least(1 - len(mine), terms)

    def chosen(self, solved: Solved) -> tuple[set[str], set[str]]:
        """The modules chosen, and all that are taken with them."""
        bought = {id_ for id_, variable in self.buy.items() if solved.values[variable] > 0.5}  # noqa: PLR2004 - 0 or 1
        return bought, {id_ for one in bought for id_ in family(self.catalogue.choices, one)}


def _end(course: Course) -> Step:
    return course.to_level or 0, course.scale
