"""What the loader wrote to Neo4j, read back by another client: py2neo, with a Bolt of its own and none of our code.

Rows are drawn from the model: every node type and every relationship that a source may state, every kind of value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from py2neo import Graph

from loaders.load import Options, Report, store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology.earlier import EARLIER
from ontology.model import NODES, RELS
from ontology.terms import Prop, RelType
from queries.stores import Store
from tests import neo4j_server
from tests.conftest import Run, wipe

AT = Place("rows")
ORIGIN = "readback"
SCALE = "s"
WRITTEN_BY_US = {"Store", "Change"}
"""Nodes that the service keeps; no source states them."""

Draw = Callable[[st.SearchStrategy[Any]], Any]
SETTINGS = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

# --- rows, from the model ----------------------------------------------------------------------------

words = st.one_of(
    st.sampled_from(["लोक प्रशासन", "क्षत्रिय", "श्री", "உள்துறை", "a|b", 'it\'s "quoted"\n', "\\u0000", "🙂", "null", "1"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
)
tagged = st.builds("{}|{}".format, st.sampled_from(["", "en", "hi", "zh-Hant"]), words)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": words,
    "text": st.lists(tagged, min_size=1, max_size=3),
    "list": st.lists(words, min_size=1, max_size=3),
    "float": numbers,
    "int": st.integers(-(2**63), 2**63 - 1),
    "bool": st.booleans(),
    "instant": st.sampled_from(["0001-01-01T00:00:00Z", "2026-11-24T18:30:00Z", "9999-12-31T23:59:59Z"]),
}
ABSENT: st.SearchStrategy[Any] = st.sampled_from([None, "", []])


def properties(draw: Draw, declared: dict[str, Prop], *without: str) -> dict[str, Any]:
    """Values for declared properties: stated, said to be absent, or not mentioned."""
    found = {}
    for prop in declared.values():
        if prop.name in {"origin", *without}:
            continue
        if prop.required or draw(st.booleans()):
            found[prop.name] = draw(VALUES[prop.kind])
        elif draw(st.booleans()):
            found[prop.name] = draw(ABSENT)
    return found


def relationship(draw: Draw, rel: RelType, ends: tuple[tuple[str, str], tuple[str, str]]) -> EdgeRow:
    props = properties(draw, rel.props, "scale")
    if "scale" in rel.props:  # a level needs a scale that has it: an interval without bounds has all
        props["scale"] = SCALE
    return EdgeRow(rel.type, *ends, AT, props)


@st.composite
def sources(draw: Draw) -> list[Row]:
    """One or two things of each label, and relationships of each type between some of them."""
    nodes = [
        NodeRow(label, f"{label} {i} प", properties(draw, node.props, "id", "path", EARLIER), AT)
        for label, node in NODES.items()
        if label not in WRITTEN_BY_US
        for i in range(draw(st.integers(1, 2)))
    ]
    ids = {label: [row.id for row in nodes if row.label == label] for label in NODES}
    edges: dict[tuple[Any, ...], EdgeRow] = {}
    for rel in RELS.values():
        for start, end in () if rel.derived else rel.ends:
            for _ in range(draw(st.integers(0, 3))):
                a, b = draw(st.sampled_from(ids[start])), draw(st.sampled_from(ids[end]))
                if rel.acyclic and a >= b:
                    continue
                row = relationship(draw, rel, ((start, a), (end, b)))
                edges[identity(rel, row)] = row
    return [NodeRow("Scale", SCALE, {"title": "S", "kind": "interval"}, AT), *nodes, *edges.values()]


def identity(rel: RelType, row: EdgeRow) -> tuple[Any, ...]:
    """What tells a relationship from its parallels."""
    if rel.single:
        return rel.type, row.start
    since = row.props.get("since") if rel.dated else None
    return rel.type, row.start, row.end, since or None, *(row.props.get(name) for name in rel.key)


# --- what the rows state, and what py2neo reads ------------------------------------------------------

CASTS: dict[str, Callable[[Any], Any]] = {"float": float}


def stated(declared: dict[str, Prop], props: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The properties that must be in the store, in the model's types; an absent one is not there at all."""
    found = {name: value for name, value in props.items() if value not in (None, "", [])}
    cast = {name: CASTS.get(declared[name].kind, lambda value: value)(value) for name, value in found.items()}
    return typed(cast | {"origin": ORIGIN})


