"""A small fixed graph in which every stored question finds something: what is right, and one fault of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Row
from ontology import cypher
from ontology.model import NODES, RELS
from queries.stores import Statement, Store
from tests.queries.worlds import AT, edge

AS_OF = "2025-06-01T00:00:00Z"
ORIGIN = "one-of-each"


def node(label: str, id_: str, **props: Any) -> NodeRow:
    named = {"title": id_.upper(), "labels": [f"en|{id_.upper()}"]} if "title" in NODES[label].props else {}
    return NodeRow(label, id_, named | props, AT)


def joined(type_: str, start: str, pairs: dict[str, str], end: str, **props: Any) -> Iterator[EdgeRow]:
    return (edge(type_, (start, a), (end, b), **props) for a, b in pairs.items())


def scales() -> Iterator[Row]:
    yield node("Scale", "v", kind="interval", min=0, max=7)
    for scale in ("k", "f"):
        yield node("Scale", scale, kind="ordinal")
        for rank in (1, 2, 3):
            yield node("Level", f"{scale}:{rank}", rank=rank)
            yield edge("HAS_LEVEL", ("Scale", scale), ("Level", f"{scale}:{rank}"))
    yield edge("EQUIVALENT_TO", ("Level", "k:2"), ("Level", "f:3"), until="2025-11-01T00:00:00Z")


def competencies() -> Iterator[Row]:
    yield node("Framework", "kcm", version="1", publisher="P", licence="L", attribution="A", illustrative=True)
    yield node("Framework", "esco")
    yield node("Competency", "area", kind="area", earlier=['2025-01-01T00:00:00Z|{"title":"Before"}'])
    for c, framework in {"c1": "kcm", "c2": "kcm", "c3": "kcm", "c4": "esco"}.items():
        yield node("Competency", c, kind="skill", notation="N")
        yield edge("IN_SCHEME", ("Competency", c), ("Framework", framework), top=c == "c1")
    yield edge("IN_SCHEME", ("Competency", "area"), ("Framework", "kcm"), top=True)
    yield from joined("BROADER", "Competency", {"c1": "area", "c3": "area"}, "Competency", position=1)
    yield from joined("PREREQUISITE", "Competency", {"c1": "c3"}, "Competency")
    confirmed = {"state": "confirmed", "since": "2025-01-01T00:00:00Z"}
    yield from joined("EXACT_MATCH", "Competency", {"c1": "c4"}, "Competency", **confirmed)
    yield node("Identifier", "other:c1", system="other")
    yield edge("OF", ("Identifier", "other:c1"), ("Competency", "c1"))
    yield edge("DESCRIBES", ("Competency", "c1"), ("Level", "k:2"), text=["en|T"])


def roles() -> Iterator[Row]:
    for role in ("group", "designation", "job"):
        yield node("Role", role, kind="group" if role == "group" else "position")
    yield from joined("BROADER", "Role", {"designation": "group"}, "Role")
    yield from joined("SPECIALISES", "Role", {"job": "designation"}, "Role")
    levelled = {"level": 2, "scale": "k", "importance": 0.5, "source": "order"}
    yield from joined("REQUIRES", "Role", {"designation": "c1"}, "Competency", **levelled)
    yield from joined("REQUIRES", "Role", {"job": "c3", "designation": "c2"}, "Competency", essential=True)
    yield node("Activity", "a")
    yield from joined("HAS", "Role", {"job": "a"}, "Activity")
    yield from joined("NEEDS", "Activity", {"a": "c1"}, "Competency")
    yield node("Module", "m1", hours=8, mode="digital", status="live")
    yield node("Module", "m2")
    yield from joined("COVERS", "Module", {"m1": "c1"}, "Competency", fromLevel=1, toLevel=2, scale="k")
    yield from joined("COVERS", "Module", {"m2": "c4"}, "Competency")


def officers() -> Iterator[Row]:
    yield from (node("Organisation", "ministry", kind="ministry"), node("Organisation", "department"))
    yield from joined("PART_OF", "Organisation", {"department": "ministry"}, "Organisation")
    yield from (node("Officer", "o1"), node("Officer", "o2"), node("Posting", "p1", since="2024-01-01T00:00:00Z"))
    yield edge("HAS_POSTING", ("Officer", "o1"), ("Posting", "p1"))
    yield edge("AS", ("Posting", "p1"), ("Role", "job"))
    yield edge("AT", ("Posting", "p1"), ("Organisation", "department"))
    yield from (node("Officer", "o3"), node("Posting", "p3"))
    yield edge("HAS_POSTING", ("Officer", "o3"), ("Posting", "p3"))
    yield edge("AS", ("Posting", "p3"), ("Role", "job"))
    held = {"source": "course", "evidence": "e", "confidence": 0.5, "awarded": "2024-01-01T00:00:00Z"}
    yield edge("HOLDS", ("Officer", "o1"), ("Competency", "c1"), id="h1", level=1, scale="k", **held)
    yield edge("HOLDS", ("Officer", "o1"), ("Competency", "c2"), id="h4", verified=True, expires="2025-07-01T00:00:00Z")
    yield edge("TOOK", ("Officer", "o1"), ("Module", "m1"), id="t1", state="started", since="2024-01-01T00:00:00Z")
    yield edge("HOLDS", ("Officer", "o1"), ("Competency", "c4"), id="h2", negative=True, verified=True, expires=AS_OF)


def faults() -> Iterator[Row]:
    """What `check` looks for and a loader lets pass."""
    yield node("Identifier", "of:nothing")
    yield node("Competency", "bare", title="bare", labels=None)
    for c in ("twin1", "twin2"):
        yield node("Competency", c, labels=["en|Twin", "en|Twins", "en| "], altLabels=["en|Twin", "en|twin "])
        yield edge("IN_SCHEME", ("Competency", c), ("Framework", "kcm"))
    yield node("Competency", "old", status="retired", until="2025-02-01T00:00:00Z")
    yield from joined("REQUIRES", "Role", {"job": "old"}, "Competency")
    yield from joined("COVERS", "Module", {"m1": "old"}, "Competency")
    yield from joined("BROADER", "Competency", {"c3": "old"}, "Competency")
    yield from (node("Role", "idle"), node("Role", "idler"), node("Posting", "p2"))


def refused() -> Iterator[Row]:
    """What `check` looks for and a loader refuses."""
    yield node("Role", "c1")
    yield from joined("REQUIRES", "Role", {"job": "c1"}, "Competency", level=9.0, scale="k")
    yield from joined("COVERS", "Module", {"m1": "c3"}, "Competency", fromLevel=8.0, toLevel=9.0, scale="k")
    yield edge("HOLDS", ("Officer", "o2"), ("Competency", "c3"), id="h3", level=9.0, scale="k")
    for type_, label, a, b in (
        ("BROADER", "Competency", "bare", "c4"), ("PREREQUISITE", "Competency", "twin1", "twin2"),
        ("SPECIALISES", "Role", "idle", "idler"), ("PART_OF", "Module", "m1", "m2"),
    ):  # fmt: skip
        yield from joined(type_, label, {a: b, b: a}, label)


def rows() -> list[Row]:
    return [*scales(), *competencies(), *roles(), *officers(), *faults()]


def written() -> Iterator[NodeRow]:
    """What the service itself keeps: that a thing was changed, under a key, and a draft."""
    about = {"thing": "c1", "author": "a", "reason": "r", "summary": '{"type":"Competency","other":null}'}
    yield NodeRow("Change", "change:1", about | {"at": AS_OF, "key": "key", "answer": "{}"}, AT)
    yield from rolled_up()
    yield NodeRow("Draft", "draft:1", {"at": AS_OF, "author": "a", "state": "draft", "rows": "[]"}, AT)


def ids() -> list[str]:
    """Everything that may be asked about."""
    return sorted({row.id for row in rows() if isinstance(row, NodeRow)} | {"store"})


def rolled_up() -> Iterator[NodeRow]:
    yield NodeRow(
        "Rollup", "rollup:cells:ministry:c1",
        {"kind": "cells", "organisation": "ministry", "subject": "c1", "counts": ["g\tjob\t\t1\t1"], "digest": "d"}, AT,
    )  # fmt: skip
    yield NodeRow("Rollup", "store", {"kind": "sums", "counts": ["g\tarea\t1\t1\t1\t0\t0\t0"], "digest": "d"}, AT)
    yield NodeRow("Rollup", "rollup", {"kind": "whole", "at": AS_OF, "until": AS_OF, "epoch": 1}, AT)
    yield NodeRow("Rollup", "rollup:touched:1::", {"kind": "touched", "organisation": "", "at": AS_OF}, AT)


async def fill(store: Store) -> None:
    """Put the graph into an empty store."""
    report = await store_rows(store, rows(), origin=ORIGIN, format="test")
    assert not report.rejected
    await store.write(_raw([*refused(), *written()], typed=store.dialect == "embedded"))


def _raw(found: Iterable[Row], *, typed: bool) -> Iterator[Statement]:
    for row in found:
        if isinstance(row, NodeRow):
            yield Statement(cypher.create_nodes(NODES[row.label], row.props, typed=typed), [{"id": row.id} | row.props])
        elif isinstance(row, EdgeRow):
            text = cypher.create_edges(RELS[row.type], row.start[0], row.end[0], row.props, typed=typed)
            yield Statement(text, [{"start": row.start[1], "end": row.end[1]} | row.props])
