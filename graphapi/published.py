"""The vocabulary, the shapes and the JSON-LD context as they are served; made once."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

import orjson
import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import RDF, RDFS, SH, Graph, URIRef

from loaders import rdf_out_syntax
from ontology import rdf
from ontology.iris import KG, SHAPES


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary, or a shape: its fragment, kind, and what it means."""

    name: str
    kind: str
    doc: str


@dataclass(frozen=True, slots=True)
class Published:
    """Something that describes the graph: its title, its text in Turtle, its terms."""

    title: str
    turtle: str
    terms: tuple[Term, ...]

    def written(self, syntax: str) -> bytes:
        """The same in a syntax."""
        return self.turtle.encode() if syntax == "turtle" else _written(self.turtle, syntax)


@cache
def vocabulary() -> Published:
    """Our vocabulary."""
    graph = rdf.vocabulary()
    return Published("Vocabulary", rdf.turtle(graph), _terms(graph, str(KG), RDFS.comment))


@cache
def shapes() -> Published:
    """Our SHACL shapes."""
    graph = rdf.shapes()
    return Published("Shapes", rdf.turtle(graph), _terms(graph, str(SHAPES), SH.description))


@cache
def context() -> bytes:
    """Our JSON-LD context."""
    return orjson.dumps(rdf.context(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@lru_cache(64)
def digest(body: bytes) -> str:
    """What tells one text from another."""
    return hashlib.sha256(body).hexdigest()[:16]


def _terms(graph: Graph, namespace: str, doc: URIRef) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for s, kind in sorted(graph.subject_objects(RDF.type)):
        if isinstance(s, URIRef) and s.startswith(namespace):
            name = s.removeprefix(namespace)
            found.setdefault(name, Term(name, str(kind).rpartition("#")[2], str(graph.value(s, doc) or "")))
    return tuple(found.values())


@cache
def _written(turtle: str, syntax: str) -> bytes:
    quads = pyoxigraph.Dataset(pyoxigraph.parse(input=turtle, format=RdfFormat.TURTLE))
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = (pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    out = io.BytesIO()
    rdf_out_syntax.write(sorted(lines), out, syntax, Counter())
    return out.getvalue()
