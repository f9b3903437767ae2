"""What is read once for each write is read anew after a restore, though the other history is at the same epoch."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from graphapi.moments import Moments
from ontology import cypher
from ontology.model import NODES
from queries.stores import Statement, Store
from tests.conftest import Run

DATES = ("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z")


@dataclass
class Served:
    """A store at a write."""

    store: Store
    identity: str
    epoch: int


@pytest.mark.parametrize(
    ("first", "then", "again"),
    [
        (("a", 7), ("a", 7), False),
        (("a", 7), ("a", 8), True),
        (("a", 7), ("b", 7), True),
        (("a", -1), ("a", -1), True),
    ],
)
def test_the_date_is_read_again_after_a_write_and_after_a_restore(
    run: Run, store: Store, first: tuple[str, int], then: tuple[str, int], *, again: bool
) -> None:
    moments = Moments()
    run(_dated(store, DATES[0]))
    assert run(moments.default(Served(store, *first))) == DATES[0]
    run(_dated(store, DATES[1]))
    assert run(moments.default(Served(store, *then))) == DATES[again]


def test_scales_are_those_of_the_write(run: Run, store: Store) -> None:
    moments, at = Moments(), DATES[0]
    known = run(moments.scales(Served(store, "a", 1), at))
    run(moments.default(Served(store, "a", 1)))
    kept = run(moments.scales(Served(store, "a", 1), at))
    assert kept is run(moments.scales(Served(store, "a", 1), at))
    assert kept is not known
    assert kept is not run(moments.scales(Served(store, "b", 1), at))


async def _dated(store: Store, date: str) -> None:
    text = cypher.merge_nodes(NODES["Store"], ["dataAsOn"], typed=store.dialect == "embedded")
    await store.write([Statement(text, [{"id": "store", "dataAsOn": date}])])
