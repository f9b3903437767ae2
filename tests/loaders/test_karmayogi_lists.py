"""Designations, organisations and scales: each kept, the doubtful reported, nothing merged or minted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.rows import NodeRow, Row
from tests.loaders.karmayogi_rows import directory, edges, nodes, rejected, remarks, rows_of


@pytest.fixture(scope="module")
def lists(fixtures: Path) -> list[Row]:
    return rows_of(fixtures / "karmayogi")


def test_designations_are_kept_one_by_one(fixtures: Path, lists: list[Row]) -> None:
    positions = json.loads((fixtures / "karmayogi" / "designations.json").read_text())["positions"]
    roles = nodes(lists, "Role")
    assert len(positions) == 2_464
    assert {id_: props["title"] for id_, props in roles.items()} == {
        f"igot-position:{p['id']}": p["name"].strip() for p in positions
    }
    assert {props["kind"] for props in roles.values()} == {"designation"}
    assert remarks(lists, "designations in capitals: kept") == ["2463 of 2464; not No Designation"]
    assert remarks(lists, "designations without a DESG id: the list's own is used") == ["2464 of 2464"]


def test_doubtful_designations_are_reported(lists: list[Row]) -> None:
    same = remarks(lists, "perhaps the same: kept apart")
    assert any("PID195 " in value and "PID355 " in value for value in same)
    assert any("ACCOUNTS OFFICER - I /" in value and "GRADE-I" in value for value in same)
    misspelt = " ".join(remarks(lists, "perhaps misspelt: kept"))
    for word in ("assitant, for assistant?", "supertendent, for superintendent?", "lnstitute, for institute?"):
        assert word in misspelt
    for word in ("police", "inspectors, for", "departmental, for", "division, for"):
        assert word not in misspelt


def test_a_designation_id_of_kcm_is_one(tmp_path: Path) -> None:
    content = [{"id": "DESG-000123", "name": "DIRECTOR ", "description": "Heads it"}, {"name": "NOBODY"}]
    rows = rows_of(directory(tmp_path, designations=json.dumps({"positions": content})))
    assert nodes(rows, "Role") == {
        "kcm:DESG-000123": {
            "title": "DIRECTOR",
            "labels": ["en|DIRECTOR"],
            "definitions": ["en|Heads it"],
            "kind": "designation",
            "notation": "DESG-000123",
        }
    }
    assert [(r.reason, r.value) for r in rejected(rows)] == [("the designation has no id", "NOBODY")]
    assert remarks(rows, "outer white space trimmed") == ["'DIRECTOR '"]


def test_organisations_are_kept_and_what_is_none_is_rejected(fixtures: Path, lists: list[Row]) -> None:
    lines = (fixtures / "karmayogi" / "organisations.txt").read_text(encoding="utf-8").splitlines()
    none = [r for r in rejected(lists) if r.at.file == "organisations.txt"]
    assert [r.at.line for r in none] == [429, 479, 505]
    assert none[0].value.startswith("COVID-19 Updates by")
    assert len(lines) == 705
    titles = {props["title"] for props in nodes(lists, "Organisation").values()}
    assert len(titles) == len(lines) - len(none)
    plain = {line.strip() for n, line in enumerate(lines, 1) if "&" not in line and n not in (429, 479, 505)}
    assert plain <= titles
    assert "Department of Pension & Pensioner's Welfare" in titles
    assert not [title for title in titles if "&amp;" in title]
    assert len(remarks(lists, "HTML entities replaced")) == sum("&amp;" in line for line in lines) == 18


def test_an_organisations_id_depends_on_its_name_only(fixtures: Path, tmp_path: Path, lists: list[Row]) -> None:
    lines = (fixtures / "karmayogi" / "organisations.txt").read_text(encoding="utf-8").splitlines()
    rows = rows_of(directory(tmp_path, organisations="\n".join(["New Board", *lines[:0:-1], lines[1]])))
    before, after = nodes(lists, "Organisation"), nodes(rows, "Organisation")
    assert {id_: p["title"] for id_, p in after.items() if id_ in before}.items() <= {
        id_: p["title"] for id_, p in before.items()
    }.items()
    assert sorted(p["title"] for id_, p in after.items() if id_ not in before) == ["New Board"]
    assert [p["title"] for id_, p in before.items() if id_ not in after] == [lines[0]]
    assert len(remarks(rows, "repeated line")) == 1


def test_scales(lists: list[Row]) -> None:
    levels = {r.id: (r.props["rank"], r.props["title"]) for r in lists if isinstance(r, NodeRow) and r.label == "Level"}
    assert levels == {
        **{f"frac-5:{n}": (n, t) for n, t in enumerate(("Basic", "Proficient", "Advanced", "Expert", "Ustad"), 1)},
        **{f"kcm-3:{n}": (n, t) for n, t in enumerate(("Operational", "Tactical", "Strategic"), 1)},
    }
    assert edges(lists, "HAS_LEVEL") == {(id_.split(":")[0], id_) for id_ in levels}
    assert {id_: p["kind"] for id_, p in nodes(lists, "Scale").items()} == {"frac-5": "ordinal", "kcm-3": "ordinal"}


def test_a_level_without_a_rank_is_rejected_not_guessed(tmp_path: Path) -> None:
    levels = [{"ordinal": 1, "name": "A"}, {"id": "high", "name": "B"}]
    rows = rows_of(directory(tmp_path, scales=json.dumps({"scheme_x_2": levels})))
    assert set(nodes(rows, "Level")) == {"x-2:1"}
    assert [r.value for r in rejected(rows)] == ["high"]
