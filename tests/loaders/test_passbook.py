"""Passbook rows: one holding an entry, no level; out only with people, and nothing that would count for more."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.content import Scope
from loaders.exports import export
from loaders.formats import FORMATS, recognise
from loaders.load import load, store_rows
from loaders.passbook import FORMAT, WRITING
from loaders.rows import Context, EdgeRow, NodeRow, Row
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.karmayogi_rows import rejected, remarks
from tests.loaders.platform_rows import AT, LOCAL, OTHER, SUB, edge, facts, model, read_of, written

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6).map(str.strip).filter(bool)
_ENTRIES = st.fixed_dictionaries(
    {"acquiredContextId": _WORDS},
    optional={"certificateId": _WORDS, "acquiredAt": st.integers(0, 2**31).map(lambda s: s * 1000)},
)
_SOURCES = st.sampled_from(["iGOTCourses", "extCourses", "externalTraining", "achievements"])
_ROWS = st.fixed_dictionaries({
    "user_id": st.sampled_from(["u-1", "u/2"]),
    "competency_subtheme_id": st.sampled_from(["COMSUBTHEME-000276", "kcmfinal_fw_subtheme_7", LOCAL]),
    "competency_details": st.dictionaries(_SOURCES, st.lists(_ENTRIES, min_size=1, max_size=12), min_size=1),
})  # fmt: skip


def save(rows: list[dict[str, Any]], path: Path) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@given(
    rows=st.lists(_ROWS, min_size=1, max_size=3, unique_by=lambda row: (row["user_id"], row["competency_subtheme_id"]))
)
def test_every_entry_is_a_holding_and_comes_out_again(run: Run, rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = read_of(FORMAT, save(rows, Path(folder) / "in.jsonl"))
        assert not rejected(first)
        held = [row for row in first if isinstance(row, EdgeRow)]
        assert (
            len({row.props["id"] for row in held})
            == len(held)
            == sum(len(entries) for row in rows for entries in row["competency_details"].values())
        )
        path, losses = written(run, WRITING, [*model(), *first], Path(folder))
        assert losses == ["5 Competency: only named"]
        again = read_of(FORMAT, path)
        assert facts(again, "Officer", "HOLDS") == facts(first, "Officer", "HOLDS")
        kept = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        assert {(row["user_id"], row["competency_subtheme_id"]) for row in kept} == {
            (row["user_id"], row["competency_subtheme_id"]) for row in rows
        }


def test_what_an_entry_becomes(tmp_path: Path) -> None:
    entry = {"acquiredContextId": "do_1", "certificateId": "c-1", "acquiredAt": "2026-01-02T00:00:00Z", "x": 1}
    row = {
        "user_id": "u1",
        "competency_subtheme_id": "COMSUBTHEME-000276",
        "competency_details": json.dumps({"iGOTCourses": [entry]}),
    }
    path = tmp_path / "passbook.json"
    path.write_text(json.dumps([row]))
    rows = read_of(FORMAT, path)
    [held] = [r for r in rows if isinstance(r, EdgeRow)]
    assert (held.start, held.end) == (("Officer", "igot-user:u1"), ("Competency", SUB))
    assert held.props == {
        "id": "passbook:igot-user%3Au1/kcm%3ACOMSUBTHEME-000276/iGOTCourses/do_1",
        "source": "iGOTCourses", "evidence": "c-1", "awarded": "2026-01-02T00:00:00Z",
    }  # fmt: skip
    assert remarks(rows, "keys of an entry not kept: x")
    assert recognise(path) is FORMATS["passbook"]


REF = {"user_id": "u", "competency_subtheme_id": "COMSUBTHEME-000276"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**REF, "user_id": ""}, "the row has no user_id"),
        ({**REF, "competency_subtheme_id": "Noting"}, "the sub-theme is named by neither refId nor identifier"),
        ({**REF, "competency_details": [1]}, "no object of lists"),
        ({**REF, "competency_details": {"a": [{"acquiredAt": "soon"}]}}, "'soon' is not a date"),
    ],
)
def test_a_bad_row_is_rejected(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    [found] = rejected(read_of(FORMAT, save([row], tmp_path / "in.jsonl")))
    assert reason in found.reason
    assert found.at.line == 1


def test_nothing_is_written_that_would_count_for_more(run: Run, tmp_path: Path) -> None:
    officer = NodeRow("Officer", "x:1", {"languages": ["hi"]}, AT)
    kinds: list[dict[str, Any]] = [
        {"negative": True}, {"verified": False}, {"expires": "2030-01-01T00:00:00Z"},
        {"level": 2.0, "scale": "s"}, {"negative": False},
    ]  # fmt: skip
    held: list[Row] = [
        edge("HOLDS", ("Officer", "x:1"), ("Competency", OTHER), id=f"h{n}", source="course", **kind)
        for n, kind in enumerate(kinds)
    ]
    path, losses = written(run, WRITING, [*model(), officer, *held], tmp_path)
    assert losses == [
        "5 Competency: only named", "1 HOLDS that are negative: left out", "1 HOLDS that are not verified: left out",
        "1 HOLDS that expire: left out",
        "1 HOLDS.level", "1 HOLDS.scale", "1 Officer.languages",
    ]  # fmt: skip
    [row] = map(json.loads, path.read_text("utf-8").splitlines())
    assert [entry["acquiredContextId"] for entry in row["competency_details"]["course"]] == ["h3", "h4"]


def test_people_come_out_only_when_asked_for(store: Store, run: Run, tmp_path: Path) -> None:
    run(store_rows(store, model(), origin="t", format="t"))
    row = {
        "user_id": "u1",
        "competency_subtheme_id": "COMSUBTHEME-000276",
        "competency_details": {"achievements": [{}]},
    }
    source = save([row], tmp_path / "in.jsonl")
    assert run(load(store, FORMAT, source, Context())).created == {"Officer": 1, "HOLDS": 1}
    assert not run(load(store, FORMAT, source, Context())).created
    out = tmp_path / "out.jsonl"
    assert "nobody" in run(export(store, WRITING, out, Scope(), {}))[-1]
    assert not out.read_text()
    run(export(store, WRITING, out, Scope(people=True), {}))
    assert json.loads(out.read_text()) == row | {
        "competency_area_id": "COMAREA-000003",
        "competency_theme_id": "COMTHEME-000205",
    }
