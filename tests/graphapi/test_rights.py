"""What a subject may not see is as if it were not there: for rows, filters, orders, counts and computed answers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.load import store_rows
from loaders.rows import Row
from ontology.model import NODES
from queries.rights import NOWHERE, PUBLIC, Realm, Right, Sight, Subject, realm
from queries.seen import seen
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.graphapi.asking import asked, codes
from tests.queries.asked import Asker
from tests.queries.one_of_each import joined, node
from tests.queries.walker import Walker, _valid
from tests.queries.worlds import edge
from tests.world import AS_OF, World, build, write

DOCUMENTS = {"embedded": 40, "neo4j": 5}
ABOUT_PEOPLE = ("fficer", "osting", "holds", "took")

OWN = Subject("o", frozenset({"reader", "officer"}), officer="mine")
HEAD = Subject("h", frozenset({"reader", "administrator"}), organisation="d1")
BOTH = Subject("b", frozenset({"reader", "administrator", "officer"}), "mine", "d1")
LOST = Subject("l", frozenset({"reader", "administrator"}), organisation="nowhere")
WHO = {"officer": OWN, "administrator": HEAD, "both": BOTH, "administrator of nothing": LOST}


# --- any document, against a walk over the rows that are left ----------------------------------------------


def left(world: World, subject: Subject) -> World:
    """The world without the officers that a subject may not see, and without the postings of nobody who is left."""
    officers = {id_ for label, id_ in world.nodes if label == "Officer" and _seen(world, subject, id_)}
    postings = {e.end for e in world.edges if e.type == "HAS_POSTING" and e.start[1] in officers}
    nodes = {
        at: props
        for at, props in world.nodes.items()
        if (at[0] != "Officer" or at[1] in officers) and (at[0] != "Posting" or at in postings)
    }
    return World(nodes, [e for e in world.edges if e.start in nodes and e.end in nodes])


def _seen(world: World, subject: Subject, officer: str) -> bool:
    if subject.sight.own and subject.officer == officer:
        return True
    top: Any = world.nodes.get(("Organisation", subject.organisation), {}).get("path")
    return bool(subject.sight.subtree and top) and any(
        (path or "").startswith(top) for path in _paths(world, ("Officer", officer))
    )


def _paths(world: World, officer: tuple[str, str]) -> Iterator[Any]:
    for has in world.edges:
        if has.type == "HAS_POSTING" and has.start == officer and _valid(world.nodes[has.end], AS_OF):
            yield from (world.nodes[at.end]["path"] for at in world.edges if at.type == "AT" and at.start == has.end)


def _subject(rnd: random.Random, world: World) -> Subject:
    officer, organisation = (
        rnd.choice([id_ for label, id_ in world.nodes if label == of]) for of in ("Officer", "Organisation")
    )
    wanted: list[Right] = rnd.choice([["officer"], ["administrator"], ["officer", "administrator"]])
    return Subject("s", frozenset({"reader", *wanted}), officer, organisation)


def _about_people(rnd: random.Random, world: World) -> tuple[str, dict[str, Any]]:
    """A document that comes to officers' records somewhere, with its variables."""
    while True:
        asker = Asker(rnd, world)
        text = asker.document()
        if any(word in text for word in ABOUT_PEOPLE):
            return text, asker.variables()


@pytest.mark.parametrize("seed", range(10, 14))
def test_an_answer_is_that_of_a_graph_without_what_is_hidden(run: Run, store: Store, seed: int) -> None:
    world = build(seed)
    run(write(store, world))
    some = False
    for number in range(DOCUMENTS[store.dialect]):
        rnd = random.Random(f"{seed}/{number}")
        subject, (text, variables) = _subject(rnd, world), _about_people(rnd, world)
        found = asked(run, store, text, variables, subject=subject, few=rnd.random() < 0.5)
        assert not found.errors, (text, variables, found.errors)
        expected = Walker(left(world, subject)).answer(text, variables)
        assert str(found.data) == str(expected.data), (subject, text, variables)
        some = some or str(expected.data) != str(Walker(world).answer(text, variables).data)
    assert some, "nothing was hidden: the documents ask for nothing"


def test_a_list_begins_with_the_subtree_where_fewer_rows_are_read_so(run: Run, store: Store) -> None:
    """A page of 50: of 40 placed, 3 below d1; of 90 there, all are read before the page is full."""
    run(wipe(store))
    run(store_rows(store, _placed({"d1": 2, "s1": 1, "d2": 37}), origin="t", format="t"))
    assert run(realm(store, HEAD)) == Realm("/m/d1/", few=True)
    assert run(realm(store, LOST)) == run(realm(store, OWN)) == Realm(NOWHERE, few=False)
    run(store_rows(store, _placed({"d1": 90, "s1": 40, "d2": 37}), origin="t", format="t"))
    assert run(realm(store, HEAD)) == Realm("/m/d1/", few=False)


