"""Where to from here: the roles nearest to one role, or to what an officer holds, and ladders through several roles.

A move is judged as a transition is: what the essential requirements of the role left, read as holdings, leave open of
those of the role taken. A role of which nothing is met is no next step.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from ontology.levels import Scales
from queries import question, rules
from queries.answers import modules_on
from queries.chains import cheapest
from queries.rules import Counting, Holding, Judgement, Needed, Requirement

if TYPE_CHECKING:
    from queries.stores import Store

BANDS = ("support", "supervisory", "middle", "senior", "leadership")
"""Bands from the lowest."""

TIED = 50
"""Roles at most whose hours are compared, beyond those asked for, where they miss as much as the last of them."""


class Move(NamedTuple):
    """How a role stands to what is had already; `unmet`: missing, or not known to be met."""

    role: str
    required: int
    met: int
    missing: tuple[Judgement, ...]

    @property
    def unmet(self) -> int:
        """Essential requirements that are missing, of no stated level, or not comparable."""
        return self.required - self.met

    @property
    def not_stated(self) -> int:
        """Of them, those whose level is not stated, or not comparable."""
        return self.unmet - len(self.missing)


@dataclass(frozen=True, slots=True)
class NextRole:
    """A role that could be next: what is missing, and the hours that close what courses can close.

    `hours`: each gap's cheapest chain of live courses summed, nothing shared: an upper bound. `unclosable` gaps have
    none.
    """

    role: str
    title: str
    move: Move
    hours: float
    unclosable: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Roles in order, each with what its step leaves to learn; `widest` is the most that any step leaves."""

    start: str
    target: str
    as_of: str
    steps: tuple[NextRole, ...]

    @property
    def widest(self) -> int:
        """Unmet requirements of the hardest step."""
        return max((step.move.unmet for step in self.steps), default=0)


@dataclass(frozen=True, slots=True)
class Careers:
    """The essential requirements of every role at a date."""

    as_of: str
    known: Scales
    titles: Mapping[str, str]
    needs: Mapping[str, Sequence[Needed]]
    """Of the roles that have any."""
    requiring: Mapping[str, frozenset[str]]
    """The roles that require each competency, or one that counts as it."""
    bands: Mapping[str, str] = field(default_factory=dict)
    moves: dict[str, dict[str, Move]] = field(default_factory=dict)

    def from_role(self, role: str) -> Mapping[str, Move]:
        """The move from a role to each other of which something is met."""
        if role not in self.moves:
            had = [h for need in self.needs.get(role, ()) for h in as_holdings(need)]
            self.moves[role] = self.from_holdings(had, Counting(self.as_of), but={role})
        return self.moves[role]

    def from_holdings(self, holdings: Sequence[Holding], rule: Counting, but: Iterable[str] = ()) -> dict[str, Move]:
        """The move from what is held to each role of which something is met."""
        on: dict[str, list[Holding]] = {}
        for holding in holdings:
            on.setdefault(holding.competency, []).append(holding)
        near = {role for c in on for role in self.requiring.get(c, ())} - set(but)
        found = {role: self.move(role, on, rule) for role in near}
        return {role: move for role, move in found.items() if move.met}

    def move(self, role: str, on: Mapping[str, Sequence[Holding]], rule: Counting) -> Move:
        """How a role stands to some holdings by competency."""
        needs = self.needs.get(role, ())
        judged = [
            rules.judge(n, [h for c in (n.competency, *n.same) for h in on.get(c, ())], rule, self.known) for n in needs
        ]
        met = sum(j.status == rules.MET for j in judged)
        return Move(role, len(needs), met, tuple(j for j in judged if j.status == rules.GAP))

    def between(self, start: str, target: str) -> Move:
        """The move from one role to another, whatever is met."""
        on: dict[str, list[Holding]] = {}
        for holding in (h for need in self.needs.get(start, ()) for h in as_holdings(need)):
            on.setdefault(holding.competency, []).append(holding)
        return self.move(target, on, Counting(self.as_of))

    # --- ladders ---------------------------------------------------------------------------------------

    def ladder(self, start: str, target: str) -> list[Move]:
        """The moves from one role to another whose hardest step leaves the fewest; of those the fewest steps.

        Among as many steps, the least in all. The direct move is a ladder of one step. No step leads away from the
        band of the target: without that, the shortest way to a Director leads through a Secretary, of whom less is
        required.
        """
        direct = self.between(start, target)
        widest = self._widest(start, direct)
        done: set[str] = set()
        tie = count()
        front: list[tuple[tuple[int, int], int, str, list[Move]]] = [((0, 0), next(tie), start, [])]
        while front:
            cost, _, role, moves = heapq.heappop(front)
            if role in done:
                continue
            done.add(role)
            if role == target:
                return moves
            for move in self._steps(role, direct, start):
                if move.unmet <= widest and move.role not in done:
                    more = cost[0] + 1, cost[1] + move.unmet
                    heapq.heappush(front, (more, next(tie), move.role, [*moves, move]))
        return [direct]

    def _widest(self, start: str, direct: Move) -> int:
        """The least that the hardest step of a way to the target leaves: the direct move, or less."""
        done: set[str] = set()
        front = [(0, start)]
        while front:
            widest, role = heapq.heappop(front)
            if role == direct.role:
                return widest
            if role in done:
                continue
            done.add(role)
            for move in self._steps(role, direct, start):
                wide = max(widest, move.unmet)
                if move.role not in done and (wide < direct.unmet or move.role == direct.role):
                    heapq.heappush(front, (wide, move.role))
        return direct.unmet

    def _steps(self, role: str, direct: Move, start: str) -> Iterable[Move]:
        goal = self._band(direct.role)
        moves = [m for m in self.from_role(role).values() if _towards(self._band(role), self._band(m.role), goal)]
        return moves if role != start or any(m.role == direct.role for m in moves) else [*moves, direct]

    def _band(self, role: str) -> int | None:
        band = self.bands.get(role)
        return BANDS.index(band) if band in BANDS else None


