"""The reference that answers over HTTP: a route, hand-written Cypher, orjson; no more than the same data needs.

`BENCH_STORE` names the store as ours are named; `BENCH_AS_OF` is the moment that it answers for. Served by
`uvicorn bench.bare:app`. On Neo4j each answer is one statement whose record is the response; on the embedded
engine, which has no subqueries, it is a few flat ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import ladybug
import orjson
from neo4j import AsyncGraphDatabase
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from queries.stores.embedded import BUFFER_POOL, MAX_DB_SIZE, THREADS

Ask = Callable[..., Any]

STORE = os.environ.get("BENCH_STORE", "")
AS_OF = os.environ.get("BENCH_AS_OF", "")
LISTED = 50


def _valid(*names: str) -> str:
    """Stated at `$asOf`."""
    terms = (f"({n}.since IS NULL OR {n}.since <= $asOf) AND ({n}.until IS NULL OR {n}.until > $asOf)" for n in names)
    return " AND ".join(terms)


# --- Neo4j ---------------------------------------------------------------------------------------------

_COURSE = (
    "{module: {id: m.id, title: m.title}, fromLevel: k.fromLevel, toLevel: k.toLevel, hours: m.hours, mode: m.mode}"
)
_LIVE = f"(m.status IS NULL OR m.status = 'live') AND {_valid('m', 'k')}"
_NEED = "{competency: {id: c.id, title: c.title}, essential: q.essential, level: q.level, scale: q.scale}"
_INHERITED = f"""
MATCH p = (t)-[:SPECIALISES*0..8]->(s:Role) WHERE all(x IN relationships(p) WHERE {_valid("x")})
MATCH (s)-[q:REQUIRES]->(c:Competency) WHERE {_valid("q")}
"""

COVERAGE = f"""
MATCH (t:Role {{id: $id}})
{_INHERITED}
WITH t, collect({{needed: {_NEED}, distance: length(p), courses:
  [(c)<-[k:COVERS]-(m:Module) WHERE {_LIVE} | {_COURSE}]
  + [(c)-[e:COUNTS_AS]->(:Competency)<-[k:COVERS]-(m:Module) WHERE {_valid("e")} AND {_LIVE} | {_COURSE}]}}) AS offers
RETURN {{id: t.id, title: t.title, offers: offers}}
"""

GAPS = f"""
MATCH (o:Officer {{id: $id}})
CALL (o) {{
  MATCH (o)-[:HAS_POSTING]->(g:Posting)-[:AS]->(t:Role) WHERE {_valid("g")}
  WITH DISTINCT t
  {_INHERITED}
  RETURN collect({{needed: {_NEED}, distance: length(p),
    same: [(c)-[e:COUNTS_AS]->(d:Competency) WHERE {_valid("e")} | d.id]}}) AS needs
}}
RETURN {{id: o.id, needs: needs, holdings: [(o)-[h:HOLDS]->(k:Competency) |
  {{id: h.id, competency: k.id, level: h.level, scale: h.scale, source: h.source, awarded: h.awarded,
    expires: h.expires, negative: h.negative, verified: h.verified}}]}}
"""

ROLES = f"""
MATCH (r:Role) WHERE r.title IS NOT NULL AND r.id IS NOT NULL AND {_valid("r")}
WITH r ORDER BY r.title, r.id LIMIT {LISTED}
RETURN collect({{id: r.id, title: r.title, kind: r.kind, notation: r.notation,
  frameworks: [(r)-[i:IN_SCHEME]->(f:Framework) WHERE {_valid("i")} | {{id: f.id, title: f.title}}],
  requires: [(r)-[q:REQUIRES]->(c:Competency) WHERE {_valid("q")} |
    {{essential: q.essential, level: q.level, competency: {{id: c.id, title: c.title}}}}]}})
