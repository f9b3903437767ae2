"""Whatever the schema allows is answered as graphql-core's own executor answers it, on both stores."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from graphql import ExecutionResult, parse, validate
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from graphapi.execution import Context
from graphapi.schema.build import CATALOGUE
from queries import answers
from queries.rights import DEVELOPER
from queries.search import SearchIndex
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.graphapi.asking import asked
from tests.graphapi.documents import AnyAsker
from tests.graphapi.ordinary import Ordinary
from tests.graphapi.serving import Endpoint
from tests.queries.walker import SCHEMA
from tests.world import AS_OF, World, build, write

DOCUMENTS = {"embedded": 25, "neo4j": 4}
"""Documents a world, as a rule: the server takes half a second to plan each."""
SAME_STORE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


def ordinary(store: Store, world: World, text: str) -> Ordinary:
    """The oracle of one document."""
    nothing = SearchIndex.build(())
    return Ordinary(
        world, Context(store, AS_OF, text, lambda at: answers.scales(store, at), lambda: nothing, DEVELOPER)
    )


def examples(store: Store) -> int:
    """Documents a world: more with `--hypothesis-profile=thorough`."""
    return DOCUMENTS[store.dialect] * settings.default.max_examples // 100  # type: ignore[union-attr]


def shown(result: ExecutionResult) -> str:
    """Data as text: the order of fields counts too, but 2 and 2.0 are one number in JSON."""
    return str(_plain(result.data))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("seed", [3, 17])
def test_planned_answers_are_those_of_ordinary_execution(run: Run, store: Store, seed: int) -> None:
    world = build(seed)
    run(write(store, world))

    @settings(max_examples=examples(store), phases=[Phase.generate], suppress_health_check=SAME_STORE)
    @given(st.randoms(use_true_random=False))
    def agree(rnd: random.Random) -> None:
        asker = AnyAsker(rnd, world)
        text = asker.document()
        assume(not validate(CATALOGUE.schema, parse(text)))
        for variables in (asker.variables(), asker.variables()):
            _agree(run, store, world, text, variables)

    agree()


def _agree(run: Run, store: Store, world: World, text: str, variables: dict[str, Any]) -> None:
    found = asked(run, store, text, variables)
    expected = run(ordinary(store, world, text).execute(text, variables))
    assert not expected.errors, (text, variables, expected.errors)
    assert not found.errors, (text, variables, found.errors)
    assert shown(found) == shown(expected), f"{text}\n{variables}"


# --- what means nothing ----------------------------------------------------------------------------------

ROOT_FIELDS = [
    (kind, name)
    for kind, type_ in (("query", SCHEMA.query_type), ("mutation", SCHEMA.mutation_type))
    for name in (type_.fields if type_ else ())
]
INSTANTS = st.sampled_from((AS_OF, "2025-01-01", "", "yesterday", "0000-00-00T00:00:00Z")).map(nodes.String)


def test_what_means_nothing_is_refused_and_nothing_fails(run: Run, opened: Callable[[str], Store]) -> None:
    store = opened("embedded")
    run(wipe(store))
    run(write(store, build(1)))
    served = Endpoint(run, store, subject=DEVELOPER)

    @settings(max_examples=settings.default.max_examples, phases=[Phase.generate], suppress_health_check=SAME_STORE)  # type: ignore[union-attr]
    @given(st.sampled_from(ROOT_FIELDS).flatmap(lambda root: _documents(*root)))
    def survives(text: str) -> None:
        answer = served.send(text)
        assert answer.status_code in {200, 400}, (text, answer.text)
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] not in {"INTERNAL", "BAD_DATA"}, (text, error)
            assert not error["extensions"]["code"].startswith("STORE_"), (text, error)

    survives()


@cache
def _documents(kind: str, name: str) -> st.SearchStrategy[Any]:
    """Documents that ask one root field, with any values."""
    make = queries if kind == "query" else mutations
    return make(SCHEMA, fields=[name], custom_scalars={"Instant": INSTANTS}, allow_x00=False)


# --- what is stored and does not fit ---------------------------------------------------------------------


def unfit(world: World, rnd: random.Random) -> World:
    """The world with whole numbers that do not fit in 32 bits, and without some values that must be there."""
    nodes = {at: _spoilt(at[0], props, rnd) for at, props in world.nodes.items()}
    sanctioned = rnd.choice((2**31, -(2**31) - 1, 2**31 - 1, -(2**31)))
    edges = [
        replace(edge, props=edge.props | {"sanctioned": sanctioned}) if "sanctioned" in edge.props else edge
        for edge in world.edges
    ]
    return World(nodes, edges)


def _spoilt(label: str, props: dict[str, Any], rnd: random.Random) -> dict[str, Any]:
    if label == "Module" and rnd.random() < 0.5:
        return props | {"capacity": rnd.choice((2**31, -(2**31) - 1, 2**40, 2**31 - 1, -(2**31)))}
    if label == "Scale" and rnd.random() < 0.5:
        return props | {"kind": None}
    return props


OFFERS = " fragment O on RoleCoverage { offers { courses { mode module { id capacity } } } }"
SPOILT = (
    "{ modules(first: 9) { totalCount nodes { capacity id more: capacity } edges { node { capacity } } } }",
    "{ scales { nodes { id kind levels { id rank } } } }",
    "{ levels(first: 5) { nodes { title rank scale { id kind } } pageInfo { hasNextPage } } }",
    "{ organisations { nodes { id posts { sanctioned role { id } } parts { title posts { sanctioned } } } } }",
    "{ scales { edges { node { a: levels { ...L } b: levels { ...L } } } } } fragment L on Level { scale { kind } }",
    "query A($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Module { capacity } ... on Scale { kind } } }",
    "query A($ids: [ID!]!) { nodes(ids: $ids) { ... on Identifier { thing { id ... on Scale { kind } } } } }",
    "{ identifiers(first: 20) { nodes { thing { id ... on Module { capacity } ... on Scale { k: kind } } } } }",
    "{ roles { nodes { id coverage { covered offers { status courses { hours module { id capacity } } } } } } }",
    "{ roles { nodes { coverage { role { a: coverage { offers { courses { module { capacity } } } } } } } } }",
    "{ roles { nodes { coverage { offers { status needed { requirements { role { coverage { ...O } } } } } } } } }"
    + OFFERS,
    "{ unbuilt { competency { id } } organisations { nodes { posts { sanctioned role { coverage { covered } } } } } }",
)


@pytest.mark.parametrize("seed", range(4))
def test_what_does_not_fit_is_null_where_the_specification_says_so_and_named_by_its_path(
    run: Run, store: Store, seed: int
) -> None:
    world = unfit(build(seed), random.Random(seed))
    run(write(store, world))
    ids = {"ids": [f"{label}:{id_}" for label, id_ in world.nodes][:100]}
    failed = 0
    for text in SPOILT:
        variables = ids if "$ids" in text else {}
        found = asked(run, store, text, variables)
        expected = run(ordinary(store, world, text).execute(text, variables))
        assert shown(found) == shown(expected), text
        assert _errors(found) == _errors(expected), text
        assert {code for _, _, code in _errors(found)} <= {"BAD_DATA"}
        failed += len(found.errors or ())
    assert failed


def _errors(result: ExecutionResult) -> list[tuple[Any, ...]]:
    return sorted((str(e.path), str(e.locations), "BAD_DATA") for e in result.errors or ())
