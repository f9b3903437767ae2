"""Changes that are only supposed: what is stated of the competencies they touch, before and after, from a store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from queries import question
from queries.answers import PLANNED
from queries.rules import Course, Needed, Requirement, needed, overriding

if TYPE_CHECKING:
    from ontology.levels import Scales
    from queries.stores import Store

REQUIRE, DROP, COMMISSION, RETIRE, REDESIGN = KINDS = ("require", "drop", "commission", "retire", "redesign")
NEW = "new"
"""The id of a module that is only supposed, with its number."""


@dataclass(frozen=True, slots=True)
class Change:
    """One supposed change.

    require: a role needs a competency at `level` (absent: at any), instead of what it states of it now.
    drop: a role states nothing of a competency any more; what it inherits stands again.
    commission: a planned module becomes live; or a new one on a competency, from a level to a level, of so many hours.
    retire: a module is no longer given. redesign: a module leads from a level to a level of a competency, and no other.
    """

    kind: str
    role: str | None = None
    competency: str | None = None
    module: str | None = None
    level: float | None = None
    scale: str | None = None
    essential: bool | None = None
    from_level: float | None = None
    to_level: float | None = None
    hours: float | None = None

    @property
    def problem(self) -> str:
        """What it lacks; empty when it is whole."""
        wants = {
            REQUIRE: ("role", "competency"), DROP: ("role", "competency"), COMMISSION: (), RETIRE: ("module",),
            REDESIGN: ("module", "competency"),
        }  # fmt: skip
        if self.kind not in wants:
            return f"a change is one of {', '.join(KINDS)}, not {self.kind!r}"
        if missing := [name for name in wants[self.kind] if getattr(self, name) is None]:
            return f"{self.kind} needs {' and '.join(missing)}"
        if self.kind == COMMISSION and not (self.module or self.competency):
            return "commission needs a planned module, or a competency"
        return ""


class Covering(NamedTuple):
    """A module on a competency, live or only planned."""

    competency: str
    course: Course
    live: bool


@dataclass(slots=True)
class Stated:
    """What roles require, and modules cover, of some competencies."""

    requirements: list[Requirement]
    coverage: list[Covering]
    above: Mapping[str, Mapping[str, int]]
    """The roles that each specialises, with how far."""
    same: Mapping[str, frozenset[str]]
    """What counts as each competency, itself too."""
    _by_place: dict[tuple[str, str], list[Requirement]] = field(default_factory=dict)

    def need(self, role: str, competency: str) -> Needed | None:
        """What a role needs of a competency: its own statements, else the nearest inherited ones."""
        if not self._by_place:
            for one in self.requirements:
                self._by_place.setdefault((one.role, one.competency), []).append(one)
        line = {role: 0, **self.above.get(role, {})}
        found = [
            one._replace(distance=distance)
            for stater, distance in line.items() for one in self._by_place.get((stater, competency), ())
        ]  # fmt: skip
        return needed(overriding(found))[0] if found else None

    def courses(self, competency: str) -> list[Course]:
        """The live modules on a competency or its exact matches."""
        same = self.same.get(competency, frozenset({competency}))
        found = {covering.course: None for covering in self.coverage if covering.live and covering.competency in same}
        return sorted(found, key=lambda c: (c.module, c.scale or "", c.from_level or 0, c.to_level or 0))


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is stated of the competencies that changes touch, before and after."""

    competencies: tuple[str, ...]
    before: Stated
    after: Stated

    def touches(self, role: str, competency: str) -> bool:
        """Whether the change is of what the role requires of a competency, or of what courses do for it."""
        old, new = (side.need(role, competency) for side in (self.before, self.after))
        if _asks(old) != _asks(new):
            return True
        return old is not None and self.before.courses(competency) != self.after.courses(competency)


def _asks(need: Needed | None) -> object:
    return need and (need.levels, need.essential)


async def supposed(store: Store, changes: Sequence[Change], as_of: str, known: Scales) -> Supposed:
    """What changes touch, before and after; ValueError for a change that cannot be."""
    for change in changes:
        if change.problem:
            raise ValueError(change.problem)
    covered = await _covered(store, changes, as_of)
    direct = {*(c.competency for c in changes if c.competency), *(one for found in covered.values() for one in found)}
    pairs = [(row["id"], row["other"]) for row in await store.ask(question("population/matches"), asOf=as_of)]
    touched = sorted(direct | {competency for competency, other in pairs if other in direct})
    before = await _stated(store, touched, pairs, as_of)
    after = Stated(list(before.requirements), list(before.coverage), before.above, before.same)
    for number, change in enumerate(changes):
        _lay(after, change, number, known)
    return Supposed(tuple(touched), before, after)


