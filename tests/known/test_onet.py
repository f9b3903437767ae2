"""O*NET 29: known answers on both stores and by the command line, and its known faults."""

from __future__ import annotations

from queries import answers, parse, rules
from tests.conftest import Run
from tests.known.conftest import Command, Frameworks

ENDS = ("onet:33-3051.00", "onet:33-1012.00")


def test_from_patrol_officer_to_first_line_supervisor(frameworks: Frameworks) -> None:
    found = frameworks.ask(answers.transition, *ENDS)
    assert (found.required, len(found.with_status(rules.GAP)), len(found.with_status(rules.MET))) == (20, 16, 4)
    for judgement in found.with_status(rules.GAP):
        assert judgement.held is None or judgement.held < judgement.needed.level


LEVELS = parse(
    "test/levels",
    "// The levels that O*NET's occupations require.\n"
    "MATCH (:Role)-[q:REQUIRES]->(:Competency) WHERE q.scale = $scale\n"
    "RETURN q.level AS id, count(*) AS n",
)


def test_levels_are_on_an_interval_scale_and_mostly_not_whole(run: Run, frameworks: Frameworks) -> None:
    scale = frameworks.scales.by_id["onet-scale:LV"]
    assert (scale.kind, scale.min, scale.max) == ("interval", 0.0, 7.0)
    counts = {row["id"]: row["n"] for row in run(frameworks.store.ask(LEVELS, scale=scale.id))}
    assert sum(counts.values()) == 61_530 / 2 - 3_302 - (124 - 6)  # 6 suppressed levels are of skills not relevant too
    assert sum(n for level, n in counts.items() if level % 1) > sum(counts.values()) / 2


def test_every_known_fault_is_reported(frameworks: Frameworks) -> None:
    report = frameworks.reports["onet"]
    remarks = {remark["kind"]: remark["count"] for remark in report["remarks"]}
    assert remarks["occupation without skills"] == 137
    assert remarks["suppressed LV: left null"] == 124
    assert remarks["skill rated not relevant: no requirement"] == 3_302
    assert report["created"]["REQUIRES"] == 61_530 / 2 - 3_302
    assert not report["rejected"]


def test_a_second_load_changes_nothing(frameworks: Frameworks) -> None:
    again = frameworks.again("onet")
    assert again["unchanged"] == frameworks.reports["onet"]["created"]
    assert [again["created"], again["changed"], again["retired"]] == [{}, {}, {}]


def test_the_command_line_says_the_same(command: Command) -> None:
    found = command("gap", "transition", *ENDS)
    assert (found["required"], len(found["missing"])) == (20, 16)
    by_notation = command("gap", "transition", *(end.removeprefix("onet:") for end in ENDS))
    assert by_notation == found
    assert command.report("onet")["rejectedCount"] == 0
