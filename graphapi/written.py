"""Flat rows as CSV, JSON or Parquet, as they come: memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import orjson

from graphapi.flat import Column, Row
from loaders.cells import quoted
from queries.extras import extra

BOM = b"\xef\xbb\xbf"
"""What tells a spreadsheet that a file is UTF-8, so that Hindi shows."""

GROUP = 10_000
"""Rows of a Parquet row group."""

Batches = AsyncIterator[list[Row]]
Writer = Callable[[tuple[Column, ...], Batches], AsyncIterator[bytes]]


def cell(value: Any) -> str:
    """The value as text that no spreadsheet reads as a formula: a `'` stands before what could be one."""
    if isinstance(value, str):
        return quoted(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def csv_lines(columns: Iterable[Column], rows: Iterable[Row], *, header: bool = False) -> bytes:
    """Rows as RFC 4180 lines."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = [column.name for column in columns]
    if header:
        writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in rows)
    return out.getvalue().encode()


async def as_csv(columns: tuple[Column, ...], batches: Batches) -> AsyncIterator[bytes]:
    """One line a row, under the columns' names."""
    yield csv_lines(columns, (), header=True)
    async for rows in batches:
        yield csv_lines(columns, rows)


async def as_json(_columns: tuple[Column, ...], batches: Batches) -> AsyncIterator[bytes]:
    """One list of objects."""
    start = b"[\n"
    async for rows in batches:
        for row in rows:
            yield start + orjson.dumps(row)
            start = b",\n"
    yield b"[]\n" if start == b"[\n" else b"\n]\n"


async def as_parquet(columns: tuple[Column, ...], batches: Batches) -> AsyncIterator[bytes]:
    """Columns with types; a row group as soon as it is full."""
    pa, pq = _arrow()
    kinds = {"Float": pa.float64(), "Int": pa.int64(), "Boolean": pa.bool_()}
    schema = pa.schema([(c.name, kinds.get(c.kind, pa.string()), not c.required) for c in columns])
    sink = io.BytesIO()
    waiting: list[Row] = []
    with pq.ParquetWriter(sink, schema) as writer:
        async for rows in batches:
            waiting += rows
            if len(waiting) >= GROUP:
                writer.write_table(pa.Table.from_pylist(waiting, schema))
                waiting = []
                yield _taken(sink)
        if waiting:
            writer.write_table(pa.Table.from_pylist(waiting, schema))
    yield _taken(sink)


def _taken(sink: io.BytesIO) -> bytes:
    """What was written, and the place for more; the writer counts its offsets itself."""
    found = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return found


def _arrow() -> tuple[Any, Any]:
    with extra("Parquet"):
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    return pa, pq


WRITERS: dict[str, tuple[Writer, str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "parquet": (as_parquet, "application/vnd.apache.parquet"),
}
"""How rows are written, and the media type, by the suffix asked for."""
