"""The plan of a group: the modules that close most of its gaps within so many hours, and who is taught together.

Officers with the same gap from the same start are one kind. What a module or a competency needs first belongs to the
plan, also where some of the group have it already.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ontology.levels import Scales
from queries import question, rules
from queries.answers import holdings_of, judgements_of, needs_and_evidence
from queries.catalogue import Catalogue, Wishes, catalogue
from queries.covering import Aim, Costs, Covering, Target, attainable, family
from queries.program import Program, Solved
from queries.rules import Counting, Judgement, Needed, Step

if TYPE_CHECKING:
    from queries.stores import Store

BATCH = 100
"""Officers judged at once."""

CLASSES = 200
"""Unlike sets of gaps that a limit of hours each can be kept for: beyond it the program is too large."""


class Kind(NamedTuple):
    """A gap as the program sees it: what is needed, from where, and what must be learnt first."""

    need: Needed
    start: tuple[Step, ...]
    first: tuple[str, ...]


Class = tuple[Kind, ...]
"""The gaps of officers who take the same."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Hours at most: of all modules that are given, and of those that each officer takes; None: no limit."""

    hours: float | None = None
    each: float | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A module to give, with the officers who take it and the number of gaps that it closes or leads towards."""

    module: str
    title: str
    mode: str | None
    hours: float | None
    officers: tuple[str, ...]
    gaps: int


class Left(NamedTuple):
    """A competency with gaps that stay open: of so many officers, and whether any course could close one."""

    competency: str
    title: str
    officers: int
    closable: int


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What to give a group; `proven`: nothing within the limits closes more gaps, or as many in fewer hours.

    `hours` of the modules given; `gap`: where not proven, the share of gaps by which another might be better.
    """

    as_of: str
    officers: int
    gaps: int
    closed: int
    hours: float
    proven: bool
    gap: float
    sessions: tuple[Session, ...]
    left: tuple[Left, ...]
    taken: Mapping[str, Mapping[Kind, tuple[str, ...]]]
    """The gaps of each officer that are closed, with the modules given that close each."""


async def group_plan(
    store: Store, officers: Sequence[str], as_of: str, known: Scales, limits: Limits, wishes: Wishes | None = None
) -> GroupPlan:
    """The plan of some officers, for all valid postings of each; ValueError where it is too large."""
    gaps: dict[str, list[Judgement]] = {}
    held: dict[str, set[str]] = {}
    rule = Counting(as_of)
    for start in range(0, len(officers), BATCH):
        for row in await needs_and_evidence(store, officers[start : start + BATCH], as_of, None):
            judged = judgements_of(row, rule, known)
            gaps[row["id"]] = [j for j in judged if j.status == rules.GAP and j.needed.essential]
            found = holdings_of(row).items()
            held[row["id"]] = {c for c, several in found if rules.counting(several, rule, known)[0]}
    wanted = {j.needed.competency for found in gaps.values() for j in found}
    choices = await catalogue(store, wanted, (), as_of)
    grouping = Grouping.of(choices, known, as_of, wishes or Wishes())
    kinds = {id_: [grouping.kind(j, held[id_]) for j in found] for id_, found in gaps.items()}
    return await asyncio.to_thread(grouping.plan, kinds, len(officers), limits)


async def officers_at(store: Store, organisation: str, as_of: str) -> list[str]:
    """The officers posted at an organisation or below it."""
    rows = await store.ask(question("organisation/officers"), ids=[organisation], asOf=as_of)
    return sorted({row["officer"] for row in rows})


@dataclass(slots=True)
class Goal(Program):
    """A program whose rows hold only where a goal is reached: they share the program's lists."""

    goal: int = -1

    def at_least(self, low: float, terms: Mapping[int, float]) -> None:
        """A new row that the goal asks for."""
        self.lows.append(0)
        self.rows.append({**terms, self.goal: -low} if low else terms)