def _towards(band: int | None, to: int | None, goal: int | None) -> bool:
    """Whether a step between bands does not lead away from the goal; nothing is known of roles without a band."""
    if band is None or to is None or goal is None:
        return True
    return min(band, goal) <= to <= max(band, goal)


def as_holdings(need: Needed) -> list[Holding]:
    """What somebody has who meets a need."""
    name = f"requirement of {need.competency}"
    return [Holding(name, need.competency, level, scale) for scale, level in need.levels] or [
        Holding(name, need.competency)
    ]


# --- reading ---------------------------------------------------------------------------------------------


async def careers(store: Store, as_of: str, known: Scales) -> Careers:
    """The essential requirements of every role, its own and inherited."""
    same = await _same(store, as_of)
    roles = [row async for row in _rows(store, "roles")]
    titles = {id_: title for id_, title, _ in roles}
    bands = {id_: band for id_, _, band in roles if band}
    called = {id_: title async for id_, title, *_ in _rows(store, "competencies")}
    stated: dict[str, list[Requirement]] = {}
    async for role, c, distance, level, scale, essential in _rows(store, "requirements", asOf=as_of):
        also = tuple(sorted(same.get(c, ())))
        stated.setdefault(role, []).append(
            Requirement(c, called[c], role, level, scale or None, essential, distance=distance, same=also)
        )
    return await asyncio.to_thread(_careers, Careers(as_of, known, titles, {}, {}, bands), stated)


def _careers(bare: Careers, stated: Mapping[str, Sequence[Requirement]]) -> Careers:
    needs: dict[str, list[Needed]] = {}
    requiring: dict[str, set[str]] = {}
    for role, found in stated.items():
        essential = [n for n in rules.needed(rules.overriding(found)) if n.essential]
        for c in (c for need in essential for c in (need.competency, *need.same)):
            requiring.setdefault(c, set()).add(role)
        if essential:
            needs[role] = essential
    return replace(bare, needs=needs, requiring={c: frozenset(roles) for c, roles in requiring.items()})


async def _same(store: Store, as_of: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    async for c, other in _rows(store, "matches", asOf=as_of):
        if c != other:
            found.setdefault(c, set()).add(other)
    return found


def _rows(store: Store, name: str, **given: Any) -> AsyncIterator[list[Any]]:
    asked = question(f"population/{name}")
    return store.stream(asked.for_dialect(store.dialect), **given)


# --- answers ---------------------------------------------------------------------------------------------


async def nearest(store: Store, found: Careers, role: str, first: int) -> list[NextRole]:
    """The roles nearest to a role: fewest unmet, then fewest missing, then fewest hours."""
    return await ranked(store, found, found.from_role(role).values(), first)


async def next_roles(
    store: Store, found: Careers, officers: Sequence[str], rule: Counting, first: int
) -> dict[str, list[NextRole]]:
    """The roles nearest to what each officer holds, without those held now."""
    held: dict[str, list[Holding]] = {}
    for row in await store.ask(question("career/holdings"), ids=list(officers)):
        values = [row[name] for name in ("holding", *Holding._fields[1:])]
        held.setdefault(row["id"], []).append(Holding(*values)._replace(negative=bool(row["negative"])))
    now: dict[str, set[str]] = {}
    for row in await store.ask(question("officer/postings"), ids=list(officers), asOf=rule.as_of):
        now.setdefault(row["id"], set()).add(row["role"])
    return {
        id_: await ranked(store, found, found.from_holdings(held.get(id_, []), rule, now.get(id_, ())).values(), first)
        for id_ in officers
    }


async def ranked(store: Store, found: Careers, moves: Iterable[Move], first: int) -> list[NextRole]:
    """The first of some moves; hours are found for those that may be among them."""
    if not first:
        return []
    ordered = sorted(moves, key=lambda m: (_unmet(m), found.titles[m.role], m.role))
    last = _unmet(ordered[first - 1]) if len(ordered) >= first else None
    tied = [m for m in ordered[first:] if _unmet(m) == last][:TIED]
    priced = await _priced(store, found, [*ordered[:first], *tied])
    return sorted(priced, key=lambda n: (*_unmet(n.move), n.unclosable, n.hours, n.title, n.role))[:first]


def _unmet(move: Move) -> tuple[int, int]:
    return move.unmet, len(move.missing)


async def _priced(store: Store, found: Careers, moves: Sequence[Move]) -> list[NextRole]:
    wanted = sorted({j.needed.competency for move in moves for j in move.missing})
    courses = await modules_on(store, wanted, found.as_of) if wanted else {}
    priced = []
    for move in moves:
        hours = [cheapest(j.needed, courses[j.needed.competency], found.known, j.counted) for j in move.missing]
        closed = [one for one in hours if one is not None]
        title = found.titles.get(move.role, move.role)
        priced.append(NextRole(move.role, title, move, sum(closed), len(hours) - len(closed)))
    return priced


async def ladder(store: Store, found: Careers, start: str, target: str) -> Ladder:
    """The ladder from one role to another."""
    moves = await asyncio.to_thread(found.ladder, start, target)
    return Ladder(start, target, found.as_of, tuple(await _priced(store, found, moves)))
