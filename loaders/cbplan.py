"""Capacity-building plans as the platform takes them, each course with the competency and gap that it is for.

The platform's request names a plan, its courses and for whom they are: users by id (`CustomUser`), all with some
designations (`Designation`), or all users of the organisation that it is sent for (`AllUser`). It has no place for the
reason. So `reasons` stands beside `request`: the platform ignores it, a reader and we do not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ontology.instants import as_on

_PLATFORM = ("igot:", "igot-user:")
"""Before ids of the platform: of its courses, and of its users."""

USERS, DESIGNATIONS, EVERYBODY = "CustomUser", "Designation", "AllUser"
"""For whom a plan is, in the platform's words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a course is for: a competency, the level needed and held, and how many of the plan's users lack it.

    `users` is None where so few lack it that the number would tell of them, or where nobody was counted.
    """

    course: str
    competency: str
    title: str
    required: float | None
    held: float | None
    scale: str | None
    users: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Courses for some users until a moment, and why; `whom` are ids of users, or names of designations."""

    name: str
    courses: tuple[str, ...]
    whom: tuple[str, ...]
    until: str
    as_of: str
    reasons: tuple[Reason, ...]
    kind: str = USERS


def request(plan: Plan) -> dict[str, Any]:
    """A plan as one request, with its reasons."""
    day = "-".join(reversed(as_on(plan.until).split("-")))
    return {
        "request": {
            "name": plan.name,
            "contentType": "Course",
            "contentList": [_theirs(course) for course in plan.courses],
            "assignmentType": plan.kind,
            "assignmentTypeInfo": [_theirs(one) for one in plan.whom],
            "endDate": day,
        },
        "reasons": [asdict(reason) for reason in plan.reasons],
        "asOf": plan.as_of,
    }


def write(path: Path, plans: Iterable[Plan]) -> None:
    """Write plans as a JSON list of requests."""
    text = json.dumps([request(plan) for plan in plans], ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _theirs(id_: str) -> str:
    """The platform's own id of what came from it; another one as it is."""
    return next((id_.removeprefix(prefix) for prefix in _PLATFORM if id_.startswith(prefix)), id_)


def by_users(name: str, as_of: str, until: str, reasons: Mapping[str, Sequence[Reason]]) -> list[Plan]:
    """One plan for each set of courses, with all users who take just these; `reasons` are each user's own."""
    users: dict[tuple[str, ...], list[str]] = {}
    for user, mine in reasons.items():
        if mine:
            users.setdefault(tuple(sorted({reason.course for reason in mine})), []).append(user)
    plans = []
    for number, (courses, together) in enumerate(sorted(users.items(), key=lambda item: (-len(item[1]), item[0])), 1):
        counts = Counter(replace(reason, users=0) for user in together for reason in reasons[user])
        why = tuple(replace(reason, users=count) for reason, count in counts.items())
        called = name if len(users) == 1 else f"{name} ({number} of {len(users)})"
        plans.append(Plan(called, courses, tuple(together), until, as_of, why))
    return plans
