"""Server-rendered pages without script: the start, search, a role, a competency, a module, an officer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graphapi import present
from graphapi.people import officer_named
from graphapi.state import State, asked_moment, state_of
from graphapi.subjects import subject_of
from ontology import cypher
from ontology.earlier import differing
from ontology.instants import as_on
from ontology.model import NODES
from queries import question, rules
from queries.answers import officer_gaps, role_coverage, scales
from queries.learning import Asked, learning_plan
from queries.naming import named
from queries.resolve import UnknownIdError, resolve
from queries.rules import Counting
from queries.stores.errors import StoreError

PAGED = ("Role", "Competency", "Module", "Officer")
"""Types with a page of their own, at `/role/…` and so on."""

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True),
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def href(label: str, id_: str) -> str:
    """The address of a thing's page."""
    return f"/{label.lower()}/{quote(id_, safe='')}"


def grouped(value: int) -> str:
    """A count as it is read in India: 1,23,456."""
    text = str(value)
    head, tail = text[:-3], text[-3:]
    pairs = [head[max(i - 2, 0) : i] for i in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail])


templates.globals |= {"href": href, "courses": present.COURSES, "standing": present.STANDING, "paged": PAGED}
templates.filters |= {"date": as_on, "grouped": grouped, "level": present.number}


