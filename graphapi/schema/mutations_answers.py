"""What is answered to a writer or a reviewer, as GraphQL types."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from graphapi.schema.answers import answer, part, words
from graphapi.schema.declare import argument

if TYPE_CHECKING:
    from graphapi.schema.scalars import Instant

    DraftState: TypeAlias = str
    DraftAction: TypeAlias = str
    Outcome: TypeAlias = str

SHOWN = 1_000
"""Differences of one draft in one answer."""

words(
    "DraftState", "Where a draft stands: with its author, in the first review, in the second, or done.",
    "draft", "l1", "l2", "published", "rejected",
)  # fmt: skip
words("DraftAction", "What somebody did with a draft.", "draft", "submit", "approve", "reject")
words("Outcome", "What became of a record.", "created", "changed", "unchanged")


# --- records -------------------------------------------------------------------------------------------


@answer
class RecordedRow:
    """A row that was recorded; send its revision as `expected` with the next change of the record."""

    id: str
    outcome: Outcome
    revision: str


@answer
class RefusedRow:
    """A row that cannot be recorded, so that none was."""

    row: int = part(lambda found: found.row, "Its place in what was sent, from 1.")
    id: str
    code: str = part(lambda found: found.code, "INVALID, CONFLICT or FORBIDDEN.")
    reason: str
    value: str = part(lambda found: found.value, "The value at fault.")
    suggestion: str
    revision: str | None = part(lambda found: found.revision, "In a conflict: of what is recorded; empty: nothing is.")


@answer
class Recorded:
    """What was recorded: all rows, or none."""

    written: bool
    repeated: bool = part(lambda found: found.repeated, "It was written before, under the same key.")
    rows: list[RecordedRow] = part(lambda found: list(found.outcomes), "One for each row sent, in that order.")
    rejected: list[RefusedRow] = part(lambda found: list(found.rejected), "Why nothing was recorded.")


# --- drafts --------------------------------------------------------------------------------------------


@answer
class DraftStep:
    """What somebody did with a draft."""

    action: DraftAction
    by: str
    at: Instant
    reason: str


@answer
class Draft:
    """Proposed changes under review; nothing of it is in the graph until it is published."""

    id: str
    state: DraftState
    author: str
    reason: str
    at: Instant = part(lambda found: found.at, "When it was last changed.")
    revision: int = part(lambda found: found.revision, "Send it with each decision: it says what was seen.")
    source: str = part(lambda found: found.origin, "The source whose statements it changes.")
    changes: int = part(lambda found: len(found.changes), "How many changes it proposes.")
    steps: list[DraftStep] = part(lambda found: list(found.steps), "All that was done with it, the first first.")


@answer
class StatedProperty:
    """A property and its values as text."""

    name: str = part(itemgetter(0), "Its name in the model.")
    values: list[str] = part(lambda pair: _texts(pair[1]), "One, several, or `lang|text`.")


def _texts(value: Any) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


@answer
class Touched:
    """How many refer to a thing that changes; officers are null where they are 1 to 4."""

    roles: int
    modules: int
    officers: int | None = part(lambda found: None if found.few else found.officers, "Null where hidden.")
    officers_hidden: bool = part(lambda found: found.few, "Whether there are so few that their number is not told.")


@answer
class DraftDifference:
    """One change of a draft: of a thing, or of a relationship that leaves it."""

    kind: str = part(
        lambda found: found.kind, "added, removed, relabelled, relevelled, essential, optional or changed."
    )
    type: str = part(lambda found: found.change.type, "The thing's type, or that of the relationship.")
    thing: str = part(lambda found: ":".join(found.change.start), "Id with its type.")
    title: str
    other: str | None = part(
        lambda found: ":".join(found.change.end) if found.change.end else None, "The other end of the relationship."
    )
    other_title: str | None
    before: list[StatedProperty] = part(lambda found: list(found.before), "What is stated and would be no longer.")
    after: list[StatedProperty] = part(lambda found: list(found.after), "What would be stated.")
    effect: Touched


@answer
class DraftFinding:
    """A row that a load would reject."""

    at: str = part(lambda found: str(found.at), "Where it stands.")
    reason: str
    value: str
    suggestion: str


@answer
class Overtaken:
    """A change that no longer applies, for the thing is not as it was when the change was proposed."""

    type: str = part(lambda found: found[0].type, "The thing's type, or that of the relationship.")
    thing: str = part(lambda found: ":".join(found[0].start), "Id with its type.")
    other: str | None = part(lambda found: ":".join(found[0].end) if found[0].end else None, "The other end.")
    proposed_on: list[StatedProperty] = part(lambda found: _all(found[0].before), "What was stated then.")
    now: list[StatedProperty] = part(lambda found: _all(found[1]), "What is stated now.")


def _all(props: dict[str, Any] | None) -> list[tuple[str, Any]]:
    return sorted((props or {}).items())


@answer
class DraftReview:
    """All that a reviewer needs to decide on a draft."""

    draft: Draft
    awaits_me: bool = part(lambda found: found.awaits_me, "Whether it is the asker's turn.")
    differences: list[DraftDifference] = part(
        lambda found, first, offset: list(found.differences[offset : offset + min(first, SHOWN)]), "Its changes.",
        argument("first", "int", f"How many, at most {SHOWN:,}.", default=100),
        argument("offset", "int", "After how many.", default=0),
    )  # fmt: skip
    findings: list[DraftFinding] = part(lambda found: list(found.findings), "While there are any it is not approved.")
    overtaken: list[Overtaken] = part(lambda found: list(found.meanwhile), "While there are any it is not approved.")


# --- history -------------------------------------------------------------------------------------------


@answer
class ThingChange:
    """A change of a thing, or of a relationship that leaves it, as it was recorded."""

    id: str
    at: Instant
    author: str | None = part(lambda found: found.author, "For those who write, review or audit.")
    reason: str | None
    draft: str | None = part(lambda found: found.draft, "The draft that proposed it.")
    type: str = part(lambda found: found.type, "The thing's type, or that of the relationship.")
    other: str | None = part(lambda found: found.other, "The store's id of the other end of the relationship.")
    before: list[StatedProperty] = part(lambda found: _all(found.before), "What was stated.")
    after: list[StatedProperty] = part(lambda found: _all(found.after), "What is stated since.")
