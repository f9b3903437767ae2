"""Courses with their tags as one file: out and in again, by what their tags name."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loaders.content import Scope
from loaders.exports import export
from loaders.formats import FORMATS, recognise
from loaders.load import load
from loaders.rows import Context, NodeRow, Row
from loaders.tags import FORMAT, WRITING
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.karmayogi_rows import edges, rejected, remarks
from tests.loaders.platform_rows import AREA, AT, LOCAL, OTHER, SUB, THEME, edge, facts, model, read_of, written

_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9).map(str.strip).filter(bool)


@st.composite
def courses(draw: st.DrawFn) -> list[Row]:
    found: list[Row] = []
    for number in range(draw(st.integers(0, 3))):
        name = draw(_NAMES)
        props = {"title": name, "labels": [f"en|{name}"], "kind": "course", "notation": f"do_{number}"}
        found.append(NodeRow("Module", f"igot:do_{number}", props, AT))
        covered = draw(st.sets(st.sampled_from([SUB, OTHER, LOCAL])))
        found += [edge("COVERS", ("Module", f"igot:do_{number}"), ("Competency", id_)) for id_ in covered]
    return found


@given(rows=courses())
def test_what_courses_cover_comes_in_again(run: Run, rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, losses = written(run, WRITING, [*model(), *rows], Path(folder))
        assert losses == ["5 Competency: only named"]
        again = read_of(FORMAT, path) if rows else []
        assert not rejected(again)
        assert facts(again, "Module", "COVERS") == facts(rows, "Module", "COVERS")


def test_a_tag_has_the_platform_s_keys_for_the_whole_path(run: Run, tmp_path: Path) -> None:
    course = NodeRow("Module", "igot:do_1", {"title": "Allowances", "hours": 2.0}, AT)
    covers = edge("COVERS", ("Module", course.id), ("Competency", SUB), toLevel=2.0, scale="kcm-3")
    path, losses = written(run, WRITING, [*model(), course, covers], tmp_path)
    assert losses == ["1 COVERS.scale", "1 COVERS.toLevel", "5 Competency: only named", "1 Module.hours"]
    [found] = map(json.loads, path.read_text("utf-8").splitlines())
    [tag] = found["competencies_v6"]
    assert tag == {
        "competencyAreaIdentifier": "", "competencyAreaRefId": "COMAREA-000003",
        "competencyAreaName": "Functional", "competencyAreaDescription": "Functional",
        "competencyThemeIdentifier": "", "competencyThemeRefId": "COMTHEME-000205",
        "competencyThemeName": "Administration Matters", "competencyThemeDescription": "Administration Matters",
        "competencySubThemeIdentifier": "kcmfinal_fw_subtheme_35", "competencySubThemeRefId": "COMSUBTHEME-000276",
        "competencySubThemeName": "Handling Allowances", "competencySubThemeDescription": "What it means",
        "competencyThemeType": "Core",
    }  # fmt: skip
    assert recognise(path) is FORMATS["tags"]


def test_what_a_tag_cannot_say_is_told(run: Run, tmp_path: Path) -> None:
    course = NodeRow("Module", "x:1", {"title": "T", "labels": ["en|T", "hi|ट"]}, AT)
    second = edge("BROADER", ("Competency", SUB), ("Competency", AREA))
    covers = [edge("COVERS", ("Module", "x:1"), ("Competency", id_)) for id_ in (SUB, THEME)]
    path, losses = written(run, WRITING, [*model(), second, course, *covers], tmp_path)
    assert losses == [
        "1 COVERS a sub-theme under several themes: one is named",
        "1 COVERS what is theme, as a sub-theme",
        "5 Competency: only named",
        "1 names of courses in other languages than their title's",
    ]
    assert [r.reason for r in rejected(read_of(FORMAT, path))] == ["the tag's RefId names no sub-theme"]


def test_version_5_is_found_by_path_in_the_tables_beside_the_file(fixtures: Path, tmp_path: Path) -> None:
    tagged = shutil.copy(fixtures / "karmayogi" / "courses_tagged_sample.json", tmp_path / "courses.json")
    alone = read_of(FORMAT, Path(tagged))
    assert not edges(alone, "COVERS")
    assert {r.suggestion for r in rejected(alone)} == {"put kcm.csv or kcm_dual_ids.csv beside it"}
    shutil.copy(fixtures / "karmayogi" / "kcm.csv", tmp_path)
    beside = read_of(FORMAT, Path(tagged))
    assert (len(edges(beside, "COVERS")), len(rejected(beside))) == (15, 3)
    assert remarks(beside, "keys of competencies_v5 not kept") == [
        "competencyAreaId, competencyThemeId, competencyThemeType, competencySubThemeId"
    ]


def test_tags_find_the_store_s_sub_themes_and_no_others(store: Store, run: Run, fixtures: Path, tmp_path: Path) -> None:
    run(load(store, FORMATS["karmayogi"], fixtures / "karmayogi", Context()))
    out = tmp_path / "out.jsonl"
    assert run(export(store, WRITING, out, Scope(), {}))  # designations, organisations
    report = run(load(store, FORMAT, out, Context()))
    assert not report.rejected
    assert report.unchanged["Module"] == 4
    bad = tmp_path / "bad.json"
    tag = {"competencySubThemeRefId": "COMSUBTHEME-999999"}
    bad.write_text(json.dumps([{"identifier": "do_9", "name": "N", "competencies_v6": [tag]}]))
    [wrong] = run(load(store, FORMAT, bad, Context())).rejected
    assert wrong.value == "kcm:COMSUBTHEME-999999"
