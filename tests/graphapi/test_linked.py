"""Linked data over HTTP: the form that is asked for, the addresses that we mint, who may see people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, SKOS
from starlette.testclient import TestClient

from graphapi.app import create_app
from graphapi.config import Config
from graphapi.linked import FORMS, RDF_FORMS
from graphapi.negotiation import best, matches
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology.iris import KG, SHAPES, expand
from queries.stores import connect
from tests.conftest import Run

AT = Place("t")
SKILL, ODD, LIKE = "https://example.org/a?b=c&d", "a/b c#é.ttl", "kcm:1.ttl"
SKILLS = (SKILL, ODD, LIKE)
KINDS = {"text/turtle": RdfFormat.TURTLE, "application/ld+json": RdfFormat.JSON_LD,
         "application/rdf+xml": RdfFormat.RDF_XML, "application/n-triples": RdfFormat.N_TRIPLES}  # fmt: skip


def rows() -> Iterator[Row]:
    yield NodeRow("Framework", "kcm", {"title": "KCM", "licence": "L", "attribution": "By K", "extra": KEPT}, AT)
    yield NodeRow("Role", "kcm:r", {"title": "Role", "labels": ["en|Role", "hi|भूमिका"]}, AT)
    for id_ in SKILLS:
        yield NodeRow("Competency", id_, {"title": "Skill", "labels": ["en|Skill"]}, AT)
        yield EdgeRow("IN_SCHEME", ("Competency", id_), ("Framework", "kcm"), AT)
        yield EdgeRow("REQUIRES", ("Role", "kcm:r"), ("Competency", id_), AT, {"essential": True})
    yield NodeRow("Organisation", "m", {"title": "Ministry", "labels": ["en|Ministry", "hi|<b>"]}, AT)
    yield NodeRow("Officer", "o", {}, AT)
    yield EdgeRow("HOLDS", ("Officer", "o"), ("Competency", LIKE), AT, {"id": "h"})


KEPT = ['<https://example.org/x> <https://example.org/p> "kept" .']


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('linked') / 'store'}"

    async def fill() -> None:
        store = await connect(uri, exclusive=True)
        report = await store_rows(store, rows(), origin="t", format="t")
        assert not report.rejected
        await store.close()

    run(fill())
    return uri


@pytest.fixture(scope="module")
def client(uri: str) -> Iterator[TestClient]:
    with TestClient(create_app(Config(store=uri)), follow_redirects=False) as found:
        yield found


def get(client: TestClient, path: str, accept: str = "*/*", **headers: str) -> Any:
    return client.get(path, headers={"accept": accept, **headers})


# --- negotiation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "turtle"),
        ("", "turtle"),
        ("*/*", "turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/*", "turtle"),
        ("text/*;q=0.5, text/html", "html"),
        ("text/turtle;q=0, */*", "jsonld"),
        ("*/*, text/turtle;q=0, application/ld+json;q=0.000", "rdfxml"),
        ("application/rdf+xml;q=0.9, application/n-triples;q=0.901", "ntriples"),
        ("text/turtle;q=0.5,text/turtle;q=0.9,application/ld+json;q=0.8", "turtle"),
        ('application/ld+json;profile="a,b;q=0";q=0.4, text/html;q=0.3', "jsonld"),
        ("TEXT/HTML; Q=1.0", "html"),
        ("application/rdf+xml ; q=0.7 , text/html ;q=0.2", "rdfxml"),
        ("image/png, */*;q=0.1", "turtle"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("text/turtle;q=1.5", None),
        ("text/turtle;q=high, text/html;q=0.1", "html"),
        ("text/turtle;q=0.1234", None),
        ("*, text", None),
        (",,;q=1,", None),
    ],
)
def test_the_form_that_is_wanted_most(accept: str | None, name: str | None) -> None:
    found = best(accept, FORMS)
    assert (found and found.name) == name


@given(st.permutations([form.media for form in FORMS]), st.permutations(["1", "0.9", "0.5", "0.05", "0.001"]))
def test_the_order_of_ranges_says_nothing_and_their_quality_all(medias: list[str], qualities: list[str]) -> None:
    accept = ", ".join(f"{media};q={quality}" for media, quality in zip(medias, qualities, strict=True))
    found = best(accept, FORMS)
    assert found
    assert found.media == medias[qualities.index("1")]


@given(st.text(alphabet='*/;,=q."\\ \x00', max_size=40))
def test_any_accept_is_read(accept: str) -> None:
    assert best(accept, FORMS) in {None, *FORMS}


@pytest.mark.parametrize(
    ("given_", "found"),
    [('W/"1"', True), ('"1"', True), ('"0", W/"1"', True), ("*", True), ('"2"', False), (None, False)],
)
def test_tags_compare_weakly(given_: str | None, found: bool) -> None:
    assert matches(given_, 'W/"1"') == found


# --- things -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", RDF_FORMS, ids=lambda form: form.name)
def test_a_thing_in_each_form_by_accept_and_by_suffix(client: TestClient, form: Any) -> None:
    named, asked = get(client, f"/id/Role/kcm:r{form.suffix}"), get(client, "/id/Role/kcm:r", form.media)
    assert named.status_code == asked.status_code == 200
    assert named.content == asked.content
    assert asked.headers["content-type"].partition(";")[0] == form.media
    assert asked.headers["vary"].lower() == "accept"
    assert asked.headers["content-location"] == f"/id/Role/kcm:r{form.suffix}"
    for other in FORMS:
        assert f'</id/Role/kcm:r{other.suffix}>; rel="alternate"; type="{other.media}"' in asked.headers["link"]
    role = expand("kcm:r")
    objects = {
        quad.object.value
        for quad in parse(input=asked.content, format=KINDS[form.media])
        if quad.subject.value == str(role) and quad.predicate.value == str(KG.requires)
    }
    assert objects == {str(expand(id_)) for id_ in SKILLS}


def test_licence_and_attribution_come_with_a_thing_and_what_is_kept_of_its_framework_does_not(
    client: TestClient,
) -> None:
    text = get(client, f"/id/Competency/{quote(SKILL, safe='')}").text
    assert 'dct:license "L"' in text
    assert 'dct:rights "By K"' in text
    assert "kept" not in text
    assert "kept" in get(client, "/id/Framework/kcm").text


@pytest.mark.parametrize(
    ("id_", "label"), [(SKILL, "Competency"), (ODD, "Competency"), (LIKE, "Competency"), ("m", "Organisation")]
)
def test_every_iri_that_we_mint_leads_to_the_thing(client: TestClient, id_: str, label: str) -> None:
    path = urlsplit(str(expand(id_))).path if not id_.startswith("http") else f"/karmagraph/id/{quote(id_, safe=':')}"
    answer = get(client, path.removeprefix("/karmagraph"))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/id/{label}/{quote(id_, safe=':')}"
    thing = get(client, answer.headers["location"], "text/turtle")
    assert (thing.status_code, f'dct:identifier "{id_}"' in thing.text) == (200, True)


def test_the_iri_of_a_relationship_is_in_the_document_of_its_start(client: TestClient) -> None:
    quads = parse(input=get(client, "/id/Role/kcm:r.nt").content, format=RdfFormat.N_TRIPLES)
    found = [q.subject.value for q in quads if q.object.value == str(KG.Requires)]
    assert len(found) == len(SKILLS)
    for name in found:
        document = urlsplit(name).path.removeprefix("/karmagraph")
        assert get(client, document).headers["location"] == "/id/Role/kcm:r"


def test_pages_for_people_with_browsers(client: TestClient) -> None:
    answer = get(client, "/id/Role/kcm:r", "text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, "/role/kcm%3Ar")
    assert answer.headers["vary"].lower() == "accept"
    page = get(client, "/id/Organisation/m.html")
    assert page.status_code == 200
    assert "Ministry" in page.text
    assert "&lt;b&gt;" in page.text
    assert 'rel="alternate"' in page.headers["link"]


def test_what_is_not_acceptable_says_what_is(client: TestClient) -> None:
    answer = get(client, "/id/Role/kcm:r", "image/png")
    assert answer.status_code == 406
    assert [form["type"] for form in answer.json()["available"]] == [form.media for form in FORMS]
    assert answer.headers["vary"].lower() == "accept"
    assert get(client, "/context", "text/html").status_code == 406


@pytest.mark.parametrize(
    "path",
    ["/id/Role/none", "/id/none", "/id/Store/store", "/id/Role/kcm:r.pdf", "/id/", "/id/Role/", "/ns.pdf", "/nsx"],
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert get(client, path).status_code == 404


def test_nothing_is_sent_again_that_the_client_has(client: TestClient) -> None:
    answer = get(client, "/id/Role/kcm:r", "text/turtle")
    again = get(client, "/id/Role/kcm:r", "text/turtle", **{"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["vary"] == answer.headers["vary"]
    other = get(client, "/id/Role/kcm:r", "application/ld+json", **{"if-none-match": answer.headers["etag"]})
    assert other.status_code == 200


def test_a_write_changes_the_tag(uri: str, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copy(uri.removeprefix("embedded:"), copy)
    with TestClient(create_app(Config(store=f"embedded:{copy}"))) as client:
        before = get(client, "/id/Role/kcm:r").headers["etag"]
        state = client.app.state.karmagraph  # type: ignore[attr-defined]
        changed = [NodeRow("Role", "kcm:r", {"title": "Other", "labels": ["en|Other"]}, AT)]
        assert client.portal
        client.portal.call(_write, state, changed)
        assert get(client, "/id/Role/kcm:r").headers["etag"] != before
        assert "Other" in get(client, "/id/Role/kcm:r").text


async def _write(state: Any, changed: list[NodeRow]) -> None:
    await store_rows(state.store, changed, origin="t", format="t")
    await state.refresh()


def test_people_are_closed_where_their_records_are(uri: str, client: TestClient) -> None:
    assert "ns#Holds" in get(client, "/id/Officer/o.nt").text
    assert get(client, "/id/Officer/o").headers["cache-control"] == "no-store"
    assert get(client, "/id/o").headers["location"] == "/id/Officer/o"
    with TestClient(create_app(Config(store=uri, people=False)), follow_redirects=False) as closed:
        assert get(closed, "/id/Officer/o").status_code == get(closed, "/id/Officer/none").status_code == 403
        assert get(closed, "/id/Posting/none.ttl").status_code == 403
        assert get(closed, "/id/o").status_code == 404
        assert "Holds" not in get(closed, f"/id/Competency/{LIKE}").text


# --- what describes them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "namespace"), [("/ns", KG), ("/shapes", SHAPES)])
def test_every_term_that_we_mint_is_described(client: TestClient, path: str, namespace: str) -> None:
    assert urlsplit(str(namespace)).path == f"/karmagraph{path}"
    graphs = [list(parse(input=get(client, path, media).content, format=kind)) for media, kind in KINDS.items()]
    subjects = [{q.subject.value for q in graph if q.subject.value.startswith(str(namespace))} for graph in graphs]
    assert subjects[0]
    assert all(found == subjects[0] for found in subjects)
    assert len({len(graph) for graph in graphs}) == 1
    page = get(client, path, "text/html").text
    typed = {q.subject.value for q in graphs[0] if q.predicate.value == str(RDF.type)} & subjects[0]
    assert {s for s in subjects[0] if f'id="{s.removeprefix(namespace)}"' in page} == typed


def test_the_context_reads_what_it_names(client: TestClient) -> None:
    answer = get(client, "/context", "application/ld+json")
    assert answer.headers["content-type"] == "application/ld+json"
    thing = {"@context": answer.json()["@context"], "@id": "urn:x", "@type": "Role", "labels": {"en": "A"}}
    [label] = [
        q for q in parse(input=json.dumps(thing), format=RdfFormat.JSON_LD) if q.predicate.value != str(RDF.type)
    ]
    assert (label.predicate.value, str(label.object)) == (str(SKOS.prefLabel), '"A"@en')
