"""Opening a source: compression, encoding, delimiter, long lines and missing columns, each with a clear error."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO

from loaders.batches import ahead
from loaders.rows import Place, SourceError
from loaders.unpacking import Unpacked

LINE_LIMIT = 8 << 20
"""Bytes in one line: longer is no table but a damaged or hostile file."""

BLOCK = 1 << 18
"""Bytes read at once."""

_OPENERS: dict[str, type[lzma.LZMAFile | gzip.GzipFile]] = {".xz": lzma.LZMAFile, ".gz": gzip.GzipFile}


def find(directory: Path, name: str) -> Path:
    """The file `name` in the directory, plain or compressed (.xz, .gz)."""
    for suffix in ("", *_OPENERS):
        if (path := directory / (name + suffix)).is_file():
            return path
    raise SourceError(str(directory), f"{name} is not there", f"expected {name}, {name}.xz or {name}.gz")


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes, decompressed by suffix."""
    try:
        if path.suffix in _OPENERS:
            # Their own readline is written in Python: a buffer's takes a third of the time.
            return io.BufferedReader(Unpacked(path, _OPENERS[path.suffix]), 1 << 16)
        return path.open("rb")
    except OSError as error:
        raise SourceError(str(path), _reason(error), "check the path and its permissions") from error


def lines(path: Path, encoding: str = "utf-8") -> Iterator[str]:
    """The file's lines as text with their ends, a byte order mark removed.

    A byte that is not of the encoding, a damaged archive, or a line over LINE_LIMIT is a SourceError with its line.
    """
    number = 1
    with open_bytes(path) as stream, closing(ahead(_blocks(stream, path))) as blocks:
        for block in blocks:
            try:
                found = block.decode(encoding).split("\n")
            except UnicodeDecodeError:
                found = [_decoded(line, path, number + n, encoding) for n, line in enumerate(block.split(b"\n"))]
            if number == 1:
                found[0] = found[0].removeprefix("\ufeff")
            last = found.pop()
            number += len(found)
            yield from [line + "\n" for line in found]
            if last:
                yield last


def _blocks(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """The file in blocks of whole lines: to decode and split a block takes a third of the time of line by line.

    Made ahead: a thread unpacks the next block while this one is read.
    """
    number, rest = 1, b""
    while True:
        try:
            read = stream.read(BLOCK)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise SourceError(Place(path.name, number), _reason(error), "the file is damaged or cut off") from error
        end = read.rfind(b"\n") + 1
        if end or not read:
            block, rest = rest + read[:end], read[end:]
            yield block
            number += block.count(b"\n")
        else:
            rest += read
        if len(rest) > LINE_LIMIT:
            where = Place(path.name, number)
            raise SourceError(where, f"the line is longer than {LINE_LIMIT >> 20} MB", "is this a table?")
        if not read:
            return


def _decoded(line: bytes, path: Path, number: int, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        bad = line[error.start : error.start + 1].hex().upper()
        raise SourceError(
            Place(path.name, number), f"byte 0x{bad} is not {encoding}", "save as UTF-8, or name the encoding"
        ) from error


def table(
    path: Path, columns: tuple[str, ...] = (), delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a delimited file with the line each begins on; cells that are missing are empty.

    SourceError for an empty file, a missing or repeated column of `columns`, or quotes that do not close.
    """
    rows = _rows(path, columns, delimiter, encoding)
    _, names = next(rows)
    for line, row in rows:
        yield line, dict(zip(names, row, strict=False))


def cells(
    path: Path, columns: tuple[str, ...], delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[tuple[int, list[str]]]:
    """As `table`, but only the cells of `columns`, in that order: half the time for long tables of a few columns."""
    rows = _rows(path, columns, delimiter, encoding)
    _, names = next(rows)
    places = [names.index(name) for name in columns]
    for line, row in rows:
        yield line, [row[place] for place in places]


def header(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[str]:
    """The columns of a delimited file; SourceError when it is empty."""
    return next(_rows(path, (), delimiter, encoding))[1]


def _rows(path: Path, columns: tuple[str, ...], delimiter: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """The names of the columns, then each row that is not blank, filled up to their number."""
    csv.field_size_limit(LINE_LIMIT)
    reader = csv.reader(
        lines(path, encoding),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL,
        strict=True,
    )
    try:
        names = next(reader, None)
        if not names:
            raise SourceError(path.name, "the file is empty", "expected a header row")
        _check(path, names, columns)
        yield 1, names
        width, start = len(names), reader.line_num + 1
        for row in reader:
            if any(row):
                yield start, row if len(row) >= width else row + [""] * (width - len(row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(Place(path.name, reader.line_num), str(error), "check the quotes") from error


def _check(path: Path, header: list[str], columns: tuple[str, ...]) -> None:
    for name in columns:
        if name not in header:
            raise SourceError(
                Place(path.name, 1), f"column {name!r} is missing", "the header has " + ", ".join(header[:12])
            )
        if header.count(name) > 1:
            raise SourceError(Place(path.name, 1), f"column {name!r} stands twice", "keep one of them")


def whole(path: Path, limit: int = 512 << 20) -> io.BytesIO:
    """The whole file in memory, for formats that must be parsed at once; SourceError above the limit or when empty."""
    with open_bytes(path) as stream:
        try:
            data = b"".join(islice(iter(lambda: stream.read(BLOCK), b""), limit // BLOCK + 1))
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise SourceError(path.name, _reason(error), "the file is damaged or cut off") from error
    if len(data) > limit:
        raise SourceError(path.name, f"larger than {limit >> 20} MB", "split it")
    if not data.strip():
        raise SourceError(path.name, "the file is empty")
    return io.BytesIO(data)


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
