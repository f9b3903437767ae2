"""The competency model: what may meet and what stays apart."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from loaders.rows import EdgeRow, Place, Row
from tests.loaders.karmayogi_rows import (
    LOCAL,
    by_path,
    directory,
    dual,
    edges,
    nodes,
    path_of,
    rejected,
    remarks,
    rows_of,
    table,
    v5,
)

SUB_UUID = "dceea913-aa36-461c-a140-f6ea86b8cb8c"


@pytest.fixture(scope="module")
def lists(fixtures: Path) -> list[Row]:
    return rows_of(fixtures / "karmayogi")


def test_each_path_of_either_table_is_one_sub_theme(fixtures: Path, lists: list[Row]) -> None:
    local, named = table(fixtures, "kcm.csv"), table(fixtures, "kcm_dual_ids.csv")
    expected = {path_of(row): [f"kcm-local:{row['competency_id']}"] for row in local}
    expected |= {path_of(row): [f"kcm:{row['sub_theme_ref_id']}"] for row in named}
    assert by_path(lists) == expected
    kinds = Counter(props["kind"] for props in nodes(lists, "Competency").values())
    themes = {path_of(row)[:2] for row in local + named}
    assert kinds == {"area": 3, "theme": len(themes), "sub-theme": len(expected)}
    assert len(expected) == 114 + 14 - 11


def test_only_whole_exact_paths_link(fixtures: Path, lists: list[Row]) -> None:
    refs = {path_of(row): row["sub_theme_ref_id"] for row in table(fixtures, "kcm_dual_ids.csv")}
    both = {row["competency_id"]: refs[path_of(row)] for row in table(fixtures, "kcm.csv") if path_of(row) in refs}
    assert len(both) == 11
    assert {(f"kcm-local:{own}", f"kcm:{ref}") for own, ref in both.items()} <= edges(lists, "OF")
    assert len(remarks(lists, "linked by the whole exact path")) == 11
    assert len(remarks(lists, "path in one table only: a competency of its own")) == 3
    assert len(remarks(lists, "no refId known: the table's own id is used")) == 114 - 11


def test_platform_identifiers_lead_to_their_competency(fixtures: Path, lists: list[Row]) -> None:
    led, things = dict(edges(lists, "OF")), nodes(lists, "Competency")
    for row in table(fixtures, "kcm_dual_ids.csv"):
        for part in ("area", "theme", "sub_theme"):
            thing = led[f"igot:{row[f'{part}_identifier']}"]
            assert things[thing]["title"] == row[part]
            assert f"kcm:{row[f'{part}_ref_id']}" in {thing, *(i for i, of in led.items() if of == thing)}


def test_an_area_under_two_ref_ids_is_one_area(lists: list[Row]) -> None:
    things, led = nodes(lists, "Competency"), dict(edges(lists, "OF"))
    areas = {id_: props["title"] for id_, props in things.items() if props["kind"] == "area"}
    assert areas == {
        "kcm:COMAREA-000001": "Behavioural",
        "kcm:COMAREA-000002": "Domain",
        "kcm:COMAREA-000003": "Functional",
    }
    assert led["kcm:af8caa53-7f84-499e-86b2-e32e5b59908e"] == "kcm:COMAREA-000003"
    assert f"kcm:{SUB_UUID}" in things


def test_the_formed_ref_id_is_the_id_wherever_it_stands(tmp_path: Path) -> None:
    uuid = "Area|a|af8caa53-7f84|Theme|t|T1|One|s1|S1"
    rows = rows_of(directory(tmp_path, dual=dual(uuid, "Area|a|COMAREA-000009|Theme|t|T1|Two|s2|S2")))
    assert [id_ for id_, p in nodes(rows, "Competency").items() if p["kind"] == "area"] == ["kcm:COMAREA-000009"]
    assert ("kcm:af8caa53-7f84", "kcm:COMAREA-000009") in edges(rows, "OF")
    assert remarks(rows, "two refIds for one platform identifier") == ["Area: COMAREA-000009, af8caa53-7f84"]


def test_namesakes_under_two_themes_are_four_things(lists: list[Row]) -> None:
    names = ("Research & Need Analysis", "Data Use and Governance")
    namesakes = {path[1:]: ids for path, ids in by_path(lists).items() if path[2] in names}
    assert set(namesakes) == {
        ("Policy Architecture", "Research & Need Analysis"),
        ("Government Program Formulation", "Research & Need Analysis"),
        ("Data Analytics", "Data Use and Governance"),
        ("Data Protection", "Data Use and Governance"),
    }
    assert len({id_ for ids in namesakes.values() for id_ in ids}) == 4
    assert len(remarks(lists, "one name under several themes: kept apart")) == 2


def test_dirty_label_of_a_theme_is_kept(lists: list[Row]) -> None:
    dirty = [p["labels"] for p in nodes(lists, "Competency").values() if p["title"].startswith(",")]
    assert dirty == [["en|,Financial Statements Analysis"]] * 2
    assert len(remarks(lists, "begins or ends with punctuation")) == 2


def test_nearly_the_same_path_does_not_link(tmp_path: Path) -> None:
    rows = rows_of(
        directory(
            tmp_path,
            model=LOCAL + "B-1,Behavioural,8,Operational Excellence,Core,Planning and Prioritisation\n",
            dual=dual("Behavioural|a|A1|Operational Excellence|t|T8|Planning & Prioritization|s|S25"),
        )
    )
    assert set(nodes(rows, "Competency")) == {
        "kcm:A1", "kcm:T8", "kcm:S25", "kcm-local:Behavioural", "kcm-local:Behavioural/8", "kcm-local:B-1",
    }  # fmt: skip
    [value] = remarks(rows, "path in one table only: a competency of its own")
    assert "nearest: Behavioural > Operational Excellence > Planning and Prioritisation" in value


def test_a_link_holds_for_the_theme_and_its_unlinked_siblings(tmp_path: Path) -> None:
    rows = rows_of(
        directory(
            tmp_path,
            model=LOCAL + "B-1,Behavioural,8,Excellence,Core,Resources\nB-2,Behavioural,8,Excellence,Core,Planning\n",
            dual=dual("Behavioural|a|A1|Excellence|t|T8|Planning|s|S25"),
        )
    )
    assert edges(rows, "BROADER") == {("kcm-local:B-1", "kcm:T8"), ("kcm:S25", "kcm:T8"), ("kcm:T8", "kcm:A1")}
    order = {r.start[1]: r.props["position"] for r in rows if isinstance(r, EdgeRow) and r.type == "BROADER"}
    assert order == {"kcm-local:B-1": 1.0, "kcm:S25": 2.0, "kcm:T8": 8.0}


def test_one_path_under_two_ids_is_linked_to_neither(tmp_path: Path) -> None:
    rows = rows_of(
        directory(
            tmp_path,
            model=LOCAL + "B-1,Area,1,Theme,Core,Same\nB-2,Area,1,Theme,Core,Same\n",
            dual=dual("Area|a|A1|Theme|t|T1|Same|s|S1"),
            courses=json.dumps([{"identifier": "do_1", "name": "C", "competencies_v5": [v5("Area", "Theme", "Same")]}]),
        )
    )
    assert {"kcm-local:B-1", "kcm-local:B-2", "kcm:S1"} <= set(nodes(rows, "Competency"))
    assert len(remarks(rows, "one path, two ids: not linked")) == 2
    assert not edges(rows, "COVERS")
    assert [r.reason for r in rejected(rows)] == ["the tag's path stands for several sub-themes"]


def test_an_id_that_two_things_share_is_rejected(tmp_path: Path) -> None:
    content = LOCAL + "B-1,Area,1,Theme,Core,One\nB-1,Area,1,Theme,Core,Two\nB-2,Area,1,Other,Core,Three\n"
    content += "B-1,Area,1,Theme,Core,One\nB-3,Area,2,,Core,Four\n"
    rows = rows_of(directory(tmp_path, model=content))
    found = [(r.at, r.reason) for r in rejected(rows)]
    assert found == [
        (Place("kcm.csv", 3), "kcm-local:B-1 is Area > Theme > One already"),
        (Place("kcm.csv", 4), "kcm-local:Area/1 is Area > Theme already"),
        (Place("kcm.csv", 6), "theme is missing"),
    ]
    assert remarks(rows, "repeated row") == ["Area > Theme > One"]
    assert set(nodes(rows, "Competency")) == {"kcm-local:Area", "kcm-local:Area/1", "kcm-local:B-1"}