async def _covered(store: Store, changes: Sequence[Change], as_of: str) -> dict[str, set[str]]:
    modules = sorted({change.module for change in changes if change.module})
    found: dict[str, set[str]] = {module: set() for module in modules}
    for row in await store.ask(question("module/builds"), ids=modules, asOf=as_of) if modules else ():
        found[row["id"]].add(row["competency"])
    return found


async def _stated(store: Store, touched: list[str], pairs: Iterable[tuple[str, str]], as_of: str) -> Stated:
    same: dict[str, set[str]] = {one: {one} for one in touched}
    for competency, other in pairs:
        if competency in same:
            same[competency].add(other)
    requirements = await store.ask(question("whatif/statements"), ids=touched, asOf=as_of)
    ids = sorted({one for group in same.values() for one in group})
    coverage = await store.ask(question("whatif/coverage"), ids=ids, asOf=as_of, statuses=list(PLANNED))
    above: dict[str, dict[str, int]] = {}
    for row in await store.ask(question("whatif/specialised"), asOf=as_of):
        above.setdefault(row["id"], {})[row["ancestor"]] = row["distance"]
    return Stated(
        [Requirement(r["id"], "", r["role"], r["level"], r["scale"], r["essential"]) for r in requirements],
        [_covering(row) for row in coverage],
        above,
        {one: frozenset(group) for one, group in same.items()},
    )


def _covering(row: Mapping[str, Any]) -> Covering:
    course = Course(row["module"], row["title"], row["fromLevel"], row["toLevel"], row["scale"], row["hours"])
    return Covering(row["id"], course, bool(row["live"]))


# --- laying a change over what is stated ----------------------------------------------------------------------


def _lay(stated: Stated, change: Change, number: int, known: Scales) -> None:
    match change.kind:
        case "require" | "drop":
            _lay_requirement(stated, change, known)
        case "commission" if change.module:
            _make_live(stated, change.module)
        case "retire":
            stated.coverage[:] = [one for one in stated.coverage if one.course.module != change.module]
        case _:
            _lay_course(stated, change, number, known)


def _lay_requirement(stated: Stated, change: Change, known: Scales) -> None:
    role, competency = change.role or "", change.competency or ""
    old = stated.need(role, competency)
    stated.requirements[:] = [r for r in stated.requirements if (r.role, r.competency) != (role, competency)]
    stated._by_place.clear()  # noqa: SLF001 - its own
    if change.kind == REQUIRE:
        scale = _scale(stated, change, change.level, old, known)
        essential = change.essential if change.essential is not None else old is None or old.essential
        stated.requirements.append(Requirement(competency, "", role, change.level, scale, essential))


def _make_live(stated: Stated, module: str) -> None:
    if not any(one.course.module == module for one in stated.coverage):
        raise ValueError(f"{module} is no planned module on any competency")
    stated.coverage[:] = [one._replace(live=one.live or one.course.module == module) for one in stated.coverage]


def _lay_course(stated: Stated, change: Change, number: int, known: Scales) -> None:
    module, competency = change.module or f"{NEW}:{number}", change.competency or ""
    mine = [one.course for one in stated.coverage if one.course.module == module]
    hours = change.hours if change.hours is not None or not mine else mine[0].hours
    scale = _scale(stated, change, change.to_level if change.to_level is not None else change.from_level, None, known)
    course = Course(module, mine[0].title if mine else module, change.from_level, change.to_level, scale, hours)
    stated.coverage[:] = [one for one in stated.coverage if one.course not in mine or one.competency != competency]
    stated.coverage.append(Covering(competency, course, live=True))


def _scale(stated: Stated, change: Change, level: float | None, old: Needed | None, known: Scales) -> str | None:
    """The scale of a level: as said, as required now, as others state of the competency, or the only one."""
    if level is None:
        return None
    others = sorted({r.scale for r in stated.requirements if r.competency == change.competency and r.scale})
    only = [*known.by_id] if len(known.by_id) == 1 else []
    stated_now = [old.scale] if old and old.scale else others[:1]
    scale = next(iter([*filter(None, [change.scale]), *stated_now, *only]), None)
    if scale is None:
        raise ValueError(f"say of which scale level {level:g} of {change.competency} is")
    if scale not in known.by_id or not known.by_id[scale].allows(level):
        raise ValueError(f"there is no level {level:g} on the scale {scale}")
    return scale
