"""`karmagraph report` as its user types it, on a small ministry with too few people in one department."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from loaders.rows import NodeRow, Row
from queries.reports import REPORTS
from queries.stores import connect
from tests.commands import karmagraph
from tests.conftest import Run
from tests.queries.test_answers import put
from tests.queries.worlds import AT, edge

PEOPLE = {"d1": 9, "d2": 7, "d3": 3}


def rows() -> list[Row]:
    """Three departments, whose officers all have the one gap that there is."""
    found: list[Row] = [
        NodeRow("Organisation", "m", {"title": "Ministry"}, AT),
        NodeRow("Role", "r", {"title": "R"}, AT),
    ]
    found += [NodeRow("Competency", "c", {"title": "C"}, AT), edge("REQUIRES", ("Role", "r"), ("Competency", "c"))]
    for d, people in PEOPLE.items():
        found.append(NodeRow("Organisation", d, {"title": f"[{d}]"}, AT))
        found.append(edge("PART_OF", ("Organisation", d), ("Organisation", "m")))
        for i in range(people):
            o, p = f"o-{d}-{i}", f"p-{d}-{i}"
            found += [NodeRow("Officer", o, {}, AT), NodeRow("Posting", p, {}, AT)]
            found.append(edge("HAS_POSTING", ("Officer", o), ("Posting", p)))
            found.append(edge("AS", ("Posting", p), ("Role", "r")))
            found.append(edge("AT", ("Posting", p), ("Organisation", d)))
    return found


@pytest.fixture(scope="module")
def ministry(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('report') / 'ministry'}"
    store = run(connect(uri))
    put(run, store, rows())
    run(store.close())
    return uri


def answer(*arguments: str) -> Any:
    done = karmagraph("report", *arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_all_reports_are_listed_without_a_store() -> None:
    assert [report["id"] for report in answer()] == list(REPORTS)
    assert b"M2.11" in karmagraph("report").stdout


def test_a_small_department_is_hidden_and_the_next_one_too(ministry: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    found = answer("M2.11", "--by", "organisation", "--organisation", "m", "--store", ministry, "--csv", str(path))
    assert found["total"]["value"] == 1
    assert found["total"]["people"] == sum(PEOPLE.values())
    assert {row["key"][0]: row["people"] for row in found["rows"]} == {"d1": 9, "d2": None, "d3": None}
    assert found["hidden"] == 2
    with path.open(encoding="utf-8") as file:
        written = {row["key1"]: (row["value"], row["people"]) for row in csv.DictReader(file)}
    assert written == {"d1": ("1.0", "9"), "d2": ("", ""), "d3": ("", "")}
    said = karmagraph("report", "M2.11", "--by", "organisation", "--organisation", "m", "--store", ministry).stdout
    assert b"[d1]: 1 gaps an officer" in said
    assert b"[d2]: hidden" in said


def test_an_empty_organisation_and_one_officer_say_so(ministry: str) -> None:
    assert answer("OL03", "--officer", "o-d3-0", "--store", ministry)["total"]["value"] == 0
    early = answer("M2.11", "--by", "role", "--as-of", "1990-01-01", "--store", ministry)
    assert early["asOf"].startswith("1989-12-31")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["M9.99"], "no report 'M9.99'"),
        (["M2.11", "--by", "provider"], "by provider"),
        (["M2.11", "--by", "role", "--by", "band"], "at once"),
        (["S3.13", "--organisation", "m"], "M3.55 is of an organisation"),
        (["M2.11", "--as-of", "yesterday"], "not a date"),
    ],
)
def test_what_cannot_be_asked_is_told(arguments: list[str], words: str) -> None:
    done = karmagraph("report", *arguments)
    assert done.returncode == 64
    assert words in " ".join(done.stderr.decode().replace("│", " ").split())


def test_an_unknown_organisation_is_told(ministry: str) -> None:
    done = karmagraph("report", "M2.11", "--organisation", "nowhere", "--store", ministry)
    assert done.returncode == 65
