"""The DoD Cyber Workforce Framework: known answers on both stores and by the command line, and its known faults."""

from __future__ import annotations

from graphapi.cli import UNKNOWN
from queries import answers, rules
from tests.known.conftest import Command, Frameworks

ENDS = ("dcwf-role:411", "dcwf-role:451")


def test_from_technical_support_to_system_administrator(frameworks: Frameworks) -> None:
    found = frameworks.ask(answers.transition, *ENDS)
    assert (found.required, len(found.with_status(rules.GAP)), len(found.with_status(rules.MET))) == (31, 21, 10)


def test_what_is_both_core_and_additional_is_essential(frameworks: Frameworks) -> None:
    roles = {"dcwf-role:511": "dcwf-ksat:1111", "dcwf-role:531": "dcwf-ksat:6210"}
    for role, answer in frameworks.ask(answers.role_coverage, list(roles)).items():
        [offer] = [offer for offer in answer.offers if offer.needed.competency == roles[role]]
        assert offer.needed.essential


def test_every_known_fault_is_reported(frameworks: Frameworks) -> None:
    report = frameworks.reports["dcwf"]
    remarks = {remark["kind"]: remark for remark in report["remarks"]}
    both = remarks["both core and additional: read as core"]
    assert (both["count"], {example["value"] for example in both["examples"]}) == (
        2, {"role 511, KSAT 1111", "role 531, KSAT 6210"},
    )  # fmt: skip
    [spelt] = remarks["kind spelt otherwise"]["examples"]
    assert spelt["value"] == "5878: TAsk read as task"
    assert report["created"]["REQUIRES"] == 2_076 + 3_100 - 2
    assert report["created"]["Competency"] == 2_221
    assert not report["rejected"]


def test_a_second_load_changes_nothing(frameworks: Frameworks) -> None:
    again = frameworks.again("dcwf")
    assert again["unchanged"] == frameworks.reports["dcwf"]["created"]
    assert [again["created"], again["changed"], again["retired"]] == [{}, {}, {}]


def test_the_command_line_says_the_same(command: Command) -> None:
    found = command("gap", "transition", *ENDS)
    assert (found["required"], len(found["missing"])) == (31, 21)
    assert {item["competency"]["id"].partition(":")[0] for item in found["missing"]} == {"dcwf-ksat"}
    command("gap", "transition", "411", "451", status=UNKNOWN)  # an ISCO group's notation too: it names several
