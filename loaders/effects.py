"""What a difference touches: how many roles, modules and officers refer to each thing that changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.batches import batches
from loaders.versions import Change, Versions
from queries import question
from queries.checks import small

if TYPE_CHECKING:
    from queries.stores import Store

Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """How many refer to a thing, a role or module counting itself; officers are None where they are not known."""

    roles: int
    modules: int
    officers: int | None = None

    @property
    def few(self) -> bool:
        """Whether there are so few officers that their number is not told."""
        return self.officers is not None and small(self.officers)


async def effects(changes: Iterable[Change], versions: Versions, store: Store | None, at: str) -> dict[Thing, Effect]:
    """The effect on each thing that changes; the officers are those of the store at a date."""
    things = sorted({(change.label, change.id) for change in changes})
    officers = await touching(store, things, at) if store else {}
    return {
        thing: Effect(
            len(versions.referring(*thing, "Role")),
            len(versions.referring(*thing, "Module")),
            officers.get(thing, 0) if store else None,
        )
        for thing in things
    }


async def touching(store: Store, things: list[Thing], at: str) -> dict[Thing, int]:
    """How many officers hold each competency, are posted in each role, took each module."""
    found: dict[Thing, int] = {}
    for label in ("Competency", "Role", "Module"):
        asked = question(f"effect/{label.lower()}")
        moment = {"asOf": at} if "asOf" in asked.parameters else {}
        for ids in batches(id_ for other, id_ in things if other == label):
            rows = await store.ask(asked, ids=ids, **moment)
            found.update({(label, row["id"]): row["officers"] for row in rows})
    return found