def _placed(officers: dict[str, int]) -> Iterator[Row]:
    yield from (node("Organisation", id_) for id_ in ("m", "d1", "s1", "d2"))
    yield from joined("PART_OF", "Organisation", {"d1": "m", "d2": "m", "s1": "d1"}, "Organisation")
    for place, many in officers.items():
        for n in range(many):
            yield node("Posting", f"{place}-{n}")
            yield edge("AT", ("Posting", f"{place}-{n}"), ("Organisation", place))


# --- computed answers, and every place where an officer can be named ----------------------------------------


def graph() -> Iterator[Row]:
    """Two departments of a ministry; `d10` begins like `d1` and is another. Officers by where they are posted."""
    yield from (node("Organisation", id_) for id_ in ("m", "d1", "s1", "d2", "d10"))
    yield from joined("PART_OF", "Organisation", {"d1": "m", "d2": "m", "d10": "m", "s1": "d1"}, "Organisation")
    yield from (node("Competency", "c"), node("Module", "x", hours=4, status="live"), node("Role", "r"))
    yield edge("REQUIRES", ("Role", "r"), ("Competency", "c"), essential=True)
    yield edge("COVERS", ("Module", "x"), ("Competency", "c"))
    for officer, posts in {"mine": ("d2",), "a": ("d1",), "below": ("s1",), "two": ("d1", "d2")}.items():
        yield from person(officer, *posts)
    yield from person("was", "d1", until="2025-01-01T00:00:00Z")
    yield from person("will", "d1", since="2030-01-01T00:00:00Z")
    for officer, posts in {"other": ("d2",), "near": ("d10",), "none": (), "above": ("m",)}.items():
        yield from person(officer, *posts)


def person(officer: str, *posts: str, **dates: str) -> Iterator[Row]:
    """An officer in role `r` at each place, who holds nothing of it and has begun a module."""
    yield node("Officer", officer, languages=["en"])
    for post in posts:
        at = f"{officer}-{post}"
        yield node("Posting", at, **dates)
        yield edge("HAS_POSTING", ("Officer", officer), ("Posting", at))
        yield edge("AS", ("Posting", at), ("Role", "r"))
        yield edge("AT", ("Posting", at), ("Organisation", post))
    yield edge("TOOK", ("Officer", officer), ("Module", "x"), id=f"t-{officer}", state="started")


SEEN = {
    "officer": {"mine"},
    "administrator": {"a", "below", "two"},
    "both": {"mine", "a", "below", "two"},
    "administrator of nothing": set[str](),
}
HIDDEN = ("other", "near", "none", "above", "was", "will")
"""Hidden from all of them."""

FIELDS = "id languages holds { id } took { id } postings { id organisation { id } } "
FIELDS += "gaps { officer { id } judgements { status } } readiness { met required } plan { hours gaps }"
DOCUMENTS_ABOUT = [
    "{ officers(first: 100) { totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }",
    "{ officers(first: 2, orderBy: ID_DESC) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }",
    f"{{ officers {{ nodes {{ {FIELDS} }} }} }}",
    '{ officers(where: {organisation: "m"}) { totalCount nodes { id } } }',
    '{ officers(where: {role: "r"}) { totalCount } held: officers(where: {holds: "c"}) { totalCount nodes { id } } }',
    '{ officers(where: {took: "x"}) { totalCount nodes { id took { state } } } }',
    '{ officers(where: {id: {in: ["other", "mine", "a"]}}) { totalCount nodes { id } } }',
    '{ officers(asOf: "2024-06-01T00:00:00Z") { totalCount nodes { id } } }',
    "{ postings(first: 100) { totalCount nodes { id officer { id } organisation { id } } } }",
    '{ postings(where: {officer: "other"}) { totalCount } b: postings(where: {organisation: "m"}) { totalCount } }',
    '{ organisation(id: "d2") { postings { totalCount nodes { officer { id } } } } }',
    '{ role(id: "r") { postings(first: 100) { totalCount nodes { id officer { readiness { met } } } } } }',
    "{ counts { type count } }",
    '{ search(query: "other") { title } }',
    *(
        f'{{ officer(id: "{id_}") {{ {FIELDS} }} node(id: "Officer:{id_}") {{ id ... on Officer {{ {FIELDS} }} }} '
        f'nodes(ids: ["Officer:{id_}", "Posting:{id_}-d2", "Officer:mine"]) {{ id }} '
        f'posting(id: "{id_}-d2") {{ id officer {{ id }} }} }}'
        for id_ in ("other", "near", "was", "nobody", "mine")
    ),
]


