"""Text files: encodings, delimiters, lines, and files that are none."""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.cells import unquoted
from loaders.rows import Rejected, SourceError
from tests.loaders.table_rows import nodes, of, read, text

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x1c\x1d\x1e\x85"), max_size=20)
BOMS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "utf-16": "utf-16", "utf-16-le": "utf-16-le", "cp1252": "cp1252"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    titles=st.lists(CELLS, min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(sorted(BOMS)),
    end=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_rows_written_by_csv_are_read_as_they_were(
    tmp_path: Path, *, titles: list[str], delimiter: str, encoding: str, end: str, quoting: Any
) -> None:
    content = io.StringIO()
    writer = csv.writer(content, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(["id", "title", "definition"])
    writer.writerows([f"R{number}", f"_{title}_", title] for number, title in enumerate(titles))
    named = {"encoding": encoding} if encoding in ("utf-16-le", "cp1252") else {}
    path = tmp_path / "roles.csv"
    path.write_bytes(content.getvalue().encode(BOMS[encoding], "replace"))
    rows = read(path, **named)
    wanted = [title.encode(encoding, "replace").decode(encoding) for title in titles]
    assert not of(rows, Rejected)
    assert [props["title"] for props in nodes(rows).values()] == [f"_{title}_" for title in wanted]
    stated = [props.get("definitions", ["en|"])[0][3:] for props in nodes(rows).values()]
    assert stated == [unquoted(title).strip() for title in wanted]


def test_lines_are_counted_over_cells_with_line_ends(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", 'id,title\nR1,"two\nlines"\n\nR2,\n')
    assert [row.at.line for row in rows] == [2, 5]


def test_latin_1_is_refused_until_named(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_bytes("id,title\nR1,Officer\nR2,Café\n".encode("latin-1"))
    with pytest.raises(SourceError, match=r"line 3: byte 0xE9 is not utf-8 .*encoding=cp1252 or encoding=latin-1"):
        read(path)
    assert nodes(read(path, encoding="latin-1"))["t:R2"]["title"] == "Café"


def test_a_delimiter_in_a_header_does_not_mislead(tmp_path: Path) -> None:
    rows = text(tmp_path, "roles.csv", "id;title;a,b,c,d\nR1;Head, deputy, clerk, typist;x\n")
    assert nodes(rows)["t:R1"]["title"] == "Head, deputy, clerk, typist"


def test_a_delimiter_may_be_given(tmp_path: Path) -> None:
    assert nodes(text(tmp_path, "roles.csv", "id~title\nR1~a\n", delimiter="~")) == nodes(
        text(tmp_path, "roles.csv", "id\ttitle\nR1\ta\n", delimiter="tab")
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [({"encoding": "utf-99"}, "'utf-99' is unknown"), ({"encoding": "rot13"}, "'rot13' is unknown"),
     ({"delimiter": "::"}, "'::' is no delimiter"), ({"prefix": "a b"}, "'a b' has white space"),
     ({"lang": "Hindi|x"}, "is no language tag")],
)  # fmt: skip
def test_options_that_mean_nothing(tmp_path: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message)):
        text(tmp_path, "roles.csv", "id,title\nR1,a\n", **options)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("roles.csv", b"%PDF-1.7\n...", "is a PDF"),
        ("roles.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save as XLSX"),
        ("roles.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary data"),
        ("roles.xls", b"<html><table>", "is HTML"),
        ("roles.xlsx", b"id,title\n", "is no workbook"),
        ("roles.xlsx", b"PK\x03\x04 cut off", "the archive is damaged"),
        ("roles.csv.gz", b"id,title\n", "roles.csv.gz"),
        ("roles.csv.gz", gzip.compress(b"id,title\n" * 9999)[:-20], "roles.csv.gz"),
        ("roles.csv", b"id,title\nR1," + b"x" * (9 << 20), "line 2: the line is longer than 8 MB"),
        ("roles.csv", "id,title\nR1,".encode("utf-16") + b"x\0" * (9 << 20), "line 2: the line is too long"),
        ("roles.csv", "id,title\n".encode("utf-16") + b"x", "is not utf-16"),
        ("roles.csv", b"id,title\rR1,a\r", "line 1: new-line character"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read(tmp_path / "roles.csv")
