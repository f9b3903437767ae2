"""Sorted lines of N-Quads as a file of any of the six syntaxes, and what XML cannot carry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import IO

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from loaders.rdf_out_lines import TAB
from loaders.rdf_parse import SYNTAXES
from loaders.rdf_terms import RDF, TYPE
from ontology.iris import PREFIXES, THINGS

NO_ELEMENT = "statements with a property or class that is no name of an XML element: left out"
NO_CHARACTER = "texts with characters that XML does not have: left out"

_TAB = TAB.encode()
_SHORT = ("kg", "asn", "ceterms", "dct", "esco", "iso-thes", "owl", "rdf", "rdfs", "schema", "skos", "skosxl", "xsd")
_PREFIXES = {**{prefix: PREFIXES[prefix] for prefix in _SHORT}, "id": THINGS}
_ELEMENT = re.compile(r"[^\W\d][\w.\-]*\Z")
_RESERVED = {RDF + name for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "bagID",
                                     "Description", "aboutEach", "aboutEachPrefix")}  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(lines: Iterable[bytes], out: IO[bytes], syntax: str, losses: Counter[str]) -> None:
    """Write lines, many as one text, triples unless the syntax has named graphs; counts what it cannot carry."""
    kind = SYNTAXES[syntax]
    if kind in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
        out.writelines(text.replace(_TAB, b" ") for text in lines)
        return
    quads = pyoxigraph.parse(input=_Input(lines), format=RdfFormat.N_QUADS, lenient=True)  # type: ignore[arg-type]
    if kind == RdfFormat.RDF_XML:
        triples = (quad.triple for quad in quads if _fits(quad, losses))
        pyoxigraph.serialize(triples, _Escaping(out), kind, prefixes=_PREFIXES)  # type: ignore[arg-type]
    elif kind.supports_datasets:
        pyoxigraph.serialize(quads, out, kind, prefixes=_PREFIXES)
    else:
        pyoxigraph.serialize((quad.triple for quad in quads), out, kind, prefixes=_PREFIXES)


class _Input:
    """Texts of lines as the parser asks for bytes."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._lines, b""))
        data, self._rest = self._rest[:size], self._rest[size:]
        return bytes(data)


class _Escaping:
    """Writes XML: a carriage return would be read as a line end unless it is escaped."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


def _fits(quad: Quad, losses: Counter[str]) -> bool:
    """Whether XML can carry the statement; counts it if not."""
    _, predicate, value, _ = quad
    class_ = value.value if predicate.value == TYPE and isinstance(value, NamedNode) else None
    if not (_element(predicate.value) and (class_ is None or _element(class_))):
        losses[NO_ELEMENT] += 1
        return False
    if isinstance(value, Literal) and _NOT_XML.search(value.value):
        losses[NO_CHARACTER] += 1
        return False
    return True


@lru_cache(4096)
def _element(iri: str) -> bool:
    return iri not in _RESERVED and _ELEMENT.search(iri) is not None
