"""Reads of several requests on Neo4j: those of one form travel together, and each gets its own answer or error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries import questions
from queries.stores import Store
from queries.stores.errors import StoreError
from queries.stores.neo4j import Neo4jStore, collected
from queries.stores.neo4j_grouped import MOST, Grouped, limits, together
from tests.conftest import Run

DOUBLED = "CALL () { RETURN $x * 2 AS twice } RETURN [twice, $y]"


@pytest.fixture
def neo4j(opened: Callable[[str], Store]) -> Neo4jStore:
    found = opened("neo4j")
    assert isinstance(found, Neo4jStore)
    return found


class Counted:
    """A store's reading that counts statements."""

    def __init__(self, store: Neo4jStore) -> None:
        self.store, self.sent = store, 0

    async def single(self, text: str, params: Any) -> Any:
        self.sent += 1
        return await self.store.single(text, params)


async def _all(grouped: Grouped, asked: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    return list(await asyncio.gather(*(grouped.value(*each) for each in asked), return_exceptions=True))


_VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-2, 2) | st.text(max_size=3)


@given(st.lists(st.tuples(_VALUES, st.lists(_VALUES, max_size=3)), min_size=1, max_size=2 * MOST))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_gets_what_it_asked_for(neo4j: Neo4jStore, run: Run, pairs: list[tuple[Any, Any]]) -> None:
    counted = Counted(neo4j)
    asked = [("RETURN [$a, $b, $c]", {"a": a, "b": b, "c": n}) for n, (a, b) in enumerate(pairs)]
    found = run(_all(Grouped(counted.single), asked))
    assert [repr(each) for each in found] == [repr([a, b, n]) for n, (a, b) in enumerate(pairs)]
    assert counted.sent <= 4


def test_the_first_waits_for_nobody_and_those_who_come_meanwhile_share_a_statement(neo4j: Neo4jStore, run: Run) -> None:
    counted = Counted(neo4j)
    asked = [(DOUBLED, {"x": x, "y": str(x)}) for x in range(MOST + 1)]
    assert run(_all(Grouped(counted.single), asked)) == [[2 * x, str(x)] for x in range(MOST + 1)]
    assert counted.sent == 2


def test_the_error_of_one_is_its_own(neo4j: Neo4jStore, run: Run) -> None:
    asked = [("RETURN 12 / $x", {"x": x}) for x in (1, 2, 0, 3)]
    one, two, none, three = run(_all(neo4j.grouped, asked))
    assert (one, two, three) == (12, 6, 4)
    assert isinstance(none, StoreError)


def test_a_slow_read_holds_nobody_up(neo4j: Neo4jStore, run: Run) -> None:
    done: list[int] = []
    gate = asyncio.Event()

    async def single(text: str, params: Any) -> Any:
        if not done and params.get("x") == 0:
            await gate.wait()
        return await neo4j.single(text, params)

    async def both() -> None:
        grouped = Grouped(single)
        slow = asyncio.create_task(grouped.value(DOUBLED, {"x": 0, "y": ""}))
        await asyncio.sleep(0)
        assert await grouped.value(DOUBLED, {"x": 4, "y": ""}) == [8, ""]
        done.append(1)
        gate.set()
        assert await slow == [0, ""]

    run(both())


def test_one_who_leaves_takes_nobody_along(neo4j: Neo4jStore, run: Run) -> None:
    async def leaving() -> list[Any]:
        reads = [asyncio.create_task(neo4j.grouped.value(DOUBLED, {"x": x, "y": ""})) for x in range(4)]
        await asyncio.sleep(0)
        reads[0].cancel()
        reads[2].cancel()
        return list(await asyncio.gather(*reads, return_exceptions=True))

    first, second, third, fourth = run(leaving())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(third, asyncio.CancelledError)
    assert (second, fourth) == ([2, ""], [6, ""])


def test_reads_with_unlike_limits_do_not_travel_together(neo4j: Neo4jStore, run: Run) -> None:
    few = "UNWIND range(1, 9) AS n WITH n ORDER BY n DESC LIMIT $few"
    text = f"CALL () {{ {few} RETURN collect(n * $by) AS found }} RETURN found"
    asked = [(text, {"few": few, "by": by}) for few, by in ((1, 1), (2, 1), (2, 3), (2, 5), (3, 1))]
    assert limits(text) == ("few",)
    assert run(_all(neo4j.grouped, asked)) == [[9], [9, 8], [27, 24], [45, 40], [9, 8, 7]]


def test_subqueries_take_the_parameters_along_past_what_their_with_keeps() -> None:
    text = together("CALL (n0) { MATCH (n0)-->(m) WITH m WHERE m.id = $id RETURN m LIMIT $first }")
    assert "CALL (n0, asked) {" in text
    assert "m.id = asked.`id`" in text
    assert "LIMIT $first" in text


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_can_be_asked_together(neo4j: Neo4jStore, run: Run, name: str) -> None:
    """The database takes the text that is made of it: nothing in it hides a parameter or a subquery."""
    question = questions()[name]
    text = together(collected(question.for_dialect("neo4j"), question.columns))
    assert "$" not in text.replace("$asked", "").replace("LIMIT $", "")
    run(neo4j.rows(f"EXPLAIN {text}", asked=[]))
