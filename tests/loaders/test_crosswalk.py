"""Decisions on matches: a suggested one changes no answer, a confirmed one does at once, a rejected one does not."""

from __future__ import annotations

from typing import Any

import pytest

from loaders import crosswalk
from loaders.crosswalk import Decision
from loaders.load import store_rows
from loaders.rows import NodeRow, Row
from loaders.suggesting import suggest
from queries import answers
from queries.rules import Counting
from queries.search import documents
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.platform_rows import AT, competency, edge

DAYS = [f"2030-01-0{day}T00:00:00Z" for day in range(1, 7)]


def by(day: int, author: str = "orcid:1") -> Decision:
    return Decision(author, DAYS[day], DAYS[day])


@pytest.fixture
def filled(store: Store, run: Run) -> Store:
    """One requirement, and a course on a competency of another framework with the same name."""
    rows: list[Row] = [NodeRow("Framework", each, {"title": each}, AT) for each in ("ours", "theirs")]
    rows += [competency("a:1", "Data Use"), competency("b:1", "data use"), competency("b:2", "Data Usage")]
    rows += [edge("IN_SCHEME", ("Competency", c), ("Framework", f)) for c, f in (("a:1", "ours"), ("b:1", "theirs"))]
    rows += [
        NodeRow("Role", "r", {"title": "R"}, AT),
        NodeRow("Module", "m", {"title": "M"}, AT),
        NodeRow("Officer", "o", {}, AT),
    ]
    rows += [
        edge("REQUIRES", ("Role", "r"), ("Competency", "a:1")),
        edge("COVERS", ("Module", "m"), ("Competency", "b:1")),
        edge("HOLDS", ("Officer", "o"), ("Competency", "b:1"), id="h"),
    ]
    run(store_rows(store, rows, origin="t", format="t"))
    return store


def counts(store: Store, run: Run, day: int) -> tuple[str, str]:
    """Whether the requirement is covered, and whether it is met."""
    at = DAYS[day]
    scales = run(answers.scales(store, at))
    [offer] = run(answers.role_coverage(store, ["r"], at, scales))["r"].offers
    rule = Counting(at)
    [judgement] = run(answers.officer_gaps(store, ["o"], rule, scales, role="r"))["o"].judgements
    return offer.status, judgement.status


def states(store: Store, run: Run, day: int) -> list[tuple[str, str, str, Any]]:
    found = run(crosswalk.matches(store, at=DAYS[day]))
    return [(each.type, each.start, each.end, each.props["state"]) for each in found]


async def suggestions(store: Store) -> list[Any]:
    things = [each async for each in documents(store) if each.label == "Competency"]
    ours, theirs = ([each for each in things if framework in each.frameworks] for framework in ("ours", "theirs"))
    return suggest(ours, theirs)


def test_a_suggested_match_changes_no_answer_until_a_person_confirms_it(filled: Store, run: Run) -> None:
    found = run(suggestions(filled))
    assert [(each.subject.id, each.object.id) for each in found] == [("a:1", "b:1")]
    run(crosswalk.store_suggested(filled, found, by(0, "machine")))
    assert states(filled, run, 0) == [("EXACT_MATCH", "a:1", "b:1", "suggested")]
    assert counts(filled, run, 0) == ("uncovered", "gap")
    run(crosswalk.confirm(filled, "a:1", "b:1", "exact", by(1)))
    assert states(filled, run, 1) == [("EXACT_MATCH", "a:1", "b:1", "confirmed")]
    assert counts(filled, run, 1) == ("covered", "met")
    assert counts(filled, run, 0) == ("uncovered", "gap")  # as of the day before it was confirmed
    [match] = run(crosswalk.matches(filled, at=DAYS[1]))
    assert match.props == {
        "state": "confirmed",
        "justification": crosswalk.CURATED,
        "author": "orcid:1",
        "date": DAYS[1],
    }
    run(crosswalk.reject(filled, "b:1", "a:1", by(2, "orcid:2")))
    assert states(filled, run, 2) == [("EXACT_MATCH", "a:1", "b:1", "rejected")]
    assert counts(filled, run, 2) == ("uncovered", "gap")
    assert counts(filled, run, 1) == ("covered", "met")


def test_another_kind_takes_the_place_of_the_suggested_one_and_does_not_count(filled: Store, run: Run) -> None:
    run(crosswalk.store_suggested(filled, run(suggestions(filled)), by(0)))
    run(crosswalk.confirm(filled, "b:1", "a:1", "close", by(1)))
    assert states(filled, run, 1) == [("CLOSE_MATCH", "b:1", "a:1", "confirmed")]
    assert counts(filled, run, 1) == ("uncovered", "gap")
    run(crosswalk.confirm(filled, "a:1", "b:1", "exact", by(2)))
    assert states(filled, run, 2) == [("EXACT_MATCH", "a:1", "b:1", "confirmed")]
    assert counts(filled, run, 2) == ("covered", "met")


def test_what_nobody_suggested_can_be_confirmed_or_rejected(filled: Store, run: Run) -> None:
    run(crosswalk.confirm(filled, "a:1", "b:2", "exact", by(1)))
    run(crosswalk.confirm(filled, "b:2", "b:1", "exact", by(2)))  # and then by way of it, though not of one framework
    assert counts(filled, run, 0) == counts(filled, run, 1) == ("uncovered", "gap")
    assert counts(filled, run, 2) == ("covered", "met")
    _, others = run(crosswalk.reject(filled, "a:1", "b:1", by(3)))
    assert others == []
    assert ("EXACT_MATCH", "a:1", "b:1", "rejected") in states(filled, run, 3)


def test_a_rejection_says_which_source_still_states_the_match(filled: Store, run: Run) -> None:
    match = edge("EXACT_MATCH", ("Competency", "a:1"), ("Competency", "b:1"), state="confirmed")
    run(store_rows(filled, [match], origin="sssom:x", format="sssom"))
    _, others = run(crosswalk.reject(filled, "a:1", "b:1", by(1)))
    assert others == ["sssom:x"]
    assert counts(filled, run, 1) == ("covered", "met")  # another source's statement is its own to withdraw


def test_the_same_decision_twice_changes_nothing(filled: Store, run: Run) -> None:
    run(crosswalk.confirm(filled, "a:1", "b:1", "exact", by(1)))
    again = run(crosswalk.confirm(filled, "a:1", "b:1", "exact", by(1)))
    assert (again.created, again.changed) == ({}, {})
