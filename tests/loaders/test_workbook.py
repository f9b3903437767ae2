"""Workbooks: cells of every type, and what Excel hides from a reader."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.rows import NodeRow, Place, Rejected, Remark, SourceError
from tests.loaders.table_rows import book, edges, nodes, of, read

APRIL = datetime.fromisoformat("2026-04-01")


def test_cells_of_every_type(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx",
        Read_me=[["whatever"]],
        Modules=[["id", "title", "hours", "since", "until"], [7, 2026, 7.5, APRIL, "24-11-2026"],
                 [8.0, True, "8", APRIL.replace(hour=10, minute=30), None]],
        enrolments=[["id", "officer", "module", "score"], ["E", 417, "7", 80.0]],
    )  # fmt: skip
    rows = read(path)
    assert not of(rows, Remark)
    assert nodes(rows) == {
        "t:7": {
            "title": "2026",
            "labels": ["en|2026"],
            "hours": 7.5,
            "since": "2026-03-31T18:30:00Z",
            "until": "2026-11-23T18:30:00Z",
        },
        "t:8": {"title": "true", "labels": ["en|true"], "hours": 8.0, "since": "2026-04-01T05:00:00Z"},
    }
    assert edges(rows) == [("t:417", "TOOK", "t:7")]
    assert of(rows, NodeRow)[1].at == Place("x.xlsx", 3, "Modules")


def test_unknown_sheets_are_told_and_rows_far_down_are_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], [], ["id", "title"], ["R1", "a"], *([[]] * 40), [None, "no id"], ["R2", "b"]]
    path = book(tmp_path / "x.xlsx", roles=rows, Rolles=[["id"]], organisations=[])
    found = read(path)
    assert {row.at.line for row in of(found, NodeRow)} == {4, 46}
    assert of(found, Rejected) == [Rejected(Place("x.xlsx", 45, "roles"), "id is empty", "", "fill column id")]
    assert [(row.at.sheet, row.kind, row.value) for row in of(found, Remark)] == [
        ("organisations", "sheet is empty", "organisations"),
        ("Rolles", "sheet not read", "Rolles (nearest: roles)"),
    ]


def patched(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part of its archive changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET1 = "xl/worksheets/sheet1.xml"
ROLES: list[list[Any]] = [
    ["id", "title", "grade"],
    ["R1", "a", 1],
    ["R2", "b", None],
    [],
    ["R3", "c", 3],
    ["R4", "d", 4],
]


def merged(path: Path, *ranges: str) -> Path:
    refs = "".join(f'<mergeCell ref="{ref}"/>' for ref in ranges)
    return patched(
        book(path, roles=ROLES),
        SHEET1,
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{refs}</mergeCells>"),
    )


def test_rows_with_merged_cells_are_rejected_with_the_range(tmp_path: Path) -> None:
    rows = read(merged(tmp_path / "x.xlsx", "C5:C6", "C2:C3"))
    reason = "the row has merged cells"
    assert [(row.at.line, row.reason, row.value) for row in of(rows, Rejected)] == [
        (2, reason, "C2:C3"),
        (3, reason, "C2:C3"),
        (5, reason, "C5:C6"),
        (6, reason, "C5:C6"),
    ]
    [row, *_] = of(rows, Rejected)
    assert row.at == Place("x.xlsx", 2, "roles")
    assert "unmerge" in row.suggestion


def test_merges_end_where_they_end(tmp_path: Path) -> None:
    rows = read(merged(tmp_path / "x.xlsx", "A2:A5", "B3:C3"))
    assert [row.at.line for row in of(rows, Rejected)] == [2, 3, 5]
    assert set(nodes(rows)) == {"t:R4"}


def test_a_merged_header_stops_the_load(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"x.xlsx, sheet roles, line 1: header: .*merged cells \(B1:C1\) \(unmerge"):
        read(merged(tmp_path / "x.xlsx", "B1:C1"))


def test_formulas_count_by_their_last_value(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", roles=[["id", "title"], ["R1", "=A2"], ["R2", "=A3"], ["R3", "=1/0"]])

    def computed(xml: str) -> str:
        xml = xml.replace('<c r="B3"><f>A3</f><v></v></c>', '<c r="B3" t="str"><f>A3</f><v>Two</v></c>')
        xml = xml.replace('<c r="B3"><f>A3</f><v /></c>', '<c r="B3" t="str"><f>A3</f><v>Two</v></c>')
        xml = re.sub(r'<c r="B4"><f>1/0</f><v ?/?>(</v>)?</c>', '<c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c>', xml)
        return re.sub(r'(<c r="B2"><f>A2</f>)<v ?/?>(</v>)?', r"\1", xml)

    rows = read(patched(path, SHEET1, computed))
    assert nodes(rows)["t:R2"]["title"] == "Two"
    assert [(row.at.line, row.reason, row.value) for row in of(rows, Rejected)] == [
        (2, "the formula has no value", "B2"),
        (4, "the cell holds a spreadsheet error", "#DIV/0!"),
    ]


def test_a_formula_saved_without_values_is_rejected(tmp_path: Path) -> None:
    rows = read(book(tmp_path / "x.xlsx", roles=[["id", "title"], ["R1", "=A2"], ["R2", "b"]]))
    assert [(row.at.line, row.reason, row.value) for row in of(rows, Rejected)] == [
        (2, "the formula has no value", "B2")
    ]


def test_a_workbook_that_understates_its_size_is_read_whole(tmp_path: Path) -> None:
    path = patched(
        book(tmp_path / "x.xlsx", roles=ROLES),
        SHEET1,
        lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:A2"', xml),
    )
    assert set(nodes(read(path))) == {"t:R1", "t:R2", "t:R3", "t:R4"}


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", roles=ROLES)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/big.bin", b"0")
        archive.getinfo("xl/media/big.bin").file_size = 2 << 30
    with pytest.raises(SourceError, match="is over 1024 MB when unpacked"):
        read(path)


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    for parts in (["mimetype", "content.xml"], ["[Content_Types].xml", "word/document.xml"]):
        with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
            for part in parts:
                archive.writestr(part, "x")
        with pytest.raises(SourceError, match="no XLSX workbook"):
            read(tmp_path / "x.xlsx")


@pytest.mark.parametrize("part", [SHEET1, "xl/workbook.xml", "xl/styles.xml"])
def test_a_damaged_workbook_says_so(tmp_path: Path, part: str) -> None:
    path = patched(book(tmp_path / "x.xlsx", roles=ROLES), part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(SourceError, match=r"x\.xlsx.*(damaged|cannot be read)"):
        read(path)


def test_a_workbook_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert nodes(read(book(tmp_path / "x.csv.xlsx", roles=ROLES).rename(tmp_path / "x.csv")))
