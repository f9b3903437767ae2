"""The cheapest chain of courses that closes one gap, in hours, nothing shared with other gaps."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import count

from ontology.levels import Scales
from queries.covering import UNKNOWN_HOURS
from queries.rules import Course, Holding, Needed, Step, begins, reaches


def cheapest(need: Needed, courses: Sequence[Course], scales: Scales, held: Iterable[Holding] = ()) -> float | None:
    """Hours from what is held to every level needed, scale by scale; None where no chain leads there.

    Hours that are not stated add nothing, and are chosen only where no other chain will do.
    """
    if not need.levels:
        return _hours(min(courses, key=_cost)) if courses else None
    start = [(h.level, h.scale) for h in held if h.level is not None]
    found = [_chain(level, scale, courses, scales, start) for scale, level in need.levels]
    return None if None in found else sum(hours for hours in found if hours is not None)


def _chain(
    level: float, scale: str | None, courses: Sequence[Course], scales: Scales, start: Sequence[Step]
) -> float | None:
    """Dijkstra over courses: each is begun from the start, or from where the one before it ends."""
    if level <= scales.start(scale) or any(reaches(step, level, scale, scales) for step in start):
        return 0.0
    levelled = [c for c in courses if c.to_level is not None]
    tie = count()
    done: set[Course | None] = set()
    front: list[tuple[float, int, float, Course | None]] = [(0.0, next(tie), 0.0, None)]
    while front:
        cost, _, hours, last = heapq.heappop(front)
        steps = start if last is None else [(last.to_level or 0.0, last.scale)]
        if last is not None and reaches(steps[0], level, scale, scales):
            return hours
        done.add(last)
        for course in levelled:
            if course not in done and begins(course, steps, scales):
                heapq.heappush(front, (cost + _cost(course), next(tie), hours + _hours(course), course))
    return None


def _cost(course: Course) -> float:
    return UNKNOWN_HOURS if course.hours is None else course.hours


def _hours(course: Course) -> float:
    return course.hours or 0.0
