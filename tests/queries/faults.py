"""Graphs written past the loader, which would refuse most of what `check` looks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ontology import cypher
from ontology.model import NODES, RELS
from queries.stores import Statement, Store

PAST, FUTURE = "2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"
OVER = {"until": PAST}
CONFIRMED = {"state": "confirmed"}


@dataclass(slots=True)
class Written:
    """Nodes and relationships as they are to stand in the store."""

    nodes: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[tuple[str, str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def node(self, label: str, id_: str, **props: Any) -> str:
        """Add a node with a title and a label, unless told otherwise."""
        named = {"title": f"Title of {id_}", "labels": [f"en|Title of {id_}"]}
        declared = NODES[label].props
        self.nodes[label].append({"id": id_} | {k: v for k, v in (named | props).items() if k in declared})
        return id_

    def edge(self, type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> None:
        """Add a relationship."""
        self.edges[type_, start[0], end[0]].append({"start": start[1], "end": end[1]} | props)

    def competency(self, id_: str, framework: str | None = "f", *, top: bool = False, **props: Any) -> str:
        """Add a competency of a kind of its own, in a framework."""
        self.node("Competency", id_, **{"kind": f"kind of {id_}"} | props)
        if framework:
            self.edge("IN_SCHEME", ("Competency", id_), ("Framework", framework), top=top)
        return id_

    def role(self, id_: str, *requires: str, framework: str | None = "f", **props: Any) -> str:
        """Add a role of a kind of its own, in a framework, that requires something."""
        self.node("Role", id_, **{"kind": f"kind of {id_}"} | props)
        if framework:
            self.edge("IN_SCHEME", ("Role", id_), ("Framework", framework))
        for competency in requires:
            self.edge("REQUIRES", ("Role", id_), ("Competency", competency))
        return id_

    def between(self, type_: str, *ids: str, label: str = "Competency", **props: Any) -> None:
        """Add relationships along a chain of ids."""
        for a, b in pairwise(ids):
            self.edge(type_, (label, a), (label, b), **props)

    def add(self, other: Written, prefix: str) -> None:
        """Add a copy of another graph, its ids with a prefix."""
        for label, nodes in other.nodes.items():
            self.nodes[label] += [node | {"id": prefix + node["id"]} for node in nodes]
        for ends, edges in other.edges.items():
            for edge in edges:
                ids = {name: prefix + edge[name] for name in ("start", "end", "scale") if edge.get(name)}
                self.edges[ends].append(edge | ids)

    async def to(self, store: Store) -> None:
        """Write everything."""
        typed = store.dialect == "embedded"
        statements = [
            Statement(cypher.create_nodes(NODES[label], names, typed=typed), rows)
            for label, found in self.nodes.items()
            for names, rows in _alike(found, {"id"})
        ]
        for (type_, start, end), found in self.edges.items():
            for names, rows in _alike(found, {"start", "end"}):
                statements.append(Statement(cypher.create_edges(RELS[type_], start, end, names, typed=typed), rows))
        await store.write(statements)


def _alike(rows: list[dict[str, Any]], keys: set[str]) -> list[tuple[list[str], list[dict[str, Any]]]]:
    """Rows with the same names together, in one order: the embedded engine wants them alike."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[tuple(sorted(row.keys() - keys))].append(dict(sorted(row.items())))
    return [(list(names), found) for names, found in grouped.items()]
