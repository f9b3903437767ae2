"""Levels as people write them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.rows import EdgeRow, Place, Rejected, Remark, Row
from ontology.levels import Scale
from tests.loaders.table_rows import KCM, LV, of, read, text


def level(folder: Path, cell: str, scale: str, *scales: Scale) -> Row:
    (folder / "requirements.csv").write_text(f"role,competency,level,scale,essential\nR,C,{cell},{scale},1\n", "utf-8")
    return next(row for row in reversed(read(folder, *scales)) if not isinstance(row, Remark))


@pytest.mark.parametrize("cell", ["2", "2.0", "Tactical", "tactical", "TACTICAL", "Level 2", "level2", "स्तर 2"])
def test_a_level_by_number_or_name(tmp_path: Path, cell: str) -> None:
    row = level(tmp_path, cell, "", KCM)
    assert isinstance(row, EdgeRow)
    assert row.props == {"level": 2.0, "scale": "kcm:levels", "essential": True}


def test_a_scale_of_the_store_keeps_levels_that_the_file_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "scales.csv").write_text("scale,rank,title\nkcm:levels,1,Working\n", encoding="utf-8")
    for cell, rank in (("Working", 1.0), ("Operational", 1.0), ("Strategic", 3.0), ("3", 3.0)):
        row = level(tmp_path, cell, "", KCM)
        assert isinstance(row, EdgeRow)
        assert row.props["level"] == rank


@pytest.mark.parametrize("cell", ["संचालन", "Oper.", "operational", "1"])
def test_a_level_by_any_of_its_names(tmp_path: Path, cell: str) -> None:
    names = "scale,rank,title,title@hi,altLabels\nK,1,Operational,संचालन,Oper.\nK,2,Tactical,,\n"
    (tmp_path / "scales.csv").write_text(names, encoding="utf-8")
    (tmp_path / "coverage.csv").write_text(f"module,competency,toLevel\nM,C,{cell}\n", encoding="utf-8")
    rows = read(tmp_path, KCM)
    assert of(rows, EdgeRow)[-1].props == {"toLevel": 1.0, "scale": "t:K"}


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [("Tacticle", "Tactical"), ("4", "3 (Strategic)"), ("1.5", "1 (Operational)"), ("Level 9", "3 (Strategic)"),
     ("Ustad", "Operational, Tactical, Strategic"), ("0", "1 (Operational)")],
)  # fmt: skip
def test_a_level_that_is_not_on_the_scale_is_rejected_with_the_nearest(
    tmp_path: Path, cell: str, suggestion: str
) -> None:
    at = Place("requirements.csv", 2)
    reason = "the level is not on the scale kcm:levels"
    assert level(tmp_path, cell, "kcm:levels", KCM) == Rejected(at, reason, cell, suggestion)


def test_an_interval_scale_takes_numbers_within_its_bounds(tmp_path: Path) -> None:
    row = level(tmp_path, "3.62", "onet:LV", KCM, LV)
    assert isinstance(row, EdgeRow)
    assert row.props["level"] == 3.62
    for cell in ("7.5", "high"):
        refused = level(tmp_path, cell, "onet:LV", KCM, LV)
        assert isinstance(refused, Rejected)
        assert refused.suggestion == "a number from 0 to 7"


def test_an_unnamed_scale_must_be_the_only_one(tmp_path: Path) -> None:
    assert isinstance(level(tmp_path, "2", "", KCM), EdgeRow)
    for scales in ((), (KCM, LV)):
        refused = level(tmp_path, "2", "", *scales)
        assert isinstance(refused, Rejected)
        assert refused.reason == "which scale?"


def test_a_scale_nobody_knows_is_rejected_with_the_nearest(tmp_path: Path) -> None:
    refused = level(tmp_path, "2", "kcm:level", KCM, LV)
    assert refused == Rejected(Place("requirements.csv", 2), "the scale is unknown", "kcm:level", "kcm:levels")


def test_two_levels_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    refused = level(tmp_path, "Basic", "", Scale("x:y", ranks={1.0: "Basic", 2.0: "basic"}))
    assert isinstance(refused, Rejected)
    assert refused.suggestion == "1, 2"


def test_a_scale_without_a_level_says_nothing(tmp_path: Path) -> None:
    rows = text(tmp_path, "requirements.csv", "role,competency,level,scale,essential\nR,C,,kcm:levels,yes\n")
    assert of(rows, EdgeRow)[0].props == {"essential": True}
    assert of(rows, Remark)[0].kind == "scale without a level left out"


NAMES = st.text(st.characters(categories=("L", "Mn", "Mc", "Nd", "Zs")), min_size=1, max_size=12).map(str.strip)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(NAMES.filter(lambda name: name and not re.search(r"\d", name)), min_size=1, max_size=6,
                      unique_by=lambda name: name.casefold()), pick=st.data())  # fmt: skip
def test_a_level_is_found_by_its_name(tmp_path: Path, names: list[str], pick: st.DataObject) -> None:
    rank = pick.draw(st.integers(1, len(names)))
    with (tmp_path / "coverage.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["module", "competency", "fromLevel"], ["M", "C", names[rank - 1]]])
    scale = Scale("s:s", ranks={float(i): name for i, name in enumerate(names, 1)})
    [row] = of(read(tmp_path, scale), EdgeRow)
    assert row.props == {"fromLevel": float(rank), "scale": "s:s"}
