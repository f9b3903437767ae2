"""RDF loaded: an ESCO release, the name of the source, and the UNESCO thesaurus in the store."""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SKOS

from loaders import rdf
from loaders.formats import recognise
from loaders.load import load
from loaders.rows import Context, Row
from queries import parse as question
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.loaders.rdf_rows import Read, edges, nodes, reader
from tests.loaders.test_rdf_round_trip import ESCO_RELEASE


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reader(tmp_path)


# --- ESCO ----------------------------------------------------------------------------------------

ESCO_EDGES = {
    ("BROADER", "C2511", "C251"): {}, ("BROADER", "C2512", "C251"): {},
    ("BROADER", "analyst", "C2511"): {}, ("BROADER", "junior", "analyst"): {},
    ("REQUIRES", "analyst", "data"): {"essential": True}, ("REQUIRES", "analyst", "sql"): {"essential": False},
    ("REQUIRES", "junior", "data"): {"essential": False},
    ("SUPPORTED_BY", "sql", "data"): {"essential": True}, ("IN_SCHEME", "data", "skills"): {},
}  # fmt: skip


def esco_edges(rows: Iterable[Row]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {(key[0], *(each.rpartition("/")[2] for each in key[1:])): props for key, props in edges(rows).items()}


def test_an_esco_release(read: Read) -> None:
    rows = read(ESCO_RELEASE)
    assert esco_edges(rows) == ESCO_EDGES
    things = {id_.rpartition("/")[2]: row for id_, row in nodes(rows).items()}
    assert {id_: row.label for id_, row in things.items()} == {
        "skills": "Framework", "data": "Competency", "sql": "Competency", "analyst": "Role", "junior": "Role",
        "C251": "Role", "C2511": "Role", "C2512": "Role",
    }  # fmt: skip
    data = things["data"].props
    assert (data["kind"], data["reuse"], data["definitions"]) == ("skill", "cross-sector", ["en-us|Keep data."])
    assert data["labels"] == ["de|Daten verwalten", "en|manage data"]
    assert (things["sql"].props["labels"], things["analyst"].props["group"]) == (["en|SQL"], "2511")


def test_requirements_of_broader_occupations_only_when_asked_for(read: Read) -> None:
    rows = read(ESCO_RELEASE, inherit="yes")
    source = {"source": "broader occupation"}
    assert esco_edges(rows) == ESCO_EDGES | {
        ("REQUIRES", "junior", "data"): {"essential": True} | source,
        ("REQUIRES", "junior", "sql"): {"essential": False} | source,
    }
    assert not any("inherited" in line for row in nodes(rows).values() for line in row.props["extra"])


# --- the source ---------------------------------------------------------------------------------


def test_a_source_is_named_by_its_file_unless_it_is_told(tmp_path: Path) -> None:
    assert rdf.origin(tmp_path / "esco-v1.2.ttl.xz", Context()) == "rdf:esco-v1.2"
    assert rdf.origin(tmp_path / "esco-v1.2.ttl", Context(options={"source": "esco"})) == "rdf:esco"


def test_rdf_is_recognised_by_its_suffix(tmp_path: Path) -> None:
    for name in ("a.ttl", "a.nt.gz", "a.nq.xz", "a.trig", "a.rdf", "a.owl", "a.jsonld"):
        (tmp_path / name).write_bytes(b"")
        assert recognise(tmp_path / name).name == "rdf"


# --- the UNESCO thesaurus --------------------------------------------------------------------------

COUNTS = question(
    "test/unesco",
    "// Labels of the competencies of a framework.\nMATCH (c:Competency)-[:IN_SCHEME]->(f:Framework) WHERE f.id IN $ids"
    " RETURN f.id AS id, c.id AS competency, c.labels AS labels, c.altLabels AS others",
)


def test_the_unesco_thesaurus_in_the_store(
    fixtures: Path, tmp_path: Path, run: Run, opened: Callable[[str], Store]
) -> None:
    path = fixtures / "unesco-thesaurus" / "unesco-thesaurus.ttl.xz"
    store = opened("embedded")
    run(wipe(store))
    first = run(load(store, rdf.FORMAT, path, Context()))
    assert (first.created["Competency"], first.status) == (4482, 0)
    again = run(load(store, rdf.FORMAT, path, Context()))
    assert (again.created, again.changed, again.retired) == ({}, {}, {})
    assert again.unchanged == first.created
    graph = thesaurus(path, tmp_path)
    wanted = {
        str(concept): sorted(
            f"{label.language}|{label}"
            for label in graph.objects(concept, SKOS.prefLabel)
            if isinstance(label, Literal)
        )
        for concept in graph.subjects(RDF.type, SKOS.Concept)
    }
    found = run(store.ask(COUNTS, ids=["http://vocabularies.unesco.org/thesaurus"]))
    assert {row["competency"]: sorted(row["labels"]) for row in found} == wanted
    languages: dict[str, int] = defaultdict(int)
    for row in found:
        for text in [*row["labels"], *(row["others"] or [])]:
            languages[text.partition("|")[0]] += 1
    assert set(languages) == {"ar", "en", "es", "fr", "ru"}


def thesaurus(path: Path, folder: Path) -> Graph:
    """The thesaurus as rdflib reads it."""
    plain = folder / "unesco.ttl"
    plain.write_bytes(lzma.decompress(path.read_bytes()))
    return Graph().parse(plain)
