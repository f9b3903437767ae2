"""Mapping files: other tables than the standard sheets."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from loaders.rows import EdgeRow, Rejected, Remark, SourceError
from tests.loaders.table_rows import KCM, book, nodes, of, read, text

DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_mapping_in_the_documentation_does_what_it_says(tmp_path: Path) -> None:
    docs = DOCS.read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(csv|json)\n(.*?)```", docs, re.DOTALL))
    (tmp_path / "staff.json").write_text(blocks["json"])
    (tmp_path / "staff.csv").write_text(blocks["csv"])
    rows = read(tmp_path / "staff.csv", KCM, mapping=str(tmp_path / "staff.json"))
    assert not of(rows, Rejected)
    assert set(nodes(rows)) == {"t:417", "t:418", "t:SO-M", "t:417/SO-M", "t:418/SO-M"}
    held = [row for row in of(rows, EdgeRow) if row.type == "HOLDS"]
    assert [row.props for row in held] == [
        {"id": "t:417/pfms", "level": 2.0, "scale": "kcm:levels", "source": "declared"},
        {"id": "t:418/pfms", "source": "declared"},
    ]


def mapped(folder: Path, content: str, name: str = "map.toml") -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


def test_the_competency_table_of_the_fixtures_through_a_mapping(tmp_path: Path, fixtures: Path) -> None:
    source = fixtures / "karmayogi" / "kcm.csv"
    mapping = {
        "columns": {
            "competency_id": "competencies.id",
            "sub_theme": "competencies.title",
            "theme_type": "competencies.themeType",
        },
        "constants": {"competencies.kind": "sub-theme"},
    }
    rows = read(source, mapping=mapped(tmp_path, json.dumps(mapping), "map.json"))
    with source.open(encoding="utf-8-sig", newline="") as stream:
        wanted = {f"t:{row['competency_id']}": row["sub_theme"].strip() for row in csv.DictReader(stream)}
    assert len(wanted) == 114
    assert {id_: props["title"] for id_, props in nodes(rows).items()} == wanted
    assert {props["kind"] for props in nodes(rows).values()} == {"sub-theme"}
    assert {row.value for row in of(rows, Remark) if row.kind == "column not read"} == {
        "area", "theme_no", "theme", "in_competencies_json"
    }  # fmt: skip


def test_a_mapping_by_sheet_with_defaults_in_another_language(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx",
        Staff_list=[["Emp  Code", "नाम", "Post"], [417, "x", "R1"], [418, "y", None], [419, None, None]],
        requirements=[["role", "competency", "essential"], ["R1", "C1", None], ["R1", "C2", "optional"]],
        Other=[["a"]],
    )
    content = """
    lang = "hi"
    [sheets."Staff list".columns]
    "Emp Code" = ["officers.id", "postings.officer"]
    "Post" = ["postings.role", "roles.id", "roles.title"]
    "नाम" = "roles.title@ta"
    [sheets."Staff list".constants]
    "postings.id" = "{Emp Code}:{Post}"
    [sheets.requirements.defaults]
    "requirements.essential" = "yes"
    """
    rows = read(path, mapping=mapped(tmp_path, content))
    assert nodes(rows) == {
        "t:417": {},
        "t:R1": {"title": "R1", "labels": ["ta|x", "hi|R1"]},
        "417:R1": {},
        "t:418": {},
        "t:419": {},
    }
    assert [row.props["essential"] for row in of(rows, EdgeRow) if row.type == "REQUIRES"] == [True, False]
    # without a post no posting is made up; a role of which nothing is stated (419) is passed over
    assert [(row.at.line, row.reason) for row in of(rows, Rejected)] == [
        (3, "id is empty"),
        (3, "id is empty"),
        (4, "id is empty"),
    ]
    assert [row.value[:5] for row in of(rows, Remark)] == ["Other"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[columns]\nx = 'role.id'", "did you mean roles?"),
        ("[columns]\nx = 'roles.titel'", "did you mean title?"),
        ("[columns]\nx = 'roles.grade@hi'", "has no such column"),
        ("[columns]\nx = 5", "names no column of a standard sheet"),
        ("[column]\nx = 'roles.id'", "'column' is unknown"),
        ("[columns]\nNo = 'roles.id'", "column 'No' is missing"),
        ("[columns]\nid = 'roles.id'\n[constants]\n'roles.title' = '{Nme}'", "column 'Nme' is missing"),
        ("[columns]\nid = ['roles.id']\ntitle = ['roles.id', 'roles.title']", "column 'id' of roles stands twice"),
        ("[columns]\nid = 'roles.id'", "column 'title' is missing"),
        ("[columns]\nid = ['scales.scale', 'roles.id', 'roles.title']", "can state nothing else"),
        ("[constants]\n'roles.id' = 'x'\n'roles.title' = 'x'", "no column fills roles"),
        ("[sheets.Staf.columns]\nid = 'roles.id'", "did you mean staff?"),
        ("lang = 5", "expected a language tag"),
        ("columns = 5", "expected names and values"),
        ("[columns", "is no JSON or TOML"),
    ],
)
def test_mappings_that_do_not_fit(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(SourceError, match=re.escape(message).replace("has\\ no", ".*no")):
        text(tmp_path, "staff.csv", "id,title\nR1,a\n", mapping=mapped(tmp_path, content))


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        text(tmp_path, "roles.csv", "id,title\nR1,a\n", mapping=str(tmp_path / "none.json"))
