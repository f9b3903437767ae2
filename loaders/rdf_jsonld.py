"""JSON-LD: never a connection for a context, and never in silence what the parser leaves out.

By its standard a reader drops what a context does not define, relative IRIs and malformed language tags.
So the file is read twice: once leniently, within a context that gives every undefined term an IRI of its
own, to see what it says; and once strictly, to take what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from loaders import ctdl_context
from loaders.rows import Place, Rejected, Remark, SourceError
from ontology.iris import PREFIXES
from ontology.rdf import context

LIMIT = 256 << 20
"""Bytes of a file: it is held in memory."""

CONTEXTS: dict[str, Callable[[], dict[str, Any]]] = {
    PREFIXES["kg"].removesuffix("ns#") + "context": context,
    **dict.fromkeys(ctdl_context.ADDRESSES, ctdl_context.context),
}
"""The contexts that ship with the program, by IRI: a file may refer to them."""

_UNDEFINED = "urn:karmagraph:undefined:"
_BEFORE = b'{"@context":{"@vocab":"' + _UNDEFINED.encode() + b'"},"@graph":[\n'
_AFTER = b"\n]}"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SHOWN = 8


def quads(data: bytes, name: str, base: str | None) -> Iterator[Quad | Rejected | Remark]:
    """The statements, after a row for each one that is left out.

    SourceError for malformed JSON, a context that is not shipped, and a file that states nothing or
    loses more statements than it keeps.
    """
    data, kept = _with_contexts(data, name, base)
    said, lost = 0, []
    for quad in _parsed(_BEFORE + data + _AFTER, name, base, lenient=True):
        said += 1
        if fault := _fault(quad, Place(name)):
            lost.append(fault)
    if not kept or said - kept > kept:
        raise SourceError(name, f"JSON-LD of which {kept:,} of {said:,} statements are left", _reasons(lost))
    yield from lost
    yield from _parsed(data, name, base)


def _parsed(data: bytes, name: str, base: str | None, *, lenient: bool = False) -> Iterator[Quad]:
    before = 1 if lenient else 0
    try:
        yield from pyoxigraph.parse(input=data, format=RdfFormat.JSON_LD, base_iri=base, lenient=lenient)
    except SyntaxError as error:
        place = Place(name, error.lineno - before if error.lineno else None)
        reason = str(error.msg).partition(": ")[2] if error.lineno else str(error)
        raise SourceError(place, f"column {error.offset}: {reason}" if error.lineno else reason) from error


# --- what is left out --------------------------------------------------------------------------------


def _fault(quad: Quad, at: Place) -> Rejected | Remark | None:
    """Why a statement is left out, with the term at fault and what would mend it."""
    for term in (quad.predicate, quad.object, quad.subject, quad.graph_name):
        if isinstance(term, NamedNode):
            if term.value.startswith(_UNDEFINED):
                named = term.value.removeprefix(_UNDEFINED)
                return Remark(at, "term that the context does not define: left out", named)
            if not _valid(NamedNode, term.value):
                return Rejected(at, "not an absolute IRI (relative ones need --base IRI)", term.value)
        elif isinstance(term, Literal) and term.language and not _valid(_tagged, term.language):
            return Rejected(at, "not a language tag", term.language, "such as en or hi-Deva")
    return None


def _tagged(language: str) -> Literal:
    return Literal("", language=language)


def _valid(make: Callable[[str], object], text: str) -> bool:
    try:
        make(text)
    except ValueError:
        return False
    return True


def _reasons(lost: list[Rejected | Remark]) -> str:
    if not lost:
        return "does it have a context?"
    reasons = (f"{row.kind if isinstance(row, Remark) else row.reason}: {row.value[:60]}" for row in lost)
    return "; ".join(f"{count} × {reason}" for reason, count in Counter(reasons).most_common(_SHOWN))


# --- contexts ----------------------------------------------------------------------------------------


def _with_contexts(data: bytes, name: str, base: str | None) -> tuple[bytes, int]:
    """The document with shipped contexts in place of their IRIs, and the number of its statements.

    SourceError for any other remote context.
    """
    try:
        return data, sum(1 for _ in _parsed(data, name, base))
    except SourceError as error:
        if "LoadDocumentCallback" not in error.reason:
            raise
    document = _loaded(data, name)
    for holder, key in _contexts(document):
        if holder[key] not in CONTEXTS:
            shipped = f"shipped are {', '.join(CONTEXTS)}: put the context into the file"
            raise SourceError(name, f"refers to a context at {holder[key]}, which is never fetched", shipped)
        holder[key] = CONTEXTS[holder[key]]()["@context"]
    data = orjson.dumps(document)
    return data, sum(1 for _ in _parsed(data, name, base))


def _loaded(data: bytes, name: str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise SourceError(Place(name, error.lineno), f"column {error.colno}: {error.msg}") from error


def _contexts(document: Any) -> Iterator[tuple[Any, Any]]:
    """Where a context is named by its address: the object or list, and the key."""
    waiting = [(document, False)]
    while waiting:
        holder, within = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, value in list(items):
            named = key in {"@context", "@import"} or (within and isinstance(holder, list))
            if named and isinstance(value, str):
                yield holder, key
            else:
                waiting.append((value, named))
