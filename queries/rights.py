"""Who asks, and what that person or service may see and do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Right = Literal["reader", "officer", "administrator", "analyst", "steward", "reviewer", "auditor"]
"""What a subject is to the graph.

reader: what is published. officer: their own record too. administrator: the records of officers posted in their
organisation's subtree. analyst: aggregates about people, never rows. steward: proposes and edits drafts of
frameworks, and loads. reviewer: approves what others proposed. auditor: the audit trail.
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks: how it is known, and its rights. Two subjects that are equal see the same."""

    id: str = ""
    """The token's `sub` or the key's name; empty for whoever comes without one."""
    rights: frozenset[Right] = frozenset({"reader"})
    officer: str = ""
    """The id of the subject's own officer record."""
    organisation: str = ""
    """The id of the organisation whose subtree the subject administers."""
    everyone: bool = False
    """Whether all officers' records are open: in development, and where all data is illustrative."""


PUBLIC = Subject()
"""Whoever comes without a token."""

DEVELOPER = Subject("developer", frozenset({"reader", "analyst", "steward", "reviewer", "auditor"}), everyone=True)
"""Whoever reaches a service that is open to its own machine only, or that holds made-up data only."""
