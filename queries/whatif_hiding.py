"""A what-if without what tells of fewer than five people: figures, and differences between before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ontology.terms import camel
from queries.reports_hiding import few
from queries.whatif import Bounds, Figures, Outcome

COUNTS = ("required", "met", "not_stated", "gaps", "closable")
_PARTS = ("met", "not_stated", "gaps")
"""They add up to what is required."""

ASSUMPTION = (
    "If everybody with a gap that live courses close completes the cheapest of these. Hours are an upper bound: a "
    "course that closes two gaps of one officer is counted twice, and one whose hours are not stated counts nothing."
)


@dataclass(frozen=True, slots=True)
class Side:
    """The figures before or after; None where they are not shown."""

    required: int | None
    met: int | None
    not_stated: int | None
    gaps: int | None
    closable: int | None
    readiness: float | None
    readiness_if_completed: float | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a change would do; what tells of too few is None, and named in `hidden`."""

    as_of: str
    read: str
    """`rollup`, or `computed` from the officers' records."""
    read_at: str
    """The date of what was read."""
    requirements: int
    people: Bounds | None
    changed: Bounds | None
    before: Side
    after: Side
    hidden: tuple[str, ...]
    assumption: str = ASSUMPTION


def whatif(found: Outcome, as_of: str, read: str = "computed", read_at: str = "") -> WhatIf:
    """An outcome as it may be shown."""
    away = hidden(found)
    people, changed = (None if few(b.least) or few(b.most) else b for b in (found.people, found.changed))
    names = [
        *sorted(camel(name) for name in away - {"open"}),
        *(["people"] if people is None else []),
        *(["changed"] if changed is None else []),
    ]
    before, after = _side(found.before, away), _side(found.after, away)
    return WhatIf(as_of, read, read_at or as_of, found.requirements, people, changed, before, after, tuple(names))


def _side(figures: Figures, away: set[str]) -> Side:
    names = (*COUNTS, "readiness", "readiness_if_completed", "hours")
    return Side(*(None if name in away else getattr(figures, name) for name in names))


def hidden(found: Outcome) -> set[str]:
    """The figures that tell of too few, by themselves, by their difference, or by what the others leave of them."""
    values = {name: [_count(side, name) for side in (found.before, found.after)] for name in (*COUNTS, "open")}
    away = {name for name, pair in values.items() if _tells([pair])}
    if "open" in away:  # not shown, but what is left of two that are
        away.add("closable")
    while more := _given_away(values, away):
        away.add(more)
    return away | _of_shares(found, away)


def _count(side: Figures, name: str) -> int:
    return side.gaps - side.closable if name == "open" else int(getattr(side, name))


def _tells(pairs: Sequence[Sequence[int]]) -> bool:
    """Whether the sum of some figures, or the difference of it, is of too few."""
    before, after = (sum(pair[i] for pair in pairs) for i in (0, 1))
    return few(before) or few(after) or few(abs(before - after))


def _given_away(values: dict[str, list[int]], away: set[str]) -> str:
    """What is to be hidden next, because the rest of what adds up gives a figure away; empty for nothing."""
    out = [part for part in _PARTS if part in away]
    rest = [part for part in _PARTS if part not in away]
    if "required" in away:
        return rest[-1] if not out else ""
    if not out or (len(out) > 1 and not _tells([values[part] for part in out])):
        return ""
    return rest[-1] if rest else "required"


def _of_shares(found: Outcome, away: set[str]) -> set[str]:
    """The shares and hours to hide."""
    both = (found.before, found.after)
    met = [side.essential_met for side in both]
    unmet = [side.essential - side.essential_met for side in both]
    closed = [side.essential_closable for side in both]
    still = [u - c for u, c in zip(unmet, closed, strict=True)]
    names = set[str]()
    if "met" in away or "required" in away or _tells([met]) or _tells([unmet]):
        names |= {"readiness", "readiness_if_completed"}
    if "closable" in away or _tells([closed]) or _tells([still]):
        names.add("readiness_if_completed")
    if "closable" in away or few(found.moved):
        names.add("hours")
    return names
