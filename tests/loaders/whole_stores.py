"""Whole stores in tests: one with something of everything, and all that a store has as a sorted list."""

from __future__ import annotations

from typing import Any

import orjson

from loaders.load import store_rows
from loaders.rows import NodeRow
from loaders.whole import Node, Stored, created, everything
from ontology import cypher
from ontology.model import NODES
from queries.stores import Statement, Store
from tests.queries import one_of_each
from tests.queries.worlds import AT, edge

PERSON = "off/0417 ü"
"""An officer's id that JSON, IRIs and regular expressions write in other ways."""

NAMESAKE = "off/0417 üx"
"""Another officer, whose id begins like it."""

RECORD = "1"
"""The id of a holding: such a word stands in many a text by chance."""


async def fill(store: Store) -> None:
    """Put in something of every kind: content, people, retired things, what is kept for export, drafts, changes."""
    report = await store_rows(store, [*one_of_each.rows(), *people()], origin="one", format="test")
    assert not report.rejected
    await store.write(created(beside(), typed=store.dialect == "embedded"))
    row = {"id": "store", "dataAsOn": "2025-06-01T00:00:00Z"}
    text = cypher.update_nodes(NODES["Store"], ["dataAsOn"], typed=store.dialect == "embedded")
    await store.write([Statement(text, [row])])


def people() -> list[Any]:
    rows: list[Any] = []
    for number, id_ in enumerate((PERSON, NAMESAKE), 1):
        post = f"post {id_}"
        rows += [
            NodeRow("Officer", id_, {"languages": ["hi", "en"]}, AT),
            NodeRow("Posting", post, {"since": "2024-01-01T00:00:00Z"}, AT),
            edge("HAS_POSTING", ("Officer", id_), ("Posting", post)),
            edge("AS", ("Posting", post), ("Role", "job")),
            edge("AT", ("Posting", post), ("Organisation", "department")),
            edge("HOLDS", ("Officer", id_), ("Competency", "c1"), id=str(number), level=2, scale="k"),
            edge("HOLDS", ("Officer", id_), ("Competency", "c1"), id=f"{number}b", negative=True),
            edge("TOOK", ("Officer", id_), ("Module", "m1"), id=f"t{number}", state="started", score=7),
        ]
    return rows


def beside() -> list[Stored]:
    """What is in a store beside what sources state; some of it names the person."""
    said = orjson.dumps([["Officer", PERSON]]).decode()
    other = orjson.dumps([["Officer", NAMESAKE], ["Competency", "c1", 1]]).decode()
    at = {"at": "2025-01-01T00:00:00Z"}
    return [
        Node("Change", "change:about", at | {"summary": said, "reason": "r", "author": "clerk", "origin": "people"}),
        Node("Change", f"change:table:{PERSON}:2025", at | {"origin": f"table:{PERSON}"}),
        Node("Change", "change:by", at | {"author": PERSON, "reason": "tidied", "summary": "1"}),
        Node("Change", "change:other", at | {"summary": other, "reason": f"as {NAMESAKE} asked"}),
        Node("Draft", "draft:about", at | {"state": "draft", "rows": said}),
        Node("Draft", "draft:by", at | {"state": "draft", "rows": "[]", "author": PERSON}),
        Node("Draft", "draft:other", at | {"state": "draft", "rows": other, "author": "clerk"}),
        Node("Collection", "kept", {
            "title": "1 and 2", "status": "retired", "until": "2025-01-01T00:00:00Z",
            "extra": [
                f"<urn:a> <urn:b> <{EXPANDED}> .", f'<urn:a> <urn:c> "{PERSON}" .', '<urn:a> <urn:d> "kept" .'],
        }),
    ]  # fmt: skip


EXPANDED = "https://w3id.org/karmagraph/id/off%2F0417%20%C3%BC"


async def all_of(store: Store) -> list[bytes]:
    """All that a store has, sorted, each row as JSON."""
    return sorted([said(row) async for row in everything(store)])


def said(row: Stored) -> bytes:
    ends = [row.label, row.id] if isinstance(row, Node) else [row.type, *row.start, *row.end]
    return orjson.dumps([*ends, row.props], option=orjson.OPT_SORT_KEYS)