@dataclass(frozen=True, slots=True)
class Grouping:
    """What may be given to a group."""

    catalogue: Catalogue
    known: Scales
    as_of: str
    refused: Mapping[str, str]
    modules: frozenset[str]
    costs: Costs

    @classmethod
    def of(cls, found: Catalogue, known: Scales, as_of: str, wishes: Wishes) -> Grouping:
        """Of all modules that are not refused, and that what they need first can be had for."""
        objections = {id_: wishes.objection(choice, as_of) for id_, choice in found.choices.items()}
        refused = {id_: reason for id_, reason in objections.items() if reason}
        modules = frozenset(attainable(found.choices, refused, ()))
        costs = Costs({id_: choice.hours for id_, choice in found.choices.items()})
        return cls(found, known, as_of, refused, modules, costs)

    def kind(self, gap: Judgement, held: set[str]) -> Kind:
        """The gap of an officer who holds some competencies."""
        start = {(h.level, h.scale) for h in gap.counted if h.level is not None}
        first: dict[str, None] = {}
        front = [gap.needed.competency]
        while front:
            needs = (f for c in front for f in self.catalogue.first.get(c, ()))
            front = [f for f in dict.fromkeys(needs) if f not in held and f not in first]
            first |= dict.fromkeys(front)
        same = gap.needed._replace(requirements=(), importance=None)
        return Kind(same, tuple(sorted(start, key=str)), tuple(sorted(first)))

    def plan(self, kinds: Mapping[str, Sequence[Kind]], officers: int, limits: Limits) -> GroupPlan:
        """The modules that close most gaps of officers by id."""
        closable = {k for found in kinds.values() for k in found if self._chain(k, self.modules) is not None}
        gaps = {officer: tuple(k for k in found if k in closable) for officer, found in kinds.items()}
        solved, given, chosen = self._solved(gaps, limits)
        taken = {officer: self._closed(found, chosen.get(_class(found, limits), ())) for officer, found in gaps.items()}
        hours = sum(self.costs.hours[m] or 0.0 for m in given)
        return GroupPlan(
            self.as_of, officers, sum(map(len, kinds.values())), sum(map(len, taken.values())), hours,
            solved.proven, solved.gap, tuple(self._sessions(given, taken)), tuple(_left(kinds, closable, taken)), taken,
        )  # fmt: skip

    # --- the program -------------------------------------------------------------------------------------

    def _solved(self, gaps: Mapping[str, Class], limits: Limits) -> tuple[Solved, list[str], dict[Class, list[str]]]:
        """Most gaps closed, then fewest hours: the modules given, and those that officers with the same gaps take."""
        program = Program()
        self._give(program, limits.hours)
        given = dict(zip(self._choosable(), range(len(program.costs)), strict=True))
        counts = Counter(_class(found, limits) for found in gaps.values())
        if limits.each is not None and len(counts) > CLASSES:
            raise ValueError(f"{len(counts)} officers with unlike gaps: a limit each is kept for {CLASSES} at most")
        weights = Counter(k for found in gaps.values() for k in found)
        take: dict[Class, dict[str, int]] = {}
        for one, count in counts.items():
            wanted = dict.fromkeys(one, count) if limits.each is not None else weights
            take[one] = self._take(program, given, wanted, limits.each)
        solved = program.solve()
        if solved is None:
            return Solved((), proven=False, gap=1.0), [], {}
        chosen = {one: _chosen(solved, variables) for one, variables in take.items()}
        return solved, _chosen(solved, given), chosen

    def _choosable(self) -> list[str]:
        return sorted(self.modules - set(self.refused))

    def _give(self, program: Program, hours: float | None) -> None:
        """A choice for each module that may be given: all their hours together weigh less than one gap."""
        modules = self._choosable()
        scale = 1 + sum(self.costs.of(m) + 1 for m in modules)
        variables = [program.choice((self.costs.of(m) + 1e-4) / scale) for m in modules]
        if hours is not None:
            costs = map(self.costs.of, modules)
            program.at_least(-hours, {v: -cost for v, cost in zip(variables, costs, strict=True)})

    def _take(
        self, program: Program, given: Mapping[str, int], wanted: Mapping[Kind, int], each: float | None
    ) -> dict[str, int]:
        """What officers with the same gaps take of what is given, each gap worth the number of those who have it."""
        covering = Covering(self.catalogue, self.known, self.modules, (), self.costs, Aim(), program)
        covering.build((), (), self.refused)
        for module, variable in covering.buy.items():
            program.costs[variable] = 1e-6  # no more than is of use
            program.at_least(0, {given[module]: 1, variable: -1})
        if each is not None:
            program.at_least(-each, {v: -self.costs.of(m) for m, v in covering.buy.items()})
        for kind, gaps in wanted.items():
            goal = program.choice(-float(gaps))
            covering.program = Goal(program.costs, program.uppers, program.whole, program.lows, program.rows, goal=goal)
            covering.add(Target(kind.need, kind.start), kind.first)
        return covering.buy

    # --- who takes what ----------------------------------------------------------------------------------

    def _chain(self, kind: Kind, modules: Iterable[str]) -> tuple[str, ...] | None:
        """The modules that close a gap, with what they need first; None where they do not."""
        among = set(modules)
        courses = {c: [x for x in self.catalogue.courses.get(c, ()) if x.module in among] for c in self._needed(kind)}
        need = kind.need
        held = [rules.Holding("held", need.competency, level, scale) for level, scale in kind.start]
        offer = rules.offer(need, courses[need.competency], self.known, held)
        if offer.status != rules.COVERED or not all(courses[c] for c in kind.first) or need.competency in kind.first:
            return None  # no course; or the competency waits for itself
        own = offer.courses if need.levels else offer.courses[:1]
        found = dict.fromkeys([*(c.module for c in own), *(courses[c][0].module for c in kind.first)])
        for module in list(found):
            found |= dict.fromkeys(self._before(module))
        return tuple(found) if set(found) <= among else None

    def _needed(self, kind: Kind) -> tuple[str, ...]:
        return (kind.need.competency, *kind.first)

    def _before(self, module: str) -> list[str]:
        """All that a module needs first."""
        found: dict[str, None] = {}
        front = [module]
        while front:
            front = [n for m in front for n in self.catalogue.choices[m].needs if n not in found and n != module]
            found |= dict.fromkeys(front)
        return list(found)

    def _closed(self, found: Class, chosen: Sequence[str]) -> dict[Kind, tuple[str, ...]]:
        """The gaps that the modules chosen close, each with those of them that it takes."""
        owners = {m: one for one in chosen for m in family(self.catalogue.choices, one)}
        chains = {k: chain for k in found if (chain := self._chain(k, owners)) is not None}
        return {k: tuple(dict.fromkeys(owners[m] for m in chain)) for k, chain in chains.items()}

    def _sessions(self, given: Sequence[str], taken: Mapping[str, Mapping[Kind, tuple[str, ...]]]) -> Iterable[Session]:
        """The modules given, most gaps first; one that nobody takes is none."""
        for module in sorted(given, key=lambda m: (-self._uses(m, taken), m)):
            who = tuple(o for o, by_kind in taken.items() if any(module in several for several in by_kind.values()))
            choice = self.catalogue.choices[module]
            if who:
                uses = self._uses(module, taken)
                yield Session(module, choice.title, choice.mode, choice.hours, who, uses)

    @staticmethod
    def _uses(module: str, taken: Mapping[str, Mapping[Kind, tuple[str, ...]]]) -> int:
        return sum(module in several for by_kind in taken.values() for several in by_kind.values())


def _class(found: Class, limits: Limits) -> Class:
    """Officers who take the same: those with the same gaps; all, where there is no limit each."""
    return () if limits.each is None else tuple(sorted(found, key=repr))


def _chosen(solved: Solved, variables: Mapping[str, int]) -> list[str]:
    return [m for m, variable in variables.items() if solved.values[variable] > 0.5]  # noqa: PLR2004 - 0 or 1


def _left(
    kinds: Mapping[str, Sequence[Kind]], closable: set[Kind], taken: Mapping[str, Mapping[Kind, object]]
) -> Iterable[Left]:
    """The competencies with gaps that stay open, most officers first."""
    by_competency: dict[str, list[Kind]] = {}
    for kind in (k for o, found in kinds.items() for k in found if k not in taken[o]):
        by_competency.setdefault(kind.need.competency, []).append(kind)
    for competency, found in sorted(by_competency.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Left(competency, found[0].need.title, len(found), sum(k in closable for k in found))
