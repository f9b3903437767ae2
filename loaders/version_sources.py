"""A version to compare: what a store states at a date, or what a file states by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.content import Scope, content
from loaders.rows import Context, EdgeRow, Format, NodeRow, Row
from loaders.spool import Spool
from loaders.stated import spooled
from loaders.versions import prepared
from ontology.model import NODES, RELS

if TYPE_CHECKING:
    from queries.stores import Store


async def of_store(store: Store, at: str, framework: str | None = None) -> Spool:
    """What the store states at a date, people left out; the caller closes it."""
    return prepared(await spooled(content(store, Scope(as_of=at))), at, framework)


def of_source(path: Path, fmt: Format, context: Context, at: str, framework: str | None = None) -> Spool:
    """What a file or folder states as valid at a date, people left out; the caller closes it."""
    spool = Spool()
    for _ in spool.fill(_impersonal(fmt.read(path, context))):
        pass
    return prepared(spool, at, framework)


def _impersonal(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        personal = isinstance(row, NodeRow) and NODES[row.label].personal
        if not personal and not (isinstance(row, EdgeRow) and RELS[row.type].personal):
            yield row
