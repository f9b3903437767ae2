"""Answers over HTTP: our service and GraphQL, beside a bare route with hand-written Cypher (`bench.bare`).

Both are asked for the same things over kept connections, in turns. What counts is the CPU that an answer takes:
the API's process and the database's together.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bench import stores
from bench.processes import HOST, Server, cpu, free_port, serving
from bench.results import Result, median
from bench.traffic import Asked, Seen, send
from loaders.sample import about
from ontology.instants import instant
from queries.stores import Store

ROUNDS = 3
COUNT, WARM = 800, 2_000
"""Requests in a round, and before the first: a Java server needs thousands until it is as fast as it will be."""

SECONDS = 20.0
"""The longest that a round may take."""

TARGET = 1.5

MOMENTS = 16
"""Unlike moments that are asked for: more than there are connections."""

Pairs = set[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """A question: to us in GraphQL, to the reference as a route; `ours` and `theirs` read what both must say."""

    name: str
    document: str
    route: str
    keys: tuple[str, ...]
    ours: Callable[[Any], Pairs]
    theirs: Callable[[Any], Pairs]

    def asked(self) -> list[Asked]:
        """Our requests: the keys in turn, each for a moment of its own, for identical ones would be answered as one."""
        keys = [self.keys[n % len(self.keys)] for n in range(max(MOMENTS, len(self.keys)))]
        variables = [{**({"id": key} if key else {}), "at": _moment(n % MOMENTS)} for n, key in enumerate(keys)]
        return [Asked("/graphql", json.dumps({"query": self.document, "variables": each})) for each in variables]

    def bare(self) -> list[Asked]:
        """The reference's."""
        keys = [self.keys[n % len(self.keys)] for n in range(max(MOMENTS, len(self.keys)))]
        return [Asked(f"/{self.route}?{urllib.parse.urlencode({'id': key})}") for key in keys]


_NEED = "needed { competency { id title } essential level scale }"
_COURSE = "courses { module { id title } fromLevel toLevel hours mode }"
COVERAGE = f"""query($id: ID!, $at: Instant!) {{ role(id: $id, asOf: $at) {{ id title
  coverage {{ offers {{ {_NEED} status {_COURSE} }} }} }} }}"""
GAPS = f"""query($id: ID!, $at: Instant!) {{ officer(id: $id, asOf: $at) {{ id gaps {{ readiness {{ met required }}
  judgements {{ {_NEED} status held counted {{ id level source awarded expires }} }} }} }} }}"""
ROLES = """query($at: Instant!) { roles(first: 50, asOf: $at) { nodes { id title kind notation frameworks { id title }
  requires { essential level competency { id title } } } } }"""


def _moment(n: int) -> str:
    """The sample's date, and some seconds."""
    return instant(about()["dataAsOn"]).replace(":00Z", f":{n:02}Z")


def _bare(key: str) -> str:
    return key.partition(":")[2]


def _needs(found: Any) -> Pairs:
    return {(n["competency"]["id"], n["essential"], n["level"]) for n in (one["needed"] for one in found)}


def _without_types(pairs: Pairs) -> Pairs:
    """Our ids carry their type."""
    return {(*(_bare(part) if isinstance(part, str) else part for part in pair),) for pair in pairs}


def _offered(found: Any) -> Pairs:
    return _without_types(_needs(found["data"]["role"]["coverage"]["offers"]))


def _judged(found: Any) -> Pairs:
    return _without_types(_needs(found["data"]["officer"]["gaps"]["judgements"]))


def _listed(found: Any) -> Pairs:
    return _without_types(_pairs(found["data"]["roles"]["nodes"]))


def _pairs(found: Any) -> Pairs:
    return {(role["id"], need["competency"]["id"]) for role in found for need in role["requires"]}


def cases(roles: list[str], officers: list[str], long: str) -> list[Case]:
    """The cases: roles with courses, a role that requires much, officers, and a list of 50 roles."""
    return [
        _coverage("role coverage", roles),
        _coverage("role coverage, 113 requirements", [long]),
        Case("officer gaps", GAPS, "gaps", tuple(officers), _judged, lambda found: _needs(found["needs"])),
        Case("list of 50 roles", ROLES, "roles", ("",), _listed, _pairs),
    ]


def _coverage(name: str, keys: list[str]) -> Case:
    return Case(name, COVERAGE, "coverage", tuple(keys), _offered, lambda found: _needs(found["offers"]))


# --- measuring -----------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """What one round took: milliseconds of CPU an answer, of the API and of the database."""

    api: float
    database: float
    seen: Seen

    @property
    def total(self) -> float:
        """Both together."""
        return self.api + self.database


