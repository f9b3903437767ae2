"""The figures of reports, as expressions over how officers stand, for the keys that are asked for.

Three tables say what is asked for: `posting_keys` (posting, pkey: the postings in scope), `competency_keys`
(competency, ckey) and `module_keys` (module, mkey). What is not broken down has the one key of ''. `fill` has the
row '' where competencies are not broken down: officers of whom nothing is required then count too, with zero.
"""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
from ibis.expr.types import Table

from queries.population import COMPLETED, IN_PROGRESS, Population, courses, effective
from queries.population_tables import Standings
from queries.rules import MET

KEYS: dict[str, dict[str, str]] = {
    "posting_keys": {"posting": "string", "pkey": "string"},
    "competency_keys": {"competency": "string", "ckey": "string"},
    "module_keys": {"module": "string", "mkey": "string"},
    "fill": {"ckey": "string"},
    "window": {"since": "string"},
}
GROUP = ("pkey", "ckey")
Measure = Callable[[Any], Any]

MEASURES: dict[str, Measure] = {
    "expected": lambda v: v.expected.cast("float64"),
    "declared": lambda v: v.declared.cast("float64"),
    "reached": lambda v: v.met / v.expected.nullif(0),
    "gaps": lambda v: v.gaps.cast("float64"),
    "enrolled": lambda v: v.enrolled.cast("float64"),
    "running": lambda v: v.running / v.gaps.nullif(0),
    "completed": lambda v: v.completed.cast("float64"),
    "still_open": lambda v: v.still_open.cast("float64"),
    "open_share": lambda v: v.still_open / v.gaps.nullif(0),
}
"""What is measured of one officer; null where there is nothing to divide by."""


def key_table(name: str) -> Table:
    """A table that says what is asked for."""
    return ibis.table(KEYS[name], name=name)


def members(population: Population) -> Table:
    """The officers in each key: officer, pkey."""
    return population.postings.join(key_table("posting_keys"), "posting").select("officer", "pkey").distinct()


def officer_values(found: Standings) -> Table:
    """What is measured of each officer, over all postings, in each key: officer, pkey, ckey and counts."""
    keys = key_table("competency_keys")
    needs = found.officers.needs.join(keys, "competency")
    of_needs = needs.group_by("officer", "ckey").agg(
        expected=needs.count(), declared=needs.declared.sum(), met=(needs.status == MET).sum()
    )
    gaps = found.officer_gaps.join(keys, "competency")
    of_gaps = gaps.group_by("officer", "ckey").agg(
        gaps=gaps.count(), running=gaps.running.sum(), still_open=gaps.still_open.sum()
    )
    helps = found.officer_helps.join(keys, "competency")
    of_helps = helps.group_by("officer", "ckey").agg(
        enrolled=helps.module.nunique(where=helps.state == IN_PROGRESS),
        completed=helps.module.nunique(where=helps.state == COMPLETED),
    )
    belongs = members(found.population)
    filled = belongs.cross_join(key_table("fill")).select("officer", "pkey", "ckey")
    frame = filled.union(
        belongs.join(of_needs.select("officer", "ckey"), "officer").select("officer", "pkey", "ckey"), distinct=True
    )
    for counts in (of_needs, of_gaps, of_helps):
        added = {name: counts[name].fill_null(0) for name in counts.columns if name not in {"officer", "ckey"}}
        frame = frame.left_join(counts, ["officer", "ckey"]).select(*(frame[name] for name in frame.columns), **added)
    return frame


def averages(values: Table) -> Table:
    """The mean of each measure over the officers of each key: pkey, ckey, people and the means.

    `_left_out`: officers with nothing to divide by. `_sum`, and `_between`: how many values are neither 0 nor 1.
    """
    found: dict[str, Any] = {"people": values.count()}
    for name, measure in MEASURES.items():
        value = measure(values)
        found |= {
            name: value.mean(), f"{name}_left_out": value.isnull().sum(), f"{name}_sum": value.sum(),
            f"{name}_between": value.count(where=(value != 0) & (value != 1)),
        }  # fmt: skip
    return values.group_by(*GROUP).agg(**found)


