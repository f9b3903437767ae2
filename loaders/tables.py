"""The tables that a path holds: a delimited file, the sheets of a workbook, or the files of a directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from loaders import delimited, workbook
from loaders.columns import fold
from loaders.delimited import Line
from loaders.rows import Place, Rejected, SourceError

TEXTS = (".csv", ".tsv", ".txt")
"""Suffixes of delimited files."""
BOOKS = (".xlsx", ".xlsm")
"""Suffixes of workbooks."""

_PACKED = (".gz", ".xz")
_IGNORED = "readme"
_STRANGERS = {
    b"%PDF": ("is a PDF", "save the table as XLSX or CSV"),
    b"\xd0\xcf\x11\xe0": ("is an old or a locked Excel file", "save as XLSX, without a password"),
    b"<": ("is HTML or XML", "save the table as XLSX or CSV"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a source: its name, where it stands, and its lines for those who know its columns."""

    name: str
    at: Place
    lines: Callable[[Callable[[list[str]], int]], Iterator[Line | Rejected]]


@contextmanager
def opened(path: Path, options: dict[str, str]) -> Iterator[list[Table]]:
    """The tables of the source, the read-me left out."""
    if path.is_dir():
        shown = sorted(each for each in path.iterdir() if _tabular(each))
        yield [_text_table(each, options, stem(each) if suffix(each) in TEXTS else each.name) for each in shown]
    elif _is_workbook(path):
        with workbook.opened(path) as sheets:
            yield [_sheet_table(path, sheet) for title, sheet in sheets.items() if fold(title) != _IGNORED]
    else:
        yield [_text_table(path, options, options.get("sheet", stem(path)))]


def _tabular(path: Path) -> bool:
    """Whether it looks like a table, ours to read or to remark on; a read-me beside the tables does not."""
    return not path.name.startswith((".", "~$")) and suffix(path) in {*TEXTS, ".xlsx", ".xls", ".ods"}


def _text_table(path: Path, options: dict[str, str], name: str) -> Table:
    return Table(name, Place(path.name), partial(delimited.lines, path, options))


def _sheet_table(path: Path, sheet: Any) -> Table:
    return Table(sheet.title, Place(path.name, None, sheet.title), lambda _known: workbook.lines(path, sheet))


def _is_workbook(path: Path) -> bool:
    """Whether the bytes are a ZIP archive; SourceError when they are of something that is no table."""
    beginning = delimited.head(path)
    for magic, (reason, remedy) in _STRANGERS.items():
        if beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise SourceError(path.name, reason, remedy)
    zipped = beginning.startswith(b"PK\x03\x04")
    if zipped and path.suffix.lower() in _PACKED:
        raise SourceError(path.name, "is a packed workbook", "unpack it first")
    if not zipped and suffix(path) in BOOKS:
        raise SourceError(path.name, "is no workbook", "save it as Excel Workbook (.xlsx)")
    return zipped


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() in _PACKED else path


def suffix(path: Path) -> str:
    """The file's suffix in small letters, that of compression aside."""
    return _unpacked(path).suffix.lower()


def stem(path: Path) -> str:
    """The file's name without suffixes."""
    return _unpacked(path).stem
