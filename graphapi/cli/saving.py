"""Saving plans as the platform's CB plans, with the competency and gap that each course is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

import typer

from loaders import cbplan
from loaders.cbplan import Reason
from ontology.instants import stamp
from ontology.levels import Scales
from queries.answers import officer_gaps
from queries.group_plan import GroupPlan, Kind
from queries.learning import LearningPlan
from queries.reports_hiding import telling
from queries.rules import Counting
from queries.stores import Store

A_WEEK = 4.0
"""Hours for learning in a week, where nobody says otherwise: until when a group's plan runs."""


async def save_plan(store: Store, path: Path, plan: LearningPlan, known: Scales) -> None:
    """Write an officer's plan to a file."""
    counting = Counting(plan.as_of)
    gaps = (await officer_gaps(store, [plan.officer], counting, known, role=plan.role))[plan.officer]
    stands = {j.needed.competency: j for j in gaps.judgements}
    reasons = []
    for module in plan.modules:
        for c in (*module.closes, *module.leads):
            judged = stands.get(c)  # what is only needed first is required of nobody
            level, scale = (judged.needed.level, judged.needed.scale) if judged else (None, None)
            held = judged.held if judged else None
            reasons.append(Reason(module.id, c, plan.titles[c], level, held, scale, 1))
        if not module.closes and not module.leads:
            reasons.append(Reason(module.id, "", "needed first", None, None, None, 1))
    until = _after(plan.as_of, plan.weeks)
    name = f"Learning plan of {plan.officer}"
    _put(path, cbplan.by_users(name, plan.as_of, until, {plan.officer: reasons}))


def save_group_plan(path: Path, plan: GroupPlan, organisation: str) -> None:
    """Write a group's plan to a file: one request for each set of courses."""
    reasons = {
        officer: [_reason(module, kind) for kind, modules in by_kind.items() for module in modules]
        for officer, by_kind in plan.taken.items()
    }
    until = _after(plan.as_of, plan.hours / A_WEEK)
    _put(path, cbplan.by_users(f"Plan of {organisation}", plan.as_of, until, reasons))


def save_plan_for_all(path: Path, plan: GroupPlan, organisation: str) -> None:
    """Write a group's plan to a file as one for all users of the organisation: nobody is named or given away."""
    lacked = (
        replace(_reason(module, kind), held=None, users=None)
        for by_kind in plan.taken.values() for kind, modules in by_kind.items() for module in modules
    )  # fmt: skip
    counts = Counter(lacked)
    numbers = {f"{n}": count for n, count in enumerate(counts.values())}
    away = telling(numbers)
    why = [
        replace(reason, users=None if n in away else count)
        for reason, (n, count) in zip(counts, numbers.items(), strict=True)
    ]
    courses = tuple(session.module for session in plan.sessions)
    until = _after(plan.as_of, plan.hours / A_WEEK)
    named = f"Plan of {organisation}"
    _put(path, [cbplan.Plan(named, courses, (), until, plan.as_of, tuple(why), cbplan.EVERYBODY)])


def _reason(module: str, kind: Kind) -> Reason:
    need = kind.need
    held = max((level for level, scale in kind.start if scale == need.scale), default=None)
    return Reason(module, need.competency, need.title, need.level, held, need.scale, 1)


def _after(as_of: str, weeks: float) -> str:
    return stamp(datetime.fromisoformat(as_of) + timedelta(weeks=ceil(weeks)))


def _put(path: Path, plans: list[cbplan.Plan]) -> None:
    cbplan.write(path, plans)
    typer.echo(f"{path}: {len(plans)} plan{'' if len(plans) == 1 else 's'}", err=True)
