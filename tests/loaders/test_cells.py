"""Cells: the value of each kind, and what is said of each that has none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.cells import unquoted
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark
from loaders.sheets import SHEETS
from tests.loaders.table_rows import edges, nodes, of, read, text


@pytest.mark.parametrize(
    ("cell", "value"),
    [("yes", True), ("No", False), ("TRUE", True), ("false", False), ("1", True), ("0", False), ("हाँ", True),
     ("हां", True), ("नहीं", False), ("essential", True), ("Optional", False)],
)  # fmt: skip
def test_essential_or_optional(tmp_path: Path, cell: str, value: bool) -> None:
    rows = text(tmp_path, "requirements.csv", f"role,competency,essential\nR,C,{cell}\n")
    assert rows[0] == EdgeRow(
        "REQUIRES", ("Role", "t:R"), ("Competency", "t:C"), Place("requirements.csv", 2), {"essential": value}
    )


def test_an_unstated_essential_is_counted_not_assumed(tmp_path: Path) -> None:
    rows = text(tmp_path, "requirements.csv", "role,competency,essential\nR,C,\n")
    assert of(rows, EdgeRow)[0].props == {}
    assert of(rows, Remark)[0].kind == "essential or optional: not stated"


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "reason"),
    [
        ("modules", "hours", "twelve", "hours is not a number"),
        ("modules", "hours", "1,200", "hours is not a number"),
        ("modules", "hours", "nan", "hours is not a number"),
        ("modules", "hours", "1_0", "hours is not a number"),
        ("modules", "hours", "-3", "hours is not between 0 and 1e+06"),
        ("requirements", "importance", "1.01", "importance is not between 0 and 1"),
        ("holdings", "negative", "essential", "negative is neither yes nor no"),
        ("modules", "capacity", "2.5", "capacity is not a whole number"),
        ("modules", "mode", "online", "mode is none of digital, face-to-face, blended"),
        ("modules", "status", "lives", "status is none of live, draft, planned, retired"),
        ("modules", "since", "31-02-2026", "since is not a date"),
        ("modules", "since", "0001-01-01", "since is not a date"),
        ("modules", "title", "#REF!", "the cell holds a spreadsheet error"),
        ("frameworks", "illustrative", "maybe", "illustrative is neither yes nor no"),
    ],
)
def test_a_cell_that_is_no_value_rejects_its_row(
    tmp_path: Path, sheet: str, column: str, cell: str, reason: str
) -> None:
    path = tmp_path / f"{sheet}.csv"
    with path.open("w", newline="") as stream:
        required = [each.name for each in SHEETS[sheet].columns if each.required and each.name != column]
        good, bad = ["X"] * len(required), ["Y"] * len(required)
        csv.writer(stream).writerows([[*required, column], [*bad, cell], [*good, "T" if column == "title" else ""]])
    rows = read(path)
    [rejected] = of(rows, Rejected)
    assert (rejected.at, rejected.reason, rejected.value) == (Place(path.name, 2), reason, cell)
    [stated] = of(rows, NodeRow) + of(rows, EdgeRow)
    assert stated.at.line == 3


def test_every_required_cell(tmp_path: Path) -> None:
    rows = text(tmp_path, "requirements.csv", "role,competency,source\nR,,x\n,C,x\nR,C,x\n,,x\n")
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [
        (2, "competency is empty"),
        (3, "role is empty"),
        (5, "role is empty"),
    ]
    assert len(edges(rows)) == 1


def test_white_space_and_formula_quotes_are_taken_off_and_told(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id,title,grade\n R1 ,'=Head,\nR2,''quoted,  \nR3,'plain,\nR4,'-,\n ,  ,\n")
    assert {id_: props["title"] for id_, props in nodes(rows).items()} == {
        "t:R1": "=Head",
        "t:R2": "'quoted",
        "t:R3": "'plain",
        "t:R4": "-",
    }
    assert [(row.kind, row.value) for row in of(rows, Remark)] == [
        ("outer white space trimmed", "' R1 '"),
        ("formula quote removed", "'=Head"),
        ("formula quote removed", "''quoted"),
        ("formula quote removed", "'-"),
    ]


@given(st.text())
@example("=1+1")
@example("'")
@example("\t")
def test_a_formula_quote_comes_off_as_it_was_put_on(value: str) -> None:
    written = "'" + value if value[:1] in set("=+-@'\t") else value
    assert unquoted(written) == value


def test_words_of_open_lists_are_kept_and_told(tmp_path: Path) -> None:
    rows = text(tmp_path, "competencies.csv", "id,title,kind\nC1,Data,habit\nC2,Data,Sub-Theme\n")
    assert [props["kind"] for props in nodes(rows).values()] == ["habit", "sub-theme"]
    assert [row.kind for row in of(rows, Remark)] == ["unusual kind kept", "kind written as in the model"]