def averages_by_organisation(found: Standings, values: Table) -> Table:
    """The mean of gaps over organisations' own officers, meant over organisations."""
    posts = found.population.postings.join(key_table("posting_keys"), "posting")
    own = posts.filter(posts.organisation.notnull()).select("officer", "pkey", "organisation").distinct()
    each = own.join(values, ["officer", "pkey"])
    means = each.group_by(*GROUP, "organisation").agg(mean=each.gaps.mean())
    people = each.group_by(*GROUP).agg(people=each.officer.nunique())
    over = means.group_by(*GROUP).agg(value=means["mean"].mean(), organisations=means.count())
    return over.join(people, list(GROUP)).select(*GROUP, "value", "people", "organisations")


def gap_classes(found: Standings, values: Table) -> Table:
    """The gaps of each posting by itself, by class, in each key."""
    keyed = found.posting_gaps.rename(posting="subject").join(key_table("posting_keys"), "posting")
    keyed = keyed.join(key_table("competency_keys"), "competency")
    counts = keyed.group_by(*GROUP).agg(
        gaps=keyed.count(),
        completed=(keyed["class"] == "completed").sum(),
        inProgress=(keyed["class"] == "inProgress").sum(),
        notStarted=(keyed["class"] == "notStarted").sum(),
        noModule=(keyed["class"] == "noModule").sum(),
    )
    people = values.group_by(*GROUP).agg(people=values.count())
    names = [name for name in counts.columns if name not in GROUP]
    return people.left_join(counts, list(GROUP)).select(
        *(people[name] for name in people.columns), **{name: counts[name].fill_null(0) for name in names}
    )


def required_steps(population: Population) -> Table:
    """What is required of the officers in each key: pkey, ckey, competency, scale, level, distinct."""
    posts = population.postings.join(key_table("posting_keys"), "posting").select("pkey", "role").distinct()
    stated = posts.join(effective(population), "role").join(key_table("competency_keys"), "competency")
    return stated.select("pkey", "ckey", "competency", "scale", "level").distinct()


# --- enrolments ------------------------------------------------------------------------------------------


def enrolments(population: Population) -> Table:
    """Each enrolment of the officers in each key, with the key of its module."""
    took = population.enrolments.join(key_table("module_keys"), "module")
    return took.join(members(population), "officer")


def enrolled(population: Population) -> Table:
    """Enrolments of the window: pkey, mkey, people, enrolments, completed; and people who completed in it."""
    since = key_table("window").since.as_scalar()
    took = enrolments(population)
    recent = took.filter(took.since > since)
    done = took.filter((took.state == "completed") & (took.completed > since))
    of_recent = recent.group_by("pkey", "mkey").agg(
        people=recent.officer.nunique(), enrolments=recent.count(), completed=(recent.state == "completed").sum()
    )
    of_done = done.group_by("pkey", "mkey").agg(finished=done.officer.nunique())
    keys = of_recent.select("pkey", "mkey").union(of_done.select("pkey", "mkey"), distinct=True)
    for counts in (of_recent, of_done):
        added = {name: counts[name].fill_null(0) for name in counts.columns if name not in {"pkey", "mkey"}}
        keys = keys.left_join(counts, ["pkey", "mkey"]).select(*(keys[name] for name in keys.columns), **added)
    return keys


def ratings(population: Population) -> Table:
    """The mean of ratings: pkey, mkey, value, people, ratings, left_out (enrolments without one)."""
    took = enrolments(population)
    return took.group_by("pkey", "mkey").agg(
        value=took.rating.mean(), people=took.officer.nunique(where=took.rating.notnull()),
        ratings=took.rating.count(), left_out=took.rating.isnull().sum(),
    )  # fmt: skip


def reach(found: Standings) -> Table:
    """Officers enrolled in a course that covers a competency, and those expected to have it, in each key."""
    population, keys = found.population, key_table("competency_keys")
    expected = found.officers.needs.join(keys, "competency").select("officer", "ckey").distinct()
    expected = expected.join(members(population), "officer")
    taught = courses(population).select("competency", "module").distinct().join(keys, "competency")
    took = population.enrolments.filter(population.enrolments.state != "dropped")
    learn = took.join(taught, "module").select("officer", "ckey").distinct().join(members(population), "officer")
    of_learn = learn.group_by(*GROUP).agg(enrolled=learn.count())
    of_expected = expected.group_by(*GROUP).agg(people=expected.count())
    joined = of_expected.outer_join(of_learn, list(GROUP))
    return joined.select(
        **{key: of_expected[key].coalesce(of_learn[key]) for key in GROUP},
        people=of_expected.people.fill_null(0), enrolled=of_learn.enrolled.fill_null(0),
    )  # fmt: skip
