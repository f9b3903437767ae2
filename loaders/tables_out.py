"""The standard sheets as CSV files in a folder or as one XLSX workbook, that load again unchanged."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from loaders.cells import quoted, unquoted
from loaders.exact import UNFIT
from loaders.rows import Content, Writing
from loaders.sheets import SHEETS
from loaders.sheets_out import cells, headers
from loaders.stated import Source, spooled
from loaders.workbook_out import CELL_LIMIT, Workbook

Put = Callable[[str, Iterator[list[str]]], None]
"""Takes the name of a sheet and its lines."""


async def write_csv(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write a folder with a CSV file for each standard sheet; what could not be carried, a line each."""

    def put(name: str, lines: Iterator[list[str]]) -> None:
        path.mkdir(exist_ok=True)
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(codecs.BOM_UTF8.decode())  # or a spreadsheet takes it for an 8-bit encoding
            csv.writer(stream).writerows([quoted(text) for text in line] for line in lines)

    source = Source.of(await spooled(content()))
    try:
        _put_all(source, put)
        _note(path, source)
        return _told(source)
    finally:
        source.spool.close()


async def write_xlsx(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write a workbook with the standard sheets; what could not be carried, a line each."""
    source = Source.of(await spooled(content()))

    def put(name: str, lines: Iterator[list[str]]) -> None:
        book.sheet(name, ([_cell(text, name, source) for text in line] for line in lines))

    try:
        with Workbook(path) as book:
            book.sheet("Read me", ([line] for line in _about(source)))
            _put_all(source, put)
        return _told(source)
    finally:
        source.spool.close()


def _cell(text: str, sheet: str, source: Source) -> str:
    """A text cell is never a formula: only what the reader would take for a quote needs one."""
    if len(text) >= CELL_LIMIT:
        source.losses[f"{sheet}: text longer than a cell of a workbook holds ({CELL_LIMIT:,}): export as csv"] += 1
        return ""
    return quoted(text) if unquoted(text) != text else text


def _put_all(source: Source, put: Put) -> None:
    for sheet in SHEETS.values():
        lines = cells(sheet, source)
        first = next(lines, None)
        if first is not None:
            put(sheet.name, chain([headers(sheet, source), first], lines))


def _about(source: Source) -> list[str]:
    """What the export is, and under which terms each framework in it stands."""
    said = ["Exported by Karmagraph. Load it again with: karmagraph load table PATH (docs/tables.md)"]
    for framework in source.nodes("Framework"):
        named = ("version", "publisher", "licence", "attribution")
        terms = (f"{name}: {framework.props[name]}" for name in named if name in framework.props)
        illustrative = ["illustrative: made up for demonstration"] if framework.props.get("illustrative") else []
        said.append("; ".join([f"{framework.props['title']} ({framework.id})", *terms, *illustrative]))
    return [" ".join(UNFIT.sub(" ", line).split())[:CELL_LIMIT] for line in said]


def _note(folder: Path, source: Source) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "README.md").write_text("\n\n".join(_about(source)) + "\n", "utf-8")


def _told(source: Source) -> list[str]:
    return [f"{count:,} × {what}" for what, count in sorted(source.losses.items())]


_DOC = "The standard sheets of a table, with every id in full: it loads again unchanged."
CSV = Writing("csv", f"{_DOC} A folder of CSV files.", "", write_csv, history=True)
XLSX = Writing("xlsx", f"{_DOC} One workbook.", ".xlsx", write_xlsx, history=True)
