"""Beside our peers: @neo4j/graphql on Apollo Server, and on GraphQL Yoga with graphql-jit (`bench/peers/`, in Node).

All three ask one Neo4j for the same ten things, in turns. We are asked by an administrator with a key, with rights,
limits and validity on; the peers check a right only where the workload is about one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from neo4j import GraphDatabase

from bench import stores
from bench.processes import cpu
from bench.results import Result, median
from bench.sending import Load, Sent, centile, rate
from bench.served import PEERS, Asked, Asking, absent, all_three, organisation
from bench.workloads import CONNECTION, SKIPPED, Workload, chosen, far_page

ROUNDS, SECONDS = 3, 1.5
"""Rounds of each workload for each server, and how long one lasts."""

WARM = 4.0
"""Seconds of each workload before the first round: a Java server needs thousands of a question until it is fast."""

COMPARED = 3
"""Answers of each workload that are compared before anything is measured."""

MEDIAN = 3.0
"""How many times less CPU is aimed at in the median of the ten."""

INDEX = "bench_competency_title"
"""The full-text index that the peers search by: `peers/types.graphql` names it too."""


class Measured(NamedTuple):
    """One round: milliseconds of CPU an answer, of the API and of the database, and each answer."""

    api: float
    database: float
    sent: list[Sent]


class Spent(NamedTuple):
    """The medians of the rounds of one server."""

    api: float
    database: float
    p50: float
    p95: float
    rate: float
    size: float

    @property
    def total(self) -> float:
        """CPU of both, ms an answer."""
        return self.api + self.database

    def __str__(self) -> str:
        """As the note of a result has it."""
        return (
            f"API {self.api:.2f} + database {self.database:.2f}, p50 {self.p50:.1f} ms, {self.rate:.0f} a second,"
            f" {self.size:.1f} kB"
        )


def measured(asked: dict[str, Asked], database: int) -> dict[str, Spent]:
    """What each server takes, in turns, after a warm-up of each."""
    for one in asked.values():
        Load(one.server.port, one.requests, WARM).send()
    rounds = [{name: _round(one, database) for name, one in asked.items()} for _ in range(ROUNDS)]
    return {name: _medians([one[name] for one in rounds]) for name in asked}


def _round(asked: Asked, database: int) -> Measured:
    pids = (asked.server.pid, database)
    before = [cpu(pid) for pid in pids]
    sent = Load(asked.server.port, asked.requests, SECONDS).send()
    api, spent = ((cpu(pid) - start) / len(sent) * 1_000 for pid, start in zip(pids, before, strict=True))
    if refused := {one.status for one in sent} - {asked.expected}:
        raise RuntimeError(f"the server on port {asked.server.port} answered {sorted(refused)}")
    return Measured(api, spent, sent)


def _medians(rounds: list[Measured]) -> Spent:
    return Spent(
        median(one.api for one in rounds),
        median(one.database for one in rounds),
        median(centile(one.sent, 0.5) for one in rounds),
        median(centile(one.sent, 0.95) for one in rounds),
        median(rate(one.sent) for one in rounds),
        median(sum(sent.bytes for sent in one.sent) / len(one.sent) / 1_000 for one in rounds),
    )


def compared(workload: Workload, spent: dict[str, Spent]) -> list[Result]:
    """Us beside each peer, in one workload."""
    ours = spent["ours"]
    found = []
    for name, title in PEERS.items():
        theirs = spent[name]
        note = "; ".join(filter(None, (f"{ours}; peer {theirs}", workload.note)))
        case, aim = f"{workload.name}, beside {title}", round(1 / workload.aim, 2)
        found.append(Result(case, ours.total, theirs.total, "CPU ms an answer", aim, ours.p95, theirs.p95, note))
    for one in found:
        print(f"  {one.case}: {one.ours:.2f} beside {one.reference:.2f}, {1 / one.ratio:.1f} times less", flush=True)
    return found


def middle(results: list[Result]) -> list[Result]:
    """The median over the workloads of how many times less we take, for each peer."""
    found = []
    for peer in PEERS.values():
        times = [1 / one.ratio for one in results if one.case.endswith(f"beside {peer}")]
        note = f"times less CPU, from {min(times):.1f} to {max(times):.1f}"
        found.append(
            Result(f"median of ten, beside {peer}", 1.0, median(times), "times", round(1 / MEDIAN, 2), note=note)
        )
    return found


# --- the case ------------------------------------------------------------------------------------------


def cursor_before(asking: Asking) -> str:
    """Our cursor of the last row before page 1,000, come to by pages of 90."""
    after = None
    for _ in range(SKIPPED // 90):
        found = asking.answer("ours", {"query": CONNECTION, "variables": {"after": after, "first": 90}})
        after = found["competencies"]["pageInfo"]["endCursor"]
    return str(after)


def compare(workload: Workload, asking: Asking) -> None:
    """All say the same, else their CPU says nothing."""
    for ours, theirs in list(workload.asked())[:COMPARED]:
        mine = asking.answer("ours", ours)
        for name, title in PEERS.items():
            said = workload.differences(mine, asking.answer(name, theirs, signed=workload.signed), ours["variables"])
            if said:
                raise RuntimeError(f"{workload.name}: we and {title} differ: {said[:500]}")


@contextlib.contextmanager
def titles_indexed(database: stores.Neo4j) -> Iterator[None]:
    """With the full-text index of titles that the peers search by; it is theirs alone, and goes again."""
    with GraphDatabase.driver(database.address, auth=(database.user, database.password)) as driver:
        index = f"CREATE FULLTEXT INDEX {INDEX} IF NOT EXISTS FOR (c:Competency) ON EACH [c.title]"
        driver.execute_query(index)  # pyright: ignore[reportArgumentType]
        driver.execute_query("CALL db.awaitIndexes(60)")
        try:
            yield
        finally:
            driver.execute_query(f"DROP INDEX {INDEX} IF EXISTS")


async def prepared(database: stores.Neo4j) -> tuple[list[Workload], str]:
    """Load ESCO and the sample; the workloads but page 1,000, and the path of the administrator's organisation."""
    store = await stores.wiped(database)
    await stores.filled(store)
    [[path]] = await store.rows("MATCH (o:Organisation {id: $id}) RETURN o.path", id=organisation())
    found = await chosen(store)
    await store.close()
    return found, path


def neo4j(database: stores.Neo4j) -> list[Result]:
    """The ten workloads beside both peers."""
    if reason := absent():
        print(f"  left out: {reason}")
        return []
    workloads, path = asyncio.run(prepared(database))
    results: list[Result] = []
    with titles_indexed(database), all_three(database, path) as asking:
        for workload in [*workloads, far_page(cursor_before(asking))]:
            compare(workload, asking)
            results += compared(workload, measured(asking.asked(workload), database.pid))
    return results + middle(results)
