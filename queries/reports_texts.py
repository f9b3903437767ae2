"""The texts of what reports read: made once, for making one takes longer than a small answer."""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from collections.abc import Callable
from functools import cache

import ibis
from ibis.expr.types import Table

from queries import population, reports_figures
from queries.population import Population
from queries.population_tables import Standings, standings, text
from queries.reports import ORGANISATION

PLACES = {"organisation": "string", "pkey": "string"}
ROLES = {"role": "string", "pkey": "string"}


@cache
def prepared(figure: Callable[..., Table]) -> tuple[str, tuple[str, ...]]:
    """An expression's text and columns."""
    found = figure(standings())
    return text(found), tuple(found.columns)


@cache
def _values() -> Table:
    """The kept table of what is measured of each officer."""
    return ibis.table(reports_figures.officer_values(standings()).schema(), name="officer_values")


def averages(_: Standings) -> Table:
    """Means over officers."""
    return reports_figures.averages(_values())


def by_organisation(found: Standings) -> Table:
    """Means over organisations."""
    return reports_figures.averages_by_organisation(found, _values())


def gap_classes(found: Standings) -> Table:
    """Gaps by class."""
    return reports_figures.gap_classes(found, _values())


def required_steps(found: Standings) -> Table:
    """Required levels."""
    return reports_figures.required_steps(found.population)


def courses(found: Standings) -> Table:
    """Live courses with what they cover."""
    return population.courses(found.population)


def enrolled(found: Standings) -> Table:
    """Enrolments of the last 12 months."""
    return reports_figures.enrolled(found.population)


def ratings(found: Standings) -> Table:
    """Means of ratings."""
    return reports_figures.ratings(found.population)


def reach(found: Standings) -> Table:
    """Officers enrolled beside officers expected."""
    return reports_figures.reach(found)


@cache
def posting_keys(by: str | None, scoped: bool) -> str:
    """The text that finds the postings in scope, with their keys; without a scope those at no organisation too."""
    places, roles = ibis.table(PLACES, name="place_keys"), ibis.table(ROLES, name="role_keys")
    postings = Population.unbound().postings
    if scoped or by == ORGANISATION:
        postings = postings.semi_join(places, "organisation")
    if by in {None, ORGANISATION}:
        keyed = postings.left_join(places, "organisation")
        return text(keyed.select("posting", pkey=keyed.pkey.coalesce("")).distinct())
    return text(postings.join(roles, "role").select("posting", "pkey").distinct())
