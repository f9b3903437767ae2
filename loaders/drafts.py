"""The review of drafts: draft, first review (l1), second review (l2), published; by three different people.

Only rules: no store. Whoever decides says which revision they saw.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from loaders.proposals import Proposed
from queries.rights import Right, Subject

State = Literal["draft", "l1", "l2", "published", "rejected"]
Action = Literal["draft", "submit", "approve", "reject"]
OPEN: tuple[State, ...] = ("draft", "l1", "l2", "rejected")
CONFLICT, FORBIDDEN, BAD_REQUEST, NOT_FOUND = "CONFLICT", "FORBIDDEN", "BAD_REQUEST", "NOT_FOUND"


class WritingError(Exception):
    """What cannot be written, with a code; `details` tell as data what stands in the way."""

    def __init__(self, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.details = details or {}


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did with a draft, and why."""

    action: Action
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Proposed changes of one source, with all that was done with them."""

    id: str
    origin: str
    author: str
    reason: str
    changes: tuple[Proposed, ...]
    at: str
    state: State = "draft"
    steps: tuple[Step, ...] = ()
    revision: int = 1

    @property
    def first_reviewer(self) -> str:
        """Who approved it in the first review, if it stands in the second or beyond."""
        approvals = [step.by for step in self.steps if step.action == "approve"]
        return approvals[-1 if self.state == "l2" else -2] if self.state in {"l2", "published"} else ""

    def awaits(self, subject: Subject) -> bool:
        """Whether it is the subject's turn: to review it, or to mend what was rejected."""
        if self.state in {"draft", "rejected"}:
            return self.author == subject.id
        return self.state in {"l1", "l2"} and not _hindrance(self, subject)


def require(subject: Subject, *rights: Right) -> None:
    """FORBIDDEN for a subject without a name, or without any of the rights."""
    if not subject.id or not subject.rights & set(rights):
        raise WritingError(FORBIDDEN, f"only {' or '.join(rights)} may do this")


def seen(draft: Draft, revision: int) -> Draft:
    """The draft, if it is still as it was seen; CONFLICT with what it is now."""
    if draft.revision != revision:
        now = {"revision": draft.revision, "state": draft.state}
        raise WritingError(CONFLICT, f"the draft is at revision {draft.revision}, not {revision}: look again", now)
    return draft


def edited(draft: Draft, by: Subject, changes: Iterable[Proposed], reason: str, at: str) -> Draft:
    """The draft with other changes, for its author, as long as nobody reviews it."""
    _require_author(draft, by)
    if draft.state not in {"draft", "rejected"}:
        raise WritingError(CONFLICT, f"the draft is in review ({draft.state})", {"state": draft.state})
    changed = replace(draft, changes=tuple(changes), reason=reason or draft.reason)
    return _stepped(changed, "draft", Step("draft", by.id, at))


def submitted(draft: Draft, by: Subject, at: str) -> Draft:
    """The draft given to the first review by its author."""
    _require_author(draft, by)
    if draft.state != "draft":
        raise WritingError(CONFLICT, f"the draft is {draft.state}: only a draft is submitted", {"state": draft.state})
    return _stepped(draft, "l1", Step("submit", by.id, at))


def approved(draft: Draft, by: Subject, at: str, reason: str = "") -> Draft:
    """The draft one stage further; from the second review it is published."""
    _require_reviewer(draft, by)
    return _stepped(draft, "l2" if draft.state == "l1" else "published", Step("approve", by.id, at, reason))


def rejected(draft: Draft, by: Subject, at: str, reason: str) -> Draft:
    """The draft one stage back: from the second review to the first, from the first to its author."""
    _require_reviewer(draft, by)
    if not reason.strip():
        raise WritingError(BAD_REQUEST, "say why it is rejected")
    return _stepped(draft, "l1" if draft.state == "l2" else "rejected", Step("reject", by.id, at, reason))


def _stepped(draft: Draft, state: State, step: Step) -> Draft:
    return replace(draft, state=state, steps=(*draft.steps, step), revision=draft.revision + 1, at=step.at)


def _require_author(draft: Draft, by: Subject) -> None:
    if not by.id or draft.author != by.id:
        raise WritingError(FORBIDDEN, "only its author may do this with a draft")


def _require_reviewer(draft: Draft, by: Subject) -> None:
    if draft.state not in {"l1", "l2"}:
        raise WritingError(CONFLICT, f"the draft is {draft.state}: it awaits no review", {"state": draft.state})
    if hindrance := _hindrance(draft, by):
        raise WritingError(FORBIDDEN, hindrance)


def _hindrance(draft: Draft, by: Subject) -> str:
    """Why the subject may not review the draft at its stage; empty when they may."""
    if not by.id or "reviewer" not in by.rights:
        return "only a reviewer may do this"
    if by.id == draft.author:
        return "nobody reviews what they proposed themselves"
    if by.id == draft.first_reviewer:
        return "the second review is for another person than the first"
    return ""
