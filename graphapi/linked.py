"""Linked data: `/id/TYPE/ID` is the thing itself, in the form that is asked for; the vocabulary, shapes and context.

An IRI that we mint is `…/id/ID`: its address leads to the one with the type. What a relationship is called is a
fragment of the document of its start.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graphapi import caching, published
from graphapi.negotiation import Form, best, matches
from graphapi.pages import PAGED, href, page
from graphapi.people import require_sight, visible
from graphapi.state import State, asked_moment, state_of
from loaders.content import SERVICE
from loaders.rdf_out import serialise
from loaders.rdf_out_thing import about
from loaders.rdf_out_words import Words
from ontology import cypher
from ontology.earlier import EARLIER, differing
from ontology.model import NODES

RDF_FORMS = (
    Form("turtle", "text/turtle", ".ttl"),
    Form("jsonld", "application/ld+json", ".jsonld"),
    Form("rdfxml", "application/rdf+xml", ".rdf"),
    Form("ntriples", "application/n-triples", ".nt"),
)
HTML = Form("html", "text/html", ".html")
FORMS = (*RDF_FORMS, HTML)
SERVED = [label for label in NODES if label not in SERVICE]


def routes() -> list[Route]:
    """The addresses of things, and of what describes them."""
    return [
        Route("/id/{rest:path}", thing),
        Route("/ns", vocabulary),
        Route("/ns{suffix}", vocabulary),
        Route("/shapes", shapes),
        Route("/shapes{suffix}", shapes),
        Route("/context", context),
    ]


# --- things ------------------------------------------------------------------------------------------------


async def thing(request: Request) -> Response:
    """`/id/TYPE/ID`, with `.ttl` and so on or by `Accept`; `/id/ID` leads there."""
    state, rest = state_of(request), _rest(request)
    label, slash, raw = rest.partition("/")
    if label not in SERVED or not slash:
        return await _typed(request, unquote(rest))
    if NODES[label].personal:
        require_sight(request)
    id_, suffix = await _found(request, label, unquote(raw))
    form = _form(request, suffix, FORMS)
    address = _address(label, id_)
    if form == HTML:
        return await _shown(request, state, label, id_)
    at = await asked_moment(request)
    tag = caching.tag(state, request, at, label, id_, form.name)
    headers = _headers(address, FORMS) | {"etag": tag, "content-location": address + form.suffix} | _caching(label)
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(await _document(state, label, id_, form, at), media_type=form.media, headers=headers)


def _rest(request: Request) -> str:
    """The path after `/id/` as it was sent: a slash within an id is `%2F`."""
    raw = request.scope.get("raw_path") or quote(request.url.path).encode()
    return str(raw.decode("ascii").partition("?")[0].partition("/id/")[2])


async def _typed(request: Request, id_: str) -> Response:
    """From an IRI that we mint to the address of the thing."""
    for typed, suffix in _readings(id_):
        for label in SERVED:
            if await _is(request, label, typed):
                query = f"?{request.url.query}" if request.url.query else ""
                headers = {"vary": "accept"}
                return RedirectResponse(_address(label, typed) + suffix + query, 303, headers)
    raise HTTPException(404)


async def _found(request: Request, label: str, id_: str) -> tuple[str, str]:
    for typed, suffix in _readings(id_):
        if await _is(request, label, typed):
            return typed, suffix
    raise HTTPException(404)


def _readings(id_: str) -> list[tuple[str, str]]:
    """What an address may mean: an id that ends so, before an id and the form that it is asked for in."""
    return [(id_, ""), *((id_.removesuffix(form.suffix), form.suffix) for form in FORMS if id_.endswith(form.suffix))]


async def _is(request: Request, label: str, id_: str) -> bool:
    """Whether there is such a thing that the subject may see."""
    if NODES[label].personal:
        return bool(await visible(request, [id_], label))
    state = state_of(request)
    return bool(await state.store.rows(cypher.read_nodes(NODES[label]), ids=[id_]))


async def _document(state: State, label: str, id_: str, form: Form, at: str) -> bytes:
    content = await about(state.store, label, id_, named_at=at, people=NODES[label].personal)
    out = io.BytesIO()
    await serialise(content, out, form.name, Words("own", at))
    return out.getvalue()


async def _shown(request: Request, state: State, label: str, id_: str) -> Response:
    """The page of a thing: that of its type, else its facts."""
    address = _address(label, id_)
    if label in PAGED:
        return RedirectResponse(href(label, id_), 303, _headers(address, FORMS))
    [row] = await state.store.rows(cypher.read_nodes(NODES[label]), ids=[id_])
    values = dict(zip(NODES[label].props, row, strict=True))
    values |= differing(values.get(EARLIER), await asked_moment(request))
    facts = [
        (name, list(_texts(value))) for name, value in values.items() if _public(label, name) and value is not None
    ]
    answer = page(
        request, "linked.html", title=values.get("title") or id_, facts=facts, address=address, forms=RDF_FORMS
    )
    answer.headers.update(_headers(address, FORMS))
    return answer


def _public(label: str, name: str) -> bool:
    return NODES[label].props[name].public


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Values as texts with their languages."""
    for each in value if isinstance(value, list) else [value]:
        lang, bar, text = str(each).partition("|")
        yield (lang, text) if isinstance(value, list) and bar else ("", str(each))


