"""A running service brings the roll-up up to date by itself: after every kind of write, one at a time, and told."""

from __future__ import annotations

import asyncio
import logging

import pytest

from graphapi import refreshing
from graphapi.config import Config
from graphapi.refreshing import follow, refreshed, stopped
from loaders.load import store_rows
from ontology import cypher
from ontology.model import NODES
from queries.rollup import roll_up
from queries.rollup_head import fresh
from queries.stores import Statement, Store
from queries.stores.errors import ConflictError
from tests.conftest import Run
from tests.queries.test_answers import put
from tests.queries.test_rollup import AS_OF, few, parts, plain


async def dated(store: Store) -> None:
    text = cypher.merge_nodes(NODES["Store"], ["dataAsOn"], typed=store.dialect == "embedded")
    await store.write([Statement(text, [{"id": "store", "dataAsOn": AS_OF}])])


def test_a_store_without_a_roll_up_gets_none(run: Run, store: Store) -> None:
    put(run, store, few())
    assert not run(refreshed(store))
    assert run(parts(store)) == {}


def test_a_write_is_followed(run: Run, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    put(run, store, few())
    run(dated(store))
    run(roll_up(store))

    async def work() -> None:
        task = asyncio.create_task(follow(store, every=0.01))
        await asyncio.sleep(0.05)
        await store_rows(store, plain("o1"), origin="t", format="test")
        assert not await fresh(store, AS_OF)
        for _ in range(500):
            if await fresh(store, AS_OF):
                break
            await asyncio.sleep(0.02)
        await stopped(task)

    with caplog.at_level(logging.INFO, "karmagraph"):
        run(work())
    assert run(fresh(store, AS_OF))
    assert any("parts written" in message for message in caplog.messages)
    found = run(parts(store))
    run(roll_up(store, anew=True))
    assert run(parts(store)) == found


def test_very_many_are_not_counted_anew_unasked(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(run, store, few())
    run(dated(store))
    run(roll_up(store))
    run(store.write([]))  # nothing is told of it
    monkeypatch.setattr(refreshing, "FEW", 1)
    assert not run(refreshed(store))
    assert "left behind" in caplog.text
    monkeypatch.setattr(refreshing, "FEW", 2)
    assert run(refreshed(store))
    assert run(fresh(store, AS_OF))


def test_what_comes_between_is_tried_again(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    again = asyncio.Event()

    async def broken(_: Store) -> bool:
        tried.append(1)
        if len(tried) == 1:
            raise ConflictError("somebody wrote")
        again.set()
        return True

    async def work() -> None:
        monkeypatch.setattr(refreshing, "refreshed", broken)
        task = asyncio.create_task(follow(store, every=0.01))
        await again.wait()
        await asyncio.sleep(0.1)
        await stopped(task)

    put(run, store, few())
    run(asyncio.wait_for(work(), 10))
    assert len(tried) == 2, "and not without a write"


def test_it_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config().rolls_up
    monkeypatch.setenv("KARMAGRAPH_ROLLUP", "0")
    assert not Config().rolls_up
