"""How each required competency stands for every officer of a population: one Ibis expression, for any engine.

The rules are those of `queries.rules`; what is hard to say in tables (equivalent levels, what a negative holding
voids) stands in small lookup tables, made in `queries.population_tables`. A subject is an officer, with all postings,
or a posting by itself.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import ibis
from ibis.expr.types import Table

from queries.rules import GAP, MET, NOT_COMPARABLE, NOT_STATED

Subject = Literal["officer", "posting"]
OFFICER: Subject = "officer"
POSTING: Subject = "posting"
COMPLETED, IN_PROGRESS, NOT_STARTED, NO_MODULE = "completed", "inProgress", "notStarted", "noModule"
CLASSES = (COMPLETED, IN_PROGRESS, NOT_STARTED, NO_MODULE)
"""What has become of a gap, the best first."""

_RANKS = (MET, NOT_STATED, NOT_COMPARABLE, GAP)
_MET, _NOT_STATED, _NOT_COMPARABLE, _GAP = range(4)

SCHEMAS: dict[str, dict[str, str]] = {
    "postings": {"posting": "string", "officer": "string", "role": "string", "organisation": "string"},
    "holdings": {
        "officer": "string", "competency": "string", "level": "float64", "scale": "string", "awarded": "string",
        "negative": "boolean",
    },
    "requirements": {
        "role": "string", "competency": "string", "distance": "int64", "level": "float64", "scale": "string",
        "essential": "boolean",
    },
    "matches": {"competency": "string", "other": "string"},
    "coverage": {
        "competency": "string", "module": "string", "from_level": "float64", "to_level": "float64", "scale": "string",
    },
    "enrolments": {
        "officer": "string", "module": "string", "state": "string", "since": "string", "completed": "string",
        "rating": "float64",
    },
    "conversions": {"scale": "string", "level": "float64", "other": "string", "reached": "float64"},
    "voids": {"by_scale": "string", "by_level": "float64", "scale": "string", "level": "float64"},
    "starts": {"scale": "string", "start": "float64"},
}  # fmt: skip
"""The tables with their columns. A scale or date that is not stated is empty; `voids` is the level of a negative
holding with each level that it voids; `conversions` the level reached on another scale."""


@dataclass(frozen=True, slots=True)
class Population:
    """The tables that the expressions are over."""

    postings: Table
    holdings: Table
    requirements: Table
    matches: Table
    coverage: Table
    enrolments: Table
    conversions: Table
    voids: Table
    starts: Table

    @classmethod
    def unbound(cls) -> Population:
        """The tables without an engine: expressions over them run on any that has tables of these names."""
        return cls(**{name: ibis.table(schema, name=name) for name, schema in SCHEMAS.items()})


@dataclass(frozen=True, slots=True)
class Standing:
    """How subjects stand.

    `needs`: subject, officer, competency, essential, status, declared (some evidence counts).
    `short`: each scale on which a gap falls short, with the level needed and held (not held: its start).
    `held`: officer, competency, scale, held: the highest level that counts, on each scale that it compares with.
    """

    needs: Table
    short: Table
    held: Table


def standing(population: Population, subject: Subject = "officer") -> Standing:
    """How each competency that is required of each subject stands."""
    needs, steps = _required(population, subject)
    evidence = counted(population)
    held = _held(evidence, population.conversions)
    shown = evidence.group_by("officer", "competency").agg(
        evidence=evidence.count(), unlevelled=evidence.level.isnull().cast("int64").sum()
    )
    verdicts = _verdicts(steps, shown, held, population.starts)
    worst = verdicts.group_by("subject", "competency").agg(rank=verdicts.rank.max())
    joined = _left(_left(needs, worst, "subject", "competency"), shown, "officer", "competency")
    declared = joined.evidence.notnull()
    rank = joined["rank"].coalesce(ibis.ifelse(declared, _MET, _GAP))
    status = ibis.cases(*((rank == place, name) for place, name in enumerate(_RANKS)))
    judged = joined.select("subject", "officer", "competency", "essential", status=status, declared=declared)
    short = verdicts.filter(verdicts["rank"] == _GAP)
    return Standing(
        judged, short.select("subject", "officer", "competency", "scale", "level", held=short.reached), held
    )


def _required(population: Population, subject: Subject) -> tuple[Table, Table]:
    """What is required of each subject: competencies, and the highest level of each scale; the nearest overrides."""
    stated = effective(population)
    posts = population.postings
    posts = posts.filter(posts.role.notnull()).select("officer", "role", subject=posts[subject]).distinct()
    found = posts.join(stated, "role").select("subject", "officer", "competency", "level", "scale", "essential")
    needs = found.group_by("subject", "officer", "competency").agg(essential=found.essential.any())
    levelled = found.filter(found.level.notnull())
    steps = levelled.group_by("subject", "officer", "competency", "scale").agg(level=levelled.level.max())
    return needs, steps


def effective(population: Population) -> Table:
    """The requirements of each role, the nearest statement of each competency overriding the inherited ones."""
    stated = population.requirements
    nearest = stated.group_by("role", "competency").agg(distance=stated.distance.min())
    return stated.semi_join(nearest, ["role", "competency", "distance"])


def same(population: Population) -> Table:
    """Each required competency with all that count as it, itself first of all."""
    required = population.requirements.select("competency").distinct()
    matched = population.matches.semi_join(required, "competency")
    return matched.union(required.mutate(other=required.competency), distinct=True)


def counted(population: Population) -> Table:
    """The positive holdings that count for each required competency: officer, competency, level, scale."""
    holdings = population.holdings.rename(other="competency")
    evidence = holdings.join(same(population), "other").drop("other")
    negative = evidence.filter(evidence.negative)
    wholly = negative.filter(negative.level.isnull())
    wholly = wholly.group_by("officer", "competency").agg(all_until=wholly.awarded.max())
    above = negative.rename(by_scale="scale", by_level="level").join(population.voids, ["by_scale", "by_level"])
    above = above.group_by("officer", "competency", "scale", "level").agg(until=above.awarded.max())
    positive = evidence.filter(~evidence.negative)
    joined = _left(positive, wholly, "officer", "competency")
    joined = _left(joined, above, "officer", "competency", "scale", "level")
    kept = joined.filter(
        joined.all_until.isnull() | (joined.awarded > joined.all_until),
        joined.until.isnull() | (joined.awarded > joined.until),
    )
    return kept.select("officer", "competency", "level", "scale")


def _held(evidence: Table, conversions: Table) -> Table:
    on_scales = evidence.join(conversions, ["scale", "level"]).select(
        "officer", "competency", "reached", scale=conversions.other
    )
    return on_scales.group_by("officer", "competency", "scale").agg(held=on_scales.reached.max())


def _verdicts(steps: Table, shown: Table, held: Table, starts: Table) -> Table:
    """Each step with its rank of `_RANKS`: a lower level on a comparable scale is a gap, whatever else is held."""
    joined = _left(_left(steps, held, "officer", "competency", "scale"), shown, "officer", "competency")
    joined = _left(joined, starts, "scale")
    start = joined.start.coalesce(0.0)
    rank = ibis.cases(
        (joined.held >= joined.level, _MET),
        (joined.held.notnull(), _GAP),
        (joined.level <= start, _MET),
        (joined.unlevelled > 0, _NOT_STATED),
        (joined.evidence > 0, _NOT_COMPARABLE),
        else_=_GAP,
    )
    return joined.select(
        "subject", "officer", "competency", "scale", "level", rank=rank, reached=joined.held.coalesce(start)
    )


# --- what closes gaps ------------------------------------------------------------------------------------


def helping(population: Population, found: Standing) -> Table:
    """The helping modules that officers enrolled for: subject, officer, competency, module, reaches, state.

    Live, on the competency or its exact matches, from-level absent or held, to-level above what is held; where no level
    is required, every live one. `reaches` all that is short; `state` is that of the enrolment.
    """
    taken = states(population)
    short = found.short.join(taken.select("officer", "module"), "officer")
    levelled = _reaching(
        _fitting(population, found, short.join(_led(population), ["competency", "scale", "module"])), found
    )
    plain = _unlevelled(found).join(taken.select("officer", "module"), "officer")
    other = plain.join(courses(population).select("competency", "module").distinct(), ["competency", "module"])
    other = other.select("subject", "officer", "competency", "module", reaches=ibis.literal(True))
    return _left(levelled.union(other), taken, "officer", "module")


def helped(population: Population, found: Standing) -> Table:
    """The gaps that some module helps with, whether anybody enrolled for it: subject, competency."""
    led = _led(population)
    highest = led.group_by("competency", "scale", "course_scale", "from_level").agg(reached=led.reached.max())
    levelled = _fitting(population, found, found.short.join(highest, ["competency", "scale"]))
    other = _unlevelled(found).semi_join(courses(population), "competency")
    return levelled.select("subject", "competency").union(other.select("subject", "competency"), distinct=True)


def courses(population: Population) -> Table:
    """The live modules on each required competency or its exact matches."""
    return population.coverage.rename(other="competency").join(same(population), "other").drop("other").distinct()


def _led(population: Population) -> Table:
    """Where each module leads on each scale that compares: competency, module, from_level of course_scale, reached."""
    led = (
        courses(population)
        .rename(course_scale="scale")
        .join(population.conversions, [("course_scale", "scale"), ("to_level", "level")])
    )
    return led.select("competency", "module", "course_scale", "from_level", "reached", scale=led.other)


def _unlevelled(found: Standing) -> Table:
    """The gaps in what is required at no level."""
    return found.needs.filter(found.needs.status == GAP).anti_join(found.short, ["subject", "competency"])


def _fitting(population: Population, found: Standing, offered: Table) -> Table:
    """What leads above the level held and begins at or below it."""
    able = found.held.select("officer", "competency", course_scale=found.held.scale, able=found.held.held)
    offered = offered.filter(offered.reached > offered.held)
    offered = _left(offered, able, "officer", "competency", "course_scale")
    offered = _left(offered, population.starts.rename(course_scale="scale"), "course_scale")
    first = offered.from_level
    begins = first.isnull() | (first <= offered.start.coalesce(0.0)) | (first <= offered.able).fill_null(False)
    return offered.filter(begins)


def _reaching(fits: Table, found: Standing) -> Table:
    """Each module once, with whether it reaches the level on every scale that is short."""
    reached = fits.filter(fits.reached >= fits.level)
    reached = reached.group_by("subject", "competency", "module").agg(scales=reached.scale.nunique())
    wanted = found.short.group_by("subject", "competency").agg(wanted=found.short.count())
    helps = fits.select("subject", "officer", "competency", "module").distinct()
    helps = _left(_left(helps, reached, "subject", "competency", "module"), wanted, "subject", "competency")
    reaches = (helps.scales == helps.wanted).fill_null(False)
    return helps.select("subject", "officer", "competency", "module", reaches=reaches)


def states(population: Population) -> Table:
    """What has become of each officer's enrolments in a module, the best of several: officer, module, state."""
    took = population.enrolments
    rank = ibis.cases((took.state == "completed", 2), (took.state.isin(["enrolled", "started"]), 1), else_=0)
    best = took.mutate(rank=rank).group_by("officer", "module").agg(best=rank.max())
    state = ibis.cases((best.best == 2, COMPLETED), (best.best == 1, IN_PROGRESS), else_=NOT_STARTED)  # noqa: PLR2004
    return best.select("officer", "module", state=state)


