"""Careers as GraphQL types: the nearest roles, ladders, and officers ready for a role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphapi.reporting import visible
from graphapi.schema.analytics import on_day
from graphapi.schema.answers import answer, part, thing
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments, Asking
from graphapi.schema.reports import Reading, known
from queries import careers, reports_desks
from queries.arguments import BAD_REQUEST, FORBIDDEN, refused
from queries.fields import PAGE_MAXIMUM
from queries.rules import Counting

if TYPE_CHECKING:
    from graphapi.schema.answers import Judgement
    from graphapi.schema.entities import Role
    from graphapi.schema.people import Officer
    from graphapi.schema.scalars import Instant

ROLES = 10
"""Roles or officers whose nearest roles are found in one field."""


@answer
class NextRole:
    """A role that could be next: what is missing of its essential requirements, and hours that close it."""

    role: Role = thing("Role", "role", "The role.", title="title")
    required: int = part(lambda found: found.move.required, "Its essential requirements.")
    met: int = part(lambda found: found.move.met, "Of them, those met.")
    missing: int = part(lambda found: len(found.move.missing), "Those that are gaps.")
    not_stated: int = part(lambda found: found.move.not_stated, "Those whose level is not stated, or not comparable.")
    hours: float = part(
        lambda found: found.hours, "Each gap's cheapest chain of courses, summed, nothing shared: an upper bound."
    )
    unclosable: int = part(lambda found: found.unclosable, "Gaps that no chain of courses closes: not in the hours.")
    gaps: list[Judgement] = part(lambda found: list(found.move.missing), "What is missing, and why.")


@answer
class Ladder:
    """Roles in order: the way whose hardest step leaves the fewest unmet, never away from the target's band."""

    from_: Role = thing("Role", "start", "The role left.")
    to: Role = thing("Role", "target", "The role reached.")
    as_of: Instant
    widest: int = part(lambda found: found.widest, "Requirements unmet in the hardest step.")
    steps: list[NextRole]


@answer
class ReadyOfficer:
    """An officer and how they stand to a role."""

    officer: Officer = thing("Officer", "officer", "The officer.")
    unmet: int
    missing: int


@answer
class ReadyCount:
    """How many officers have so many essential requirements unmet; the last: so many or more."""

    unmet: int
    officers: int | None = part(lambda found: found.officers, "Null where fewer than five would be told of.")


@answer
class Ready:
    """Who is ready for a role, or nearly: of all officers with a posting, without those in it."""

    role: Role = thing("Role", "role", "The role.")
    as_of: Instant
    required: int
    counts: list[ReadyCount] = part(lambda found: list(found.counts), "For those with the right `analyst`; else empty.")
    officers: list[ReadyOfficer] = part(lambda found: found.officers, "Those whose record this subject may read.")


class Shown:
    """What a subject may see of who is ready."""

    def __init__(self, found: Any, counts: Any, officers: list[Any]) -> None:
        self.role, self.as_of, self.required = found.role, found.as_of, found.required
        self.counts, self.officers = counts, officers


FIRST = argument("first", "int", "How many at most, to 100.", default=5)
_AS_OF = argument("asOf", "Instant | None", "At this moment; the store's date, else now, when absent.")


async def nearest(
    asking: Asking, ids: Sequence[str], as_of: str, given: Arguments
) -> Mapping[str, list[careers.NextRole]]:
    """`Role.nearest`."""
    _bounded(ids, given)
    found = await careers.careers(asking.store, as_of, await asking.scales(as_of))
    return {id_: await careers.nearest(asking.store, found, id_, given["first"]) for id_ in ids}


async def next_roles(
    asking: Asking, ids: Sequence[str], as_of: str, given: Arguments
) -> Mapping[str, list[careers.NextRole]]:
    """`Officer.nextRoles`."""
    _bounded(ids, given)
    found = await careers.careers(asking.store, as_of, await asking.scales(as_of))
    return await careers.next_roles(asking.store, found, ids, Counting(as_of), given["first"])


def _bounded(ids: Sequence[str], given: Arguments) -> None:
    if len(ids) > ROLES:
        refused("TOO_EXPENSIVE", f"nearest roles of at most {ROLES} at once, not {len(ids)}")
    if not 0 <= given["first"] <= PAGE_MAXIMUM:
        refused(BAD_REQUEST, f"first is {given['first']}: it must be from 0 to {PAGE_MAXIMUM}")


async def ladder(asking: Asking, as_of: str, given: Arguments) -> careers.Ladder:
    """`ladder`."""
    start, target = [await known(asking, "Role", given[name]) for name in ("from", "to")]
    found = await careers.careers(asking.store, as_of, await asking.scales(as_of))
    return await careers.ladder(asking.store, found, start, target)


async def ready(asking: Reading, _as_of: str, given: Arguments) -> Shown:
    """`ready`."""
    from queries.ready import ready as among  # noqa: PLC0415 - DuckDB and Ibis: an extra

    subject = asking.subject
    if not (subject.everyone or subject.rights & {"analyst", "administrator"}):
        refused(FORBIDDEN, "who is ready is about people: it needs the right analyst, or that to the officers")
    on_day(subject, given)
    _bounded((), given)
    role = await known(asking, "Role", given["role"])
    found = await reports_desks.ask(asking.store, lambda desk: among(desk, role), given.get("asOf"))
    near = [c.officer for c in found.candidates if c.unmet <= given["within"]]
    mine = set(await visible(asking.store, subject, near)) if subject.everyone or subject.organisation else set[str]()
    counts = found.counts if subject.everyone or "analyst" in subject.rights else ()
    return Shown(found, counts, [c for c in found.candidates if c.officer in mine][: given["first"]])


ROOT = {
    "ladder": (
        "Ladder | None", ladder, "Roles that lead from one to another in the smallest steps.",
        (argument("from", "ID", "The role left."), argument("to", "ID", "The role to reach."), _AS_OF),
    ),
    "ready": (
        "Ready | None", ready, "Who is ready for a role: counts, and the officers that one may see.",
        (
            argument("role", "ID", "The role."),
            argument("within", "int", "Officers with at most so many requirements unmet.", default=0),
            FIRST, _AS_OF,
        ),
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
