"""Answers about a date, with the names of that date: rows, dataclasses, GraphQL."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.load import Options, store_rows
from loaders.rows import Row
from ontology.earlier import at_time, differing, grown
from queries import answers, question
from queries.naming import named
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.graphapi.asking import data
from tests.queries.one_of_each import node
from tests.queries.worlds import edge

T0, T1, T2, T3 = (f"2025-0{month}-01T00:00:00Z" for month in (1, 3, 5, 7))
NAMES = {T0: "First", T1: "Second", T2: "Third"}


def version(name: str) -> list[Row]:
    """A role, what it requires and a course, all called by the version's name."""
    things = [
        node(label, label[0].lower(), title=f"{name} {label}", labels=[f"en|{name} {label}", "hi|वही"])
        for label in ("Role", "Competency", "Module")
    ]
    return [
        *things,
        node("Competency", "same"),
        edge("REQUIRES", ("Role", "r"), ("Competency", "c"), essential=True),
        edge("COVERS", ("Module", "m"), ("Competency", "c")),
    ]


@pytest.fixture
def renamed(run: Run, store: Store) -> Store:
    """Three versions, one after another."""
    run(wipe(store))
    for at, name in NAMES.items():
        report = run(store_rows(store, version(name), origin="o", format="test", complete=True, options=Options(at=at)))
        assert not report.rejected
    return store


def name_at(at: str) -> str:
    """The name by the plainest of rules: that of the last version before."""
    return [name for since, name in NAMES.items() if since <= at][-1]


MOMENTS = (T0, "2025-02-28T23:59:59Z", T1, "2025-04-01T00:00:00Z", T2, T3)
ASKED = """
query ($at: Instant) {
  role(id: "Role:r", asOf: $at) {
    title labels { lang text } label(languages: ["en"]) { text }
    requires { competency { title } }
    coverage { offers { needed { competency { id title } } courses { module { title } } } }
  }
  node(id: "Competency:c", asOf: $at) { ... on Competency { title } }
  competencies(first: 5, asOf: $at) { edges { node { title } } }
}
"""


def test_graphql_gives_the_names_of_the_day(run: Run, renamed: Store) -> None:
    for at in MOMENTS:
        found, name = data(run, renamed, ASKED, {"at": at}), name_at(at)
        role = found["role"]
        assert (role["title"], role["label"]) == (f"{name} Role", {"text": f"{name} Role"})
        assert role["labels"] == [{"lang": "en", "text": f"{name} Role"}, {"lang": "hi", "text": "वही"}]
        assert role["requires"] == [{"competency": {"title": f"{name} Competency"}}]
        [offer] = role["coverage"]["offers"]
        assert offer["needed"] == {"competency": {"id": "Competency:c", "title": f"{name} Competency"}}
        assert offer["courses"] == [{"module": {"title": f"{name} Module"}}]
        assert found["node"] == {"title": f"{name} Competency"}
        titles = {each["node"]["title"] for each in found["competencies"]["edges"]}
        assert titles == {f"{name} Competency", "SAME"}
    assert data(run, renamed, ASKED, {"at": None}) == data(run, renamed, ASKED, {"at": T3})


def test_answers_give_the_names_of_the_day(run: Run, renamed: Store) -> None:
    for at in MOMENTS:
        known = run(answers.scales(renamed, at))
        found = run(named(renamed, run(answers.role_coverage(renamed, ["r"], at, known)), at))
        [offer] = found["r"].offers
        assert offer.needed.title == f"{name_at(at)} Competency"
        assert [course.title for course in offer.courses] == [f"{name_at(at)} Module"]
        row = {"role": "r", "competency": "c", "title": "?", "titles": {"m": "?"}}
        expected = {"title": f"{name_at(at)} Competency", "titles": {"m": f"{name_at(at)} Module"}}
        assert at >= T2 or run(named(renamed, row, at)) == row | expected
    assert run(named(renamed, MOMENTS, None)) is MOMENTS


def test_from_the_last_change_on_nothing_need_be_looked_up(run: Run, renamed: Store) -> None:
    def changed() -> str:
        [state] = run(renamed.ask(question("store/state"), ids=["store"]))
        return str(state["changed"])

    assert changed() == T2
    late = Options(at=T1)  # a load for a day that has passed changes what is stated now
    run(store_rows(renamed, version("Fourth"), origin="o", format="test", complete=True, options=late))
    assert changed() == T2
    assert [len(run(renamed.ask(question("thing/earlier"), ids=["c"])))] == [1]


def test_what_was_never_changed_has_nothing_to_tell(run: Run, renamed: Store) -> None:
    kept = dict(run(renamed.rows("MATCH (n:Competency) RETURN n.id, n.earlier")))
    assert (len(kept["c"]), kept["same"]) == (2, None)
    again = run(store_rows(renamed, version("Third"), origin="o", format="test", complete=True))
    assert (again.changed, dict(run(renamed.rows("MATCH (n:Competency) RETURN n.id, n.earlier")))) == ({}, kept)


def test_lines_of_earlier_values() -> None:
    lines = grown(grown(None, {"title": "A", "hours": None}, T1), {"title": "B|b"}, T2)
    expected: dict[str, dict[str, Any]] = {T0: {"title": "A", "hours": None}, T1: {"title": "B|b"}, T2: {}}
    assert {at: differing(lines, at) for at in expected} == expected
    assert [at_time(lines, "title", "C", at) for at in (T0, T1, T2)] == ["A", "B|b", "C"]
    assert grown(lines, {}, T3) == lines
    late = grown(lines, {"title": "C"}, T1)  # loaded for a past date: what was stated until now was so till the last
    assert [at_time(late, "title", "D", at) for at in (T0, T1, T2)] == ["A", "B|b", "D"]