@pytest.mark.parametrize("kind", sorted(WHO))
def test_who_sees_whom(run: Run, store: Store, kind: str) -> None:
    run(store_rows(store, graph(), origin="t", format="t"))
    subject = WHO[kind]
    data: Any = asked(run, store, DOCUMENTS_ABOUT[0], subject=subject).data
    assert {each["id"].removeprefix("Officer:") for each in data["officers"]["nodes"]} == SEEN[kind]
    assert data["officers"]["totalCount"] == len(SEEN[kind])
    assert set(run(seen(store, subject, AS_OF))) == SEEN[kind]
    assert set(run(seen(store, subject, AS_OF, ["a", "other", "mine", "no"]))) == SEEN[kind] & {"a", "mine"}
    for officer in (*HIDDEN, "nobody"):
        found = asked(run, store, f'{{ officer(id: "{officer}") {{ {FIELDS} }} }}', subject=subject)
        assert (found.data, found.errors) == ({"officer": None}, None)


def _bytes(run: Run, store: Store) -> list[bytes]:
    """All that each subject is told."""
    found = []
    for subject in WHO.values():
        for text in DOCUMENTS_ABOUT:
            result = asked(run, store, text, subject=subject)
            assert not result.errors, (text, result.errors)
            found.append(orjson.dumps(result.data))
    return found


def test_what_is_hidden_changes_no_byte(run: Run, store: Store) -> None:
    run(store_rows(store, graph(), origin="t", format="t"))
    before = _bytes(run, store)
    changed: list[Row] = [*person("new", "d2"), *person("another", "d10", since="2026-01-01T00:00:00Z")]
    for officer in HIDDEN:
        changed.append(node("Officer", officer, languages=["hi", "ta"]))
        changed.append(edge("HOLDS", ("Officer", officer), ("Competency", "c"), id=f"h-{officer}", source="course"))
        changed.append(edge("TOOK", ("Officer", officer), ("Module", "x"), id=f"u-{officer}", state="completed"))
    report = run(store_rows(store, changed, origin="t", format="t"))
    assert (report.created["Officer"], report.changed["Officer"], report.rejected) == (2, len(HIDDEN), [])
    after = _bytes(run, store)
    assert after == before
    # and what is seen does change them: the documents are not deaf
    run(store_rows(store, [edge("HOLDS", ("Officer", "a"), ("Competency", "c"), id="h-a")], origin="t", format="t"))
    assert _bytes(run, store) != after


# --- who has no right to rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("right", ["reader", "analyst", "steward", "reviewer", "auditor", "officer", "administrator"])
@pytest.mark.parametrize("text", DOCUMENTS_ABOUT[:12])
def test_a_right_that_is_none_to_rows_is_refused(run: Run, empty: Store, right: Right, text: str) -> None:
    # an officer without a record and an administrator without an organisation among them
    subject = Subject("s", frozenset({"reader", right}))
    assert set(codes(asked(run, empty, text, subject=subject))) == {"FORBIDDEN"}


@pytest.fixture
def empty(opened: Any) -> Store:
    """A store of whatever is in it: nothing is asked of it."""
    found: Store = opened("embedded")
    return found


def test_people_are_not_counted_for_who_may_not_see_all(run: Run, store: Store) -> None:
    run(store_rows(store, graph(), origin="t", format="t"))
    for subject in (PUBLIC, *WHO.values()):
        data: Any = asked(run, store, "{ counts { type } }", subject=subject).data
        types = {row["type"] for row in data["counts"]}
        assert types
        assert not any(NODES[label].personal for label in types)


@given(
    st.frozensets(st.sampled_from(["reader", "officer", "administrator", "analyst", "steward", "auditor"])),
    st.sampled_from(["", "o"]),
    st.sampled_from(["", "g"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sight_needs_a_right_and_what_it_is_a_right_to(rights: Any, officer: str, organisation: str) -> None:
    subject = Subject("s", rights, officer, organisation)
    assert subject.sight.own == ("officer" in rights and officer != "")
    assert subject.sight.subtree == ("administrator" in rights and organisation != "")
    assert not subject.sight.everyone
    assert replace(subject, everyone=True).sight == Sight(everyone=True)
