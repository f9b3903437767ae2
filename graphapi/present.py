"""Answers as plain JSON and as flat rows: the same words for the command line, the exports and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ontology.levels import Scales
from queries import rules
from queries.answers import OfficerGaps, RoleCoverage, Transition
from queries.rules import Course, Holding, Judgement, LeftOut, Needed, Offer

if TYPE_CHECKING:
    from queries.learning import LearningPlan  # with the solver, which most answers do without

COURSES = {
    rules.COVERED: "course reaches the level",
    rules.LEVEL_NOT_STATED: "level not stated",
    rules.PARTLY: "stops short",
    rules.UNCOVERED: "no course",
}
STANDING = {
    rules.MET: "met",
    rules.GAP: "short",
    rules.NOT_STATED: "level not stated",
    rules.NOT_COMPARABLE: "not comparable",
}


def number(value: float | None) -> float | int | None:
    """A level without a needless `.0`."""
    return int(value) if value is not None and value == int(value) else value


def need_json(need: Needed, scales: Scales) -> dict[str, Any]:
    """A needed competency with its level, where it comes from and who states it."""
    return {
        "competency": {"id": need.competency, "title": need.title},
        "required": number(need.level),
        "scale": need.scale,
        "requiredWords": scales.words(need.level, need.scale),
        "levels": [{"scale": scale, "level": number(level)} for scale, level in need.levels],
        "essential": need.essential,
        "importance": need.importance,
        "statedBy": [
            {"role": r.role, "inherited": r.distance > 0, "source": r.source, "since": r.since}
            for r in need.requirements
        ],
    }


def course_json(course: Course) -> dict[str, Any]:
    """A module on a competency."""
    return {
        "id": course.module,
        "title": course.title,
        "fromLevel": number(course.from_level),
        "toLevel": number(course.to_level),
        "scale": course.scale,
        "hours": number(course.hours),
        "mode": course.mode,
    }


def holding_json(holding: Holding) -> dict[str, Any]:
    """A holding that counts."""
    fields = ("id", "competency", "scale", "source", "evidence", "awarded", "expires", "negative")
    return {name: getattr(holding, name) for name in fields} | {"level": number(holding.level)}


def left_out_json(left: LeftOut) -> dict[str, Any]:
    """A holding that does not count, and why."""
    return holding_json(left.holding) | {"reason": left.reason}


def offer_json(offer: Offer, scales: Scales) -> dict[str, Any]:
    """What courses do for a needed competency."""
    return need_json(offer.needed, scales) | {
        "courses": [course_json(course) for course in offer.courses],
        "reason": offer.reason,
    }


def judgement_json(judgement: Judgement, scales: Scales, offer: Offer | None = None) -> dict[str, Any]:
    """How a needed competency stands, with the holdings counted and left out, and why."""
    found = need_json(judgement.needed, scales) | {
        "held": number(judgement.held),
        "reason": judgement.reason,
        "counted": [holding_json(h) for h in judgement.counted],
        "leftOut": [left_out_json(left) for left in judgement.left_out],
    }
    if offer:
        found |= {"courses": COURSES[offer.status], "modules": [course_json(c) for c in offer.courses]}
    return found


def role_json(answer: RoleCoverage, scales: Scales) -> dict[str, Any]:
    """`karmagraph gap role --json`."""
    statuses = (rules.COVERED, rules.LEVEL_NOT_STATED, rules.PARTLY, rules.UNCOVERED)
    return {
        "role": answer.role,
        "asOf": answer.as_of,
        "required": answer.required,
        "optional": answer.optional,
    } | {status: [offer_json(o, scales) for o in answer.with_status(status)] for status in statuses}


def officer_json(answer: OfficerGaps, scales: Scales) -> dict[str, Any]:
    """`karmagraph gap officer --json`."""
    ready = answer.readiness

    def listed(status: str) -> list[dict[str, Any]]:
        return [judgement_json(j, scales, answer.offers.get(j.needed.competency)) for j in answer.with_status(status)]

    return {
        "officer": answer.officer,
        "role": answer.role,
        "asOf": answer.as_of,
        "required": ready.required,
        "met": ready.met,
        "share": ready.share,
        "missing": listed(rules.GAP),
        "notStated": listed(rules.NOT_STATED),
        "notComparable": listed(rules.NOT_COMPARABLE),
        "have": listed(rules.MET),
    }


def transition_json(answer: Transition, scales: Scales) -> dict[str, Any]:
    """`karmagraph gap transition --json`."""

    def listed(status: str) -> list[dict[str, Any]]:
        return [judgement_json(j, scales) for j in answer.with_status(status)]

    return {
        "from": answer.start,
        "to": answer.target,
        "asOf": answer.as_of,
        "required": answer.required,
        "missing": listed(rules.GAP),
        "notStated": listed(rules.NOT_STATED),
        "notComparable": listed(rules.NOT_COMPARABLE),
    }


def plan_json(plan: LearningPlan) -> dict[str, Any]:
    """`karmagraph plan --json`."""
    modules = [
        {"id": m.id, "title": m.title, "mode": m.mode, "hours": number(m.hours), "closes": list(m.closes),
         "leads": list(m.leads), "after": list(m.after), "running": m.running}
        for m in plan.modules
    ]  # fmt: skip
    return {
        "officer": plan.officer,
        "role": plan.role,
        "asOf": plan.as_of,
        "least": plan.least,
        "gaps": plan.gaps,
        "hours": number(plan.hours),
        "weeks": number(round(plan.weeks, 1)),
        "inTime": plan.in_time,
        "proven": plan.proven,
        "gap": plan.gap,
        "modules": modules,
        "unclosable": [
            {"competency": one.competency, "title": one.title, "reason": one.reason} for one in plan.unclosable
        ],
        "separately": number(plan.separately),
    }


def proof(plan: LearningPlan) -> str:
    """What is known of a plan's worth, in words that can be quoted."""
    what = {"hours": "takes fewer hours", "weeks": "takes fewer weeks", "modules": "has fewer modules"}[plan.least]
    if plan.proven:
        return f"no plan in this catalogue {what}"
    return f"a plan that {what} may exist: at most {plan.gap:.0%} less"


