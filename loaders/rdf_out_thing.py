"""One thing as content: with the frameworks that publish it, for their licence and attribution must stand by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.content import Scope, content
from loaders.rows import Content, EdgeRow, NodeRow
from ontology import cypher
from ontology.model import RELS

if TYPE_CHECKING:
    from queries.stores import Store

_PUBLISHED = RELS["IN_SCHEME"]


async def about(
    store: Store, label: str, id_: str, *, as_of: str | None = None, named_at: str | None = None, people: bool = False
) -> Content:
    """A thing with its relationships, and its frameworks without what is kept with them."""
    frameworks = await _frameworks(store, label, id_)
    things = ((label, id_), *(("Framework", each) for each in frameworks))
    scope = Scope(things=things, as_of=as_of, named_at=named_at, people=people)

    async def rows() -> AsyncIterator[NodeRow | EdgeRow]:
        async for row in content(store, scope):
            beside = isinstance(row, NodeRow) and row.label == "Framework" and row.id != id_
            yield replace(row, props={k: v for k, v in row.props.items() if k != "extra"}) if beside else row

    return rows


async def _frameworks(store: Store, label: str, id_: str) -> list[str]:
    if (label, "Framework") not in _PUBLISHED.ends:
        return []
    text = cypher.content_edges(_PUBLISHED, label, "Framework", few="a")
    return sorted({row[1] async for row in store.stream(text, ids=[id_])})
