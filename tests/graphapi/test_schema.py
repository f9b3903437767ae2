"""The schema says what the model says, no more; personal data stays behind its gate."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, get_named_type

from graphapi.computed import Part
from graphapi.schema.answers import PARTS
from graphapi.schema.build import CATALOGUE, PRINTED_AT, printed
from graphapi.schema.declare import EDGES, ENTITIES
from ontology.model import NODES, RELS
from ontology.terms import Prop
from queries import answers, rules, search
from queries.fields import RelationFilter, Value, Walk
from queries.stores import Statement, Store
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.world import build, write

TYPES = CATALOGUE.schema.type_map
# Sorted: parametrised tests must be collected in the same order by every worker.
PERSONAL = sorted(label for label, node in NODES.items() if node.personal)
UNSEEN = {"Change", "Draft", "Store"}


def test_the_committed_schema_is_what_the_types_say() -> None:
    assert PRINTED_AT.read_text("utf-8") == printed(), "run `python -m graphapi.schema`"


def _columns(type_: str, of: str) -> set[str]:
    fields = {place: spec for place, spec in CATALOGUE.fields.items() if place[0] == type_}
    return {spec.column.name for spec in fields.values() if isinstance(spec, Value) and spec.column.of == of}


def _public(props: dict[str, Prop]) -> set[str]:
    return {prop.name for prop in props.values() if prop.public}


def test_every_public_node_type_has_its_public_columns_and_no_other() -> None:
    assert set(ENTITIES) == set(NODES) - UNSEEN
    for label in ENTITIES:
        assert _columns(label, "node") == _public(NODES[label].props), label


def test_every_relationship_type_shows_its_public_columns_and_no_other() -> None:
    for name, type_ in EDGES.items():
        assert _columns(name, "edge") == _public(RELS[type_].props), name


def test_every_relationship_of_the_model_can_be_walked_both_ways() -> None:
    walks = [
        (hop.type, label if hop.direction == "out" else hop.label, hop.label if hop.direction == "out" else label)
        for (label, _), spec in CATALOGUE.fields.items()
        if isinstance(spec, Walk)
        for hop in spec.hops
        if hop.direction != "any"
    ]
    specs = [spec for spec in CATALOGUE.fields.values() if isinstance(spec, Walk)]
    either = {hop.type for spec in specs for hop in spec.hops if hop.direction == "any"}
    one_way = {"COUNTS_AS", "BROAD_MATCH", "NARROW_MATCH", "DESCRIBES"}
    for rel in RELS.values():
        for start, end in rel.ends:
            if rel.type in either or UNSEEN & {start, end}:
                continue
            assert walks.count((rel.type, start, end)) == (1 if rel.type in one_way else 2), (rel.type, start, end)


def test_every_field_of_an_entity_is_described() -> None:
    for label in (*ENTITIES, *EDGES, "Query"):
        type_ = TYPES[label]
        assert isinstance(type_, GraphQLObjectType)
        assert type_.description
        assert all(field.description for field in type_.fields.values()), label


@pytest.mark.parametrize(
    ("source", "type_", "left_out"),
    [
        (rules.Requirement, "Statement", {"competency", "title", "same"}),
        (rules.Needed, "Need", {"title"}),
        (rules.Course, "Course", {"title"}),
        (rules.Offer, "Offer", set()),
        (rules.Holding, "Evidence", set()),
        (rules.LeftOut, "LeftOut", set()),
        (rules.Judgement, "Judgement", set()),
        (rules.Readiness, "Readiness", set()),
        (answers.RoleCoverage, "RoleCoverage", set()),
        (answers.OfficerGaps, "OfficerGaps", set()),
        (answers.Transition, "Transition", {"start", "target"}),
        (search.Hit, "SearchHit", {"label", "id"}),
    ],
)
def test_an_answer_is_shown_whole(source: Any, type_: str, left_out: set[str]) -> None:
    from ontology.terms import camel  # noqa: PLC0415

    fields = source._fields if issubclass(source, tuple) else [field.name for field in dataclasses.fields(source)]
    names = set(map(camel, fields)) - left_out
    shown = TYPES[type_]
    assert isinstance(shown, GraphQLObjectType)
    assert names <= set(shown.fields)
    assert all((type_, name) in PARTS for name in shown.fields)


def test_every_field_has_a_meaning() -> None:
    for name, type_ in TYPES.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        if name.endswith(("Connection", "Edge")) or name in {"PageInfo", "LangText"}:
            continue
        for field in type_.fields:
            assert (name, field) in CATALOGUE.fields or (name, field) in PARTS, f"{name}.{field}"


def test_enumerated_answers_are_words_of_the_rules() -> None:
    words = {rules.MET, rules.GAP, rules.NOT_STATED, rules.NOT_COMPARABLE}
    standing = TYPES["Standing"]
    assert isinstance(standing, GraphQLEnumType)
    assert {value.value for value in standing.values.values()} == words
    assert isinstance(PARTS["Judgement", "status"], Part)


# --- personal data -----------------------------------------------------------------------------------


def _personal_documents() -> list[str]:
    """Every way to reach personal data: a root field, a traversal from what is not personal, a filter."""
    found = [
        document
        for label in PERSONAL
        for document in (
            f'{{ {label.lower()}(id: "x") {{ id }} }}',
            f"{{ {NODES[label].plural} {{ totalCount }} }}",
            f"{{ {NODES[label].plural} {{ nodes {{ id }} }} }}",
            f'{{ node(id: "{label}:x") {{ id }} }}',
            f'{{ nodes(ids: ["{label}:x"]) {{ id }} }}',
        )
    ]
    for (label, name), spec in CATALOGUE.fields.items():
        if (
            label in ENTITIES
            and label not in PERSONAL
            and isinstance(spec, Walk)
            and any(hop.personal for hop in spec.hops)
        ):
            one = f'{label.lower()}(id: "x")'
            found.append(f"{{ {one} {{ {name} {{ totalCount }} }} }}")
            found.append(f"{{ a: {one} {{ ... on {label} {{ b: {name} {{ nodes {{ __typename }} }} }} }} }}")
    for label, filters in CATALOGUE.filters.items():
        for name, wanted in filters.items():
            reaches = isinstance(wanted, RelationFilter) and any(hop.personal for hop in wanted.hops)
            if reaches and label not in PERSONAL:
                found.append(f'{{ {NODES[label].plural}(where: {{{name}: "x"}}) {{ totalCount }} }}')
    return found


@pytest.mark.parametrize("document", _personal_documents())
def test_personal_data_is_forbidden_without_the_flag(run: Run, opened: Any, document: str) -> None:
    result = asked(run, opened("embedded"), document, people=False)
    assert codes(result) == ["FORBIDDEN"]
    assert list((result.data or {}).values()) == [None]


def test_what_is_forbidden_leaves_the_rest(run: Run, store: Store) -> None:
    run(write(store, build(1)))
    result = asked(run, store, "{ officers { totalCount } roles { totalCount } }", people=False)
    assert codes(result) == ["FORBIDDEN"]
    assert result.data
    assert result.data["officers"] is None
    assert result.data["roles"]["totalCount"] > 0


def test_a_plan_made_with_the_flag_is_not_used_without_it(run: Run, opened: Any) -> None:
    document = "{ officers { totalCount } }"
    assert not asked(run, opened("embedded"), document, people=True).errors
    assert codes(asked(run, opened("embedded"), document, people=False)) == ["FORBIDDEN"]


# --- ids, null, numbers ------------------------------------------------------------------------------


def test_an_id_that_is_shown_is_taken_back(run: Run, store: Store) -> None:
    world = build(2)
    run(write(store, world))
    for label in ENTITIES:
        id_ = next(found for kind, found in world.nodes if kind == label)
        shown = data(run, store, f"query A($id: ID!) {{ {label.lower()}(id: $id) {{ id }} }}", {"id": id_})
        assert shown[label.lower()] == {"id": f"{label}:{id_}"}
        text = f"query B($id: ID!) {{ {label.lower()}(id: $id) {{ id }} node(id: $id) {{ id __typename }} }}"
        again = data(run, store, text, shown[label.lower()])
        assert again == {**shown, "node": {**shown[label.lower()], "__typename": label}}


def test_an_id_of_another_type_is_refused_and_an_unknown_one_is_null(run: Run, store: Store) -> None:
    assert codes(asked(run, store, '{ role(id: "Module:x") { id } }')) == ["BAD_REQUEST"]
    assert codes(asked(run, store, '{ node(id: "x") { id } }')) == ["BAD_REQUEST"]
    assert data(run, store, '{ role(id: "x") { id } node(id: "Role:x") { id } }') == {"role": None, "node": None}


def test_nodes_answer_in_the_order_asked_with_null_for_unknown_ones(run: Run, store: Store) -> None:
    world = build(3)
    run(write(store, world))
    keys = [*(f"{label}:{id_}" for label, id_ in world.nodes), "Role:none"][-60::3]
    keys.append("Role:none")
    keys += keys[:2]
    shown = data(run, store, "query A($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": keys})["nodes"]
    assert [node and node["id"] for node in shown] == [None if key == "Role:none" else key for key in keys]


def test_a_stored_value_that_does_not_fit_is_an_error_of_its_field(run: Run, store: Store) -> None:
    typed = store.dialect == "embedded"
    from ontology import cypher  # noqa: PLC0415

    rows = [{"id": "m", "title": None, "capacity": 2**31}]
    run(store.write([Statement(cypher.create_nodes(NODES["Module"], ["title", "capacity"], typed=typed), rows)]))
    assert codes(asked(run, store, '{ module(id: "m") { title } }')) == ["BAD_DATA"]
    assert codes(asked(run, store, '{ module(id: "m") { capacity } }')) == ["BAD_DATA"]
    assert data(run, store, '{ module(id: "m") { id hours } }') == {"module": {"id": "Module:m", "hours": None}}


def test_the_ordinary_executor_answers_what_plans_do_not(run: Run, store: Store) -> None:
    found = data(run, store, '{ __typename __type(name: "Role") { name } __schema { queryType { name } } }')
    assert found == {"__typename": "Query", "__type": {"name": "Role"}, "__schema": {"queryType": {"name": "Query"}}}


def test_scalars_are_few() -> None:
    scalars = {name for name, type_ in TYPES.items() if isinstance(type_, GraphQLScalarType)}
    assert scalars == {"ID", "String", "Float", "Int", "Boolean", "Instant"}
    assert get_named_type(TYPES["Query"].fields["role"].args["asOf"].type).name == "Instant"  # type: ignore[attr-defined]
