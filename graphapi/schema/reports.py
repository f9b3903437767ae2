"""Reports as GraphQL types: flat rows whose columns are those of the exports."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from graphapi import present
from graphapi.flat import COVERAGE, GAPS, REPORT, Table, report_row
from graphapi.reporting import ForbiddenError, officers_of, reported
from graphapi.schema.answers import answer, part, thing
from graphapi.schema.declare import argument
from graphapi.schema.questions import Arguments, Asking
from ontology import cypher
from ontology.model import NODES
from queries import answers
from queries.arguments import BAD_REQUEST, FORBIDDEN, NOT_FOUND, refused, stored_id
from queries.fields import PAGE_MAXIMUM
from queries.naming import named as as_named
from queries.resolve import UnknownIdError, resolve
from queries.rights import Subject
from queries.rules import Counting

if TYPE_CHECKING:
    from graphapi.schema.people import Organisation
    from graphapi.schema.scalars import Instant

    ReportRow: TypeAlias = dict[str, Any]
    CoverageRow: TypeAlias = dict[str, Any]
    GapRow: TypeAlias = dict[str, Any]

_SCALARS = {"String": "str", "Float": "float", "Int": "int", "Boolean": "bool", "Instant": "Instant", "ID": "ID"}


def _rows(table: Table) -> None:
    """Declare a table's rows as a type: one field a column."""
    annotations = {c.name: f"{_SCALARS[c.kind]}{'' if c.required else ' | None'}" for c in table.columns}
    body = {c.name: part(itemgetter(c.name), c.doc) for c in table.columns}
    answer(type(table.name, (), {**body, "__annotations__": annotations, "__doc__": table.doc}))


for _table in (REPORT, COVERAGE, GAPS):
    _rows(_table)


@answer
class Report:
    """A named report: its figure for all in scope, and by what it is broken down by; counts of 1–4 are hidden."""

    id: str = part(lambda found: found.report.id, "Its id, such as M2.11.")
    definition: str = part(lambda found: found.report.definition, "What it counts.")
    unit: str = part(lambda found: found.report.unit, "What is counted; `share` is from 0 to 1.")
    as_of: Instant
    organisation: Organisation | None = thing(
        "Organisation",
        lambda found: found.asked.organisation,  # type: ignore[arg-type]
        "The organisation in scope, with all below it.",
    )
    total: ReportRow = part(lambda found: report_row(found, found.total), "The figure for all in scope.")
    rows: list[ReportRow] = part(
        lambda found: [report_row(found, cell) for cell in found.rows], "The figures of what it is broken down by."
    )
    hidden: int = part(lambda found: found.hidden, "Rows that are hidden.")


class Page:
    """Some flat rows, and after which id the next ones come."""

    def __init__(self, rows: Sequence[dict[str, Any]], after: str | None) -> None:
        self.rows, self.after = rows, after


@answer
class CoverageReport:
    """What courses do for what roles require, role by role."""

    rows: list[CoverageRow] = part(lambda found: found.rows, "One a role and competency.")
    after: ID | None = part(lambda found: found.after, "The last role, where more follow.")  # type: ignore[name-defined]  # noqa: F821


@answer
class GapsReport:
    """How officers stand in what is required of them, officer by officer."""

    rows: list[GapRow] = part(lambda found: found.rows, "One an officer and competency, met ones too.")
    after: ID | None = part(lambda found: found.after, "The last officer, where more follow.")  # type: ignore[name-defined]  # noqa: F821


class Reading(Asking, Protocol):
    """What a report needs of its request beside that: who asks."""

    subject: Subject


# --- what is asked ---------------------------------------------------------------------------------------

