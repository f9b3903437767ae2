"""A directory of Karmayogi's lists: which are there, what is left unread, what is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from loaders.karmayogi import FILES, FORMAT
from loaders.rows import EdgeRow, NodeRow, Row, SourceError
from ontology.model import NODES, RELS
from tests.loaders.karmayogi_rows import LOCAL, directory, edges, nodes, rejected, remarks, rows_of, table


@pytest.fixture(scope="module")
def lists(fixtures: Path) -> list[Row]:
    return rows_of(fixtures / "karmayogi")


def test_every_row_is_of_the_model_and_in_its_framework(lists: list[Row]) -> None:
    for row in lists:
        if isinstance(row, NodeRow):
            assert row.props.keys() <= NODES[row.label].props.keys()
            assert row.label == "Identifier" or row.props["title"]
        elif isinstance(row, EdgeRow):
            assert (row.start[0], row.end[0]) in RELS[row.type].ends
            assert row.props.keys() <= RELS[row.type].props.keys()
    assert Counter(framework for _, framework in edges(lists, "IN_SCHEME")) == {
        "kcm": len(nodes(lists, "Competency")),
        "igot-designations": 2_464,
    }
    assert nodes(lists, "Framework")["kcm"]["licence"] == "not stated"


def test_no_node_or_edge_is_given_twice(lists: list[Row]) -> None:
    ids = Counter(r.id for r in lists if isinstance(r, NodeRow))
    ends = Counter((r.type, r.start, r.end) for r in lists if isinstance(r, EdgeRow))
    assert max(ids.values()) == max(ends.values()) == 1


@pytest.mark.parametrize("kind", FILES)
def test_each_list_is_read_alone(fixtures: Path, tmp_path: Path, kind: str, lists: list[Row]) -> None:
    [source] = (fixtures / "karmayogi").glob(FILES[kind])
    shutil.copy(source, tmp_path)
    rows = rows_of(tmp_path)
    label = {"designations": "Role", "organisations": "Organisation", "scales": "Level", "courses": "Module"}.get(kind)
    if label:
        assert nodes(rows, label) == nodes(lists, label)
    else:
        column, prefix = {"model": ("competency_id", "kcm-local"), "dual": ("sub_theme_ref_id", "kcm")}[kind]
        found = {id_ for id_, props in nodes(rows, "Competency").items() if props["kind"] == "sub-theme"}
        assert found == {f"{prefix}:{row[column]}" for row in table(fixtures, FILES[kind])}


def test_tags_by_path_need_the_tables_beside_them(fixtures: Path, tmp_path: Path) -> None:
    shutil.copy(fixtures / "karmayogi" / "courses_tagged_sample.json", tmp_path)
    rows = rows_of(tmp_path)
    assert not edges(rows, "COVERS")
    assert {r.suggestion for r in rejected(rows)} == {"put kcm.csv or kcm_dual_ids.csv beside it"}


def test_files_that_are_none_of_the_lists_are_reported(lists: list[Row]) -> None:
    assert remarks(lists, "file not read") == ["SOURCE.md"]


def test_a_directory_with_a_list_is_recognised(fixtures: Path, tmp_path: Path) -> None:
    assert FORMAT.recognises(fixtures / "karmayogi")
    assert not FORMAT.recognises(fixtures / "dod-dcwf")
    assert not FORMAT.recognises(fixtures / "karmayogi" / "kcm.csv")
    assert not FORMAT.recognises(tmp_path)
    assert not FORMAT.complete


@pytest.mark.parametrize(
    ("kind", "content", "place", "reason"),
    [
        ("model", "competency_id,area,theme,sub_theme\n", "kcm.csv, line 1", "'theme_no' is missing"),
        ("dual", "area,theme,sub_theme\n", "kcm_dual_ids.csv, line 1", "'area_ref_id' is missing"),
        ("model", "", "kcm.csv", "empty"),
        ("model", LOCAL + 'B-1,Area,1,Theme,Core,"open\n', "kcm.csv, line 2", "unexpected end of data"),
        ("organisations", "", "organisations.txt", "empty"),
        ("designations", '{"positions": [\n{"id": "PID1",}]}', "designations.json, line 2", "column 15"),
        ("designations", '{"roles": []}', "designations.json", "positions is not a list of objects"),
        ("scales", "[]", "proficiency_schemes.json", "holds no scheme"),
        ("courses", '[{"identifier": "do_1", "competencies_v5": [5]}]', "courses_tagged_x.json", "_v5 of 'do_1'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, kind: str, content: str, place: str, reason: str
) -> None:
    with pytest.raises(SourceError) as refused:
        rows_of(directory(tmp_path, **{kind: content}))
    assert str(refused.value.at) == place
    assert reason in str(refused.value)


def test_a_directory_without_any_list_is_refused(fixtures: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent", fixtures / "karmayogi" / "kcm.csv"):
        with pytest.raises(SourceError, match="holds none of the Karmayogi lists"):
            rows_of(path)