def measure(case: Case, engine: str, us: Server, them: Server, database: int | None) -> Result:
    """One case, in turns."""
    _compare(case, us, them)
    for server, asked in ((us, case.asked()), (them, case.bare())):
        send(server.port, asked, WARM, SECONDS)
    rounds = [(_round(us, case.asked(), database), _round(them, case.bare(), database)) for _ in range(ROUNDS)]
    ours, theirs = ([pair[side] for pair in rounds] for side in (0, 1))
    result = Result(
        f"{case.name}, {engine}", median(m.total for m in ours), median(m.total for m in theirs), "CPU ms an answer",
        TARGET if database else None, median(m.seen.p95 for m in ours), median(m.seen.p95 for m in theirs),
        f"{_parts(ours)}; reference {_parts(theirs)}",
    )  # fmt: skip
    print(f"  {result.case}: {result.ours:.2f} beside {result.reference:.2f}, {result.ratio:.2f} times", flush=True)
    return result


def _round(server: Server, asked: list[Asked], database: int | None) -> Measured:
    pids = (server.pid, *((database,) if database else ()))
    before = [cpu(pid) for pid in pids]
    seen = send(server.port, asked, COUNT, SECONDS)
    spent = [(cpu(pid) - start) / seen.count * 1_000 for pid, start in zip(pids, before, strict=True)]
    return Measured(spent[0], spent[1] if database else 0.0, seen)


def _parts(rounds: list[Measured]) -> str:
    api, database = median(m.api for m in rounds), median(m.database for m in rounds)
    size = median(m.seen.bytes / m.seen.count for m in rounds) / 1_000
    return f"API {api:.2f}" + (f" + database {database:.2f}" if database else "") + f", {size:.1f} kB"


def _compare(case: Case, us: Server, them: Server) -> None:
    """Both say the same, else the ratio says nothing."""
    for ours, theirs in list(zip(case.asked(), case.bare(), strict=True))[:5]:
        mine, other = case.ours(_fetched(us, ours)), case.theirs(_fetched(them, theirs))
        if not mine or mine - other:
            raise RuntimeError(f"{case.name}: {theirs.path} lacks {sorted(map(str, mine - other))[:3]}")


def _fetched(server: Server, asked: Asked) -> Any:
    request = urllib.request.Request(
        f"http://{HOST}:{server.port}{asked.path}", asked.body.encode() or None, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310
        return json.load(response)


# --- servers -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def servers(ours: str, theirs: str) -> Iterator[tuple[Server, Server]]:
    """Our service and the bare route, each a process of its own, on the stores at the two addresses."""
    mine, other = free_port(), free_port()
    program = "import sys; from graphapi.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "serve", "--store", ours, "--port", str(mine)]
    bare = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--host", HOST, "--port", str(other)]
    quiet = ["--log-level", "warning", "--no-access-log"]
    environment = {"BENCH_STORE": theirs, "BENCH_AS_OF": instant(about()["dataAsOn"])}
    with serving(command, mine, {"KARMAGRAPH_LOG": "0"}) as us, serving([*bare, *quiet], other, environment) as them:
        yield us, them


async def _keys(store: Store) -> list[Case]:
    prefix = about()["prefix"]
    needy = "MATCH (r:Role)-[q:REQUIRES]->(:Competency) WITH r, count(q) AS n"
    roles = await store.rows(
        f"{needy} WHERE n >= 5 AND r.id STARTS WITH $prefix RETURN r.id ORDER BY r.id", prefix=prefix
    )
    officers = await store.rows(
        "MATCH (o:Officer)-[:HAS_POSTING]->(:Posting)-[:AS]->(r:Role)-[:REQUIRES]->(:Competency)"
        " WHERE o.id STARTS WITH $prefix RETURN DISTINCT o.id ORDER BY o.id LIMIT 200", prefix=prefix,
    )  # fmt: skip
    [[long]] = await store.rows(f"{needy} WHERE n = 113 RETURN r.id ORDER BY r.title LIMIT 1")
    return cases([row[0] for row in roles], [row[0] for row in officers], long)


async def _prepared(store: Store) -> list[Case]:
    await stores.filled(store)
    found = await _keys(store)
    await store.close()
    return found


def neo4j(server: stores.Neo4j) -> list[Result]:
    """All cases on Neo4j."""

    async def prepared() -> list[Case]:
        return await _prepared(await stores.wiped(server))

    asked = asyncio.run(prepared())
    with servers(server.uri, server.uri) as (us, them):
        return [measure(case, "Neo4j", us, them, server.pid) for case in asked]


def embedded() -> list[Result]:
    """All cases on the embedded store; each server has a file of its own, for one process owns it."""
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        mine, other = Path(name) / "ours", Path(name) / "theirs"

        async def prepared() -> list[Case]:
            return await _prepared(await stores.emptied(mine))

        asked = asyncio.run(prepared())
        shutil.copytree(mine, other)
        uris = (f"embedded:{directory / stores.FRESH}" for directory in (mine, other))
        with servers(*uris) as (us, them):
            return [measure(case, "embedded", us, them, None) for case in asked]