PAGED = (
    argument("first", "int", "Of how many at most, to 100.", default=PAGE_MAXIMUM),
    argument("after", "ID | None", "Go on after this one."),
)
REPORT_ARGUMENTS = (
    argument("name", "str", "Its id, such as M2.11: docs/indicators.md lists them."),
    argument("by", "list[str]", "Broken down by: organisation, role, band, area, theme…; two at most.", default=()),
    argument("organisation", "ID | None", "Only officers posted here or below."),
    argument("officer", "ID | None", "Only this officer."),
    argument("asOf", "Instant | None", "At this moment; without it at the store's date, else the last quarter hour."),
)
COVERAGE_ARGUMENTS = (argument("roles", "list[ID] | None", "Only these roles."), *PAGED, REPORT_ARGUMENTS[-1])
GAPS_ARGUMENTS = (
    argument("officers", "list[ID] | None", "Only these officers."),
    argument("organisation", "ID | None", "Only officers posted here or below."),
    argument("role", "ID | None", "Against this role; against all valid postings when absent."),
    *PAGED,
    REPORT_ARGUMENTS[-1],
)


async def report(asking: Reading, _as_of: str, given: Arguments) -> Any:
    """`report`."""
    from queries.reports_asking import Asked  # noqa: PLC0415 - an extra

    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    person = stored_id("Officer")(given["officer"]) if given.get("officer") else None
    asked = Asked(place, person, tuple(given["by"]))
    try:
        return await reported(asking.store, asking.subject, given["name"], asked, given.get("asOf"))
    except ForbiddenError as error:
        refused(FORBIDDEN, str(error))
    except ValueError as error:
        refused(BAD_REQUEST, str(error))


async def coverage_report(asking: Reading, as_of: str, given: Arguments) -> Page:
    """`coverageReport`."""
    roles = [stored_id("Role")(role) for role in given.get("roles") or ()] or sorted(
        [row[0] async for row in asking.store.stream(cypher.ids(NODES["Role"]))]
    )
    ids, after = _paged(roles, given)
    found = await answers.role_coverage(asking.store, ids, as_of, await asking.scales(as_of))
    rows = list(present.coverage_rows(found.values()))
    return Page(await as_named(asking.store, rows, given.get("asOf") and as_of), after)


async def gaps_report(asking: Reading, as_of: str, given: Arguments) -> Page:
    """`gapsReport`."""
    place = await known(asking, "Organisation", given["organisation"]) if given.get("organisation") else None
    role = await known(asking, "Role", given["role"]) if given.get("role") else None
    named = [stored_id("Officer")(officer) for officer in given.get("officers") or ()]
    try:
        officers = await officers_of(asking.store, asking.subject, named, place, as_of)
    except ForbiddenError as error:
        refused(FORBIDDEN, str(error))
    except UnknownIdError as error:
        refused(NOT_FOUND, str(error))
    ids, after = _paged(officers, given)
    rule = Counting(as_of)
    found = await answers.officer_gaps(asking.store, ids, rule, await asking.scales(as_of), role=role)
    rows = list(present.gaps_rows(found.values()))
    return Page(await as_named(asking.store, rows, given.get("asOf") and as_of), after)


def _paged(ids: list[str], given: Arguments) -> tuple[list[str], str | None]:
    """The page of sorted ids that is asked for, and its last where more follow."""
    if not 0 <= given["first"] <= PAGE_MAXIMUM:
        refused(BAD_REQUEST, f"first is {given['first']}: it must be from 0 to {PAGE_MAXIMUM}")
    rest = sorted(id_ for id_ in ids if id_ > (given.get("after") or ""))
    page = rest[: given["first"]]
    return page, page[-1] if page and len(rest) > len(page) else None


async def known(asking: Asking, label: str, key: str) -> str:
    """The id of a thing that is named; refused where there is none."""
    try:
        return await resolve(asking.store, label, stored_id(label)(key))
    except UnknownIdError as error:
        refused(NOT_FOUND, str(error))


ROOT = {
    "report": ("Report | None", report, "A named report; about people, for those with the right.", REPORT_ARGUMENTS),
    "coverageReport": (
        "CoverageReport | None", coverage_report, "What courses do for what roles require, flat.", COVERAGE_ARGUMENTS
    ),
    "gapsReport": (
        "GapsReport | None", gaps_report, "How officers stand, flat; for those with the right to them.", GAPS_ARGUMENTS
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