"""


@contextlib.asynccontextmanager
async def _neo4j() -> AsyncIterator[dict[str, Ask]]:
    parts = urlsplit(STORE)
    address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    auth = (parts.username or "", parts.password or "")
    settings: Any = {"telemetry_disabled": True, "notifications_min_severity": "OFF"}
    async with AsyncGraphDatabase.driver(address, auth=auth, **settings) as driver:

        def one(text: str) -> Ask:
            async def ask(key: str) -> Any:
                async with driver.session(database="neo4j", default_access_mode="READ", fetch_size=-1) as session:
                    record = await (await session.run(text, id=key, asOf=AS_OF)).single(strict=True)
                    return record[0]

            return ask

        yield {"coverage": one(COVERAGE), "gaps": one(GAPS), "roles": one(ROLES)}


# --- the embedded engine -------------------------------------------------------------------------------

# what is demanded stands behind a WITH: within the match, the engine would scan all REQUIRES first
_PATH = f"-[:SPECIALISES*0..8 (x, _ | WHERE {_valid('x')})]->(s:Role)-[q:REQUIRES]->(c:Competency)"
_NEEDS = "s.id, far, c.id, c.title, q.essential, q.level, q.scale"
_COURSES = "c.id, m.id, m.title, k.fromLevel, k.toLevel, m.hours, m.mode"

ROLE_NEEDS = (
    f"MATCH p = (t:Role){_PATH} WHERE t.id = $id WITH length(p) AS far, s, q, c WHERE {_valid('q')} RETURN {_NEEDS}"
)
ROLE_COURSES = f"""
MATCH (s:Role)-[:REQUIRES]->(c:Competency)<-[k:COVERS]-(m:Module) WHERE s.id IN $ids
WITH DISTINCT c, k, m WHERE {_LIVE} RETURN {_COURSES}
"""
ROLE_MATCHED = f"""
MATCH (s:Role)-[:REQUIRES]->(c:Competency)-[e:COUNTS_AS]->(:Competency)<-[k:COVERS]-(m:Module) WHERE s.id IN $ids
WITH DISTINCT c, e, k, m WHERE {_valid("e")} AND {_LIVE} RETURN {_COURSES}
"""
TITLE = "MATCH (t:Role) WHERE t.id = $id RETURN t.title"

OFFICER_NEEDS = f"""
MATCH p = (o:Officer)-[:HAS_POSTING]->(g:Posting)-[:AS]->(t:Role){_PATH} WHERE o.id = $id
WITH length(p) AS far, g, s, q, c WHERE {_valid("g", "q")} RETURN {_NEEDS}
"""
OFFICER_SAME = f"""
MATCH (s:Role)-[:REQUIRES]->(c:Competency)-[e:COUNTS_AS]->(d:Competency) WHERE s.id IN $ids
WITH DISTINCT c, e, d WHERE {_valid("e")} RETURN c.id, d.id
"""
OFFICER_HOLDS = """
MATCH (o:Officer)-[h:HOLDS]->(k:Competency) WHERE o.id = $id
RETURN h.id, k.id, h.level, h.scale, h.source, h.awarded, h.expires, h.negative, h.verified
"""
_HOLDING = ("id", "competency", "level", "scale", "source", "awarded", "expires", "negative", "verified")

LIST = (
    f"MATCH (r:Role) WHERE {_valid('r')} RETURN r.id, r.title, r.kind, r.notation ORDER BY r.title, r.id LIMIT {LISTED}"
)
LIST_FRAMEWORKS = f"""
MATCH (r:Role)-[i:IN_SCHEME]->(f:Framework) WHERE r.id IN $ids
WITH r, i, f WHERE {_valid("i")} RETURN r.id, f.id, f.title
"""
LIST_REQUIRES = f"""
MATCH (r:Role)-[q:REQUIRES]->(c:Competency) WHERE r.id IN $ids
WITH r, q, c WHERE {_valid("q")} RETURN r.id, q.essential, q.level, c.id, c.title
"""

Rows = Callable[..., list[list[Any]]]


def _grouped(rows: list[list[Any]], made: Callable[..., Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, *values in rows:
        found.setdefault(key, []).append(made(*values))
    return found


def _need(key: str, title: str, essential: Any, level: Any, scale: Any) -> dict[str, Any]:
    return {"competency": {"id": key, "title": title}, "essential": essential, "level": level, "scale": scale}


def _course(key: str, title: str, first: Any, last: Any, hours: Any, mode: Any) -> dict[str, Any]:
    return {"module": {"id": key, "title": title}, "fromLevel": first, "toLevel": last, "hours": hours, "mode": mode}


def coverage(rows: Rows, key: str) -> Any:
    needs = rows(ROLE_NEEDS, id=key, asOf=AS_OF)
    roles = list({row[0] for row in needs})
    courses = _grouped(rows(ROLE_COURSES, ids=roles, asOf=AS_OF), _course)
    matched = _grouped(rows(ROLE_MATCHED, ids=roles, asOf=AS_OF), _course)
    offers = [
        {"needed": _need(*need), "distance": far - 1, "courses": courses.get(need[0], []) + matched.get(need[0], [])}
        for _, far, *need in needs
    ]
    return {"id": key, "title": rows(TITLE, id=key)[0][0], "offers": offers}


def gaps(rows: Rows, key: str) -> Any:
    needs = rows(OFFICER_NEEDS, id=key, asOf=AS_OF)
    same = _grouped(rows(OFFICER_SAME, ids=list({row[0] for row in needs}), asOf=AS_OF), str)
    needed = [{"needed": _need(*need), "distance": far - 3, "same": same.get(need[0], [])} for _, far, *need in needs]
    holdings = [dict(zip(_HOLDING, row, strict=True)) for row in rows(OFFICER_HOLDS, id=key)]
    return {"id": key, "needs": needed, "holdings": holdings}


def roles(rows: Rows, _key: str) -> Any:
    found = rows(LIST, asOf=AS_OF)
    ids = [row[0] for row in found]
    frameworks = _grouped(rows(LIST_FRAMEWORKS, ids=ids, asOf=AS_OF), lambda id_, title: {"id": id_, "title": title})
    requires = _grouped(
        rows(LIST_REQUIRES, ids=ids, asOf=AS_OF),
        lambda essential, level, id_, title: {
            "essential": essential, "level": level, "competency": {"id": id_, "title": title}
        },
    )  # fmt: skip
    return [
        {"id": id_, "title": title, "kind": kind, "notation": notation, "frameworks": frameworks.get(id_, []),
         "requires": requires.get(id_, [])}
        for id_, title, kind, notation in found
    ]  # fmt: skip


@contextlib.asynccontextmanager
async def _embedded() -> AsyncIterator[dict[str, Ask]]:
    database = ladybug.Database(
        STORE.removeprefix("embedded:"), max_db_size=MAX_DB_SIZE, buffer_pool_size=BUFFER_POOL, read_only=True
    )
    pool, local = ThreadPoolExecutor(THREADS), threading.local()

    def rows(text: str, **params: Any) -> list[list[Any]]:
        if not hasattr(local, "connection"):
            local.connection = ladybug.Connection(database, num_threads=1)
        result = local.connection.execute(text, params)
        found: list[list[Any]] = result.get_all()
        result.close()
        return found

    def one(answer: Callable[[Rows, str], Any]) -> Ask:
        async def ask(key: str) -> Any:
            return await asyncio.get_running_loop().run_in_executor(pool, answer, rows, key)

        return ask

    yield {"coverage": one(coverage), "gaps": one(gaps), "roles": one(roles)}


# --- the route -----------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    async with _embedded() if STORE.startswith("embedded:") else _neo4j() as asks:
        app.state.asks = asks
        yield


async def answer(request: Request) -> Response:
    found = await request.app.state.asks[request.path_params["what"]](request.query_params.get("id", ""))
    return Response(orjson.dumps(found), media_type="application/json")


app = Starlette(routes=[Route("/{what}", answer)], lifespan=_life)
