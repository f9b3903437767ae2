"""What the tests of CASE share: rows written to a file and read again, and facts to compare."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from loaders import case
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Remark, Row

AT = Place("a")
FORMATS = jsonschema.FormatChecker(["date", "uuid"])


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def _moment(value: object) -> bool:
    return "T" in str(value) and bool(datetime.fromisoformat(str(value)))


Facts = tuple[dict[tuple[str, str], dict[str, Any]], list[tuple[Any, ...]]]


def read(path: Path, **options: str) -> list[Row]:
    return list(case.FORMAT.read(path, Context(options=options)))


def write(rows: Sequence[Row], path: Path, **options: str) -> list[str]:
    async def content() -> AsyncIterator[NodeRow | EdgeRow]:
        for row in rows:
            if isinstance(row, NodeRow):
                yield row
        for row in rows:
            if isinstance(row, EdgeRow):
                yield row

    return asyncio.run(case.WRITING.write(content, path, options))  # type: ignore[arg-type]


def package(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def facts(rows: Iterable[Row], *, extra: bool = True) -> Facts:
    """Nodes and relationships; lists in no order."""
    nodes, edges = {}, []
    for row in rows:
        if isinstance(row, NodeRow):
            nodes[row.label, row.id] = {
                name: sorted(value) if isinstance(value, list) else value
                for name, value in row.props.items()
                if value not in (None, [], "") and (extra or name != "extra")
            }
        elif isinstance(row, EdgeRow):
            props = {n: sorted(v) if isinstance(v, list) else v for n, v in row.props.items() if v is not None}
            edges.append((row.type, row.start, row.end, sorted(props.items())))
    return nodes, sorted(edges)


def remarks(rows: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if isinstance(row, Remark):
            found[row.kind] = found.get(row.kind, 0) + 1
    return found


def rejected(rows: Iterable[Row]) -> list[str]:
    return [row.reason for row in rows if isinstance(row, Rejected)]


def valid(found: Any, fixtures: Path, version: str) -> None:
    """ValidationError where a package is none of the version."""
    name = {"1.0": "case-opensalt/case-v1p0-cfpackage-schema.json", "1.1": "case-1.1/case-v1p1-cfpackage.json"}[version]
    schema = json.loads((fixtures / name).read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind(schema, format_checker=FORMATS).validate(found)
