"""A small random graph, as rows, and how a plain program reads it: the oracle of plans.

Titles repeat, values are absent, relationships run parallel and come and go, so that order,
distinctness and validity matter.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from loaders.rows import EdgeRow, NodeRow, Place
from ontology import cypher
from ontology.earlier import EARLIER
from ontology.model import NODES, RELS
from ontology.terms import Prop
from queries.stores import Statement, Store

AT = Place("world")
AS_OF = "2026-06-01T00:00:00Z"
MOMENTS = (None, None, "2025-01-01T00:00:00Z", AS_OF, "2027-01-01T00:00:00Z")
WORDS = ("Data", "data", "Audit", "आँकड़े", "Budget 10", "Budget 9", "")
TAGGED = ("en|Data", "hi|आँकड़े", "|plain", "en-IN|Data use", "fr|données | ouvertes")
CHOICES = {"scale": ("t:scale-0", "urn:x/scale-1", "s"), "status": ("live", "live", "planned", "retired")}
INTERNAL = {"Change", "Draft", "Rollup", "Store"}
CORE = {
    "Framework", "Competency", "Scale", "Level", "Role", "Module", "Organisation", "Officer", "Posting",
    "REQUIRES", "COVERS", "HOLDS", "HAS_POSTING", "AS", "AT", "SPECIALISES", "HAS_LEVEL", "IN_SCHEME", "BROADER",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Nodes by label and id, relationships in the order they were made."""

    nodes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    edges: list[EdgeRow] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[NodeRow | EdgeRow]:
        """As a loader yields them."""
        for (label, id_), props in self.nodes.items():
            yield NodeRow(label, id_, {name: value for name, value in props.items() if name != "id"}, AT)
        yield from self.edges


def build(seed: int, size: int = 6, *, full: bool = False) -> World:
    """A random graph with up to `size` nodes of every public label, and relationships of every type.

    A `full` one has that many nodes of what is asked of people and roles, twice as many
    relationships, and nothing in it is dated.
    """
    rnd = random.Random(seed)
    world = World()
    for label, node in NODES.items():
        if label in INTERNAL or (full and label not in CORE):
            continue
        for i in range(size if full else rnd.randint(1, size)):
            id_ = f"{rnd.choice(('t:', 'urn:x/', ''))}{label.lower()}-{i}"
            world.nodes[label, id_] = {**_values(rnd, node.props), "id": id_}
    for type_, rel in RELS.items():
        for start, end in rel.ends:
            if not {start, end} & INTERNAL and (not full or {start, end, type_} <= CORE):
                _relate(rnd, world, type_, start, end, full=full)
    return _undated(world) if full else world


def _undated(world: World) -> World:
    always = {"since": None, "until": None}
    nodes = {at: props | {n: None for n in always if n in props} for at, props in world.nodes.items()}
    edges: list[EdgeRow] = []
    for edge in world.edges:
        made = EdgeRow(edge.type, edge.start, edge.end, AT, edge.props | {n: None for n in always if n in edge.props})
        if not any(_same(made, other, single=False, key=(*RELS[edge.type].key, "origin")) for other in edges):
            edges.append(made)
    return World(nodes, edges)


def _relate(rnd: random.Random, world: World, type_: str, start: str, end: str, *, full: bool) -> None:
    rel = RELS[type_]
    starts = [id_ for label, id_ in world.nodes if label == start]
    ends = [id_ for label, id_ in world.nodes if label == end]
    for _ in range(2 * len(starts) if full else rnd.randint(0, 2 * len(starts))):
        a, b = rnd.choice(starts), rnd.choice(ends)
        made = EdgeRow(type_, (start, a), (end, b), AT, _values(rnd, rel.props))
        if not any(_same(made, other, single=rel.single, key=(*rel.key, "origin", "since")) for other in world.edges):
            world.edges.append(made)


def _same(a: EdgeRow, b: EdgeRow, *, single: bool, key: tuple[str, ...]) -> bool:
    """Whether the store could not keep both."""
    if (a.type, a.start) != (b.type, b.start):
        return False
    return single or (a.end == b.end and all((a.props.get(k) or "") == (b.props.get(k) or "") for k in key))


def _values(rnd: random.Random, props: dict[str, Prop]) -> dict[str, Any]:
    made = {prop.name: _value(rnd, prop) for prop in props.values() if prop.name not in {"id", "extra", EARLIER}}
    if "id" in props:
        made["id"] = f"r{rnd.randrange(10**9)}"
    return made


def _value(rnd: random.Random, prop: Prop) -> Any:  # noqa: PLR0911 - one for each kind
    if not prop.required and rnd.random() < 0.3:
        return None
    match prop.kind:
        case "instant":
            return rnd.choice(MOMENTS[1:] if not prop.required else MOMENTS[2:])
        case "float":
            return rnd.choice((0.0, 1.0, 2.0, 2.5))
        case "int":
            return rnd.choice((0, 7, 2**31 - 1))
        case "bool":
            return rnd.random() < 0.5
        case "text":
            return rnd.sample(TAGGED, rnd.randint(0, 3))
        case "list":
            return rnd.sample(("en", "hi", "ta"), rnd.randint(0, 3))
        case _:
            return rnd.choice(CHOICES.get(prop.name, WORDS))


async def write(store: Store, world: World) -> None:
    """Put the world into an empty store, by the model's own texts."""
    typed = store.dialect == "embedded"
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    edges: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for (label, _), props in world.nodes.items():
        nodes[label].append(props)
    for row in world.edges:
        edges[row.type, row.start[0], row.end[0]].append({"start": row.start[1], "end": row.end[1], **row.props})
    made = [
        Statement(cypher.create_nodes(NODES[label], [n for n in rows[0] if n != "id"], typed=typed), rows)
        for label, rows in nodes.items()
    ]
    made += [
        Statement(
            cypher.create_edges(RELS[type_], a, b, [n for n in rows[0] if n not in {"start", "end"}], typed=typed), rows
        )
        for (type_, a, b), rows in edges.items()
    ]
    await store.write(made)
    if typed:
        # the engine holds 5 MB for each table that a transaction touched, until then
        await store.rows("CHECKPOINT")
