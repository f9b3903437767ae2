"""The template: what a person gets, and that it loads as it is."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from loaders import table
from loaders.columns import MORE
from loaders.examples import EXAMPLES, HINDI
from loaders.load import load
from loaders.rows import Context, EdgeRow, NodeRow, Rejected, Remark
from loaders.sheets import SHEETS
from loaders.template import write_template
from queries.stores import Store
from tests.conftest import Run


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "framework.xlsx"
    write_template(path)
    return path


class Pipe(io.RawIOBase):
    """A stream like a shell's pipe: it cannot seek or tell."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += bytes(data)
        return len(data)


def test_it_loads_as_it_is(template: Path) -> None:
    rows = list(table.read(template, Context()))
    assert not [row for row in rows if isinstance(row, Rejected | Remark)]
    ids = {(row.label, row.id) for row in rows if isinstance(row, NodeRow)}
    edges = [row for row in rows if isinstance(row, EdgeRow)]
    assert {end for edge in edges for end in (edge.start, edge.end)} <= ids
    stated = {
        row.label if isinstance(row, NodeRow) else row.type for row in rows if not isinstance(row, Rejected | Remark)
    }
    assert stated >= {sheet.states for sheet in SHEETS.values() if sheet.states}
    assert {id_.partition(":")[0] for label, id_ in ids if label != "Identifier"} == {"table.framework"}


def test_it_loads_into_a_store_and_again_without_change(template: Path, run: Run, store: Store) -> None:
    first = run(load(store, table.FORMAT, template, Context()))
    assert first.status == 0
    assert (first.created["Role"], first.created["REQUIRES"], first.created["Level"]) == (2, 1, 4)
    second = run(load(store, table.FORMAT, template, Context()))
    assert (second.created, second.changed, second.retired) == ({}, {}, {})


def test_every_sheet_has_its_columns_a_note_each_and_an_example(template: Path) -> None:
    book: Any = load_workbook(template)
    assert book.sheetnames[:4] == ["Read me", "roles", "competencies", "requirements"]
    assert set(book.sheetnames) == {"Read me", *SHEETS} - {"levels"}
    for sheet in (sheet for sheet in SHEETS.values() if sheet.name != "levels"):
        page = book[sheet.name]
        header = [cell.value for cell in page[1]]
        plain = [name.partition(" · ")[0] for name in header if "@" not in name]
        assert plain == [column.name for column in sheet.columns if column.name != MORE]
        assert all(" · " in name for name in header)
        assert all(cell.comment.text for cell in page[1])
        assert page.freeze_panes == "A2"
        assert page.max_row >= 2
        assert {cell.data_type for row in page.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}


def test_no_example_cell_is_lost(template: Path) -> None:
    book: Any = load_workbook(template)
    for name, rows in EXAMPLES.items():
        page = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
        assert [sum(bool(cell) for cell in row) for row in page] == [len(row) for row in rows], name


def test_every_column_has_a_hindi_name_said_to_be_unreviewed(template: Path) -> None:
    assert set(HINDI) == {column.name for sheet in SHEETS.values() for column in sheet.columns} - {MORE}
    book: Any = load_workbook(template)
    read_me = " ".join(row[0] for row in book["Read me"].iter_rows(values_only=True) if row[0])
    assert "have not been reviewed" in read_me


def test_drop_downs_offer_what_the_reader_takes(template: Path) -> None:
    book: Any = load_workbook(template)

    def offered(sheet: str, column: str) -> Any:
        page = book[sheet]
        [letter] = [cell.column_letter for cell in page[1] if cell.value.partition(" · ")[0] == column]
        return next(rule for rule in page.data_validations.dataValidation if f"{letter}2" in str(rule.sqref))

    assert offered("modules", "mode").formula1 == '"digital,face-to-face,blended"'
    assert offered("requirements", "essential").formula1 == '"essential,optional"'
    assert offered("roles", "kind").errorStyle == "warning"
    titles = [cell.value for cell in book["scales"]["E"]]
    assert titles[0].startswith("title ·")
    assert offered("requirements", "level").formula1 == "scales!$E$2:$E$2000"
    scales = [cell.value for cell in book["scales"]["A"]]
    assert scales[0].startswith("scale ·")
    assert offered("holdings", "scale").formula1 == "scales!$A$2:$A$2000"
    assert offered("requirements", "role").formula1 == "roles!$A$2:$A$2000"


def test_it_is_written_to_a_pipe(tmp_path: Path) -> None:
    pipe = Pipe()
    write_template(pipe)  # type: ignore[arg-type]
    path = tmp_path / "framework.xlsx"
    path.write_bytes(pipe.content)
    assert list(table.read(path, Context()))
