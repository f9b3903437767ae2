"""Who asks, and what that person or service may see and do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from queries import question

if TYPE_CHECKING:
    from queries.stores import Store

Right = Literal["reader", "officer", "administrator", "analyst", "steward", "reviewer", "auditor", "recorder"]
"""What a subject is to the graph.

reader: what is published. officer: their own record too. administrator: the records of officers posted in their
organisation's subtree. analyst: aggregates about people, never rows. steward: proposes and edits drafts of
frameworks, and loads. reviewer: approves what others proposed. auditor: the audit trail.
recorder: writes officers' records, as the learning platform does.
"""


PERSON = "Officer"
"""The label of whom personal data is about: a record is seen when its officer is."""

BELONGS = {"Posting": "HAS_POSTING"}
"""Other labels of personal data, with the relationship that leads there from their officer."""

NOW = "now"
"""The parameter with the moment at which it counts who is posted where.

Not the moment that is asked about: who administers an officer is a fact of today. Else an administrator reached, by an
`asOf` of long ago, today's record of everybody who ever served there.
"""

NOWHERE = "nowhere"
"""The subtree of an organisation that there is not: no path begins so, for all begin with a slash."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Which officers' records come out, in form: what a plan depends on. Without a word, none."""

    everyone: bool = False
    own: bool = False
    """That of the officer whose id is `$subject`."""
    subtree: bool = False
    """Those posted now where the organisation's path begins with `$subtree`."""
    few: bool = False
    """Whether so few are posted there that a list begins with them, and does not go through all officers in order."""

    def __bool__(self) -> bool:
        """Whether any may come out at all."""
        return self.everyone or self.own or self.subtree


NOBODY = Sight()


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

    @property
    def sight(self) -> Sight:
        """Which officers' records the subject may see."""
        if self.everyone:
            return Sight(everyone=True)
        own = "officer" in self.rights and bool(self.officer)
        return Sight(own=own, subtree="administrator" in self.rights and bool(self.organisation))


PUBLIC = Subject()
"""Whoever comes without a token."""

DEVELOPER = Subject(
    "developer", frozenset({"reader", "analyst", "steward", "reviewer", "auditor", "recorder"}), everyone=True
)
"""Whoever reaches a service that is open to its own machine only, or that holds made-up data only."""


@dataclass(frozen=True, slots=True)
class Realm:
    """What a subject administers: where the organisation stands in the tree, and whether few are posted there."""

    path: str = NOWHERE
    few: bool = False


async def realm(store: Store, subject: Subject) -> Realm:
    """What a subject administers.

    A page read in order tests about `page * officers / postings` officers until it is full, and a test takes as much as
    two postings; a page that begins with the subtree reads all its postings. The lesser is chosen.
    """
    if not subject.sight.subtree:
        return Realm()
    rows = await store.ask(question("organisation/posted"), ids=[subject.organisation])
    return next((Realm(row["path"], few=row["below"] ** 2 < 2 * _PAGE * row["anywhere"]) for row in rows), Realm())


_PAGE = 50
"""Officers of a page, as a rule."""


async def scope(store: Store, subject: Subject, now: str) -> Mapping[str, Any]:
    """The values of a sight's parameters."""
    return values(subject, await realm(store, subject), now)


def values(subject: Subject, administered: Realm, now: str) -> Mapping[str, Any]:
    """The values of a sight's parameters, where what the subject administers is known."""
    return {"subject": subject.officer, "subtree": administered.path, NOW: now}