def routes() -> list[Route]:
    """The pages' addresses."""
    return [
        Route("/", start),
        Route("/search", search),
        Route("/missing", missing),
        Route("/role/{id:path}", role),
        Route("/competency/{id:path}", competency),
        Route("/module/{id:path}", module),
        Route("/officer", officer_by_id),
        Route("/officer/{id:path}", officer),
    ]


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template, with what every page shows."""
    html = templates.get_template(template).render(
        state=state_of(request), subject=subject_of(request), path=request.url.path, **values
    )
    return HTMLResponse(html, status, {"cache-control": "no-store"})


async def start(request: Request) -> Response:
    """`/`: a search box, what is here, three questions with worked answers."""
    questions = _questions(state_of(request), everyone=subject_of(request).everyone)
    return page(request, "start.html", questions=questions)


def _questions(state: State, *, everyone: bool) -> list[tuple[str, str]]:
    """Three questions that this store answers: about a role, an officer, and what no course builds."""
    found = []
    if "Role" in state.examples:
        id_, title = state.examples["Role"]
        found.append((f"What does “{title}” need, and which courses build it?", href("Role", id_)))
    if "Officer" in state.examples and everyone:
        id_ = state.examples["Officer"][0]
        found.append((f"What is officer {id_.rsplit(':', 1)[-1]} short of, and why?", href("Officer", id_)))
    return [*found, ("Which competencies does no course build?", "/missing")]


async def search(request: Request) -> Response:
    """`/search?q=WORDS`: hits by name, people never among them."""
    query = request.query_params.get("q", "")[:200]
    hits = state_of(request).index.index.search(query, first=50)
    return page(request, "search.html", query=query, hits=hits)


async def missing(request: Request) -> Response:
    """`/missing`: the competencies that roles require and no live course builds."""
    at = await asked_moment(request)
    rows = await state_of(request).store.ask(question("competency/unbuilt"), asOf=at, statuses=["live"])
    return page(request, "missing.html", rows=rows, at=at)


async def role(request: Request) -> Response:
    """`/role/ID`: what the role requires and what courses do for each."""
    state, at = state_of(request), await asked_moment(request)
    id_ = await resolve(state.store, "Role", request.path_params["id"])
    known = await scales(state.store, at)
    answer = await named(state.store, (await role_coverage(state.store, [id_], at, known))[id_], _past(request, at))
    activities = await state.store.ask(question("role/activities"), ids=[id_], asOf=at)
    counts = {status: len(answer.with_status(status, essential=True)) for status in present.COURSES}
    return page(
        request, "role.html", thing=await _thing(state, "Role", id_, at), answer=answer, at=at, words=known.words,
        counts=counts, activities=_grouped(activities),
    )  # fmt: skip


def _grouped(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["title"], []).append(row)
    return found


async def competency(request: Request) -> Response:
    """`/competency/ID`: the thing, what builds it, which roles each module serves."""
    state, at = state_of(request), await asked_moment(request)
    id_ = await resolve(state.store, "Competency", request.path_params["id"])
    built = await state.store.ask(question("competency/built"), ids=[id_], asOf=at)
    above = await state.store.ask(question("competency/ancestors"), ids=[id_], asOf=at)
    roles = await state.store.ask(question("competency/roles"), ids=[id_], asOf=at)
    known = await scales(state.store, at)
    thing = await _thing(state, "Competency", id_, at)
    return page(
        request, "competency.html", thing=thing, built=built, above=above, roles=roles, words=known.words, at=at
    )


async def module(request: Request) -> Response:
    """`/module/ID`: the thing and the competencies it builds."""
    state, at = state_of(request), await asked_moment(request)
    id_ = await resolve(state.store, "Module", request.path_params["id"])
    builds = await state.store.ask(question("module/builds"), ids=[id_], asOf=at)
    known = await scales(state.store, at)
    thing = await _thing(state, "Module", id_, at)
    return page(request, "module.html", thing=thing, builds=builds, words=known.words, at=at)


async def officer_by_id(request: Request) -> Response:
    """`/officer?id=ID`: to the page of one officer, by exact id."""
    id_ = await officer_named(request, request.query_params.get("id", ""))
    return RedirectResponse(href("Officer", id_), 303)


async def officer(request: Request) -> Response:
    """`/officer/ID`: held against required per competency, with reasons; `?role=ID` against another role."""
    state, at = state_of(request), await asked_moment(request)
    id_ = await officer_named(request, request.path_params["id"])
    asked = request.query_params.get("role")
    target = await resolve(state.store, "Role", asked) if asked else None
    known = await scales(state.store, at)
    answer = (await officer_gaps(state.store, [id_], Counting(at), known, role=target, courses=True))[id_]
    postings = await state.store.ask(question("officer/postings"), ids=[id_], asOf=at)
    plan = await learning_plan(state.store, id_, Counting(at), known, Asked(target))
    answer, plan = await named(state.store, (answer, plan), _past(request, at))
    return page(
        request, "officer.html", id=id_, answer=answer, plan=plan, proof=present.proof(plan), words=known.words,
        postings=[p for p in postings if p["posting"]], at=at, groups=_by_standing(answer.judgements),
    )  # fmt: skip


def _by_standing(judgements: tuple[rules.Judgement, ...]) -> list[tuple[str, list[rules.Judgement]]]:
    order = (rules.GAP, rules.NOT_STATED, rules.NOT_COMPARABLE, rules.MET)
    return [(status, found) for status in order if (found := [j for j in judgements if j.status == status])]


def _past(request: Request, at: str) -> str | None:
    """The date, where one is asked for: things are called then as they were."""
    return at if request.query_params.get("asOf") else None


async def _thing(state: State, label: str, id_: str, at: str) -> dict[str, Any]:
    [row] = await state.store.rows(cypher.read_nodes(NODES[label]), ids=[id_])
    thing = dict(zip(NODES[label].props, row, strict=True))
    thing |= differing(thing["earlier"], at)
    texts = ("labels", "altLabels", "definitions")
    return thing | {name: [tuple(text.partition("|")[::2]) for text in thing[name] or ()] for name in texts}


# --- errors ----------------------------------------------------------------------------------------------


def exception_handlers() -> Mapping[Any, Any]:
    """An error as a page for a browser and as JSON for a program."""
    return {HTTPException: _http_error, UnknownIdError: _unknown, StoreError: _store_error, 500: _broken}


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _error(request: Request, status: int, message: str, suggestions: Any = ()) -> Response:
    if _wants_html(request):
        return page(request, "error.html", status, message=message, suggestions=suggestions, label=_label(request))
    return JSONResponse({"error": message, "suggestions": [list(s) for s in suggestions]}, status)


def _label(request: Request) -> str:
    first = request.url.path.strip("/").split("/")[0].capitalize()
    return first if first in PAGED else "Role"


async def _http_error(request: Request, error: HTTPException) -> Response:
    missing = error.status_code == 404  # noqa: PLR2004 - HTTP's own number
    answer = _error(request, error.status_code, "There is no such page." if missing else error.detail)
    answer.headers.update(error.headers or {})  # which methods there are, how to sign in
    return answer


async def _unknown(request: Request, error: UnknownIdError) -> Response:
    return _error(request, 404, str(error), error.suggestions)


async def _store_error(_request: Request, raised: StoreError) -> Response:
    return JSONResponse({"error": f"{raised.told}; try again in a moment"}, 503, {"retry-after": "5"})


async def _broken(_request: Request, _raised: Exception) -> Response:
    return JSONResponse({"error": "something went wrong here; the log has it"}, 500)