def typed(props: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Properties with their Python types, so that 1, 1.0 and True differ."""
    return sorted((name, type(value).__name__, value) for name, value in props.items())


def expected(rows: list[Row]) -> tuple[list[Any], list[Any]]:
    nodes = [
        ([row.label], stated(NODES[row.label].props, row.props | {"id": row.id}))
        for row in rows
        if isinstance(row, NodeRow)
    ]
    edges = [
        (row.type, row.start[1], row.end[1], stated(RELS[row.type].props, row.props))
        for row in rows
        if isinstance(row, EdgeRow)
    ]
    return sorted(nodes), sorted(edges)


def read(graph: Graph) -> tuple[list[Any], list[Any]]:
    """All nodes but those that the service keeps, without what it derives; all relationships but the derived ones."""
    things = graph.run("MATCH (n) RETURN labels(n), properties(n)")
    nodes = [(labels, {k: v for k, v in props.items() if k not in {"path", EARLIER}}) for labels, props in things]
    links = graph.run("MATCH (a)-[r]->(b) RETURN type(r), a.id, b.id, properties(r)")
    return (
        sorted((labels, typed(props)) for labels, props in nodes if not WRITTEN_BY_US & set(labels)),
        sorted((type_, a, b, typed(props)) for type_, a, b, props in links if not RELS[type_].derived),
    )


@pytest.fixture
def store(run: Run, opened: Callable[[str], Store]) -> Store:
    """An empty Neo4j: py2neo reads no other store."""
    found = opened("neo4j")
    run(wipe(found))
    return found


@pytest.fixture
def graph(store: Store) -> Iterator[Graph]:
    login = neo4j_server.start()
    assert isinstance(login, neo4j_server.Login)
    found = Graph(store.uri, auth=(login.user, login.password))
    yield found
    found.service.connector.close()


def put(run: Run, store: Store, rows: list[Row], **options: Any) -> Report:
    done = store_rows(store, rows, origin=ORIGIN, format="test", complete=True, options=Options(**options))
    report: Report = run(done)
    assert not report.rejected
    return report


@SETTINGS
@given(rows=sources())
def test_another_client_reads_what_the_rows_state_and_nothing_else(
    run: Run, store: Store, graph: Graph, rows: list[Row]
) -> None:
    run(wipe(store))
    put(run, store, rows)
    assert read(graph) == expected(rows)


def test_a_property_that_is_no_longer_stated_is_gone(run: Run, store: Store, graph: Graph) -> None:
    before = NodeRow("Module", "m", {"title": "M", "hours": 8, "languages": ["hi"], "capacity": 0}, AT)
    after = NodeRow("Module", "m", {"title": "M", "hours": 8.5}, AT)
    put(run, store, [before])
    put(run, store, [after])
    assert read(graph) == expected([after])


def test_a_changed_statement_is_closed_and_another_opened(run: Run, store: Store, graph: Graph) -> None:
    def rows(essential: bool, **props: Any) -> list[Row]:
        ends = ("Role", "r"), ("Competency", "c")
        nodes = [NodeRow(label, id_, {"title": id_}, AT) for label, id_ in ends]
        return [*nodes, EdgeRow("REQUIRES", *ends, AT, {"essential": essential, **props})]

    moment = "2026-06-01T00:00:00Z"
    put(run, store, rows(essential=True), at="2026-01-01T00:00:00Z")
    put(run, store, rows(essential=False), at=moment)
    [*nodes, closed] = rows(essential=True, until=moment)
    [*_, opened_] = rows(essential=False, since=moment)
    assert read(graph) == expected([*nodes, closed, opened_])