def gaps(found: Standing, helps: Table, helped_with: Table) -> Table:
    """Each gap with what has become of it: subject, officer, competency, class, running, still_open.

    One class of `CLASSES`; `running` when a helping module is in progress, `still_open` when one that reaches the
    level was completed.
    """
    completed, running = helps.state == COMPLETED, helps.state == IN_PROGRESS
    best = helps.group_by("subject", "competency").agg(
        completed=_any(completed),
        running=_any(running),
        still_open=_any(completed & helps.reaches),
    )
    open_ = found.needs.filter(found.needs.status == GAP).select("subject", "officer", "competency")
    some = helped_with.mutate(helped=ibis.literal(True))
    joined = _left(_left(open_, best, "subject", "competency"), some, "subject", "competency")
    class_ = ibis.cases(
        (joined.completed, COMPLETED), (joined.running, IN_PROGRESS), (joined.helped, NOT_STARTED), else_=NO_MODULE
    )
    return joined.select(
        "subject", "officer", "competency",
        running=joined.running.fill_null(False),
        still_open=joined.still_open.fill_null(False),
        **{"class": class_},
    )  # fmt: skip


def _any(condition: Any) -> Any:
    return ibis.ifelse(condition, 1, 0).max() == 1


def _left(left: Table, right: Table, *keys: str) -> Table:
    """A left join that keeps the columns of the left and adds the others of the right."""
    added = {name: right[name] for name in right.columns if name not in keys}
    return left.left_join(right, list(keys)).select(*(left[name] for name in left.columns), **added)
