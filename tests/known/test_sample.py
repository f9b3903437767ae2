"""The sample's story, through the program: the numbers of the first minute, on both stores and by the command line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from queries import answers, question, rules
from queries.learning import Asked, learning_plan
from queries.rules import Counting
from tests.conftest import Run
from tests.known.conftest import SOURCES, Command, Frameworks

ROLE, OFFICER = "sample:SO-MON", "sample:OFF-0417"
FIRST, SECOND = "Level 1 of 3 · Operational", "Level 2 of 3 · Tactical"
SHORT = {
    "Creation of M&E Framework": (f"{FIRST} is held; {SECOND} is required", rules.COVERED),
    "Evaluation of outcomes / outputs": (f"{FIRST} is held; {SECOND} is required", rules.COVERED),
    "Data Analysis & Visualization": (f"not held; {FIRST} is required", rules.COVERED),
    "PFMS Portal Management": (f"not held (expired); {FIRST} is required", rules.COVERED),
    "Data Use and Governance": (f"not held; {FIRST} is required", rules.UNCOVERED),
}


def test_what_courses_do_for_the_section_officer(frameworks: Frameworks) -> None:
    found = frameworks.ask(answers.role_coverage, [ROLE])[ROLE]
    assert (found.required, found.optional) == (12, 4)
    essential = Counter(offer.status for offer in found.offers if offer.needed.essential)
    assert essential == {rules.COVERED: 9, rules.PARTLY: 2, rules.UNCOVERED: 1}
    [none] = found.with_status(rules.UNCOVERED)
    assert none.needed.title == "Data Use and Governance"
    namesake = [o for o in found.offers if o.needed.title == none.needed.title and o is not none]
    assert [(o.status, o.needed.essential) for o in namesake] == [(rules.COVERED, False)]


def gaps(frameworks: Frameworks) -> answers.OfficerGaps:
    done = answers.officer_gaps(frameworks.store, [OFFICER], Counting(frameworks.at), frameworks.scales, courses=True)
    found: answers.OfficerGaps = frameworks.run(done)[OFFICER]
    return found


def test_what_the_officer_lacks_and_why(frameworks: Frameworks) -> None:
    found = gaps(frameworks)
    assert (found.readiness.met, found.readiness.required) == (7, 12)
    assert (found.readiness.not_stated, found.readiness.not_comparable) == (0, 0)
    short = found.with_status(rules.GAP, essential=True)
    assert {j.needed.title: (j.reason, found.offers[j.needed.competency].status) for j in short} == SHORT


def test_what_stops_short_is_met_by_outside_training_with_evidence(frameworks: Frameworks) -> None:
    stopping = frameworks.ask(answers.role_coverage, [ROLE])[ROLE].with_status(rules.PARTLY)
    met = {j.needed.competency: j for j in gaps(frameworks).with_status(rules.MET)}
    for offer in stopping:
        assert all(h.source == "externalTraining" and h.evidence for h in met[offer.needed.competency].counted)


PLAN = {
    "Data analysis and visualisation for programme officers": (8, {"Data Analysis & Visualization"}, set()),
    "Monitoring and evaluation in practice": (
        12,
        {"Creation of M&E Framework", "Evaluation of outcomes / outputs"},
        {"Data analysis and visualisation for programme officers"},
    ),
    "PFMS refresher: releases and reconciliation": (4, {"PFMS Portal Management"}, set()),
}


def test_the_learning_plan_is_three_courses_of_24_hours_and_41_apart(frameworks: Frameworks) -> None:
    done = learning_plan(frameworks.store, OFFICER, Counting(frameworks.at), frameworks.scales, Asked())
    plan = frameworks.run(done)
    titles = {module.id: module.title for module in plan.modules}
    found = {
        m.title: (m.hours, {plan.titles[c] for c in m.closes}, {titles[id_] for id_ in m.after}) for m in plan.modules
    }
    assert found == PLAN
    assert (plan.hours, plan.separately, plan.proven, plan.gaps) == (24, 41, True, 5)
    assert [(one.title, one.reason) for one in plan.unclosable] == [("Data Use and Governance", "no course")]


def test_the_learning_plan_by_the_command_line(command: Command) -> None:
    plan = command("plan", "OFF-0417")
    assert {name: plan[name] for name in ("hours", "proven", "separately")} == {
        "hours": 24, "proven": True, "separately": 41
    }  # fmt: skip
    assert {m["id"]: (m["hours"], len(m["closes"]), m["after"]) for m in plan["modules"]} == {
        "sample:MOD-001": (8, 1, []), "sample:MOD-002": (12, 2, ["sample:MOD-001"]), "sample:MOD-003": (4, 1, [])
    }  # fmt: skip
    assert [(one["competency"], one["reason"]) for one in plan["unclosable"]] == [("sample:KCM-FUN-114", "no course")]
    digital = command("plan", "OFF-0417", "--mode", "digital")
    assert {m["mode"] for m in digital["modules"]} <= {"digital"}
    assert any("is face-to-face" in one["reason"] for one in digital["unclosable"])
    late = command("plan", "OFF-0417", "--weeks", "2", "--hours-a-week", "4")
    assert (late["inTime"], late["weeks"]) == (False, 6)


def test_nothing_of_the_sample_is_refused_and_a_second_load_changes_nothing(frameworks: Frameworks) -> None:
    report, again = frameworks.reports["sample"], frameworks.again("sample")
    assert (report["created"]["Officer"], report["created"]["Role"], report["created"]["Module"]) == (2_000, 60, 150)
    assert not report["rejected"]
    assert again["unchanged"] == report["created"]
    assert [again["created"], again["changed"], again["retired"]] == [{}, {}, {}]


def test_the_frameworks_lie_side_by_side(run: Run, frameworks: Frameworks) -> None:
    counts = {row["id"]: row["n"] for row in run(frameworks.store.ask(question("store/counts")))}
    for label, count in counts.items():
        assert count == sum(frameworks.reports[name]["created"].get(label, 0) for name in SOURCES)


def titles(items: list[dict[str, Any]]) -> set[str]:
    return {item["competency"]["title"] for item in items}


def test_the_command_line_says_the_same(command: Command) -> None:
    role = command("gap", "role", "SO-MON")
    essential = {n: sum(item["essential"] for item in role[n]) for n in ("covered", "partlyCovered", "uncovered")}
    assert (role["required"], essential) == (12, {"covered": 9, "partlyCovered": 2, "uncovered": 1})
    assert titles(role["uncovered"]) == {"Data Use and Governance"}
    officer = command("gap", "officer", "OFF-0417")
    assert (officer["officer"], officer["met"], officer["required"]) == (OFFICER, 7, 12)
    assert {item["competency"]["title"]: item["reason"] for item in officer["missing"]} == {
        title: reason for title, (reason, _) in SHORT.items()
    }
    assert officer["asOf"] == role["asOf"] == "2026-11-23T18:30:00Z"
