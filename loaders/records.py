"""Objects of a JSON file: one array of them, one a line, or one alone over several lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.delimited import head
from loaders.documents import document, objects
from loaders.files import lines
from loaders.rows import Place, Rejected


def records(path: Path) -> Iterator[tuple[Place, dict[str, Any]] | Rejected]:
    """Each object with its place; a line that is no object is rejected.

    SourceError for an array that is malformed or holds something else; memory is flat for lines.
    """
    array = head(path).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    first = "" if array else next(filter(None, map(str.strip, lines(path))), "")
    if array or not first.endswith("}"):
        at, value = Place(path.name), document(path)
        many = [value] if isinstance(value, dict) else value
        yield from ((at, each) for each in objects(many, at, "the document"))
        return
    for number, line in enumerate(lines(path), 1):
        if line.strip():
            yield _parsed(line, Place(path.name, number))


def _parsed(line: str, at: Place) -> tuple[Place, dict[str, Any]] | Rejected:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Rejected(at, f"the line is no JSON: {error}", line.strip()[:80], "write one object a line, or an array")
    return (at, value) if isinstance(value, dict) else Rejected(at, "the line is no JSON object", line.strip()[:80])
