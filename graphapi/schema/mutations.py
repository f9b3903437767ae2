"""The fields that write, and those that show what awaits a decision and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphapi.schema import mutations_answers as mutations_answers  # noqa: PLC0414 - it declares the types
from graphapi.schema import mutations_asked as asked
from graphapi.schema.declare import argument

Root = tuple[str, Any, str, tuple[Any, ...]]
"""A root field: its type, what answers it, what it is, its arguments."""

_KEY = argument("idempotencyKey", "str", "The sender's own key: the same request under it is recorded once in 7 days.")
_WHY = argument("reason", "str | None", "Why, for the record.")
_SOURCE = argument("source", "str | None", "The source that the records are of, such as `table:platform`; `recorded`.")
_DRAFT = argument("id", "ID", "The draft's id.")
_REVISION = argument("revision", "int", "Of the draft as it was seen.")
_SAID = argument("reason", "str", "Why.")


def _records(kind: str, input_: str, doc: str) -> Root:
    rows = argument("rows", f"list[{input_}]", "At most 1,000, and 64 KiB in all.")
    return "Recorded | None", asked.record(kind), f"{doc} All rows, or none.", (rows, _KEY, _SOURCE, _WHY)


MUTATIONS: Mapping[str, Root] = {
    "recordHoldings": _records("holdings", "HoldingInput", "Record what officers can show."),
    "recordPostings": _records("postings", "PostingInput", "Record who is posted as what and where."),
    "recordEnrolments": _records("enrolments", "EnrolmentInput", "Record who enrolled in what."),
    "recordCompletions": _records("completions", "CompletionInput", "Record who completed what."),
    "proposeChange": (
        "Draft | None", asked.propose_change, "Propose a change to one requirement; it goes to review at once.",
        (argument("change", "RequirementInput", "As it should be."), _SAID),
    ),
    "draftChanges": (
        "Draft | None", asked.draft_changes, "Draft changes to what a framework's source states.",
        (argument("framework", "ID", "The framework."), argument("things", "list[ThingInput] | None", "Things."),
         argument("links", "list[LinkInput] | None", "Relationships."), _SAID,
         argument("draft", "ID | None", "An open draft of one's own whose changes these replace."),
         argument("revision", "int | None", "Of that draft, as it was seen.")),
    ),
    "submitDraft": ("Draft | None", asked.submit_draft, "Give one's own draft to review.", (_DRAFT, _REVISION)),
    "approveDraft": (
        "Draft | None", asked.approve_draft, "Approve a draft: to the second review, from there published.",
        (_DRAFT, _REVISION, argument("reason", "str | None", "Why.")),
    ),
    "rejectDraft": (
        "Draft | None", asked.reject_draft, "Send a draft back: to the first review, from there to its author.",
        (_DRAFT, _REVISION, _SAID),
    ),
    "putUnderReview": (
        "list[ID] | None", asked.put_under_review, "Let a framework change by approved drafts only, for good.",
        (argument("framework", "ID", "The framework."),),
    ),
}  # fmt: skip

ROOT: Mapping[str, Root] = {
    "drafts": (
        "list[Draft] | None", asked.listed, "Drafts that one may see, the last changed first, at most 200.",
        (argument("states", "list[DraftState] | None", "Only in these states; in those not published when absent."),
         argument("awaitingMe", "bool", "Only those that await one's own decision.", default=False)),
    ),
    "draft": ("DraftReview | None", asked.one, "A draft with all that a reviewer needs.", (_DRAFT,)),
    "changes": (
        "list[ThingChange] | None", asked.changes, "What was changed of a thing by drafts and records, the last first.",
        (argument("of", "ID", "The thing."),),
    ),
    "underReview": ("list[ID] | None", asked.under_review, "The frameworks that change by approved drafts only.", ()),
}  # fmt: skip
