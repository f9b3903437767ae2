"""The workbook that people fill: the standard sheets with bilingual headers, notes, drop-downs and an example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from loaders.columns import MORE, Column, Sheet
from loaders.examples import EXAMPLES, HINDI, READ_ME
from loaders.sheets import SHEETS

_COMMON = ("roles", "competencies", "requirements", "modules", "coverage", "scales", "officers", "postings", "holdings")
_TRANSLATED = {"title", "text"}
_EXPORTED = {"levels", MORE}
"""The sheet and the column that exports fill and people need not."""
_ROWS = 2000
_TEXT_FORMAT = "@"
_INK = Font(bold=True, color="FFFFFF")
_REQUIRED, _OPTIONAL = (PatternFill("solid", start_color=color) for color in ("1F3864", "5B7083"))


@dataclass(frozen=True, slots=True)
class _Heading:
    """A column as it stands in the template."""

    column: Column
    lang: str = ""

    @property
    def name(self) -> str:
        """The standard header."""
        return f"{self.column.name}@{self.lang}" if self.lang else self.column.name

    @property
    def text(self) -> str:
        """The header in both languages; the reader takes the part before the dot."""
        return f"{self.name} · {HINDI[self.column.name]}" + (" (हिन्दी)" if self.lang else "")


def write_template(target: Path | IO[bytes]) -> None:
    """Write the template, an XLSX workbook, to a path or to a stream, which need not seek."""
    book = Workbook()
    book.properties.creator = "Karmagraph"
    _read_me(book.active)
    for name in (*_COMMON, *(name for name in SHEETS if name not in {*_COMMON, *_EXPORTED})):
        _fill(book.create_sheet(name), SHEETS[name])
    book.save(target)


def _read_me(sheet: Any) -> None:
    sheet.title = "Read me"
    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(READ_ME, 1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1)


def _fill(page: Any, sheet: Sheet) -> None:
    headings = _headings(sheet)
    page.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
        _head(page, number, heading)
        for row, example in enumerate(EXAMPLES[sheet.name], 2):
            page.cell(row, number, example.get(heading.name, "")).number_format = _TEXT_FORMAT
        if formula := _list(heading.column):
            page.add_data_validation(_drop_down(formula, heading.column, get_column_letter(number)))


def _headings(sheet: Sheet) -> list[_Heading]:
    return list(_both(sheet))


def _both(sheet: Sheet) -> Iterator[_Heading]:
    for column in (each for each in sheet.columns if each.name not in _EXPORTED):
        yield _Heading(column)
        if column.name in _TRANSLATED:
            yield _Heading(column, "hi")


def _head(page: Any, number: int, heading: _Heading) -> None:
    cell = page.cell(1, number, heading.text)
    cell.font = _INK
    cell.fill = _REQUIRED if heading.column.required else _OPTIONAL
    cell.comment = Comment(f"{heading.column.doc}\n({heading.column.says})", "Karmagraph", height=120, width=280)
    dimension = page.column_dimensions[get_column_letter(number)]
    dimension.width = max(14, len(heading.text) + 2)
    # as text, a spreadsheet keeps 0417 and 24-11-2026 as they were typed
    dimension.number_format = _TEXT_FORMAT


def _drop_down(formula: str, column: Column, letter: str) -> DataValidation:
    """A list to choose from; only where the reader would reject another word is one stopped."""
    strict = column.closed or column.kind == "bool"
    rule = DataValidation("list", formula1=formula, errorStyle="stop" if strict else "warning", showErrorMessage=True)
    rule.add(f"{letter}2:{letter}{_ROWS}")
    return rule


def _list(column: Column) -> str:
    """Where a drop-down takes its values from; empty without one."""
    if column.of:  # a value for each of several
        return ""
    if column.kind == "bool":
        return '"essential,optional"' if column.name == "essential" else '"yes,no"'
    if column.choices:
        return f'"{",".join(column.choices)}"'
    if column.kind == "level":
        return _range("scales", "title")
    # one cell with several values is no value of a list
    if column.kind != "reference" or column.many or len(column.labels) != 1:
        return ""
    stated = next(sheet for sheet in SHEETS.values() if sheet.states == column.labels[0])
    return _range(stated.name, stated.columns[0].name)


def _range(sheet: str, name: str) -> str:
    number = [heading.name for heading in _headings(SHEETS[sheet])].index(name) + 1
    letter = get_column_letter(number)
    return f"{sheet}!${letter}$2:${letter}${_ROWS}"
