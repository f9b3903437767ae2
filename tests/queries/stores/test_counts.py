"""Counts of all nodes of a type: the same on both stores as one by one, whatever their validity."""

from __future__ import annotations

from itertools import product
from typing import Any

from ontology import cypher
from ontology.model import NODES
from queries.steps import Step
from queries.stores import Statement, Store
from queries.stores.neo4j_plan import emit
from tests.conftest import Run

DAYS = [f"2026-01-0{day}T00:00:00Z" for day in range(1, 6)]
_COUNT = Step(children=(Step("Competency", counted=True, dated=True),))


def test_what_is_not_valid_is_not_counted(store: Store, run: Run) -> None:
    dates = list(product([None, *DAYS], repeat=2))  # some end before they begin
    rows: list[dict[str, Any]] = [
        {"id": f"c:{n}", "title": "T", "since": since, "until": until} for n, (since, until) in enumerate(dates)
    ]
    text = cypher.create_nodes(NODES["Competency"], ("title", "since", "until"), typed=store.dialect == "embedded")
    run(store.write([Statement(text, rows)]))
    for at in [*DAYS, "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]:
        wanted = sum((not since or since <= at) and (not until or until > at) for since, until in dates)
        assert run(store.fetch(_COUNT, {"asOf": at})) == [wanted]


def test_neo4j_looks_at_none_of_the_valid_ones() -> None:
    text = emit(_COUNT)
    assert "MATCH (n0:Competency) WITH count(n0)" in text  # the form that the count store answers
    assert "n0.since" not in text
