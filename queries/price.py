"""What a plan may cost: about how many rows it reads, before it reads any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from queries.fields import PAGE_MAXIMUM
from queries.steps import Step

USUAL = 25
"""Rows of a bounded list for each parent, as a rule: its limit says how many there could be."""

MAXIMUM = 200_000
"""Rows that one plan may read."""


def price(step: Step, params: Mapping[str, Any], parents: int = 1) -> int:
    """The rows of a step and of all below it, for so many parents."""
    rows = parents * _rows(step, params)
    return rows + sum(price(child, params, rows) for child in step.children)


def _rows(step: Step, params: Mapping[str, Any]) -> int:
    """Rows for one parent: as many as a page asks for; the usual number where only the ceiling of a list is known."""
    if step.limit:
        limit: int = params[step.limit]
        return limit if limit <= PAGE_MAXIMUM + 1 else USUAL
    top = step.label and not step.hop and not step.by
    return len(params.get("ids", "x")) if top else 1