# --- flat rows for exports: the columns are stable -----------------------------------------------------

COVERAGE_COLUMNS = (
    "asOf", "role", "competency", "title", "essential", "required", "scale", "courses", "modules", "hours",
)  # fmt: skip
GAPS_COLUMNS = (
    "asOf", "officer", "role", "competency", "title", "essential", "required", "held", "scale", "standing", "reason",
)  # fmt: skip


def coverage_rows(answers: Iterable[RoleCoverage]) -> Iterator[dict[str, Any]]:
    """One row a role and competency."""
    for answer in answers:
        for o in answer.offers:
            yield {
                "asOf": answer.as_of,
                "role": answer.role,
                "competency": o.needed.competency,
                "title": o.needed.title,
                "essential": o.needed.essential,
                "required": number(o.needed.level),
                "scale": o.needed.scale,
                "courses": COURSES[o.status],
                "modules": "; ".join(course.module for course in o.courses),
                "hours": number(sum(course.hours or 0 for course in o.courses)) if o.status == rules.COVERED else None,
            }


def gaps_rows(answers: Iterable[OfficerGaps]) -> Iterator[dict[str, Any]]:
    """One row an officer and needed competency, met ones too."""
    for answer in answers:
        for j in answer.judgements:
            yield {
                "asOf": answer.as_of,
                "officer": answer.officer,
                "role": answer.role or "; ".join(sorted({r.role for r in j.needed.requirements})),
                "competency": j.needed.competency,
                "title": j.needed.title,
                "essential": j.needed.essential,
                "required": number(j.needed.level),
                "held": number(j.held),
                "scale": j.needed.scale,
                "standing": STANDING[j.status],
                "reason": j.reason,
            }
