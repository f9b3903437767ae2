"""What is planned for groups, as GraphQL types: the modules that close most gaps, and what must be learnt again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphapi.reporting import administered, visible
from graphapi.schema.analytics import on_day
from graphapi.schema.answers import answer, part, thing
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments
from graphapi.schema.reports import Reading, known
from queries import expiring as expiry
from queries import group_plan as plans
from queries.arguments import BAD_REQUEST, FORBIDDEN, refused
from queries.reports_hiding import few, telling

if TYPE_CHECKING:
    from graphapi.schema.entities import Competency, Module
    from graphapi.schema.people import Officer, Organisation
    from graphapi.schema.scalars import Instant

OFFICERS = 5_000
"""Officers that one field plans for."""

MONTHS = 24


class Shown:
    """An answer, with the officers that the subject may see, and the counts that are hidden."""

    def __init__(self, found: Any, mine: set[str], hidden: set[str] | None = None, *, hides: bool = False) -> None:
        self.found, self.mine, self.hidden, self.hides = found, mine, hidden or set(), hides

    def told(self, count: int) -> int | None:
        """A count, where it may be shown."""
        return None if self.hides else _told(count)


def _told(count: int) -> int | None:
    return None if few(count) else count


@answer
class Session:
    """A module to give to several together; counts of 1–4 are null."""

    module: Module = thing("Module", "module", "The module.", title="title")
    mode: str | None
    hours: float | None
    count: int | None = part(lambda s: _told(len(s.officers)), "Officers who take it.")
    gaps: int | None = part(lambda s: _told(s.gaps), "Gaps that it closes or leads towards.")
    officers: list[Officer] = thing("Officer", "shown", "Those of them whose record this subject may read.")


class Given:
    """A session, with the officers that may be shown."""

    def __init__(self, session: plans.Session, mine: set[str]) -> None:
        self.module, self.title, self.mode, self.hours = session.module, session.title, session.mode, session.hours
        self.officers, self.gaps = session.officers, session.gaps
        self.shown = [officer for officer in session.officers if officer in mine]


@answer
class StillOpen:
    """A competency with gaps that stay open, most officers first; counts that would tell of few are null."""

    competency: Competency = thing("Competency", "competency", "What stays open.", title="title")
    officers: int | None


class Open:
    """A competency that stays open, as it may be shown."""

    def __init__(self, left: plans.Left, *, hidden: bool) -> None:
        self.competency, self.title, self.officers = left.competency, left.title, None if hidden else left.officers


@answer
class GroupPlan:
    """The modules that close most gaps of a group within so many hours; `proven`: no other choice closes more."""

    as_of: Instant = part(lambda s: s.found.as_of, "The date.")
    officers: int | None = part(lambda s: _told(s.found.officers), "Officers in the group.")
    gaps: int | None = part(lambda s: s.told(s.found.gaps), "Their gaps, closable or not.")
    closed: int | None = part(lambda s: s.told(s.found.closed), "Those that the modules close.")
    hours: float = part(lambda s: s.found.hours, "Hours of the modules, each once.")
    proven: bool = part(lambda s: s.found.proven, "Whether no other choice closes more, or as many in fewer hours.")
    gap: float = part(lambda s: s.found.gap, "Where it is not proven: the share by which another might be better.")
    sessions: list[Session] = part(lambda s: [Given(one, s.mine) for one in s.found.sessions], "What to give.")
    left: list[StillOpen] = part(
        lambda s: [Open(one, hidden=one.competency in s.hidden) for one in s.found.left], "What stays open."
    )


@answer
class ExpiringRow:
    """Officers of an organisation who must learn with a module again; null where hidden."""

    organisation: Organisation | None = thing("Organisation", lambda c: c.key[0] or None, "Where they are posted.")  # type: ignore[arg-type]
    module: Module | None = thing("Module", lambda c: c.key[1] or None, "The module; null: no course leads there.")  # type: ignore[arg-type]
    officers: int | None = part(lambda c: c.people, "How many.")
    hidden: bool


@answer
class Due:
    """A requirement of an officer that holdings will no longer meet."""

    officer: Officer = thing("Officer", "officer", "Whose.")
    competency: Competency = thing("Competency", "competency", "What must be learnt again.", title="title")
    essential: bool
    on: Instant = part(lambda d: d.on, "When the first holding expires.")
    modules: list[Module] = thing("Module", "modules", "The courses that lead there again; empty: none do.")


@answer
class Expiring:
    """Requirements that are met now, and no longer when holdings have expired."""

    as_of: Instant = part(lambda s: s.found.as_of, "From.")
    until: Instant = part(lambda s: s.found.until, "To.")
    rows: list[ExpiringRow] = part(lambda s: s.found.cells(), "Officers by organisation and module.")
    due: list[Due] = part(lambda s: [d for d in s.found.due if d.officer in s.mine], "Of officers one may see.")


# --- what is asked ---------------------------------------------------------------------------------------

_AS_OF = argument("asOf", "Instant | None", "At this moment; the store's date, else now, when absent.")


async def group_plan(asking: Reading, as_of: str, given: Arguments) -> Shown:
    """`groupPlan`."""
    place = await _allowed(asking, given)
    officers = await plans.officers_at(asking.store, place, as_of)
    if len(officers) > OFFICERS:
        refused("TOO_EXPENSIVE", f"a plan for at most {OFFICERS} officers, not {len(officers)}")
    limits = plans.Limits(given.get("hours"), given.get("each"))
    try:
        found = await plans.group_plan(asking.store, officers, as_of, await asking.scales(as_of), limits)
    except ValueError as error:
        refused(BAD_REQUEST, str(error))
    mine = set(await visible(asking.store, asking.subject, officers))
    hides = few(len(officers)) and not mine.issuperset(officers)
    if hides:  # what to learn, and what stays open, is those few's
        found = replace(found, hours=0.0, sessions=(), left=())
    return Shown(found, mine, telling({one.competency: one.officers for one in found.left}), hides=hides)


async def expiring(asking: Reading, as_of: str, given: Arguments) -> Shown:
    """`expiring`."""
    if not 1 <= given["months"] <= MONTHS:
        refused(BAD_REQUEST, f"months is {given['months']}: it must be from 1 to {MONTHS}")
    place = await _allowed(asking, given)
    until = expiry.months_after(as_of, given["months"])
    found = await expiry.expiring(asking.store, await asking.scales(as_of), as_of, until, place)
    return Shown(found, set(await visible(asking.store, asking.subject, sorted({d.officer for d in found.due}))))


async def _allowed(asking: Reading, given: Arguments) -> str:
    """The organisation's id; refused to those without a right to its figures, or of that day."""
    subject = asking.subject
    if not (subject.everyone or subject.rights & {"analyst", "administrator"}):
        refused(FORBIDDEN, "figures about an organisation's officers need the right analyst, or administrator of it")
    on_day(subject, given)
    place = await known(asking, "Organisation", given["organisation"])
    analyst = subject.everyone or "analyst" in subject.rights
    if not analyst and place not in await administered(asking.store, subject):
        refused(FORBIDDEN, "figures about another organisation's officers need the right analyst")
    return place


_PLACE = argument("organisation", "ID", "Of officers posted here or below.")
ROOT = {
    "groupPlan": (
        "GroupPlan | None", group_plan, "The modules that close most gaps of an organisation's officers.",
        (
            _PLACE, argument("hours", "float | None", "Hours at most of all modules given, each once."),
            argument("each", "float | None", "Hours at most that each officer takes."), _AS_OF,
        ),
    ),
    "expiring": (
        "Expiring | None", expiring, "What an organisation's officers must learn again, as holdings expire.",
        (_PLACE, argument("months", "int", "In so many months, to 24.", default=6), _AS_OF),
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
