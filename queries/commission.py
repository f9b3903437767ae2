"""What to commission: competencies that no course builds to the level, with the demand behind each, ranked.

What a course does is asked from not held, as for a role.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import ibis
from ibis.expr.types import Table

from queries import rules
from queries.candidates import Candidate, Near, candidates
from queries.grounds import Ground
from queries.heatmap import Whole, whole
from queries.heatmap_hiding import Hiding, Sums, hidden
from queries.heatmap_sums import KEYS, NEEDS
from queries.heatmap_tree import ALL
from queries.population import SCHEMAS, Population, courses, effective
from queries.population_tables import text
from queries.reports import COMPETENCY, MODULE
from queries.reports_hiding import telling
from queries.rules import GAP
from queries.search import SearchIndex

_SHORT = {"subject": "string", "officer": "string", "competency": "string", "scale": "string", "level": "float64"}
_STEP = {"competency": "string", "scale": "string", "level": "float64"}
Step = tuple[str, str, float | None]
"""A competency with a scale and level that is required of it."""
Stated = dict[Step, dict[str, bool]]
"""The roles that require each step, and whether it is essential for them."""


@dataclass(frozen=True, slots=True)
class LevelDemand:
    """A level that no course reaches: who requires it, and how many officers are short of it."""

    scale: str | None
    level: float | None
    status: str
    """What courses do: levelNotStated, partlyCovered or uncovered."""
    roles: int
    officers: int | None
    """None where too few."""


@dataclass(frozen=True, slots=True)
class ToCommission:
    """A competency that no course builds to the level, with the demand behind it; counts are None where too few."""

    competency: str
    title: str
    officers: int | None
    """Short of a level that no course reaches, each once."""
    essential: int | None
    """Of them, those for whom it is essential."""
    roles: int
    roles_essential: int
    levels: tuple[LevelDemand, ...]
    stops_short: tuple[rules.Course, ...]
    """Live modules on it, none of which leads to the level."""
    candidates: tuple[Candidate, ...] = ()


def to_commission(
    ground: Ground,
    organisation: str | None = None,
    first: int = 20,
    index: SearchIndex | None = None,
    after: str | None = None,
) -> list[ToCommission]:
    """The competencies to commission modules for, most officers short first; only those after one of them.

    KeyError for no such organisation, ValueError where `after` is not among them.
    """
    top = organisation or ALL
    wanted = ranking(ground, organisation)
    ids = list(wanted)
    start = ids.index(after) + 1 if after else 0
    offered, lacking = _demanded(ground)
    by_level = _by_level(ground, _grid(ground), top)
    found = [_row(ground, offered, lacking, top, one, wanted[one], by_level) for one in ids[start : start + first]]
    if index is None:
        return found
    near = ground.once("near", lambda: Near.of(ground.names, _covering(ground)))
    return [
        replace(row, candidates=candidates(ground.names, row.competency, row.stops_short, near, index)) for row in found
    ]


def ranking(ground: Ground, organisation: str | None = None) -> dict[str, Stated]:
    """All competencies to commission modules for, most officers short first, each with its unreached steps.

    KeyError for no such organisation.
    """
    top, grid = organisation or ALL, _grid(ground)
    if top not in grid.tree.children:
        raise KeyError(organisation)
    return ground.once(f"to commission {top}", lambda: _ranked(ground, grid, top))


def _ranked(ground: Ground, grid: Whole, top: str) -> dict[str, Stated]:
    offered, lacking = _demanded(ground)
    steps = _by_competency(ground, offered, None if top == ALL else grid.tree.below(top))

    def rank(competency: str) -> tuple[int, int, int, str, str]:
        officers, essential = _short(lacking, top, competency)
        roles = {role for by_role in steps[competency].values() for role in by_role}
        title = ground.names.title(COMPETENCY, competency)
        return -(essential or 0), -(officers or 0), -len(roles), title, competency

    return {competency: steps[competency] for competency in sorted(steps, key=rank)}


def _grid(ground: Ground) -> Whole:
    return ground.once("readiness", lambda: whole(ground))


def _demanded(ground: Ground) -> tuple[Offered, Hiding]:
    offered = ground.once("offered", lambda: what_courses_do(ground))
    return offered, ground.once("lacking", lambda: demand(ground, offered, _grid(ground)))


def _short(lacking: Hiding, top: str, competency: str) -> tuple[int | None, int | None]:
    """How many are short, and for how many it is essential; None where hidden."""
    sums, away = lacking.cells.get((top, competency), Sums()), lacking.of((top, competency))
    return None if "people" in away else sums.people, None if "gaps" in away else sums.gaps


def _covering(ground: Ground) -> dict[str, set[str]]:
    """The live modules on each competency, required or not."""
    found: dict[str, set[str]] = {}
    for row in ground.engine.rows(Population.unbound().coverage.select("competency", "module").distinct()):
        found.setdefault(row["competency"], set()).add(row["module"])
    return found


# --- what courses do ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """What live courses do for each step that some role requires."""

    courses: Mapping[str, Sequence[rules.Course]]
    status: Mapping[Step, str]

    def unreached(self) -> list[Step]:
        """The steps that no course reaches."""
        return [step for step, status in self.status.items() if status != rules.COVERED]


def what_courses_do(ground: Ground) -> Offered:
    """What live courses do for each step that some role requires."""
    population = Population.unbound()
    on: dict[str, list[rules.Course]] = {}
    for row in ground.engine.rows(
        courses(population).order_by("competency", "module", "scale", "from_level", "to_level")
    ):
        title = ground.names.title(MODULE, row["module"])
        course = rules.Course(row["module"], title, row["from_level"], row["to_level"], row["scale"] or None)
        on.setdefault(row["competency"], []).append(course)
    status = {}
    for row in ground.engine.rows(effective(population).select("competency", "scale", "level").distinct()):
        step = row["competency"], row["scale"], row["level"]
        levels = () if row["level"] is None else ((row["scale"] or None, row["level"]),)
        need = rules.Needed(row["competency"], "", True, levels, None, (), ())
        status[step] = rules.offer(need, on.get(row["competency"], ()), ground.known).status
    return Offered(on, status)


# --- the demand --------------------------------------------------------------------------------------------


def short_of(unreached: Table) -> Table:
    """Who is short of a step that no course reaches: officer, competency, scale, level, essential."""
    needs = ibis.table(NEEDS, name="officer_needs")
    gaps = needs.filter(needs.status == GAP).select("officer", "competency", "essential")
    short = ibis.table(_SHORT, name="officer_short")
    levelled = short.semi_join(unreached, ["competency", "scale", "level"])
    levelled = levelled.join(gaps, ["officer", "competency"]).select(
        "officer", "competency", "scale", "level", "essential"
    )
    plain = gaps.anti_join(short, ["officer", "competency"]).semi_join(
        unreached.filter(unreached.level.isnull()), "competency"
    )
    plain = plain.mutate(scale=ibis.literal(""), level=ibis.null("float64"))
    return levelled.union(plain.select("officer", "competency", "scale", "level", "essential"))


def _placed() -> Table:
    """Each officer with each column of the tree: officer, column."""
    postings = ibis.table(SCHEMAS["postings"], name="postings")
    columns = ibis.table(KEYS, name="column_keys").rename(organisation="item", column="key")
    placed = postings.mutate(organisation=postings.organisation.coalesce(""))
    return placed.join(columns, "organisation").select("officer", "column").distinct()


@cache
def _texts() -> tuple[str, str]:
    each = short_of(ibis.table(_STEP, name="unreached")).join(_placed(), "officer")
    whole_ = each.group_by("column", "competency").agg(
        officers=each.officer.nunique(), essential=each.officer.nunique(where=each.essential)
    )
    levels = each.group_by("competency", "scale", "level").agg(officers=each.officer.nunique())
    return text(whole_), text(levels)


def demand(ground: Ground, offered: Offered, grid: Whole) -> Hiding:
    """How many are short, by organisation and competency, with what is hidden: optional ones as `not_stated`."""
    engine = ground.engine
    engine.create("unreached", offered.unreached(), _STEP)
    engine.create("column_keys", sorted(set(grid.tree.pairs())), KEYS)
    cells = {}
    for row in engine.read(_texts()[0], ("column", "competency", "officers", "essential")):
        n, essential = row["officers"], row["essential"]
        cells[row["column"], row["competency"]] = Sums(n, n, 0, n - essential, essential)
    rows = {competency for _, competency in cells}
    lines = [
        ((column, row), [(part, row) for part in parts]) for column, parts in grid.tree.children.items() for row in rows
    ]
    return hidden(cells, lines)


def _by_level(ground: Ground, grid: Whole, top: str) -> dict[Step, int]:
    keys = sorted({(id_, key) for id_, key in grid.tree.pairs() if key == top})
    ground.engine.create("column_keys", keys, KEYS)
    rows = ground.engine.read(_texts()[1], ("competency", "scale", "level", "officers"))
    return {(row["competency"], row["scale"], row["level"]): row["officers"] for row in rows}


def _by_competency(ground: Ground, offered: Offered, within: Iterable[str] | None) -> dict[str, Stated]:
    """The unreached steps of each competency that the roles in scope require."""
    stated = effective(Population.unbound())
    found: dict[str, Stated] = {}
    roles = None if within is None else _roles_at(ground, set(within))
    unreached = set(offered.unreached())
    for row in ground.engine.rows(stated.select("role", "competency", "scale", "level", "essential")):
        step = row["competency"], row["scale"], row["level"]
        if step in unreached and (roles is None or row["role"] in roles):
            by_role = found.setdefault(step[0], {}).setdefault(step, {})
            by_role[row["role"]] = by_role.get(row["role"], False) or row["essential"]
    return found


def _roles_at(ground: Ground, places: set[str]) -> set[str]:
    rows = ground.engine.rows(Population.unbound().postings.select("organisation", "role").distinct())
    return {row["role"] for row in rows if row["organisation"] in places}


def _row(
    ground: Ground,
    offered: Offered,
    lacking: Hiding,
    top: str,
    competency: str,
    steps: Stated,
    counts: Mapping[Step, int],
) -> ToCommission:
    officers, essential = _short(lacking, top, competency)
    shares = officers is not None and (top == ALL or len(steps) == 1)
    roles = Counter[str]()
    for by_role in steps.values():
        roles.update({role: int(essential_) for role, essential_ in by_role.items()})
    title = ground.names.title(COMPETENCY, competency)
    return ToCommission(
        competency, title, officers, essential, len(roles), sum(n > 0 for n in roles.values()),
        tuple(_levels(offered, steps, counts, shares=shares)), tuple(offered.courses.get(competency, ())),
    )  # fmt: skip


def _levels(offered: Offered, steps: Stated, counts: Mapping[Step, int], *, shares: bool) -> Iterator[LevelDemand]:
    """Each level, lowest first; of an organisation no officers by level: siblings would tell of few by subtraction."""
    secret = telling({str(step): counts.get(step, 0) for step in steps}) if shares else {str(step) for step in steps}
    for step in sorted(steps, key=lambda step: (step[1], step[2] or 0)):
        officers = None if str(step) in secret else counts.get(step, 0)
        yield LevelDemand(step[1] or None, step[2], offered.status[step], len(steps[step]), officers)
