"""Reads of one request on Neo4j: one statement for those asked for together, each with its own value or error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from queries.stores import Store
from queries.stores.errors import StoreError
from queries.stores.neo4j import Neo4jStore
from queries.stores.neo4j_grouped import Grouped, Read
from queries.stores.neo4j_joined import MOST, Joined, joined
from tests.conftest import Run


@pytest.fixture
def neo4j(opened: Callable[[str], Store]) -> Neo4jStore:
    found = opened("neo4j")
    assert isinstance(found, Neo4jStore)
    return found


class Counted(Joined):
    """Counts what it sends."""

    sent = 0

    def __init__(self, store: Neo4jStore) -> None:
        super().__init__(store)
        self.grouped = Grouped(partial(Neo4jStore.single, self))

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        self.sent += 1
        return await super().rows(text, **params)


def test_values_of_one_name_stay_apart_and_equal_ones_of_another_type_too(neo4j: Neo4jStore, run: Run) -> None:
    store = Counted(neo4j)
    values = [1, True, 1.0, "1", 1, [1], None, 2]
    asked = [store.single("RETURN [$x, $shared]", {"x": value, "shared": "s"}) for value in values]

    async def all_() -> list[Any]:
        return list(await asyncio.gather(*asked))

    found = run(all_())
    assert [(type(x), x, shared) for x, shared in found] == [(type(value), value, "s") for value in values]
    assert store.sent == 1


def test_more_than_a_few_are_sent_in_several_statements_and_later_ones_by_themselves(
    neo4j: Neo4jStore, run: Run
) -> None:
    store = Counted(neo4j)

    async def all_() -> list[Any]:
        first = await asyncio.gather(*(store.single("RETURN $x * 2", {"x": x}) for x in range(2 * MOST + 1)))
        return [*first, await store.single("RETURN $x * 2", {"x": 100})]

    assert run(all_()) == [*(2 * x for x in range(2 * MOST + 1)), 200]
    assert store.sent == 3 + 1


def test_an_error_reaches_everyone_who_waits(neo4j: Neo4jStore, run: Run) -> None:
    store = neo4j.together()

    async def all_() -> list[Any]:
        asked = (store.single("RETURN 1", {}), store.single("RETURN $x / 0", {"x": 1}))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    assert all(isinstance(error, StoreError) for error in run(all_()))
    assert run(store.single("RETURN 1", {})) == 1


def test_a_name_is_renamed_as_a_whole_word() -> None:
    def read(text: str, params: Mapping[str, Any]) -> Read:
        return Read(text, params, None)  # type: ignore[arg-type]

    text, params = joined([read("RETURN $id", {"id": 1}), read("RETURN [$id, $ids]", {"id": 2, "ids": [3]})])
    assert "RETURN [$id__1, $ids] AS v1" in text
    assert params == {"id": 1, "id__1": 2, "ids": [3]}
