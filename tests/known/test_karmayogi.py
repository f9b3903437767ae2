"""Mission Karmayogi's lists: what is in them and what is wrong with them, on both stores and by the command line."""

from __future__ import annotations

from typing import Any

import pytest

from queries import parse
from queries.stores import Store
from tests.conftest import Run
from tests.known.conftest import Command, Frameworks

SAME_NAME = parse(
    "test/same-name",
    "// The sub-themes of one name with the theme of each.\n"
    "MATCH (c:Competency)-[:BROADER]->(t:Competency) WHERE c.title = $title AND c.origin = 'karmayogi'\n"
    "RETURN c.id AS id, t.title AS theme",
)


CREATED = {
    "Competency": 158, "Framework": 2, "Identifier": 51, "Level": 3 + 5, "Module": 4, "Organisation": 702,
    "Role": 2_464, "Scale": 2, "BROADER": 155, "COVERS": 15, "HAS_LEVEL": 3 + 5, "IN_SCHEME": 2_622, "OF": 51,
}  # fmt: skip


def test_all_lists_are_there(frameworks: Frameworks) -> None:
    assert frameworks.reports["karmayogi"]["created"] == CREATED


@pytest.mark.parametrize(
    ("title", "themes"),
    [
        ("Research & Need Analysis", {"Policy Architecture", "Government Program Formulation"}),
        ("Data Use and Governance", {"Data Analytics", "Data Protection"}),
    ],
)
def test_same_names_under_two_themes_stay_two_things(
    run: Run, frameworks: Frameworks, title: str, themes: set[str]
) -> None:
    rows = run(ask(frameworks.store, title))
    assert {row["theme"] for row in rows} == themes
    assert len({row["id"] for row in rows}) == 2


async def ask(store: Store, title: str) -> list[dict[str, Any]]:
    return await store.ask(SAME_NAME, title=title)


def test_every_known_fault_is_reported(frameworks: Frameworks) -> None:
    report = frameworks.reports["karmayogi"]
    remarks = {remark["kind"]: remark for remark in report["remarks"]}
    assert remarks["HTML entities replaced"]["count"] == 18
    assert remarks["designations in capitals: kept"]["examples"][0]["value"] == "2463 of 2464; not No Designation"
    assert remarks["designations without a DESG id: the list's own is used"]["examples"][0]["value"] == "2464 of 2464"
    linked, apart = "linked by the whole exact path", "path in one table only: a competency of its own"
    assert remarks[linked]["count"] + remarks[apart]["count"] == 14
    assert remarks["one name under several themes: kept apart"]["count"] == 2
    assert any("Financ" in str(example["value"]) for example in remarks["begins or ends with punctuation"]["examples"])
    for kind, word in (("perhaps misspelt: kept", "COMMISIONER"), ("perhaps the same: kept apart", "GRADE")):
        assert any(word in str(example["value"]) for example in remarks[kind]["examples"])
    pages = [row for row in report["rejected"] if row["file"] == "organisations.txt"]
    assert len(pages) == 3
    assert any("COVID-19 Updates" in row["value"] for row in pages)
    tags = [row for row in report["rejected"] if row["file"] == "courses_tagged_sample.json"]
    assert len(tags) == len(report["rejected"]) - 3 == 3


def test_a_second_load_changes_nothing(frameworks: Frameworks) -> None:
    again = frameworks.again("karmayogi")
    assert again["unchanged"] == frameworks.reports["karmayogi"]["created"]
    assert [again["created"], again["changed"], again["retired"]] == [{}, {}, {}]


def test_the_command_line_says_the_same(command: Command) -> None:
    report = command.report("karmayogi")
    assert report["created"] == CREATED
    assert report["rejectedCount"] == 6
    assert all({"file", "sheet", "line", "reason", "value", "suggestion"} <= row.keys() for row in report["rejected"])
