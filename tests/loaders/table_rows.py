"""What the tests of tables share: small files, and questions to the rows that were read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from loaders import table
from loaders.rows import Context, EdgeRow, NodeRow, Row
from ontology.levels import Scale, Scales

KCM = Scale("kcm:levels", "KCM", ranks={1.0: "Operational", 2.0: "Tactical", 3.0: "Strategic"})
LV = Scale("onet:LV", "Level", "interval", 0.0, 7.0)


def read(path: Path, *scales: Scale, **options: str) -> list[Row]:
    return list(table.read(path, Context(Scales.of(scales), {"prefix": "t"} | options)))


def text(folder: Path, name: str, content: str, **options: str) -> list[Row]:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read(path, **options)


def book(path: Path, **pages: list[list[Any]]) -> Path:
    made: Any = Workbook()
    made.remove(made.active)
    for title, rows in pages.items():
        page = made.create_sheet(title.replace("_", " "))
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def of(rows: list[Row], kind: type[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def nodes(rows: list[Row]) -> dict[str, dict[str, Any]]:
    return {row.id: row.props for row in of(rows, NodeRow)}


def edges(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row.start[1], row.type, row.end[1]) for row in of(rows, EdgeRow)]
