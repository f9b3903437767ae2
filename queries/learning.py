"""The learning plan of an officer: the modules that close every closable gap, in order, at the least cost.

docs/answers.md has the definition. The costs are hours; a programme costs its own hours and is taken with its
parts; a running module costs what is left of it; a completed one is a prerequisite met, and may be taken again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ontology.levels import Scales
from queries import question, rules
from queries.answers import holdings_of, judgements_of, needs_and_evidence
from queries.arranging import Arranged, Order, Planned, Uses
from queries.catalogue import Catalogue, Wishes, catalogue
from queries.covering import Aim, Costs, Covering, Target, attainable, family, programmes
from queries.rules import Counting, Course, Judgement

if TYPE_CHECKING:
    from queries.stores import Store

RUNNING = frozenset({"enrolled", "started"})
MODES = ("digital", "face-to-face", "blended")
AIMS = ("hours", "weeks", "modules")
APART = frozenset({rules.NOT_STATED, rules.NOT_COMPARABLE})
WAITING = "its courses wait for each other: each needs first what another one builds"
ROUNDS = 50
"""Times that a choice of modules is forbidden because they wait for each other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a plan: against which role, with which modules, and what is to be least."""

    role: str | None = None
    wishes: Wishes = field(default_factory=Wishes)
    aim: Aim = field(default_factory=Aim)
    optional: bool = False
    """Gaps in optional requirements too."""


@dataclass(frozen=True, slots=True)
class Unclosable:
    """A gap that no choice of modules closes, and why."""

    competency: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class LearningPlan:
    """What to take, in order; `separately` sums each gap's own shortest plan, nothing shared.

    `proven`: no plan in this catalogue takes fewer hours (weeks, modules); else `gap` is the share by which one
    might. `weeks` is that of the hours at so many a week, and of when modules begin; `in_time` says whether it keeps
    to the weeks asked for.
    """

    officer: str
    role: str | None
    as_of: str
    least: str
    gaps: int
    hours: float
    weeks: float
    proven: bool
    gap: float
    modules: tuple[Planned, ...]
    unclosable: tuple[Unclosable, ...]
    separately: float
    in_time: bool | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of the competencies that it names."""
    nothing: str = ""
    """Why nothing is required at all; empty where something is."""
    apart: int = 0
    """Requirements that are held without a level, or on another scale only: neither met nor gaps."""

    def title(self, module: str) -> str:
        """The title of one of its modules."""
        return next(one.title for one in self.modules if one.id == module)


async def learning_plan(store: Store, officer: str, counting: Counting, known: Scales, asked: Asked) -> LearningPlan:
    """The plan of an officer for all valid postings, or for a role."""
    rows = await needs_and_evidence(store, [officer], counting.as_of, asked.role)
    judged = judgements_of(rows[0], counting, known) if rows else ()
    gaps = [j for j in judged if j.status == rules.GAP and (j.needed.essential or asked.optional)]
    evidence = holdings_of(rows[0]) if rows else {}
    held = {c for c, found in evidence.items() if rules.counting(found, counting, known)[0]}
    found = await catalogue(store, [j.needed.competency for j in gaps], held, counting.as_of)
    enrolments = await store.ask(question("officer/enrolments"), ids=[officer])
    planning = Planning.of(officer, counting.as_of, known, asked, found, enrolments)
    made = await asyncio.to_thread(planning.plan, gaps)  # it computes, and others are waiting
    apart = sum(j.status in APART and (j.needed.essential or asked.optional) for j in judged)
    nothing = "" if judged else await _nothing(store, officer, counting.as_of, asked.role)
    return replace(made, apart=apart, nothing=nothing)


async def _nothing(store: Store, officer: str, as_of: str, role: str | None) -> str:
    """Why nothing is required of an officer."""
    if role:
        return "no requirements are recorded for the role"
    posted = await store.ask(question("officer/postings"), ids=[officer], asOf=as_of)
    valid = any(row["posting"] for row in posted)
    return "no requirements are recorded for the roles held" if valid else "no posting is valid on this date"


