"""Answers as flat rows for dashboards: the columns are stable, and each says what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from graphapi.present import COURSES, STANDING

if TYPE_CHECKING:
    from queries.reports_asking import Answer
    from queries.reports_hiding import Cell

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `kind` is the GraphQL scalar of its values; any may be null unless `required`."""

    name: str
    kind: Literal["ID", "String", "Instant", "Float", "Int", "Boolean"]
    doc: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that dashboards read: its name in GraphQL, what a row is, and its columns in order."""

    name: str
    doc: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


_AS_OF = Column("asOf", "Instant", "The date that the row is as on.", required=True)
_NEEDED = (
    Column("competency", "ID", "The competency's id.", required=True),
    Column("title", "String", "Its title.", required=True),
    Column("essential", "Boolean", "Whether it is essential; else optional.", required=True),
    Column("required", "Float", "The level required; null: no level is stated."),
)

REPORT = Table(
    "ReportRow",
    "A figure of a report: the total, or one of what it is broken down by.",
    (
        Column("report", "String", "The report's id, such as M2.11.", required=True),
        _AS_OF,
        Column("unit", "String", "What is counted; `share` is from 0 to 1.", required=True),
        Column("organisation", "ID", "The organisation in scope, with all below it; null: the whole store."),
        Column("officer", "ID", "The one officer in scope; null: all."),
        Column("by1", "String", "What it is broken down by first: organisation, role, theme…; null in a total."),
        Column("key1", "String", "The id of that organisation, role, theme…; the word of a band."),
        Column("title1", "String", "Its title."),
        Column("by2", "String", "What it is broken down by beside that."),
        Column("key2", "String", "The id of that."),
        Column("title2", "String", "Its title."),
        Column("value", "Float", "The figure; null where there is nothing to divide by, or where it is hidden."),
        Column("people", "Int", "Officers that it is about; null where it is about none, or hidden."),
        Column("leftOut", "Int", "Of them, those left out of an average for want of a denominator."),
        Column("beside", "String", "What is counted beside it: partlyCovered, organisations, noModule, ratings."),
        Column("besideCount", "Int", "That count; null where it is hidden."),
        Column(
            "hidden", "Boolean", "Whether the figure would tell of fewer than five, or give such away.", required=True
        ),
    ),
)

COVERAGE = Table(
    "CoverageRow",
    "What courses do for a competency that a role requires.",
    (
        _AS_OF,
        Column("role", "ID", "The role's id.", required=True),
        *_NEEDED,
        Column("scale", "ID", "The scale of the level."),
        Column("courses", "String", f"{', '.join(COURSES.values())}.", required=True),
        Column("modules", "String", "Ids of the chain that reaches the level, else of all modules; `; ` between."),
        Column("hours", "Float", "Hours of the chain."),
    ),
)

GAPS = Table(
    "GapRow",
    "How an officer stands in a competency that the postings, or one role, require.",
    (
        _AS_OF,
        Column("officer", "ID", "The officer's id.", required=True),
        Column(
            "role", "String", "The role asked for, else the ids of those that require it; `; ` between.", required=True
        ),
        *_NEEDED,
        Column("held", "Float", "The level held on that scale."),
        Column("scale", "ID", "The scale of the levels."),
        Column("standing", "String", f"{', '.join(STANDING.values())}.", required=True),
        Column("reason", "String", "Why, in words.", required=True),
    ),
)

TABLES = (REPORT, COVERAGE, GAPS)


def report_rows(answer: Answer) -> Iterator[Row]:
    """The rows of a report: those of what it is broken down by, else the total."""
    return (report_row(answer, cell) for cell in (answer.rows if answer.asked.by else (answer.total,)))


def report_row(answer: Answer, cell: Cell) -> Row:
    """A cell of a report as a row; a total names no key."""
    parts = [*zip(answer.asked.by, cell.key, cell.titles, strict=False), (None, None, None), (None, None, None)]
    (by1, key1, title1), (by2, key2, title2) = parts[:2]
    beside, count = next(iter(cell.beside.items()), (None, None))
    values = (
        answer.report.id, answer.as_of, answer.report.unit, answer.asked.organisation, answer.asked.officer,
        by1, key1, title1, by2, key2, title2, cell.value, cell.people, cell.left_out, beside, count, cell.hidden,
    )  # fmt: skip
    return dict(zip(REPORT.names, values, strict=True))
