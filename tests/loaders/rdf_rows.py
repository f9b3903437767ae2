"""What the tests of RDF share: reading a short text, and its rows by what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from loaders import rdf
from loaders.rows import Context, EdgeRow, NodeRow, Remark, Row

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix e: <https://example.org/> .
"""
E = "https://example.org/"

Read = Callable[..., list[Row]]


def reader(folder: Path) -> Read:
    """Read a text as a file; Turtle and TriG know some prefixes."""

    def read(text: str, name: str = "a.ttl", **options: str) -> list[Row]:
        path = folder / name
        path.write_text(PREFIXES + text if name.endswith((".ttl", ".trig")) else text)
        return list(rdf.read(path, Context(options=options)))

    return read


def nodes(rows: Iterable[Row]) -> dict[str, NodeRow]:
    return {row.id.removeprefix(E): row for row in rows if isinstance(row, NodeRow)}


def edges(rows: Iterable[Row], *types: str) -> dict[tuple[str, ...], dict[str, Any]]:
    found = [row for row in rows if isinstance(row, EdgeRow) and (not types or row.type in types)]
    assert len(found) == len({(row.type, row.start, row.end) for row in found})
    return {(row.type, row.start[1].removeprefix(E), row.end[1].removeprefix(E)): dict(row.props) for row in found}


def extra(row: NodeRow) -> list[str]:
    return [re.sub(r"<[^>]*[/#]([^>/#]+)>", r"\1", line) for line in row.props["extra"]]


def remarks(rows: Iterable[Row]) -> Counter[str]:
    return Counter(row.kind for row in rows if isinstance(row, Remark))
