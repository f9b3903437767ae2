"""The ten workloads: both documents ask for the same, within each schema, and answers are compared whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from bench.workloads import Workload, far_page, leaves, workloads

ROOT = Path(__file__).parents[2]
IDS = [f"http://example.org/{n}" for n in range(20)]
WORKLOADS = [*workloads(IDS, IDS, ["manage staff"]), far_page("cursor")]
ASKED = Workload("made up", "query($at: Instant!) { roles }", "{ roles }")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The one that is committed."""
    return build_schema((ROOT / "schema.graphql").read_text("utf-8"))


def test_there_are_ten() -> None:
    """Each with a name of its own."""
    assert len({workload.name for workload in WORKLOADS}) == 10


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: str(workload.name))
def test_our_document_is_valid(workload: Workload, schema: GraphQLSchema) -> None:
    """Against the schema that we serve."""
    assert validate(schema, parse(workload.ours)) == []


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: str(workload.name))
def test_all_variables_are_given_and_no_others(workload: Workload) -> None:
    """What the document declares is what is sent; and no two of eight requests in a row are identical to us."""
    bodies = list(workload.asked())
    for ours, theirs in bodies:
        for body in (ours, theirs):
            declared = {name for name in _declared(body["query"]) if name not in {"first", "after"}}
            assert declared <= set(body["variables"])
            assert all(f"${name}:" in body["query"] for name in body["variables"])
    if "$at" in workload.ours:
        assert len({repr(ours["variables"]) for ours, _ in bodies[:8]}) == 8


def test_the_same_facts_in_another_form_are_the_same() -> None:
    """Our ids carry their type, and each pages in its own way."""
    ours = {"roles": {"edges": [{"cursor": "x", "node": {"id": "Role:a:1", "title": "A"}}]}}
    assert ASKED.differences(ours, {"roles": [{"id": "a:1", "title": "A"}]}, {}) == ""


@pytest.mark.parametrize(
    "theirs",
    [
        {"roles": []},
        {"roles": [{"id": "a:1", "title": "B"}]},
        {"roles": [{"id": "a:1", "title": None}]},
        {"roles": [{"id": "a:1", "title": "A"}] * 2},
        {"roles": [{"id": "a:1", "kind": "A"}]},
    ],
)
def test_a_difference_is_seen(theirs: object) -> None:
    """Something missing, other, too often, or under another name."""
    assert ASKED.differences({"roles": [{"id": "Role:a:1", "title": "A"}]}, theirs, {})


def test_two_empty_answers_show_nothing() -> None:
    """They are a difference too: nothing was compared."""
    assert ASKED.differences({"roles": []}, {"roles": []}, {})


def test_what_is_sought_must_be_in_both() -> None:
    """Other hits may differ."""
    sought = Workload("search", "{ a }", "{ b }", sought="title")
    ours, other = {"search": [{"title": "x"}, {"title": "y"}]}, {"search": [{"title": "z"}, {"title": "x"}]}
    assert sought.differences(ours, other, {"sought": "x"}) == ""
    assert sought.differences(ours, other, {"sought": "y"})


def test_an_identifier_that_only_looks_typed_stays() -> None:
    """Only our own types are taken off."""
    assert list(leaves({"id": "http://example.org/1"})) == [("id", "'http://example.org/1'")]


def _declared(query: str) -> set[str]:
    """The variables of a document's operation."""
    [operation] = parse(query).definitions
    return {variable.variable.name.value for variable in getattr(operation, "variable_definitions", None) or ()}
