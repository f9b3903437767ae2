"""ESCO 1.1.1, whole: known answers on both stores and by the command line, and its known faults."""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from queries import answers, rules
from tests.known.conftest import Command, Frameworks


@pytest.fixture(scope="session")
def occupations(fixtures: Path) -> dict[str, str]:
    """Title → id of every occupation, from the release's own file."""
    text = lzma.decompress((fixtures / "esco-1.1.1" / "occupations_en.csv.xz").read_bytes()).decode()
    return {row["preferredLabel"].strip(): row["conceptUri"] for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.mark.parametrize(("count_optional", "missing"), [(False, 36), (True, 32)])
def test_from_data_analyst_to_data_scientist(
    frameworks: Frameworks, occupations: dict[str, str], count_optional: bool, missing: int
) -> None:
    ends = occupations["data analyst"], occupations["data scientist"]
    found = frameworks.ask(answers.transition, *ends, count_optional=count_optional)
    assert (found.required, len(found.with_status(rules.GAP))) == (54, missing)
    assert len(found.with_status(rules.MET)) == 54 - missing


def test_what_a_policy_officer_needs(frameworks: Frameworks, occupations: dict[str, str]) -> None:
    id_ = occupations["policy officer"]
    found = frameworks.ask(answers.role_coverage, [id_])[id_]
    assert (found.required, found.optional) == (8, 105)
    assert {offer.status for offer in found.offers} == {rules.UNCOVERED}


def rejected(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((row["file"].partition(".")[0], row["reason"]) for row in rows)


def test_all_requirements_are_loaded_but_those_of_an_occupation_that_is_not_there(frameworks: Frameworks) -> None:
    report = frameworks.reports["esco"]
    assert (report["read"]["REQUIRES"], report["created"]["REQUIRES"]) == (123_855, 123_788)
    rows = [row for row in report["rejected"] if row["file"].startswith("occupationSkillRelations")]
    assert len(rows) == 67
    assert {row["reason"] for row in rows} == {"Role is neither in the source nor in the store"}
    assert {row["value"] for row in rows} == {
        "http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e"
    }
    assert all(row["line"] for row in rows)


def test_every_known_fault_is_reported(frameworks: Frameworks) -> None:
    report = frameworks.reports["esco"]
    assert report["rejectedCount"] == 67 + 7 + 1 + 1
    assert rejected(report["rejected"]) == {
        ("occupationSkillRelations", "Role is neither in the source nor in the store"): 67,
        ("broaderRelationsSkillPillar", "Competency is neither in the source nor in the store"): 7,
        ("broaderRelationsOccPillar", "Role is neither in the source nor in the store"): 1,
        ("skillSkillRelations", "the skill is optional to itself"): 1,
    }
    remarks = {remark["kind"]: remark["count"] for remark in report["remarks"]}
    assert remarks["skills without kind"] == 6


def test_a_second_load_changes_nothing(frameworks: Frameworks) -> None:
    again = frameworks.again("esco")
    assert again["unchanged"] == frameworks.reports["esco"]["created"]
    assert [again["created"], again["changed"], again["retired"]] == [{}, {}, {}]
    assert len(again["rejected"]) == 76


def test_the_command_line_says_the_same(command: Command, occupations: dict[str, str]) -> None:
    ends = occupations["data analyst"], occupations["data scientist"]
    for options, missing in (([], 36), (["--count-optional"], 32)):
        found = command("gap", "transition", *ends, *options)
        assert (found["from"], found["to"]) == ends
        assert (found["required"], len(found["missing"])) == (54, missing)
        assert all(item["essential"] and item["competency"]["title"] for item in found["missing"])
    role = command("gap", "role", occupations["policy officer"])
    assert (role["required"], len(role["uncovered"])) == (8, 113)
    report = command.report("esco")
    assert (report["created"]["REQUIRES"], report["rejectedCount"], report["framework"]) == (123_788, 76, "esco")
    assert sum(row["file"].startswith("occupationSkillRelations") for row in report["rejected"]) == 67