@dataclass(frozen=True, slots=True)
class Planning:
    """A plan in the making: what may be chosen, and what is already done of it."""

    officer: str
    as_of: str
    known: Scales
    asked: Asked
    catalogue: Catalogue
    costs: Costs
    refused: Mapping[str, str]
    """Modules that cannot be chosen, and why."""
    done: frozenset[str]
    running: frozenset[str]
    modules: frozenset[str]
    """Modules that can be taken."""

    @classmethod
    def of(
        cls,
        officer: str,
        as_of: str,
        known: Scales,
        asked: Asked,
        found: Catalogue,
        enrolments: Sequence[Mapping[str, Any]],
    ) -> Planning:
        """For an officer with some enrolments."""
        wishes = asked.wishes
        if not wishes.languages:
            reads = frozenset(lang for row in enrolments for lang in row["languages"] or ())
            wishes = replace(wishes, languages=reads)
        objections = {id_: wishes.objection(choice, as_of) for id_, choice in found.choices.items()}
        refused = {id_: reason for id_, reason in objections.items() if reason}
        done = frozenset(row["module"] for row in enrolments if row["state"] == "completed")
        running = {row["module"]: row["progress"] or 0.0 for row in enrolments if row["state"] in RUNNING}
        modules = frozenset(attainable(found.choices, refused, done))
        costs = _costs(found, running, as_of)
        return cls(officer, as_of, known, asked, found, costs, refused, done, frozenset(running), modules)

    def plan(self, gaps: Sequence[Judgement]) -> LearningPlan:
        """The plan for some gaps, and what cannot be closed."""
        learnable = self._learnable()
        reasons = {j.needed.competency: self._obstacle(j, learnable) for j in gaps}
        own = replace(self.asked.aim, least="hours", weeks=None)
        alone = {j.needed.competency: self._least([j], own) for j in gaps if not reasons[j.needed.competency]}
        reasons |= {competency: WAITING for competency, found in alone.items() if found is None}
        closable = [j for j in gaps if not reasons[j.needed.competency]]
        whole = self._least(closable, self.asked.aim)
        late = whole is None and self.asked.aim.weeks is not None
        if whole is None:  # not within the weeks: the soonest, and that it is too late
            whole = self._least(closable, replace(self.asked.aim, least="weeks", weeks=None)) or Arranged(proven=False)
        least = "weeks" if late else self.asked.aim.least
        return LearningPlan(
            self.officer, self.asked.role, self.as_of, least, len(gaps), whole.hours, self._weeks(whole),
            whole.proven, whole.gap, whole.modules,
            tuple(
                Unclosable(j.needed.competency, j.needed.title, reasons[j.needed.competency])
                for j in gaps if reasons[j.needed.competency]
            ),
            sum(found.hours for found in alone.values() if found),
            None if self.asked.aim.weeks is None else not late,
            dict(self.catalogue.titles) | {j.needed.competency: j.needed.title for j in gaps},
        )  # fmt: skip

    def _weeks(self, plan: Arranged) -> float:
        rate = self.asked.aim.hours_a_week
        waits = (self.costs.waits.get(m.id, 0) + (m.hours or 0) / rate for m in plan.modules)
        return max([plan.hours / rate, *waits])

    # --- what can be closed ----------------------------------------------------------------------------

    def _courses(self, competency: str) -> list[Course]:
        return [course for course in self.catalogue.courses.get(competency, ()) if course.module in self.modules]

    def _learnable(self) -> set[str]:
        """The competencies needed first that courses build, with what they need first themselves."""
        found = set[str]()
        while True:
            new = {
                c
                for c in self.catalogue.titles
                if c not in found and self._courses(c) and set(self.catalogue.first.get(c, ())) <= found
            }
            if not new:
                return found
            found |= new

    def _obstacle(self, gap: Judgement, learnable: set[str]) -> str:
        """Why the gap cannot be closed; empty when it can."""
        need = gap.needed
        for first in self.catalogue.first.get(need.competency, ()):
            if first not in learnable:
                return f"needs {self.catalogue.titles[first]} first, which no course builds that can be taken"
        if rules.offer(need, self._courses(need.competency), self.known, gap.counted).status == rules.COVERED:
            return ""
        courses = self.catalogue.courses.get(need.competency, ())
        live = [c for c in courses if not Wishes().objection(self.catalogue.choices[c.module], self.as_of)]
        offer = rules.offer(need, live, self.known, gap.counted)
        if offer.status != rules.COVERED:
            planned = len(courses) > len(live) and rules.offer(need, courses, self.known, gap.counted).status
            return offer.reason + ("; a planned one would reach the level" if planned == rules.COVERED else "")
        return "; ".join(dict.fromkeys(self._why_not(c.module) for c in offer.courses if c.module not in self.modules))

    def _why_not(self, module: str) -> str:
        title = self.catalogue.choices[module].title
        return self.refused.get(module) or f"{title} needs a module first that cannot be taken"

    # --- the least ---------------------------------------------------------------------------------------

    def _least(self, gaps: Sequence[Judgement], aim: Aim) -> Arranged | None:
        """The modules that close the gaps, arranged; None when none do within the weeks."""
        if not gaps:
            return Arranged()
        first = self._first(j.needed.competency for j in gaps)
        targets = [Target(j.needed, tuple((h.level, h.scale) for h in j.counted if h.level is not None)) for j in gaps]
        modules = self._concerned([*(j.needed.competency for j in gaps), *first])
        covering = Covering(self.catalogue, self.known, modules, self.done, self.costs, aim)
        covering.build(targets, first, self.refused)
        for _ in range(ROUNDS):
            solved = covering.program.solve()
            if solved is None:
                return None
            bought, taken = covering.chosen(solved)
            order = Order(self.catalogue, self.known, self.costs, self.done, bought, taken)
            found = order.found(gaps, first)
            if isinstance(found, tuple):
                uses, arranged = found
                return Arranged(tuple(self._planned(id_, uses, order) for id_ in arranged), solved.proven, solved.gap)
            covering.forbid(found.modules, {purpose.competency for purpose in found.purposes}, taken)
        return None

    def _concerned(self, competencies: Iterable[str]) -> set[str]:
        """The modules that a plan for the competencies may take: on them, needed first, programmes with their parts.

        Another one would only cost; a gap's own plan is found among a few modules instead of thousands.
        """
        found: set[str] = set()
        front = {course.module for c in competencies for course in self._courses(c)}
        while front:
            found |= front
            front = {near for id_ in front for near in self._beside(id_)} & self.modules - found
        return found

    def _beside(self, id_: str) -> set[str]:
        choices = self.catalogue.choices
        return {*choices[id_].needs, *programmes(choices, id_), *family(choices, id_)}

    def _first(self, competencies: Iterable[str]) -> list[str]:
        """All that is needed first for the competencies."""
        found: dict[str, None] = {}
        front = list(competencies)
        while front:
            front = [f for c in front for f in self.catalogue.first.get(c, ()) if f not in found]
            found |= dict.fromkeys(front)
        return list(found)

    def _planned(self, id_: str, uses: Uses, order: Order) -> Planned:
        choice = self.catalogue.choices[id_]
        mine = family(self.catalogue.choices, id_)
        closes = sorted({c for m in mine for c in uses.closes.get(m, ())})
        leads = sorted({c for m in mine for c in uses.leads.get(m, ())} - set(closes))
        after = order.before(id_, uses)
        hours = self.costs.hours[id_]
        return Planned(id_, choice.title, choice.mode, hours, tuple(closes), tuple(leads), after, id_ in self.running)


def _costs(found: Catalogue, running: Mapping[str, float], as_of: str) -> Costs:
    hours = {
        id_: None if choice.hours is None else choice.hours * (1 - running.get(id_, 0.0))
        for id_, choice in found.choices.items()
    }
    waits = {
        id_: (datetime.fromisoformat(choice.since) - datetime.fromisoformat(as_of)).days / 7
        for id_, choice in found.choices.items()
        if choice.since and choice.since > as_of
    }
    return Costs(hours, waits)
