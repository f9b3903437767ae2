"""Course tags: what a course covers, and which tags are rejected."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from loaders.rows import EdgeRow, Row
from tests.loaders.karmayogi_rows import by_path, directory, edges, rejected, remarks, rows_of, table, v5

SUB_UUID = "dceea913-aa36-461c-a140-f6ea86b8cb8c"


@pytest.fixture(scope="module")
def lists(fixtures: Path) -> list[Row]:
    return rows_of(fixtures / "karmayogi")


def v6(row: dict[str, str], **changes: str | None) -> dict[str, str | None]:
    """A tag of version 6 from a row of the dual identifiers, with the keys of the platform."""
    tag: dict[str, str | None] = {"competencyThemeType": "Core"}
    for part, key in (("area", "Area"), ("theme", "Theme"), ("sub_theme", "SubTheme")):
        tag |= {f"competency{key}Identifier": row[f"{part}_identifier"], f"competency{key}RefId": row[f"{part}_ref_id"]}
        tag |= {f"competency{key}Name": row[part], f"competency{key}Description": row[part]}
    return tag | changes


def test_tags_by_path_cover_the_sub_theme_at_that_path_only(fixtures: Path, lists: list[Row]) -> None:
    courses = json.loads((fixtures / "karmayogi" / "courses_tagged_sample.json").read_text())
    known = {path: ids[0] for path, ids in by_path(lists).items()}
    tags = {
        (f"igot:{c['identifier']}", (t["competencyArea"], t["competencyTheme"], t["competencySubTheme"]))
        for c in courses
        for t in c["competencies_v5"]
    }
    assert len(tags) == 18
    assert edges(lists, "COVERS") == {(course, known[path]) for course, path in tags if path in known}
    lost = [r for r in rejected(lists) if r.at.file == "courses_tagged_sample.json"]
    assert len(lost) == sum(path not in known for _, path in tags) == 3
    assert all("Domain > " in r.value for r in lost)
    assert all(not r.props for r in lists if isinstance(r, EdgeRow) and r.type == "COVERS")


def test_a_tag_that_nearly_matches_is_rejected_with_the_nearest_path(fixtures: Path, tmp_path: Path) -> None:
    shutil.copy(fixtures / "karmayogi" / "kcm.csv", tmp_path)
    tag = v5("Functional", "Monitoring & Evaluation", "Creation of M&E Frameworks")
    elsewhere = v5("Functional", "Data Protections", "Data Use and Governance")
    course = {"identifier": "do_1", "name": "M&E", "competencies_v5": [tag, elsewhere, v5("Functional", "X", "")]}
    rows = rows_of(directory(tmp_path, courses=json.dumps([course])))
    assert not edges(rows, "COVERS")
    assert [r.suggestion for r in rejected(rows)][:2] == [
        "did you mean Functional > Monitoring & Evaluation > Creation of M&E Framework?",
        "did you mean Functional > Data Protection > Data Use and Governance?",
    ]
    assert rejected(rows)[2].reason == "the tag names no sub-theme"
    assert remarks(rows, "course without a tag that names a sub-theme") == ["do_1"]


def test_tags_by_reference(fixtures: Path, tmp_path: Path) -> None:
    """Version 6: RefId or Identifier resolves, whatever the name says; a theme, or two things, do not."""
    named = table(fixtures, "kcm_dual_ids.csv")
    for name in ("kcm.csv", "kcm_dual_ids.csv"):
        shutil.copy(fixtures / "karmayogi" / name, tmp_path)
    uuid = next(row for row in named if row["sub_theme_ref_id"] == SUB_UUID)
    tags = [
        v6(named[0], competencySubThemeIdentifier=""),
        v6(named[1], competencySubThemeRefId=None),
        v6(uuid, competencySubThemeName="Writing cabinet notes"),
        v6(named[2], competencySubThemeRefId="COMSUBTHEME-999999", competencySubThemeIdentifier="kcmfinal_fw_new"),
        v6(named[3], competencySubThemeRefId=named[4]["sub_theme_ref_id"]),
        v6(named[5], competencySubThemeRefId=named[5]["theme_ref_id"], competencySubThemeIdentifier=""),
        v6(named[6], competencySubThemeRefId="", competencySubThemeIdentifier="kcmfinal_fw_unknown"),
        v6(named[0]),
    ]
    rows = rows_of(directory(tmp_path, courses=json.dumps([{"identifier": "do_6", "competencies_v6": tags}])))
    assert edges(rows, "COVERS") == {
        ("igot:do_6", f"kcm:{named[0]['sub_theme_ref_id']}"),
        ("igot:do_6", f"kcm:{named[1]['sub_theme_ref_id']}"),
        ("igot:do_6", f"kcm:{SUB_UUID}"),
        ("igot:do_6", "kcm:COMSUBTHEME-999999"),  # of the store perhaps: looked for there when the rows are checked
    }
    assert [r.reason for r in rejected(rows)] == [
        "the tag's RefId and Identifier name two things",
        "the tag's RefId names no sub-theme",
        "the tag's RefId names no sub-theme",
    ]
    assert len(remarks(rows, "a tag names its sub-theme otherwise")) == 1
    assert len(remarks(rows, "a course's tag repeated")) == 1
    assert remarks(rows, "no name: its code is the title") == ["do_6"]
