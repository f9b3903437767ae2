"""Trends as GraphQL types and root fields: a report, and readiness, at the ends of months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphapi.reporting import ForbiddenError, reported
from graphapi.schema.analytics import figures_right
from graphapi.schema.answers import answer, part
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments
from graphapi.schema.reports import REPORT_ARGUMENTS, Reading, known
from queries.answers import moment
from queries.arguments import BAD_REQUEST, FORBIDDEN, refused, stored_id
from queries.extras import FIGURE, extra
from queries.trends import trend

if TYPE_CHECKING:
    from graphapi.schema.analytics import ReadinessCell
    from graphapi.schema.scalars import Instant

MOST = 24
"""Months of one question."""


@answer
class ReadinessMonth:
    """How officers stood at the end of a month."""

    month: str = part(lambda found: found.month, "The month that ended then, such as 2026-10.")
    as_of: Instant
    cell: ReadinessCell | None = part(
        lambda found: found.cell, "Null: no roll-up keeps this month (`karmagraph rollup --months`)."
    )


async def report_trend(asking: Reading, _as_of: str, given: Arguments) -> Any:
    """`reportTrend`."""
    from queries.reports_asking import Asked  # noqa: PLC0415 - an extra

    months = _months(given)
    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    person = stored_id("Officer")(given["officer"]) if given.get("officer") else None
    asked = Asked(place, person, tuple(given["by"]))

    async def at(end: str) -> Any:
        return await reported(asking.store, asking.subject, given["name"], asked, end)

    try:
        return await trend(at, given.get("asOf") or await moment(asking.store, None), months)
    except ForbiddenError as error:
        refused(FORBIDDEN, str(error))
    except ValueError as error:
        refused(BAD_REQUEST, str(error))


async def readiness_trend(asking: Reading, _as_of: str, given: Arguments) -> Any:
    """`readinessTrend`."""
    with extra(FIGURE):
        from queries.readiness_trend import readiness_trend as found  # noqa: PLC0415
    months = _months(given)
    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    await figures_right(asking, place)
    theme = await known(asking, "Competency", given["theme"]) if given.get("theme") else None
    return await found(asking.store, place, theme, given.get("band"), months, given.get("asOf"))


def _months(given: Arguments) -> int:
    if not 0 < given["months"] <= MOST:
        refused(BAD_REQUEST, f"months is {given['months']}: it must be from 1 to {MOST}")
    return int(given["months"])


_MONTHS = argument("months", "int", f"At the ends of so many months, at most {MOST}.", default=12)
ROOT = {
    "reportTrend": (
        "list[Report] | None", report_trend, "A named report at the ends of months; what changes by few is hidden.",
        (*REPORT_ARGUMENTS[:-1], _MONTHS, argument("asOf", "Instant | None", "The last months before this moment.")),
    ),
    "readinessTrend": (
        "list[ReadinessMonth] | None", readiness_trend,
        "Readiness and gaps at the ends of months, from the roll-up; what changes by few is hidden.",
        (
            argument("organisation", "ID | None", "A top organisation; all without it."),
            argument("theme", "ID | None", "Only this theme or area."),
            argument("band", "str | None", "Only roles of this band."),
            _MONTHS, argument("asOf", "Instant | None", "The last months before this moment."),
        ),
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
