"""An XLSX workbook as sheets of lines of cells, read as a stream; what Excel hides from a reader is found first."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import range_boundaries

from loaders.delimited import Line
from loaders.rows import Place, Rejected, SourceError

UNPACKED_LIMIT = 1 << 30
"""Bytes that a workbook may hold when unpacked: more is damaged or hostile."""

_LAST_ROW = 1_048_576
_BATCH = 1000
_REMEDY = "open it in Excel and save it anew"
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, expat.ExpatError, OSError, EOFError,
    KeyError, IndexError, ValueError, TypeError, AttributeError, RuntimeError,
)  # fmt: skip
"""What openpyxl raises on a damaged workbook."""


@dataclass(slots=True)
class Faults:
    """What a cell's value does not show: merged ranges, and formulas that were never computed, by row."""

    merged: list[tuple[int, int, str]] = field(default_factory=list)
    uncomputed: dict[int, str] = field(default_factory=dict)


@contextmanager
def opened(path: Path) -> Iterator[dict[str, Any]]:
    """The workbook's sheets by title, in their order; SourceError when it is no workbook or too large."""
    _check(path)
    with path.open("rb") as stream:
        try:
            with warnings.catch_warnings(action="ignore"):
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except _DAMAGE as error:
            raise SourceError(path.name, f"the workbook cannot be read: {error}", _REMEDY) from error
        if not book.worksheets:
            raise SourceError(path.name, "the workbook has no sheet", "save it as Excel Workbook (.xlsx)")
        yield {sheet.title: sheet for sheet in book.worksheets}
        book.close()


def lines(path: Path, sheet: Any) -> Iterator[Line | Rejected]:
    """The sheet's lines of cells as text, blank ones left out.

    A row with merged cells or with a formula that has no value is rejected; SourceError when the header has
    either, or when the sheet is damaged.
    """
    try:
        yield from _lines(path, sheet)
    except _DAMAGE as error:
        raise SourceError(Place(path.name, None, sheet.title), f"damaged: {error}", _REMEDY) from error


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(path.name, "is no workbook: the archive is damaged", _REMEDY) from error
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise SourceError(path.name, "is an archive, but no XLSX workbook", "save it as Excel Workbook (.xlsx)")
    if sum(names.values()) > UNPACKED_LIMIT:
        raise SourceError(path.name, f"is over {UNPACKED_LIMIT >> 20} MB when unpacked", "split it, or save it as CSV")


def _lines(path: Path, sheet: Any) -> Iterator[Line | Rejected]:
    # openpyxl has no public way to the sheet's XML, and its read-only mode shows neither merges nor formulas
    with sheet.parent._archive.open(sheet._worksheet_path) as part:  # noqa: SLF001
        faults = _faults(part)
    header = True
    merged = _Merged(sorted(faults.merged, reverse=True))
    sheet.reset_dimensions()  # what the file says of its own size is often wrong, and cuts rows off
    for number, values in enumerate(_quietly(sheet.iter_rows(values_only=True)), 1):
        cells = [_text(each) for each in values]
        at = Place(path.name, number, sheet.title)
        span = merged.over(number)
        if number in faults.uncomputed:
            fault = Rejected(at, "the formula has no value", faults.uncomputed[number], "save it in Excel")
        elif not any(map(str.strip, cells)):
            continue
        else:
            fault = Rejected(at, "the row has merged cells", span, "unmerge them, and write the value in each row")
        if header and fault.value:
            raise SourceError(at, f"header: {fault.reason} ({fault.value})", fault.suggestion)
        yield fault if fault.value else (at, cells)
        header = False


@dataclass(slots=True)
class _Merged:
    """The merged ranges of a sheet, last first, as its rows go by."""

    ranges: list[tuple[int, int, str]]
    last: int = 0
    name: str = ""

    def over(self, row: int) -> str:
        """The merged range that the row stands in; empty when it stands in none."""
        while self.ranges and self.ranges[-1][0] <= row:
            _, last, name = self.ranges.pop()
            if last > self.last:
                self.last, self.name = last, name
        return self.name if row <= self.last else ""


def _faults(part: IO[bytes]) -> Faults:
    """The merged ranges and the formulas without a value of a sheet's XML, read as a stream."""
    scan = _Scan()
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.ParseFile(part)
    return scan.faults


@dataclass(slots=True)
class _Scan:
    """Where the scan of a sheet's XML stands."""

    faults: Faults = field(default_factory=Faults)
    row: int = 0
    cell: str = ""
    type: str = ""
    inside: str = ""
    formula: bool = False
    valued: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        self.inside = name.rpartition(":")[2]
        match self.inside:
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                if self.row > _LAST_ROW:
                    raise ValueError(f"row {self.row} is beyond the last")
            case "c":
                self.cell, self.type = attributes.get("r", "?"), attributes.get("t", "")
                self.formula = self.valued = False
            case "f":
                self.formula = True
            case "v":
                self.valued = self.type == "str"  # a text's value may be empty, a number's is then not computed
            case "mergeCell":
                _, first, _, last = range_boundaries(attributes["ref"])
                self.faults.merged.append((first or 1, last or _LAST_ROW, attributes["ref"]))

    def text(self, _text: str) -> None:
        """Take in an element's text."""
        self.valued = self.valued or self.inside == "v"

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        self.inside = ""
        if self.formula and not self.valued and name.rpartition(":")[2] == "c":
            self.faults.uncomputed.setdefault(self.row, self.cell)


def _quietly(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows, without openpyxl's warnings of features that it does not keep."""
    while True:
        with warnings.catch_warnings(action="ignore"):
            batch = list(islice(rows, _BATCH))
        if not batch:
            return
        yield from batch


def _text(value: Any) -> str:
    """The cell as text: a date without its midnight, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(timespec="seconds")
    return value if isinstance(value, str) else str(value)
