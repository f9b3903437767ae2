"""Export, diff and replacement as their user types them: a workbook out, edited, compared, and loaded back."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import karmagraph

FRAMEWORK = {
    "frameworks": "id,title,licence\nF,Framework,CC BY 4.0\n",
    "scales": "scale,scaleTitle,rank,title\nS,Scale,1,Low\nS,,2,High\n",
    "competencies": "id,title,title@hi,framework\nC1,Audit,लेखापरीक्षा,F\nC2,Accounts,,F\n",
    "roles": "id,title,framework\nR1,Auditor,F\n",
    "requirements": "role,competency,level,scale,essential\nR1,C1,1,S,essential\n",
    "officers": "id\n" + "".join(f"O{number}\n" for number in range(6)),
    "holdings": "id,officer,competency\n" + "".join(f"H{n},O{n},C1\n" for n in range(6)),
}


def done(*arguments: str | Path) -> str:
    found = karmagraph(*arguments)
    assert found.returncode == 0, found.stderr.decode() + found.stdout.decode()
    return found.stdout.decode()


def answer(*arguments: str | Path) -> Any:
    return json.loads(done(*arguments, "--json"))


@pytest.fixture
def store(tmp_path: Path) -> str:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in FRAMEWORK.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    uri = f"embedded:{tmp_path / 'store'}"
    done("load", "table", folder, "-o", "prefix=x", "--store", uri)
    return uri


def edit(folder: Path, sheet: str, old: str, new: str) -> None:
    path = folder / f"{sheet}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_framework_goes_out_is_edited_compared_and_loaded_back(store: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = answer("export", "-f", "csv", "--framework", "x:F", "-o", out, "--store", store)
    assert written["losses"] == []
    assert not (out / "holdings.csv").exists()
    assert answer("diff", "store", out, "--framework", "x:F", "--store", store)["changes"] == []
    edit(out, "competencies", "Audit", "Auditing")
    edit(out, "requirements", "x:R1,x:C1,1", "x:R1,x:C1,2")
    found = answer("diff", "store", out, "--framework", "x:F", "--store", store)
    assert found["counts"] | {"relabelled": 0, "relevelled": 0} == dict.fromkeys(found["counts"], 0)
    relabelled, relevelled = found["changes"]
    assert relabelled["thing"] == {"type": "Competency", "id": "x:C1", "title": "Auditing"}
    assert relabelled["effect"] == {"roles": 1, "modules": 0, "officers": 6, "officersHidden": False}
    assert (relevelled["thing"]["id"], relevelled["other"], relevelled["otherTitle"]) == ("x:R1", "x:C1", "Auditing")
    assert (relevelled["before"], relevelled["after"]) == (
        ["Level 1 of 2 · Low (x:S)"],
        ["Level 2 of 2 · High (x:S)"],
    )
    report = answer("load", "table", out, "-o", "prefix=x", "--store", store)
    assert (report["created"], report["changed"]) == ({}, {"Competency": 1, "REQUIRES": 1})
    assert answer("diff", "store", out, "--store", store, "--framework", "x:F")["changes"] == []
    words = done("diff", "store@2000-01-01", "store", "--store", store)
    assert "re-levelled 1" in words
    assert "relabelled 1" in words
    assert "2 differences between store@2000-01-01 and store" in words


def test_people_go_out_only_when_asked(store: str, tmp_path: Path) -> None:
    done("export", "-f", "csv", "-o", tmp_path / "without", "--store", store)
    assert not list((tmp_path / "without").glob("[oh]*s.csv"))
    done("export", "-f", "csv", "--people", "-o", tmp_path / "with", "--store", store)
    rows = list(csv.DictReader((tmp_path / "with" / "holdings.csv").read_text("utf-8-sig").splitlines()))
    assert {row["id"] for row in rows} == {f"x:H{number}" for number in range(6)}


def test_two_files_need_no_store(tmp_path: Path) -> None:
    for name, title in (("a", "Audit"), ("b", "[Audit]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "roles.csv").write_text(f"id,title\nR,{title}\nbad,\n", "utf-8")
    found = answer("diff", tmp_path / "a", tmp_path / "b", "-o", "prefix=x")
    [change] = found["changes"]
    assert (change["kind"], change["before"], change["after"]) == ("relabelled", ["en|Audit"], ["en|[Audit]"])
    assert change["effect"] == {"roles": 1, "modules": 0, "officers": None, "officersHidden": False}
    assert found["rejected"] == 2
    assert "en|Audit → en|[Audit]" in done("diff", tmp_path / "a", tmp_path / "b", "-o", "prefix=x")
    assert karmagraph("diff", tmp_path / "a", tmp_path / "nothing").returncode == 1


def test_what_is_replaced_moves_only_when_asked(store: str, tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("relationship,from,fromType,to\nreplaced by,C1,Competency,C2\n", "utf-8")
    load = ("load", "table", links, "-o", "prefix=x", "--store", store)
    move = {"old": "x:C1", "new": "x:C2", "requirements": 1, "already": 0, "holdings": 6, "officers": 6}
    told = answer(*load)["replaced"]
    assert told == {"applied": False, "unclear": {}, "moves": [move | {"officersHidden": False}]}
    assert "load again with --replace" in done(*load)
    assert answer(*load, "--replace")["replaced"]["applied"] is True
    assert "replaced" not in answer(*load)
    added, removed = answer("diff", "store@2000-01-01", "store", "--store", store)["changes"][:2]
    assert [(each["kind"], each["thing"]["id"], each["other"]) for each in (added, removed)] == [
        ("added", "x:R1", "x:C2"),
        ("removed", "x:R1", "x:C1"),
    ]


def test_a_folder_with_somebodys_work_is_not_replaced(store: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.docx").write_text("dear", "utf-8")
    found = karmagraph("export", "-f", "csv", "-o", mine, "--store", store)
    assert found.returncode == 1
    assert b"holds more than exported tables" in found.stderr
    assert (mine / "letter.docx").read_text("utf-8") == "dear"
    done("export", "-f", "csv", "-o", tmp_path / "new", "--store", store)
    done("export", "-f", "csv", "-o", tmp_path / "new", "--store", store)
