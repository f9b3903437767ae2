"""The readiness map and what to commission, as GraphQL types and root fields."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from graphapi.reporting import ForbiddenError, administered, require_month_end, visible
from graphapi.schema.answers import answer, part, thing, words
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments, Asking
from graphapi.schema.reports import known
from queries import candidates
from queries.arguments import BAD_REQUEST, FORBIDDEN, refused
from queries.extras import FIGURE, extra
from queries.fields import PAGE_MAXIMUM
from queries.reports import AREA, BAND, COMPETENCY, ORGANISATION, ROLE, THEME

if TYPE_CHECKING:
    from graphapi.schema.answers import Course
    from graphapi.schema.entities import Competency, Module, Role
    from graphapi.schema.people import Officer, Organisation
    from graphapi.schema.scalars import Instant
    from queries.grounds import Ground
    from queries.rights import Subject

    ReadinessRows: TypeAlias = str
    ReadinessColumns: TypeAlias = str
    Provision: TypeAlias = str

T = TypeVar("T")
ROWS = words("ReadinessRows", "What the rows of a readiness map are.", THEME, AREA, COMPETENCY)
COLUMNS = words("ReadinessColumns", "What the columns of a readiness map are.", ORGANISATION, ROLE, BAND)


@answer
class ReadinessCell:
    """Officers with essential requirements here, posting by posting, and how those stand; null where it is not shown.

    `notStated`: something is held, without a level or only on another scale; neither met nor a gap.
    """

    hidden: bool = part(lambda found: found.hidden, "Nothing is shown: too few people, or it would give them away.")
    people: int | None = part(lambda found: found.people, "Officers of whom something essential is required here.")
    required: int | None = part(lambda found: found.required, "Their essential requirements.")
    met: int | None
    not_stated: int | None
    gaps: int | None
    readiness: float | None = part(lambda found: found.readiness, "Met, as a share of required.")


@answer
class ReadinessColumn:
    """A column: an organisation with all below it (`own`: only its own posts), a role or a band."""

    key: str = part(lambda found: found.id, "The id of the organisation or role, or the band's name.")
    title: str
    own: bool
    organisation: Organisation | None = thing("Organisation", "organisation", "The organisation.")
    role: Role | None = thing("Role", "role", "The role.")
    total: ReadinessCell


@answer
class ReadinessRow:
    """A theme, area or competency, with its cells in the order of the columns."""

    competency: Competency = thing("Competency", "competency", "The theme, area or competency.", title="title")
    title: str
    total: ReadinessCell
    cells: list[ReadinessCell]


@answer
class ReadinessPlace:
    """A cell with the row and column that it lies in."""

    row: ReadinessRow
    column: ReadinessColumn
    cell: ReadinessCell


_SCOPED: Any = (attrgetter("scope.organisation"), attrgetter("scope.theme"))


@answer
class ReadinessMap:
    """How ready officers are, by row and column; what tells of fewer than five people is hidden."""

    as_of: Instant
    read: str = part(lambda found: found.read, "`rollup`, or `computed` from the officers' records.")
    organisation: Organisation | None = thing(
        "Organisation", _SCOPED[0], "The organisation in scope, with all below it."
    )
    theme: Competency | None = thing("Competency", _SCOPED[1], "The theme or area in scope.")
    total: ReadinessCell
    columns: list[ReadinessColumn]
    rows: list[ReadinessRow]
    hidden: int = part(lambda found: found.hidden, "Cells that are hidden.")
    widest: list[ReadinessPlace] = part(
        lambda found, first: found.widest(_at_most(first)),
        "The cells with the largest share of gaps.",
        argument("first", "int", "How many, at most 100.", default=10),
    )


@answer
class OfficerShort:
    """An officer who is short of a competency in a posting."""

    officer: Officer = thing("Officer", "officer", "The officer.")
    role: Role | None = thing("Role", "role", "The role of the posting.")
    organisation: Organisation | None = thing("Organisation", "organisation", "Where the posting is.")
    essential: bool


@answer
class LevelDemand:
    """A level that no course reaches, and who requires it; a count of people is null where it is not shown."""

    scale: str | None
    level: float | None
    provision: Provision = part(lambda found: found.status, "What courses do.")
    roles: int = part(lambda found: found.roles, "Roles that require it.")
    officers: int | None = part(lambda found: found.officers, "Officers short of it.")


@answer
class Candidate:
    """A module that may be near, to be confirmed by a person: a suggestion, never counted."""

    module: Module = thing("Module", "module", "The module.", title="title")
    why: list[str] = part(lambda found: found.why, f"Some of {', '.join(candidates.WHY)}.")


@answer
class ToCommission:
    """A competency that no course builds to a level that is required, with the demand behind it."""

    competency: Competency = thing("Competency", "competency", "The competency.", title="title")
    officers: int | None = part(lambda found: found.officers, "Officers short of such a level; null where not shown.")
    essential: int | None = part(lambda found: found.essential, "Of them, those for whom it is essential.")
    roles: int = part(lambda found: found.roles, "Roles that require it.")
    roles_essential: int = part(lambda found: found.roles_essential, "Of them, those for which it is essential.")
    levels: list[LevelDemand]
    stops_short: list[Course] = part(lambda found: found.stops_short, "The live modules on it.")
    candidates: list[Candidate]


# --- what is asked -----------------------------------------------------------------------------------------


async def readiness_map(asking: Asking, _as_of: str, given: Arguments) -> Any:
    """`readinessMap`."""
    place = await _place(asking, given)
    theme = await known(asking, "Competency", given["theme"]) if given.get("theme") else None

    with extra(FIGURE):
        from queries.heatmap import Scope  # noqa: PLC0415
        from queries.heatmap_asking import mapped  # noqa: PLC0415
    return await mapped(
        asking.store, Scope(place, theme, given["rows"].value, given["columns"].value), given.get("asOf")
    )


async def to_commission(asking: Asking, _as_of: str, given: Arguments) -> Any:
    """`toCommission`."""
    place, index = await _place(asking, given), asking.index
    first = _at_most(given["first"])
    after = await known(asking, "Competency", given["after"]) if given.get("after") else None

    def work(ground: Ground) -> Any:
        from queries import commission  # noqa: PLC0415 - an extra

        if after and after not in commission.ranking(ground, place):
            refused(BAD_REQUEST, f"{given['after']} is not in this list")
        return commission.to_commission(ground, place, first, index, after)

    return await grounded(asking, given.get("asOf"), work)


async def to_commission_count(asking: Asking, _as_of: str, given: Arguments) -> Any:
    """`toCommissionCount`."""
    place = await _place(asking, given)

    def work(ground: Ground) -> int:
        from queries.commission import ranking  # noqa: PLC0415 - an extra

        return len(ranking(ground, place))

    return await grounded(asking, given.get("asOf"), work)


async def officers_short(asking: Asking, _as_of: str, given: Arguments) -> Any:
    """`officersShort`."""
    if not asking.subject.sight:
        refused(FORBIDDEN, "rows about officers need the right to them")
    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    competency = await known(asking, "Competency", given["competency"])
    role = await known(asking, "Role", given["role"]) if given.get("role") else None
    first = _at_most(given["first"])

    def work(ground: Ground) -> Any:
        from queries.heatmap_officers import officers_short as found  # noqa: PLC0415 - an extra

        return found(ground, competency, place, role)

    rows = await grounded(asking, given.get("asOf"), work)
    after = (given.get("after") or "").removeprefix("Officer:")
    officers = dict.fromkeys(row.officer for row in rows if row.officer > after)
    mine = set(await visible(asking.store, asking.subject, list(officers)))
    return [row for row in rows if row.officer in mine][:first]


async def grounded(asking: Asking, as_of: str | None, work: Callable[[Ground], T]) -> T:
    """What is found in the population at a date."""
    with extra(FIGURE):
        from queries.grounds import GROUNDS  # noqa: PLC0415
    return await GROUNDS.ask(asking.store, as_of, work)


async def _place(asking: Asking, given: Arguments) -> str | None:
    """The organisation asked for; refused for who may not see figures about its people."""
    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    await figures_right(asking, place)
    on_day(asking.subject, given)
    return place


async def figures_right(asking: Asking, organisation: str | None) -> None:
    """Refuse who may not see figures about the people of an organisation, or of all."""
    subject = asking.subject
    analyst = subject.everyone or "analyst" in subject.rights
    if not analyst and organisation not in await administered(asking.store, subject):
        refused(FORBIDDEN, "figures about people need the right analyst")


def on_day(subject: Subject, given: Arguments) -> None:
    """Refuse the figures of a day to who may have them of now and of ends of months only."""
    try:
        require_month_end(subject, given.get("asOf"))
    except ForbiddenError as error:
        refused(FORBIDDEN, str(error))


def _at_most(first: int) -> int:
    if not 0 <= first <= PAGE_MAXIMUM:
        refused(BAD_REQUEST, f"first is {first}: it must be from 0 to {PAGE_MAXIMUM}")
    return first


AS_OF = argument(
    "asOf", "Instant | None", "At this moment; without it at the store's date, else the last quarter hour."
)
_PLACE = argument("organisation", "ID | None", "Only postings at this organisation or below.")
_FIRST = argument("first", "int", "How many, at most 100.", default=20)
ROOT = {
    "readinessMap": (
        "ReadinessMap | None", readiness_map, "Readiness and gaps by theme and organisation; hidden where few.",
        (
            argument("organisation", "ID | None", "This one with all below it: its children are the columns."),
            argument("theme", "ID | None", "Only what lies in this theme or area."),
            argument("rows", "ReadinessRows", "What the rows are.", default=ROWS.THEME),
            argument("columns", "ReadinessColumns", "What the columns are.", default=COLUMNS.ORGANISATION),
            AS_OF,
        ),
    ),
    "officersShort": (
        "list[OfficerShort] | None", officers_short, "The officers short of a competency, to who may see them.",
        (
            argument("competency", "ID", "The competency."), _PLACE,
            argument("role", "ID | None", "Only postings in this role."), _FIRST,
            argument("after", "ID | None", "Only officers whose id comes after this one's: the last of a page before."),
            AS_OF,
        ),
    ),
    "toCommission": (
        "list[ToCommission] | None", to_commission, "Competencies that no course builds to the level, by the demand.",
        (
            _PLACE, _FIRST,
            argument("after", "ID | None", "Only competencies after this one in the list: the last of a page before."),
            AS_OF,
        ),
    ),
    "toCommissionCount": (
        "int | None", to_commission_count, "How many competencies no course builds to the level.", (_PLACE, AS_OF),
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
