"""What our own habits cost on Neo4j: a page of a long list, an answer that has not changed, rights and limits.

Each is beside what it should be compared with: the same page of a short list, the whole answer, the service without.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from neo4j import GraphDatabase

from bench import stores
from bench.peers import Spent, measured, prepared
from bench.processes import Server
from bench.results import Result
from bench.sending import post
from bench.served import Asked, answered, etag_of, made_key, organisation, service
from bench.workloads import MOMENTS, Workload, moment
from queries import cursors

SHORT, LONG = 10_000, 1_000_000
LISTS = {"roles": ("Role", SHORT), "competencies": ("Competency", LONG)}
"""A short list and a long one, in one database, so that they can be asked in turns."""

FILL = """UNWIND range(0, $count - 1) AS n
CALL (n) {{ CREATE (:{label} {{id: $name + ':' + n, title: $name + ' ' + right('000000' + n, 7)}}) }}
IN TRANSACTIONS OF 50000 ROWS"""

PAGE = """query($after: String, $at: Instant!) {{ {name}(first: 10, after: $after, orderBy: TITLE_ASC, asOf: $at)
  {{ edges {{ cursor node {{ id title }} }} pageInfo {{ hasNextPage }} }} }}"""

FILTERED = f"""query($at: Instant!) {{ officers(first: 50, where: {{organisation: "{organisation()}"}}, asOf: $at)
  {{ nodes {{ id languages }} }} }}"""
"""What an administrator's right gives, asked by a filter."""

EQUAL, TENTH, FIFTH = 1.25, 0.1, 1.2
"""The most that a page of the long list, a 304, and rights with limits may cost of what they are beside."""


# --- pages -------------------------------------------------------------------------------------------------


def pages(database: stores.Neo4j) -> list[Result]:
    """The first page and one from the middle, of a short list and of a long one."""
    asyncio.run(_empty(database))
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name, ExitStack() as stack:
        server = stack.enter_context(service(database.uri, Path(name) / "keys.json"))
        _fill(database)  # behind its back, so that it does not index a million names
        return [
            _page(server, database, "first page", dict.fromkeys(LISTS)),
            _page(server, database, "page from the middle", {one: _middle(one) for one in LISTS}),
        ]


async def _empty(database: stores.Neo4j) -> None:
    await (await stores.wiped(database)).close()


def _fill(database: stores.Neo4j) -> None:
    login = (database.user, database.password)
    with GraphDatabase.driver(database.address, auth=login) as driver, driver.session() as session:
        for name, (label, count) in LISTS.items():
            text = FILL.format(label=label)
            session.run(text, count=count, name=name).consume()  # pyright: ignore[reportArgumentType]
        # the plans are made by what the indexes are known to hold: wait until that is so
        session.run("CALL db.prepareForReplanning(600)").consume()


def _middle(name: str) -> str:
    """The cursor of the row in the middle."""
    half = LISTS[name][1] // 2
    return cursors.encode(f"Query.{name} TITLE_ASC", [f"{name} {half:07}", f"{name}:{half}"])


def _page(server: Server, database: stores.Neo4j, case: str, after: dict[str, str | None]) -> Result:
    asked = {name: Asked(server, list(_asked(name, cursor))) for name, cursor in after.items()}
    spent = measured(asked, database.pid)
    return _result(f"{case} of 1,000,000, beside 10,000", spent["competencies"], spent["roles"], EQUAL)


def _asked(name: str, cursor: str | None) -> Iterator[str]:
    for n in range(MOMENTS):
        yield post({"query": PAGE.format(name=name), "variables": {"after": cursor, "at": moment(n)}})


# --- tags, rights and limits -------------------------------------------------------------------------------


def answers(database: stores.Neo4j) -> list[Result]:
    """A 304 beside the answer; an administrator, with limits, beside everybody, without."""
    workloads, _ = asyncio.run(prepared(database))
    by_name = {workload.name: workload for workload in workloads}
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name, ExitStack() as stack:
        keys = Path(name) / "keys.json"
        bearer = f"Bearer {made_key(keys)}"
        shut = stack.enter_context(service(database.uri, keys, KARMAGRAPH_RATE=str(10**12)))
        free = stack.enter_context(service(database.uri, keys, KARMAGRAPH_RATE="0", KARMAGRAPH_KEYS=""))
        return [
            _unchanged(shut, database, by_name["nested twice"], bearer),
            _limited(shut, free, database, by_name["nested twice"], bearer),
            _limited(shut, free, database, by_name["filtered by right"], bearer, FILTERED),
        ]


def _unchanged(server: Server, database: stores.Neo4j, workload: Workload, bearer: str) -> Result:
    bodies = [ours for ours, _ in workload.asked()][:32]
    tagged = [post(body, bearer, etag_of(server, body, bearer)) for body in bodies]
    whole = Asked(server, [post(body, bearer) for body in bodies])
    spent = measured({"304": Asked(server, tagged, 304), "200": whole}, database.pid)
    return _result(f"304, beside the answer ({workload.name})", spent["304"], spent["200"], TENTH)


def _limited(
    shut: Server, free: Server, database: stores.Neo4j, workload: Workload, bearer: str, openly: str = ""
) -> Result:
    """`openly` is what asks everybody's service for the same rows, where that is another document."""
    bodies = [ours for ours, _ in workload.asked()]
    others = [body | {"query": openly} if openly else body for body in bodies]
    if answered(shut, bodies[0], bearer) != answered(free, others[0], ""):
        raise RuntimeError(f"{workload.name}: not the same with rights and without")
    spent = measured({"with": _by(shut, bodies, bearer), "without": _by(free, others, "")}, database.pid)
    return _result(f"rights and limits, beside none ({workload.name})", spent["with"], spent["without"], FIFTH)


def _by(server: Server, bodies: Sequence[Any], bearer: str) -> Asked:
    return Asked(server, [post(body, bearer) for body in bodies])


def _result(case: str, ours: Spent, other: Spent, target: float) -> Result:
    note = f"{ours}; reference {other}"
    found = Result(case, ours.total, other.total, "CPU ms an answer", target, ours.p95, other.p95, note)
    print(f"  {case}: {found.ours:.2f} beside {found.reference:.2f}, {found.ratio:.2f} times", flush=True)
    return found


def neo4j(database: stores.Neo4j) -> list[Result]:
    """All of them."""
    return [*answers(database), *pages(database)]
