"""What a thing said before: the property `earlier`, one line for each time that something of it was changed.

A line is `until|values`: when they ceased to hold, and those that did, as JSON by property; null is a value that
was not there. Lines are in the order of time. Nothing is kept for a thing that was never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

EARLIER = "earlier"
"""The property's name."""

NOT_KEPT = frozenset({"id", "origin", "since", "until", "path", EARLIER})
"""Properties that have no past: what a thing is, when it counts, and what follows from its place."""


def grown(earlier: Iterable[str] | None, ended: Mapping[str, Any], at: str) -> list[str]:
    """The lines with one more, for values that cease to hold at a moment; the same lines if none does."""
    lines = list(earlier or ())
    if not ended:
        return lines
    until = max(at, lines[-1].partition("|")[0]) if lines else at  # a load for a past date ends what is stated now
    return [*lines, f"{until}|{json.dumps(ended, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}"]


def differing(earlier: Iterable[str] | None, at: str) -> dict[str, Any]:
    """What the properties were at a moment, of those that are otherwise now."""
    found: dict[str, Any] = {}
    for line in reversed(list(earlier or ())):
        until, _, values = line.partition("|")
        if until <= at:
            break
        found |= json.loads(values)
    return found


def at_time(earlier: Iterable[str] | None, name: str, value: Any, at: str) -> Any:
    """The value of a property at a moment, given its value now."""
    return differing(earlier, at).get(name, value) if earlier else value
