"""Search over a store: the same things from both, without people, and fresh."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from ontology import cypher
from ontology.model import NODES, RELS
from queries.search import SEARCHED, Document, FreshIndex, SearchIndex, documents
from queries.stores import Statement, Store

Run = Callable[[Coroutine[Any, Any, Any]], Any]

WORLD = (
    Document("Framework", "kcm", "KCM", ("en|Karmayogi Competency Model",)),
    Document(
        "Competency", "kcm:COMSUB-000276", "Data Use and Governance", ("en|Data Use and Governance", "hi|डेटा उपयोग"),
        ("en|Data stewardship",), "K-276", ("https://example.org/x/DUG", "igot:77"), ("kcm",),
    ),
    Document("Competency", "kcm:COMSUB-000300", "Data Use and Governance", frameworks=("kcm", "other"), retired=True),
    Document("Framework", "other", "Other"),
    Document("Collection", "kcm:core", "Core", frameworks=("kcm",)),
    Document("Role", "r:1", "Section Officer", ("en|Section Officer", "hi|अनुभाग अधिकारी"), frameworks=("other",)),
    Document("Activity", "a:1", "Drafting notes", frameworks=("other",)),
    Document("Module", "m:1", "Introduction to data", frameworks=("kcm",)),
    Document("Organisation", "o:1", "Department of Data", identifiers=("lgd:5",)),
)  # fmt: skip
NAMES = ("origin", "title", "labels", "altLabels", "notation", "status")
STATED = ("origin", "since", "until")


def nodes(store: Store, label: str, rows: list[dict[str, Any]]) -> Statement:
    names = [name for name in rows[0] if name != "id"]
    return Statement(cypher.create_nodes(NODES[label], names, typed=store.dialect == "embedded"), rows)


def edges(store: Store, rel: str, start: str, end: str, row: dict[str, Any]) -> Statement:
    names = [name for name in row if name not in {"start", "end"}]
    return Statement(cypher.create_edges(RELS[rel], start, end, names, typed=store.dialect == "embedded"), [row])


def statements(store: Store, world: tuple[Document, ...]) -> list[Statement]:
    made = []
    for d in world:
        values = (None, d.title, list(d.labels) or None, list(d.alt_labels) or None, d.notation)
        status = "retired" if d.retired else None
        made.append(nodes(store, d.label, [{"id": d.id, **dict(zip(NAMES, (*values, status), strict=True))}]))
        for key in d.identifiers:
            made.append(nodes(store, "Identifier", [{"id": key, "system": None}]))
            made.append(edges(store, "OF", "Identifier", d.label, {"start": key, "end": d.id, "origin": None}))
    for d in world:
        for framework in d.frameworks:
            ended = "2020-01-01T00:00:00Z" if d.retired else None
            row = {"start": d.id, "end": framework, **dict(zip(STATED, (None, None, ended), strict=True))}
            made.append(edges(store, "IN_SCHEME", d.label, "Framework", row))
    return made


def people(store: Store) -> list[Statement]:
    officer = {"id": "OFF-0417", "languages": ["hi"], "origin": "kcm"}
    return [
        nodes(store, "Officer", [officer]),
        nodes(store, "Posting", [{"id": "posting:0417", "since": None, "until": None, "origin": None}]),
        nodes(store, "Level", [{"id": "l:1", "title": "Expert", "labels": ["en|Expert"], "rank": 1.0, "origin": None}]),
    ]


def find(index: SearchIndex, query: str, **wanted: Any) -> list[str]:
    return [hit.id for hit in index.search(query, **wanted)]


async def streamed(store: Store) -> list[Document]:
    return [document async for document in documents(store)]


def test_what_is_searched_is_named_and_not_personal() -> None:
    expected = {"Framework", "Competency", "Collection", "Role", "Activity", "Module", "Organisation"}
    assert {node.label for node in SEARCHED} == expected


def test_both_stores_give_the_same_documents_and_hits(store: Store, run: Run) -> None:
    run(store.write([*statements(store, WORLD), *people(store)]))
    found = run(streamed(store))
    assert sorted(found, key=lambda d: d.id) == sorted(WORLD, key=lambda d: d.id)
    index, expected = SearchIndex.build(found), SearchIndex.build(WORLD)
    for query in (
        "data",
        "dat use",
        "stewardshp",
        "COMSUB",
        "kcm:COMSUB-000300",
        "उपयोग",
        "k 276",
        "igot:77",
        "DUG",
        "o",
    ):
        assert index.search(query) == expected.search(query)
    twins = ["kcm:COMSUB-000276", "kcm:COMSUB-000300"]
    assert find(index, "Data Use and Governance") == twins
    assert find(index, "data use and governance", frameworks=["other"]) == twins[1:]
    assert find(index, "data", types=["Module", "Organisation"]) == ["o:1", "m:1"]
    assert find(index, "igot:77") == find(index, "https://example.org/x/DUG") == twins[:1]
    assert find(index, "lgd:5") == ["o:1"]


def test_a_thing_moved_to_another_framework_has_left_the_first(store: Store, run: Run) -> None:
    moved = Document("Role", "r:9", "Clerk", frameworks=("other",))
    old = {"start": "r:9", "end": "kcm", "origin": None, "since": None, "until": "2020-01-01T00:00:00Z"}
    run(
        store.write(
            [*statements(store, (WORLD[0], WORLD[3], moved)), edges(store, "IN_SCHEME", "Role", "Framework", old)]
        )
    )
    assert moved in run(streamed(store))


def test_people_are_never_found(store: Store, run: Run) -> None:
    run(store.write([*statements(store, WORLD), *people(store)]))
    index = SearchIndex.build(run(streamed(store)))
    for query in ("OFF-0417", "off", "0417", "posting:0417", "posting", "OFF-0418", "expert"):
        assert not {hit.label for hit in index.search(query)} & {"Officer", "Posting", "Level"}
        assert find(index, query) == find(SearchIndex.build(WORLD), query)


def test_the_index_follows_the_store(store: Store, run: Run) -> None:
    fresh = FreshIndex(store)
    assert fresh.index.search("clerk") == []
    run(store.write(statements(store, WORLD)))
    assert run(fresh.refresh())
    first = fresh.index
    assert find(first, "section officer") == ["r:1"]
    assert not run(fresh.refresh())
    epoch = run(store.write(people(store)))
    assert not run(fresh.refresh())
    assert fresh.index is first
    assert fresh.epoch == epoch
    renamed = {"id": "r:1", "title": "Desk Officer", "labels": ["en|Desk Officer"]}
    text = cypher.update_nodes(NODES["Role"], ["title", "labels"], typed=store.dialect == "embedded")
    run(store.write([Statement(text, [renamed])]))
    assert run(fresh.refresh())
    assert find(fresh.index, "desk officer") == ["r:1"]
    assert find(fresh.index, "section") == []
    assert find(first, "section officer") == ["r:1"]
