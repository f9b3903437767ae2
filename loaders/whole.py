"""A whole store, row by row: every node and relationship with every property, the service's own too."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from loaders.batches import batches
from ontology import cypher
from ontology.model import NODES, RELS
from ontology.terms import NodeType, RelType
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

ITSELF = "Store"
"""The one node that tells of the store, not of what is in it: it is never copied."""

TOGETHER = 10_000
"""Rows written by one statement."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it is stored."""

    label: str
    id: str
    props: dict[str, Any]

    @property
    def group(self) -> tuple[str, ...]:
        """What rows that one statement can write have in common."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship as it is stored, with its ends as (label, id)."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]
    props: dict[str, Any]

    @property
    def group(self) -> tuple[str, ...]:
        """What rows that one statement can write have in common."""
        return (self.type, self.start[0], self.end[0])


Stored = Node | Edge


async def everything(store: Store) -> AsyncIterator[Stored]:
    """All nodes, then all relationships, by type; within a type as the engine finds them. Memory is flat."""
    for node in NODES.values():
        async for row in nodes(store, node):
            yield row
    for rel in RELS.values():
        for ends in rel.ends:
            async for edge in edges(store, rel, ends):
                yield edge


async def nodes(store: Store, node: NodeType, ids: Iterable[str] | None = None) -> AsyncIterator[Node]:
    """The nodes of a type, all or some; of the store itself, none."""
    if node.label == ITSELF:
        return
    text = cypher.content_nodes(node, few=ids is not None, ordered=False)
    names = [name for name in node.props if name != "id"]
    async for id_, *values in store.stream(text, **_some(ids)):
        yield Node(node.label, id_, _present(names, values))


async def edges(
    store: Store, rel: RelType, ends: tuple[str, str], starts: Iterable[str] | None = None
) -> AsyncIterator[Edge]:
    """The relationships of a type between two labels, all or those of some starts."""
    text = cypher.content_edges(rel, *ends, few="a" if starts is not None else "", ordered=False)
    async for start, end, *values in store.stream(text, **_some(starts)):
        yield Edge(rel.type, (ends[0], start), (ends[1], end), _present(rel.props, values))


def _some(ids: Iterable[str] | None) -> dict[str, list[str]]:
    return {} if ids is None else {"ids": sorted(ids)}


def _present(names: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    return {name: value for name, value in zip(names, values, strict=True) if value not in (None, [])}


# --- written again ---------------------------------------------------------------------------------------


def created(rows: Iterable[Stored], *, typed: bool) -> Iterator[Statement]:
    """The statements that write rows which are not there; nodes must come before the relationships between them."""
    for group, some in groupby(rows, key=lambda row: row.group):
        for batch in batches(some, TOGETHER):
            names = sorted({name for row in batch for name in row.props})
            if len(group) == 1:
                text = cypher.create_nodes(NODES[group[0]], names, typed=typed)
            else:
                type_, start, end = group
                text = cypher.create_edges(RELS[type_], start, end, names, typed=typed)
            yield Statement(text, [_row(row, names) for row in batch])


def _row(row: Stored, names: list[str]) -> dict[str, Any]:
    at = {"id": row.id} if isinstance(row, Node) else {"start": row.start[1], "end": row.end[1]}
    return dict.fromkeys(names) | row.props | at


def deleted(label: str, ids: Iterable[str]) -> Iterator[Statement]:
    """The statements that delete nodes with all their relationships."""
    text = cypher.delete_nodes(NODES[label])
    return (Statement(text, [{"id": id_} for id_ in batch]) for batch in batches(ids, TOGETHER))


def changed(before: Stored, after: Stored, *, typed: bool) -> Statement:
    """The statement that makes one row say what it says after."""
    names = sorted(name for name in before.props if before.props[name] != after.props.get(name))
    row = {name: after.props.get(name) for name in names}
    if isinstance(before, Node):
        return Statement(cypher.update_nodes(NODES[before.label], names, typed=typed), [row | {"id": before.id}])
    rel = RELS[before.type]
    known = [*rel.key, "origin", *(["since"] if rel.dated else [])]
    at = {f"at_{name}": before.props.get(name, "") for name in known}
    text = cypher.update_edges(rel, before.start[0], before.end[0], names, typed=typed)
    return Statement(text, [row | at | {"start": before.start[1], "end": before.end[1]}])
