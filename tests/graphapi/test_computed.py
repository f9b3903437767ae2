"""Computed fields are the answers of the rules, asked for all parents at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ontology.terms import camel
from queries import answers, rules
from queries.search import SearchIndex
from queries.search import documents as searched
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.world import AS_OF, WORDS, World, build

NEED = """needed { competency { id title } essential level scale levels { scale level } importance
  requirements { role { id } level scale essential importance distance source since } same { id } }"""
EVIDENCE = "id competency { id } level scale source evidence awarded expires confidence negative verified"
OFFER = f"{NEED} status reason courses {{ module {{ id title }} fromLevel toLevel scale hours mode }}"
JUDGEMENT = f"{NEED} status reason held counted {{ {EVIDENCE} }} leftOut {{ holding {{ {EVIDENCE} }} reason }}"


@pytest.fixture(scope="module", params=[11, 13])
def world(request: pytest.FixtureRequest) -> World:
    """What the store holds."""
    return build(request.param, size=8, full=True)


@pytest.fixture
def store(holding: Callable[[World], Store], world: World) -> Store:
    """A store of each engine with the world in it."""
    return holding(world)


def _ids(world: World, label: str) -> list[str]:
    return [id_ for found, id_ in world.nodes if found == label]


def _most_demanding(world: World) -> str:
    return Counter(edge.start[1] for edge in world.edges if edge.type == "REQUIRES").most_common(1)[0][0]


def _need(need: rules.Needed) -> dict[str, Any]:
    shown = {name: getattr(need, name) for name in ("essential", "level", "scale")}
    return {
        "competency": {"id": f"Competency:{need.competency}", "title": need.title},
        **shown,
        "levels": [{"scale": scale, "level": level} for scale, level in need.levels],
        "importance": need.importance,
        "requirements": [
            {
                "role": {"id": f"Role:{r.role}"},
                **_attributes(r, "level scale essential importance distance source since"),
            }
            for r in need.requirements
        ],
        "same": [{"id": f"Competency:{id_}"} for id_ in need.same],
    }


def _attributes(answer: Any, names: str) -> dict[str, Any]:
    return {camel(name): getattr(answer, name) for name in names.split()}


def _evidence(holding: rules.Holding) -> dict[str, Any]:
    names = "level scale source evidence awarded expires confidence negative verified"
    return {
        "id": holding.id,
        "competency": {"id": f"Competency:{holding.competency}"},
        **_attributes(holding, names),
    }


def _word(status: str) -> str:
    return "".join(f"_{c}" if c.isupper() else c for c in status).upper()


def _judgement(found: rules.Judgement) -> dict[str, Any]:
    return {
        "needed": _need(found.needed),
        "status": _word(found.status),
        "reason": found.reason,
        "held": found.held,
        "counted": [_evidence(holding) for holding in found.counted],
        "leftOut": [{"holding": _evidence(out.holding), "reason": out.reason} for out in found.left_out],
    }


def _offer(found: rules.Offer) -> dict[str, Any]:
    return {
        "needed": _need(found.needed),
        "status": _word(found.status),
        "reason": found.reason,
        "courses": [
            {
                "module": {"id": f"Module:{course.module}", "title": course.title},
                **_attributes(course, "from_level to_level scale hours mode"),
            }
            for course in found.courses
        ],
    }


def test_coverage_of_all_roles_is_that_of_the_rules(run: Run, store: Store, world: World) -> None:
    known = run(answers.scales(store, AS_OF))
    roles = _ids(world, "Role")
    expected = run(answers.role_coverage(store, roles, AS_OF, known))
    text = (
        "query A($ids: [ID!]!) { nodes(ids: $ids) { ... on Role"
        f" {{ coverage {{ required optional covered offers {{ {OFFER} }} }} }} }} }}"
    )
    found = data(run, store, text, {"ids": [f"Role:{role}" for role in roles]})["nodes"]
    assert len({offer.status for answer in expected.values() for offer in answer.offers}) > 1
    for role, node in zip(roles, found, strict=True):
        answer = expected[role]
        assert node["coverage"] == {
            "required": answer.required,
            "optional": answer.optional,
            "covered": len(answer.with_status(rules.COVERED, essential=True)),
            "offers": [_offer(offer) for offer in answer.offers],
        }


@pytest.mark.parametrize("narrow", [False, True])
def test_gaps_and_readiness_of_all_officers_are_those_of_the_rules(
    run: Run, store: Store, world: World, *, narrow: bool
) -> None:
    known = run(answers.scales(store, AS_OF))
    officers, role = _ids(world, "Officer"), _most_demanding(world)
    counting = rules.Counting(AS_OF, WORDS[:4], 1.0, unverified=True) if narrow else rules.Counting(AS_OF)
    expected = run(answers.officer_gaps(store, officers, counting, known, role=role if narrow else None))
    sources = json.dumps(WORDS[:4])
    arguments = f'(role: "{role}", sources: {sources}, minConfidence: 1, unverified: true)' if narrow else ""
    found = data(
        run,
        store,
        f"{{ officers(first: 100) {{ nodes {{ id gaps{arguments} {{ officer {{ id }} judgements {{ {JUDGEMENT} }} }}"
        f" readiness{arguments} {{ met required notStated notComparable share weighted }} }} }} }}",
    )["officers"]["nodes"]
    assert len(found) == len(officers)
    assert any(found.counted or found.left_out for answer in expected.values() for found in answer.judgements)
    for node in found:
        answer = expected[node["id"].removeprefix("Officer:")]
        assert node["gaps"]["officer"] == {"id": node["id"]}
        assert node["gaps"]["judgements"] == [_judgement(judgement) for judgement in answer.judgements]
        assert node["readiness"] == _attributes(
            answer.readiness, "met required not_stated not_comparable share weighted"
        )


def test_a_transition_is_that_of_the_rules(run: Run, store: Store, world: World) -> None:
    known = run(answers.scales(store, AS_OF))
    roles = _ids(world, "Role")
    for optional in (False, True):
        expected = run(answers.transition(store, roles[0], roles[-1], AS_OF, known, count_optional=optional))
        found = data(
            run,
            store,
            f"query A($a: ID!, $b: ID!, $o: Boolean!) {{ transition(from: $a, to: $b, countOptional: $o)"
            f" {{ from {{ id }} to {{ id title }} required missing judgements {{ {JUDGEMENT} }} }} }}",
            {"a": roles[0], "b": f"Role:{roles[-1]}", "o": optional},
        )["transition"]
        title = world.nodes["Role", roles[-1]]["title"]
        assert found == {
            "from": {"id": f"Role:{roles[0]}"},
            "to": {"id": f"Role:{roles[-1]}", "title": title},
            "required": expected.required,
            "missing": len(expected.with_status(rules.GAP)),
            "judgements": [_judgement(judgement) for judgement in expected.judgements],
        }


def test_an_unknown_role_is_said_to_be_unknown(run: Run, store: Store, world: World) -> None:
    role, officer = _ids(world, "Role")[0], _ids(world, "Officer")[0]
    assert codes(asked(run, store, f'{{ transition(from: "{role}", to: "none") {{ required }} }}')) == ["NOT_FOUND"]
    text = f'{{ officer(id: "{officer}") {{ gaps(role: "none") {{ asOf }} }} }}'
    assert codes(asked(run, store, text)) == ["NOT_FOUND"]


@pytest.mark.usefixtures("world")
def test_answers_are_filtered_by_status_and_essence(run: Run, store: Store) -> None:
    text = """{ roles(first: 100) { nodes { coverage { all: offers { ...O } none: offers(status: UNCOVERED) { ...O }
      essential: offers(essential: true) { ...O } optional: offers(essential: false, status: COVERED) { ...O } } } } }
      fragment O on Offer { status needed { essential competency { id } } }"""
    for node in data(run, store, text)["roles"]["nodes"]:
        found = node["coverage"]
        everything = found["all"]
        assert found["none"] == [o for o in everything if o["status"] == "UNCOVERED"]
        assert found["essential"] == [o for o in everything if o["needed"]["essential"]]
        assert found["optional"] == [o for o in everything if not o["needed"]["essential"] and o["status"] == "COVERED"]


@pytest.mark.usefixtures("world")
def test_what_an_answer_names_can_be_asked_further(run: Run, store: Store) -> None:
    text = """{ roles(first: 100) { nodes { coverage { offers { needed { competency { id title kind frameworks { id }
      label(languages: ["hi"]) { lang } same: title } } } } } } }"""
    again = """query A($ids: [ID!]!) { nodes(ids: $ids) { ... on Competency { id title kind frameworks { id }
      label(languages: ["hi"]) { lang } same: title } } }"""
    named = [
        offer["needed"]["competency"]
        for node in data(run, store, text)["roles"]["nodes"]
        for offer in node["coverage"]["offers"]
    ][:50]
    assert named
    assert data(run, store, again, {"ids": [competency["id"] for competency in named]})["nodes"] == named


@pytest.mark.usefixtures("world")
def test_an_answer_nested_in_an_answer(run: Run, store: Store) -> None:
    text = "{ roles { nodes { id coverage { role { id coverage { required role { title } } } required } title } } }"
    for node in data(run, store, text)["roles"]["nodes"]:
        inner = node["coverage"]["role"]
        assert inner["id"] == node["id"]
        assert inner["coverage"] == {"required": node["coverage"]["required"], "role": {"title": node["title"]}}


def test_counts_and_search_are_those_of_the_store(run: Run, store: Store, world: World) -> None:
    counts = {row["type"]: row["count"] for row in data(run, store, "{ counts { type count } }")["counts"]}
    assert counts["Role"] == len(_ids(world, "Role"))
    from graphql import parse  # noqa: PLC0415

    from graphapi.execution import Context, execute  # noqa: PLC0415

    async def found() -> list[Any]:
        return [document async for document in searched(store)]

    index = SearchIndex.build(run(found()))
    text = '{ search(query: "data", first: 9) { title text lang match node { id ... on Role { title grade } } } }'
    context = Context(store, AS_OF, text, lambda at: answers.scales(store, at), lambda: index)
    result = run(execute(parse(text), context))
    assert not result.errors
    hits = index.search("data", (), (), 9)
    assert [hit["node"]["id"] for hit in result.data["search"]] == [f"{hit.label}:{hit.id}" for hit in hits]
    assert all(hit["node"].get("title", hit["title"]) == hit["title"] for hit in result.data["search"])
    assert codes(asked(run, store, '{ search(query: "x", types: ["Officer"]) { title } }')) == ["BAD_REQUEST"]
