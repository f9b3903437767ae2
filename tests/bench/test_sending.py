"""The load counts what comes, what is refused and what is lost, each with its time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.sending import FAILED, LOST, OK, Load, Sent, centile, post, rate, run
from tests.conftest import Run

ANSWERS = {
    "fine": b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"data":{}}',
    "wrong": b'HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"errors":[]}',
    "busy": b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
    "cut": b"",
}


@asynccontextmanager
async def served(wait: float = 0.0) -> AsyncIterator[tuple[int, list[str]]]:
    """A server that answers as the request's query says, and the credentials that it was shown."""
    shown: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(2_000):
            shown.extend(
                line for line in head.decode().split("\r\n") if line.startswith(("authorization", "if-none-match"))
            )
            await asyncio.sleep(wait)
            text = next(text for word, text in ANSWERS.items() if word.encode() in head)
            writer.write(text)
            if not text:
                break
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], shown
        await asyncio.sleep(0.05)  # until it has seen that the connections are closed


def test_each_kind_of_answer_is_counted_as_what_it_is(run: Run) -> None:
    """Ten requests a kind at a rate: none is missing, whatever came of the others."""

    async def sent() -> list[Sent]:
        async with served() as (port, _):
            return await _run(Load(port, [post({"query": word}) for word in ANSWERS], 0.4, rate=100))

    found = run(sent())
    assert Counter(one.status for one in found) == {OK: 10, FAILED: 10, 503: 10, LOST: 10}
    assert {one.bytes for one in found if one.status == OK} == {11}


def test_a_rate_is_kept_to_when_answers_are_late_and_their_time_counts_from_when_they_were_due(run: Run) -> None:
    """Slow answers do not slow the load: fifty a second, each a fifth of a second late."""

    async def sent() -> list[Sent]:
        async with served(wait=0.2) as (port, _):
            return await _run(Load(port, [post({"query": "fine"})], 0.6, rate=50))

    found = run(sent())
    assert len(found) == 30
    assert max(one.at for one in found) < 0.6
    assert min(one.ms for one in found) >= 200


def test_without_a_rate_a_connection_waits_for_its_answer(run: Run) -> None:
    """Eight connections, an answer each tenth of a second."""

    async def sent() -> list[Sent]:
        async with served(wait=0.1) as (port, _):
            return await _run(Load(port, [post({"query": "fine"})], 0.35))

    assert 8 <= len(run(sent())) <= 8 * 4


def test_nobody_listens(run: Run) -> None:
    """All is lost, and said."""

    async def sent() -> list[Sent]:
        async with served() as (port, _):
            pass
        return await _run(Load(port, [post({"query": "fine"})], 0.1, rate=50))

    assert [one.status for one in run(sent())] == [LOST] * 5


def test_who_asks_is_said_and_what_is_known(run: Run) -> None:
    """The credential and the tag go with each request."""

    async def shown() -> list[str]:
        async with served() as (port, seen):
            await _run(Load(port, [post({"query": "fine"}, "Bearer k", 'W/"1"')], 0.1, rate=20))
            return seen

    assert run(shown()) == ["authorization: Bearer k", 'if-none-match: W/"1"'] * 2


def test_it_runs_as_a_process_of_its_own() -> None:
    """What is told and what is seen pass through its pipes."""
    assert {one.status for one in Load(1, [post({"query": "fine"})], 0.1, rate=20).send()} == {LOST}


@pytest.mark.parametrize(("share", "ms"), [(0.5, 6.0), (0.95, 10.0), (1, 10.0)])
def test_a_centile(share: float, ms: float) -> None:
    """Of ten times, from 1 to 10 ms."""
    sent = [Sent(0.0, OK, float(n), 0) for n in range(10, 0, -1)]
    assert centile(sent, share) == ms


def test_a_rate_counts_to_the_last_answer() -> None:
    """Four answers, the last after two seconds."""
    assert rate([Sent(0.5 * n, OK, 500.0, 0) for n in range(4)]) == 2


async def _run(load: Load) -> list[Sent]:
    return await run(load)
