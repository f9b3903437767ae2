"""An XLSX workbook of text cells, written as a stream: the same content, the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape, quoteattr

from loaders.rows import SourceError

CELL_LIMIT = 32_767
"""Characters that a cell of a spreadsheet holds."""
ROW_LIMIT = 1_048_576
"""Rows that a sheet holds."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Text, so that a spreadsheet keeps an id as it is typed, and bold text for the first line."""


class Workbook:
    """A workbook being written, sheet after sheet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._titles: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._finish()
        self._archive.close()

    def sheet(self, title: str, lines: Iterable[list[str]]) -> None:
        """Write a sheet, its first line in bold and kept in sight; SourceError when it has too many rows."""
        self._titles.append(title)
        part = _part(f"xl/worksheets/sheet{len(self._titles)}.xml")
        with self._archive.open(part, "w", force_zip64=True) as stream:
            stream.write(
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1"'
                ' topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                '<sheetFormatPr defaultColWidth="24" defaultRowHeight="15"/><sheetData>'.encode()
            )
            for number, cells in enumerate(lines, 1):
                if number > ROW_LIMIT:
                    raise SourceError(self._path.name, f"{title} has more rows than a sheet holds", "export as csv")
                stream.write(_row(number, cells).encode())
            stream.write(b"</sheetData></worksheet>")

    def _finish(self) -> None:
        for name, content in _parts(self._titles):
            self._archive.writestr(_part(name), _HEAD + content)


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _EPOCH)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _row(number: int, cells: list[str]) -> str:
    style = 2 if number == 1 else 1
    return f'<row r="{number}">' + "".join(_cells(number, cells, style)) + "</row>"


def _cells(number: int, cells: list[str], style: int) -> Iterator[str]:
    for index, text in enumerate(cells):
        if text:
            at = f"{letters(index)}{number}"
            yield f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def letters(index: int) -> str:
    """The name of a column by its index from 0: A, B … Z, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _parts(titles: list[str]) -> Iterator[tuple[str, str]]:
    """What a workbook has besides its sheets."""
    numbers = range(1, len(titles) + 1)
    types = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    types += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "[Content_Types].xml", _types(types)
    yield "_rels/.rels", _relationships([("rId1", "officeDocument", "xl/workbook.xml")])
    yield "xl/_rels/workbook.xml.rels", _relationships([*links, ("rId0", "styles", "styles.xml")])
    yield "xl/workbook.xml", _book(titles)
    yield "xl/styles.xml", _STYLES


def _book(titles: list[str]) -> str:
    listed = (f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1))
    names = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    return f"<workbook {names}><bookViews><workbookView/></bookViews><sheets>{''.join(listed)}</sheets></workbook>"


def _types(found: list[tuple[str, str]]) -> str:
    packed = "application/vnd.openxmlformats-package.relationships+xml"
    listed = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in found)
    default = f'<Default Extension="rels" ContentType="{packed}"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{listed}</Types>'


def _relationships(found: list[tuple[str, str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for id_, kind, to in found)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
