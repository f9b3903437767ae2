"""Statements as lines of N-Quads, sorted on disk: the same statements give the same bytes, in flat memory."""

from __future__ import annotations

import heapq
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import groupby
from typing import IO, Self

from loaders.rdf_terms import SKOLEM, TYPE, Statement
from ontology.iris import expand

RUN = 100_000
"""Lines that are sorted in memory at a time."""

_ESCAPES = str.maketrans(
    {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
"""As the canonical form of N-Quads has it (RDF Dataset Canonicalization 1.0)."""

TAB = "\t"
"""What stands before a type in place of a space, so that it sorts first; no literal has it, since it is escaped."""

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
    value = f'"{text.translate(_ESCAPES)}"'
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


class Sorted:
    """Lines in any order, given back in order and each once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._runs: list[IO[str]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the disk space back."""
        self._open.close()

    def add(self, lines: Iterable[str]) -> None:
        """Take lines about one thing, few enough for memory; also several in order as one text, of one subject."""
        self._lines += lines
        if len(self._lines) >= RUN:
            self._spill()

    def _spill(self) -> None:
        self._lines.sort()
        run = self._open.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))  # noqa: SIM115
        run.writelines(self._lines)
        run.seek(0)
        self._runs.append(run)
        self._lines = []

    def __iter__(self) -> Iterator[str]:
        """All lines, once, or several as one text."""
        self._lines.sort()
        merged = heapq.merge(*self._runs, self._lines) if self._runs else self._lines
        return (found for found, _ in groupby(merged))
