"""Opening RDF: its syntax, its compression, and its statements as a stream, each fault with its place."""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from loaders import rdf_jsonld
from loaders.files import open_bytes
from loaders.rdf_xml import Watch, recoded
from loaders.rows import Context, Place, Rejected, Remark, SourceError

SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
"""The syntaxes by the name that the `format` option and `karmagraph export` give them."""

SUFFIXES = {
    ".ttl": "turtle", ".nt": "ntriples", ".nq": "nquads", ".trig": "trig", ".rdf": "rdfxml", ".owl": "rdfxml",
    ".jsonld": "jsonld",
}  # fmt: skip
"""Suffixes that RDF alone has."""

_SHARED = {".xml": "rdfxml", ".json": "jsonld"}
_PACKED = {".gz", ".xz"}

TRIPLE_TERMS = 5_000
"""Openings of RDF 1.2 triple terms in a file: the parser overflows its stack on ten thousand within each other."""

_WHERE = re.compile(r"^Parser error at line [^:]*: ")


def syntax(path: Path, named: str | None = None) -> RdfFormat:
    """The syntax named, else of the file's suffix before .gz or .xz; SourceError when neither tells."""
    if named and named not in SYNTAXES:
        raise SourceError("option format", f"{named!r} is no syntax of RDF", f"one of {', '.join(SYNTAXES)}")
    name = named or (SUFFIXES | _SHARED).get(unpacked(path).suffix.lower())
    if name is None:
        raise SourceError(path.name, "its name does not tell its syntax", f"--format {'|'.join(SYNTAXES)}")
    return SYNTAXES[name]


def unpacked(path: Path) -> Path:
    """The path without the suffix of a compression."""
    return path.with_suffix("") if path.suffix in _PACKED else path


class Source:
    """The bytes of a file as the parser asks for them: unpacked, without byte order mark, and watched."""

    def __init__(self, file: IO[bytes], path: Path, kind: RdfFormat) -> None:
        self._name = path.name
        self._file = file
        self._terms = 0
        self._kept = self._unpack(512)
        self._watch = Watch(self._name) if kind == RdfFormat.RDF_XML else None
        self._next = recoded(self._bytes, self._kept, self._name) if self._watch else self._bytes
        self._kept = self._kept.removeprefix(b"\xef\xbb\xbf")

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        data = self._next(size)
        if self._watch:
            self._watch.feed(data)
        elif b"<<(" in data:
            self._terms += data.count(b"<<(")
            if self._terms > TRIPLE_TERMS:
                reason = f"more than {TRIPLE_TERMS:,} triple terms of RDF 1.2"
                raise SourceError(self._name, reason, "the model has no place for statements about statements")
        return data

    def whole(self, limit: int) -> bytes:
        """All of it; SourceError above the limit, in bytes."""
        parts, size = [], 0
        while data := self.read(1 << 20):
            parts.append(data)
            size += len(data)
            if size > limit:
                raise SourceError(self._name, f"larger than {limit >> 20} MB", "split it, or save it as N-Quads")
        return b"".join(parts)

    def _bytes(self, size: int) -> bytes:
        data, self._kept = self._kept[:size], self._kept[size:]
        return data or self._unpack(size)

    def _unpack(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise SourceError(self._name, str(error), "the file is damaged or cut off") from error


def quads(path: Path, context: Context) -> Iterator[Quad | Rejected | Remark]:
    """The statements of a file in order; what JSON-LD leaves out, as rows.

    SourceError with line and column (RDF/XML: line or reason) where the file is no RDF of its syntax.
    """
    kind, base = syntax(path, context.options.get("format")), _base(context)
    with open_bytes(path) as file:
        source = Source(file, path, kind)
        try:
            if kind == RdfFormat.JSON_LD:
                yield from rdf_jsonld.quads(source.whole(rdf_jsonld.LIMIT), path.name, base)
            else:
                yield from pyoxigraph.parse(input=source, format=kind, base_iri=base)  # type: ignore[arg-type]
        except (SyntaxError, MemoryError) as error:
            raise _fault(error, path.name) from error


def _base(context: Context) -> str | None:
    base = context.options.get("base")
    if base:
        try:
            pyoxigraph.NamedNode(base)
        except ValueError as error:
            raise SourceError("option base", f"{base!r} is not an absolute IRI", "such as https://…") from error
    return base


def _fault(error: SyntaxError | MemoryError, name: str) -> SourceError:
    if isinstance(error, MemoryError):
        return SourceError(name, "a term, a comment or white space is longer than 16 MB", "is it RDF of this syntax?")
    reason = _WHERE.sub("", error.msg or str(error))
    if error.lineno is None:
        return SourceError(name, reason)
    hint = "relative IRIs need --base IRI" if "absolute IRI" in reason else ""
    return SourceError(Place(name, error.lineno), f"column {error.offset}: {reason}", hint)
