"""A delimited text file as lines of cells: its encoding and its delimiter are found, or given as options."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from loaders import files
from loaders.rows import Place, Rejected, SourceError

Line = tuple[Place, list[str]]
"""Where a line of cells stands, and its cells as text; the first line is the header."""

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HEAD = 1 << 16
_SAMPLE = 1 << 16
_REMEDY = "save as UTF-8, or give the option encoding=cp1252 or encoding=latin-1"


def lines(path: Path, options: dict[str, str], known: Callable[[list[str]], int] = len) -> Iterator[Line | Rejected]:
    """The file's lines of cells, blank ones left out; a row with more cells than the header is rejected.

    `known` counts the cells of a header that mean something: the delimiter that gives most of them is taken.
    SourceError for a file that is no table, is empty, is not of the encoding, or has quotes that do not close.
    """
    encoding = options.get("encoding") or _encoding(path)
    delimiter = _given(options) or _delimiter(path, encoding, known)
    width = 0
    for at, cells in _rows(path, encoding, delimiter):
        width = width or len(cells)
        if any(cells[width:]):
            reason = f"the row has {len(cells)} cells, the header {width}"
            yield Rejected(at, reason, "", "put a cell that holds the delimiter in quotes")
        else:
            yield at, cells
    if not width:
        raise SourceError(path.name, "the file is empty", "expected a header row")


def head(path: Path) -> bytes:
    """The file's first bytes, decompressed; SourceError when it cannot be read."""
    with files.open_bytes(path) as stream:
        try:
            return stream.read(_HEAD)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise SourceError(path.name, str(error), "the file is damaged or cut off") from error


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(files.LINE_LIMIT)
    reader = csv.reader(_text(path, encoding), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Place(path.name, start), cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(Place(path.name, start), str(error), "check the quotes and the ends of lines") from error


def _given(options: dict[str, str]) -> str:
    given = options.get("delimiter", "")
    delimiter = _NAMES.get(given.lower(), given.replace("\\t", "\t"))
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise SourceError("option delimiter", f"{given!r} is no delimiter", "give tab, comma, semicolon or pipe")
    return delimiter


def _encoding(path: Path) -> str:
    beginning = head(path)
    for bom, encoding in _BOMS.items():
        if beginning.startswith(bom):
            return encoding
    if b"\0" in beginning:
        raise SourceError(path.name, "is no table: it holds binary data", "save it as CSV in UTF-8, or as XLSX")
    return "utf-8"


def _delimiter(path: Path, encoding: str, known: Callable[[list[str]], int]) -> str:
    sample = _sample(_text(path, encoding))

    def fitness(delimiter: str) -> tuple[int, float, int]:
        rows = _parsed(sample, delimiter)
        header = rows[0] if rows else []
        same = sum(len(row) == len(header) for row in rows) / max(len(rows), 1)
        return known(header), same if len(header) > 1 else 0, len(header)

    return max(_DELIMITERS, key=fitness)


def _sample(text: Iterator[str]) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in text:
        sample.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    return sample


def _parsed(sample: list[str], delimiter: str) -> list[list[str]]:
    """The rows of the sample that are not blank, as far as its quotes close."""
    rows: list[list[str]] = []
    csv.field_size_limit(files.LINE_LIMIT)
    try:
        rows.extend(row for row in csv.reader(sample, delimiter=delimiter, strict=True) if any(map(str.strip, row)))
    except csv.Error:
        return rows
    return rows


def _text(path: Path, encoding: str) -> Iterator[str]:
    try:
        "a".encode(encoding)
    except LookupError as error:
        raise SourceError("option encoding", f"{encoding!r} is unknown", "such as utf-8, cp1252 or latin-1") from error
    wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    return _wide(path, encoding) if wide else _narrow(path, encoding)


def _narrow(path: Path, encoding: str) -> Iterator[str]:
    try:
        yield from files.lines(path, encoding)
    except SourceError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            raise SourceError(error.at, error.reason, _REMEDY) from error
        raise


def _wide(path: Path, encoding: str) -> Iterator[str]:
    """The lines of an encoding whose line ends are not single bytes."""
    number = 0
    with files.open_bytes(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as stream:
        try:
            while line := stream.readline(files.LINE_LIMIT + 1):
                number += 1
                if len(line) > files.LINE_LIMIT:
                    raise SourceError(Place(path.name, number), "the line is too long", "is this a table?")
                yield line.removeprefix("\ufeff") if number == 1 else line
        except UnicodeError as error:
            raise SourceError(Place(path.name, number + 1), f"is not {encoding}: {error}", "save as UTF-8") from error