# --- what describes them -------------------------------------------------------------------------------------


async def vocabulary(request: Request) -> Response:
    """`/ns`: the vocabulary; every term is a fragment of it."""
    return _described(request, "/ns", published.vocabulary())


async def shapes(request: Request) -> Response:
    """`/shapes`: the SHACL shapes."""
    return _described(request, "/shapes", published.shapes())


async def context(request: Request) -> Response:
    """`/context`: the JSON-LD context."""
    form = _form(request, "", [Form("jsonld", "application/ld+json", ""), Form("json", "application/json", "")])
    return _constant(request, published.context(), form, {"vary": "accept"})


def _described(request: Request, address: str, said: published.Published) -> Response:
    form = _form(request, request.path_params.get("suffix", ""), FORMS)
    if form == HTML:
        answer = page(request, "vocabulary.html", terms=said.terms, title=said.title, address=address, forms=RDF_FORMS)
        answer.headers.update(_headers(address, FORMS))
        return answer
    headers = _headers(address, FORMS) | {"content-location": address + form.suffix}
    return _constant(request, said.written(form.name), form, headers)


def _constant(request: Request, body: bytes, form: Form, headers: dict[str, str]) -> Response:
    headers |= {"etag": f'W/"{published.digest(body)}"', "cache-control": "no-cache"}
    if matches(request.headers.get("if-none-match"), headers["etag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=form.media, headers=headers)


# --- negotiation ---------------------------------------------------------------------------------------------


def _form(request: Request, suffix: str, forms: Sequence[Form]) -> Form:
    """The form of the suffix, else of `Accept`; 404 for another suffix, 406 where nothing is acceptable."""
    if suffix:
        found = next((form for form in forms if form.suffix == suffix), None)
        if found is None:
            raise HTTPException(404)
        return found
    found = best(request.headers.get("accept"), forms)
    if found is None:
        raise NotAcceptableError(forms)
    return found


class NotAcceptableError(Exception):
    """None of the forms is acceptable to the client."""

    def __init__(self, forms: Sequence[Form]) -> None:
        super().__init__(", ".join(form.media for form in forms))
        self.forms = forms


async def not_acceptable(request: Request, error: Any) -> Response:
    """406, with the forms that there are."""
    address = request.url.path
    available = [{"type": form.media, "address": address + form.suffix} for form in error.forms]
    body = {"error": "none of the forms that are accepted", "available": available}
    return JSONResponse(body, 406, {"vary": "accept"})


def _address(label: str, id_: str) -> str:
    return f"/id/{label}/{quote(id_, safe=':')}"


def _headers(address: str, forms: Sequence[Form]) -> dict[str, str]:
    links = (f'<{address}{form.suffix}>; rel="alternate"; type="{form.media}"' for form in forms)
    return {"vary": "accept", "link": ", ".join(links)}


def _caching(label: str) -> dict[str, str]:
    return {"cache-control": "no-store" if NODES[label].personal else "no-cache"}
