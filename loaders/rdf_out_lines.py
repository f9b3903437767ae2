"""Statements as lines of N-Quads, in their canonical form."""

from __future__ import annotations

import re
from functools import lru_cache

from loaders.rdf_terms import SKOLEM, TYPE, Statement
from ontology.iris import expand

_ESCAPES = str.maketrans(
    {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
"""As the canonical form of N-Quads has it (RDF Dataset Canonicalization 1.0)."""

TAB = "\t"
"""What stands before a type in place of a space, so that it sorts first; no literal has it, since it is escaped."""

_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_TYPED = f"{TAB}<{TYPE}>"
_BLANK = re.compile(rf"{SKOLEM}([0-9a-f-]+)")


@lru_cache(1 << 16)
def iri_of(id_: str) -> str:
    """The IRI of the thing with this id."""
    return str(expand(id_))


def resource(iri: str) -> str:
    """An IRI as N-Quads write it; what stands for a blank node is one again."""
    blank = _BLANK.fullmatch(iri) if iri.startswith(SKOLEM) else None
    return f"_:b{blank[1]}" if blank else f"<{iri}>"


def literal(text: str, tag: str) -> str:
    """A literal as N-Quads write it; its tag as in a Statement."""
    value = f'"{text.translate(_ESCAPES) if _SPECIAL.search(text) else text}"'
    return value + (tag if tag.startswith("@") else f"^^<{tag}>" if tag else "")


def line(said: Statement) -> str:
    """The statement as a line with its end; a type has a TAB before it."""
    s, p, o, tag, graph = said
    value = resource(o) if tag is None else literal(o, tag)
    where = f" {resource(graph)}" if graph else ""
    return f"{resource(s)}{_TYPED if p == TYPE else f' <{p}>'} {value}{where} .\n"


def linked(a: str, predicate: str, b: str) -> str:
    """The line that joins two resources, as N-Quads write them."""
    return f"{a} <{predicate}> {b} .\n"


def typed(s: str, class_: str) -> str:
    """The line that says the class of a resource, as N-Quads write it."""
    return f"{s}{_TYPED} <{class_}> .\n"
