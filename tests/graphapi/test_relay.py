"""Relay's two specifications: connections (forward paging) and object identification, for every type that says so."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
)

from graphapi.schema.build import CATALOGUE
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.world import World, build, write

TYPES = CATALOGUE.schema.type_map
CONNECTIONS = sorted(name for name in TYPES if name.endswith("Connection"))
ENTITIES = sorted(
    name for name, type_ in TYPES.items() if isinstance(type_, GraphQLObjectType) and TYPES["Node"] in type_.interfaces
)


@pytest.fixture
def world(run: Run, store: Store) -> World:
    made = build(9, size=5)
    run(write(store, made))
    return made


def fields(name: str) -> dict[str, Any]:
    """The types of a type's fields."""
    type_ = TYPES[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    return {key: field.type for key, field in type_.fields.items()}


def root(name: str) -> GraphQLField:
    """A field of the query."""
    query = CATALOGUE.schema.query_type
    assert query
    found: GraphQLField = query.fields[name]
    return found


# --- connections: types ----------------------------------------------------------------------------------


def test_page_info_is_as_specified() -> None:
    assert {name: str(type_) for name, type_ in fields("PageInfo").items()} == {
        "hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!", "startCursor": "String", "endCursor": "String",
    }  # fmt: skip


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_connection_has_edges_with_nodes_and_cursors(name: str) -> None:
    found = fields(name)
    assert str(found["pageInfo"]) == "PageInfo!"
    edges = get_nullable_type(found["edges"])
    assert is_list_type(edges)
    edge = get_nullable_type(edges.of_type)
    assert edge.name == f"{name.removesuffix('Connection')}Edge"
    assert str(fields(edge.name)["cursor"]) == "String!"
    node = get_nullable_type(fields(edge.name)["node"])
    assert isinstance(node, GraphQLObjectType)
    assert get_nullable_type(get_nullable_type(found["nodes"]).of_type) == node


def test_whatever_returns_a_connection_pages_forward_and_no_other_way() -> None:
    # a server that pages one way only conforms: `last` and `before` are refused as unknown, before anything is read
    found = 0
    for type_ in TYPES.values():
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            if getattr(get_nullable_type(field.type), "name", "").endswith("Connection"):
                found += 1
                assert {"first", "after"} <= set(field.args)
                assert not {"last", "before"} & set(field.args)
                assert str(field.args["first"].type) == "Int!"
                assert str(field.args["after"].type) == "String"
    assert found > 20
    assert validate(CATALOGUE.schema, parse("{ roles(last: 2) { nodes { id } } }"))
    assert validate(CATALOGUE.schema, parse('{ roles(first: 2, before: "x") { nodes { id } } }'))


# --- connections: pages ----------------------------------------------------------------------------------

PAGE = """query Page($first: Int!, $after: String) { competencies(first: $first, after: $after) {
  edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def _page(run: Run, store: Store, first: int, after: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = data(run, store, PAGE, {"first": first, "after": after})["competencies"]
    return found


def test_first_and_after_give_what_the_algorithm_gives(run: Run, store: Store) -> None:
    # "EdgesToReturn": those after the cursor, in order, at most so many
    run(write(store, build(2, 6, full=True)))
    edges = _page(run, store, 100)["edges"]
    assert len(edges) > 3
    for place in range(-1, len(edges)):
        after = edges[place]["cursor"] if place >= 0 else None
        for first in (0, 1, 2, len(edges)):
            page = _page(run, store, first, after)
            wanted = edges[place + 1 :][:first]
            assert page["edges"] == wanted
            assert page["pageInfo"] == {
                "hasNextPage": len(edges) > place + 1 + first,
                "hasPreviousPage": after is not None,
                "startCursor": wanted[0]["cursor"] if wanted else None,
                "endCursor": wanted[-1]["cursor"] if wanted else None,
            }


def test_a_cursor_stays_good_when_its_row_has_gone(run: Run, store: Store) -> None:
    run(write(store, build(2, 6, full=True)))
    edges = _page(run, store, 100)["edges"]
    gone = edges[1]["node"]["id"].removeprefix("Competency:")
    run(_drop(store, gone))
    assert _page(run, store, 100, edges[1]["cursor"])["edges"] == edges[2:]


async def _drop(store: Store, id_: str) -> None:
    from queries.stores import Statement  # noqa: PLC0415

    text = "UNWIND $rows AS row MATCH (c:Competency {id: row.id}) DETACH DELETE c"
    await store.write([Statement(text, [{"id": id_}])])


def test_less_than_none_is_refused(run: Run, store: Store) -> None:
    assert codes(asked(run, store, PAGE, {"first": -1})) == ["BAD_REQUEST"]


# --- object identification -------------------------------------------------------------------------------


def test_a_node_has_an_id_and_is_found_by_it() -> None:
    assert {name: str(type_) for name, type_ in fields("Node").items()} == {"id": "ID!"}
    node = root("node")
    assert str(node.type) == "Node"
    assert {name: str(argument.type) for name, argument in node.args.items() if is_non_null_type(argument.type)} == {
        "id": "ID!"
    }
    nodes = root("nodes")
    assert (str(nodes.type), str(nodes.args["ids"].type)) == ("[Node]", "[ID!]!")
    assert len(ENTITIES) > 10


def test_what_is_found_by_an_id_has_that_id_and_is_the_same_thing(run: Run, store: Store, world: World) -> None:
    for label in ENTITIES:
        ids = [f"{label}:{id_}" for kind, id_ in world.nodes if kind == label][: 2 if store.dialect == "neo4j" else 5]
        text = "query A($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
        assert data(run, store, text, {"ids": ids})["nodes"] == [{"__typename": label, "id": key} for key in ids]
        one = data(run, store, "query A($id: ID!) { node(id: $id) { __typename id } }", {"id": ids[0]})
        assert one["node"] == {"__typename": label, "id": ids[0]}


def test_an_id_of_nothing_is_null_and_keeps_its_place(run: Run, store: Store, world: World) -> None:
    role = next(f"Role:{id_}" for label, id_ in world.nodes if label == "Role")
    text = 'query A($ids: [ID!]!) { nodes(ids: $ids) { id } node(id: "Role:none") { id } }'
    found = data(run, store, text, {"ids": [role, "Role:none", role, "Module:none"]})
    assert found == {"nodes": [{"id": role}, None, {"id": role}, None], "node": None}


def test_ids_are_unique_over_all_types(run: Run, store: Store, world: World) -> None:
    del world
    seen: set[str] = set()
    for name in ("roles", "competencies", "modules", "organisations", "scales", "levels", "frameworks"):
        ids = [node["id"] for node in data(run, store, f"{{ {name}(first: 100) {{ nodes {{ id }} }} }}")[name]["nodes"]]
        assert len(set(ids)) == len(ids)
        assert not seen & set(ids)
        seen |= set(ids)
