"""A statement as it is kept between parsing and mapping, and as a line of N-Quads."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from ontology.iris import PREFIXES

RDF, XSD, SKOS, DCT = (PREFIXES[prefix] for prefix in ("rdf", "xsd", "skos", "dct"))
TYPE, FIRST, REST, NIL = (RDF + name for name in ("type", "first", "rest", "nil"))

SKOLEM = "urn:karmagraph:bnode:"
"""What the IRIs of blank nodes begin with; a writer gives each back as a blank node."""

_STRING = XSD + "string"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


class Statement(NamedTuple):
    """A quad as texts: a literal has a tag, `@en`, a datatype's IRI, or nothing for a plain string; an IRI has None.

    A blank node begins with `_:` until it has its IRI; the default graph is the empty text.
    """

    s: str
    p: str
    o: str
    tag: str | None = None
    graph: str = ""


def statement(quad: Quad) -> Statement | None:
    """The quad as a statement; None for one of RDF 1.2 that speaks of another statement."""
    s, p, o, g = quad
    graph = "" if isinstance(g, DefaultGraph) else _resource(g)
    if isinstance(o, Literal):
        return Statement(_resource(s), p.value, o.value, _tag(o), graph)
    return None if isinstance(o, Triple) else Statement(_resource(s), p.value, _resource(o), None, graph)


def _resource(term: NamedNode | BlankNode) -> str:
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"


def _tag(literal: Literal) -> str:
    if language := literal.language:
        return f"@{language}--{literal.direction.value}" if literal.direction else f"@{language}"
    datatype = literal.datatype.value
    return "" if datatype == _STRING else datatype


def line(said: Statement) -> str:
    """The statement as a line of N-Quads, without its end."""
    s, p, o, tag, graph = said
    if tag is None:
        value = f"<{o}>"
    else:
        value = f'"{o.translate(_ESCAPES)}"' + (tag if tag.startswith("@") else f"^^<{tag}>" if tag else "")
    return f"<{s}> <{p}> {value} <{graph}> ." if graph else f"<{s}> <{p}> {value} ."


_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}


@lru_cache(4096)
def short(iri: str) -> str:
    """The prefixed name of an IRI of a known namespace, else the IRI."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _NAMESPACES.get(iri[:end])
    return f"{prefix}:{iri[end:]}" if prefix else iri
