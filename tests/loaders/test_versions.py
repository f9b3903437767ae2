"""Versions: what differs between two; a newer one loads as exactly that, and the older one stays answerable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loaders.content import Scope, content
from loaders.effects import Effect, effects
from loaders.load import Options, store_rows
from loaders.rows import EdgeRow, NodeRow, Row
from loaders.spool import Spool, coerced
from loaders.version_sources import of_store
from loaders.versions import KINDS, Change, Versions, compare, prepared
from ontology.model import NODES, RELS
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.one_of_each import node
from tests.queries.worlds import edge

DATES = T1, T2, NOW = ("2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z", "2025-09-01T00:00:00Z")
FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
Draw = Callable[[st.SearchStrategy[Any]], Any]


def spool(rows: Iterable[Row], at: str = NOW, framework: str | None = None) -> Spool:
    found = Spool()
    for _ in found.fill(rows):
        pass
    return prepared(found, at, framework)


def differences(before: Iterable[Row], after: Iterable[Row], **options: str) -> list[Change]:
    return list(compare(Versions(spool(before, **options), spool(after, **options))))


# --- what each kind is -----------------------------------------------------------------------------------


def scale() -> list[Row]:
    levels = [node("Level", f"k:{rank}", rank=rank, title=name) for rank, name in ((1, "Low"), (2, "High"))]
    joined = [edge("HAS_LEVEL", ("Scale", "k"), ("Level", level.id)) for level in levels]
    return [node("Scale", "k", kind="ordinal"), *levels, *joined]


def things(*ids: str, **props: Any) -> list[Row]:
    labels = {"c": "Competency", "r": "Role", "m": "Module", "f": "Framework", "a": "Activity"}
    return [node(labels[id_[0]], id_, **props) for id_ in ids]


def requires(**props: Any) -> EdgeRow:
    return edge("REQUIRES", ("Role", "r1"), ("Competency", "c1"), **props)


def joined(type_: str, start: str, end: str, **props: Any) -> EdgeRow:
    labels = {"c": "Competency", "r": "Role", "m": "Module", "f": "Framework", "a": "Activity"}
    return edge(type_, (labels[start[0]], start), (labels[end[0]], end), **props)


BASE = [*scale(), *things("c1", "c2", "c3", "r1", "m1")]
CASES: dict[str, tuple[list[Row], list[Row], Change]] = {
    "a thing that is new": ([], things("c4"), Change("added", "Competency", "Competency", "c4")),
    "a thing that is gone": (things("c4"), [], Change("removed", "Competency", "Competency", "c4")),
    "another label": (
        things("c4", labels=["en|Old", "hi|वही"], title="Old"),
        things("c4", labels=["hi|वही", "en|New"], title="New"),
        Change("relabelled", "Competency", "Competency", "c4", "", ["en|Old"], ["en|New"]),
    ),
    "another text": (
        things("m2", definitions=["en|a"], hours=4, languages=["hi", "en"]),
        things("m2", hours=8, languages=["en", "hi"]),
        Change("changed", "Module", "Module", "m2", "", {"definitions": ["en|a"], "hours": 4.0}, {"hours": 8.0}),
    ),
    "another place": (
        [joined("BROADER", "c1", "c2")],
        [joined("BROADER", "c1", "c3")],
        Change("moved", "BROADER", "Competency", "c1", "", ["c2"], ["c3"]),
    ),
    "another order": (
        [joined("BROADER", "c1", "c2", position=1)],
        [joined("BROADER", "c1", "c2", position=2)],
        Change("changed", "BROADER", "Competency", "c1", "c2", {"position": 1.0}, {"position": 2.0}),
    ),
    "another level": (
        [requires(level=1, scale="k")],
        [requires(level=2, scale="k")],
        Change("relevelled", "REQUIRES", "Role", "r1", "c1", ["Level 1 of 2 · Low (k)"], ["Level 2 of 2 · High (k)"]),
    ),
    "a level where there was none": (
        [joined("COVERS", "m1", "c1")],
        [joined("COVERS", "m1", "c1", toLevel=2, scale="k")],
        Change("relevelled", "COVERS", "Module", "m1", "c1", ["no level"], ["to Level 2 of 2 · High (k)"]),
    ),
    "now essential": (
        [requires(essential=False)],
        [requires(essential=True)],
        Change("essential", "REQUIRES", "Role", "r1", "c1", before=False, after=True),
    ),
    "now optional": (
        [requires(essential=True)],
        [requires(essential=False)],
        Change("optional", "REQUIRES", "Role", "r1", "c1", before=True, after=False),
    ),
    "replaced": (
        [],
        [joined("REPLACED_BY", "c1", "c2")],
        Change("replaced", "REPLACED_BY", "Competency", "c1", "c2"),
    ),
    "a requirement that is new": ([], [requires()], Change("added", "REQUIRES", "Role", "r1", "c1")),
    "a requirement that ended": (
        [requires()],
        [requires(until=T2)],
        Change("removed", "REQUIRES", "Role", "r1", "c1"),
    ),
    "a role with what it requires": (
        [],
        [*things("r2", "a1"), joined("REQUIRES", "r2", "c1"), joined("HAS", "r1", "a1"), joined("NEEDS", "a1", "c1")],
        Change("added", "Role", "Role", "r2"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_difference(case: str) -> None:
    before, after, expected = CASES[case]
    found = differences([*BASE, *before], [*BASE, *after])
    extra = [Change("added", "Activity", "Activity", "a1")] if "a1" in str(after) else []
    assert sorted(found, key=repr) == sorted([expected, *extra], key=repr)


def test_every_kind_is_shown() -> None:
    assert {expected.kind for _, _, expected in CASES.values()} == set(KINDS)


def test_one_framework_alone() -> None:
    def rows(title: str, *more: Row) -> list[Row]:
        inside = [*things("f1", "f2", "c1", "r1"), joined("IN_SCHEME", "c1", "f1"), joined("IN_SCHEME", "r1", "f2")]
        return [*inside, *things("c9", title=title), joined("IN_SCHEME", "c9", "f2"), *more]

    after = rows("New", requires(), joined("RELATED", "c1", "c9"))
    assert [(change.kind, change.id) for change in differences(rows("Old"), after, framework="f1")] == [("added", "c1")]
    other = differences(rows("Old"), after, framework="f2")
    assert [(change.kind, change.id) for change in other] == [("relabelled", "c9"), ("added", "r1")]


# --- random versions -------------------------------------------------------------------------------------

IDS = {"Competency": ["c0", "c1", "c2"], "Role": ["r0", "r1"], "Module": ["m0"], "Framework": ["f0"]}
LINKS = (
    ("REQUIRES", "Role", "Competency"), ("COVERS", "Module", "Competency"), ("BROADER", "Competency", "Competency"),
    ("RELATED", "Competency", "Competency"), ("REPLACED_BY", "Competency", "Competency"),
    ("IN_SCHEME", "Competency", "Framework"), ("SPECIALISES", "Role", "Role"),
)  # fmt: skip
maybe = st.booleans()


def said(draw: Draw, type_: str) -> dict[str, Any]:
    """What a relationship says: a level or none, essential or not."""
    names = {"REQUIRES": "level", "COVERS": "toLevel"}
    level = draw(st.sampled_from([None, 1, 2])) if type_ in names else None
    levelled = {names[type_]: level, "scale": "k"} if level else {}
    return levelled | ({"essential": draw(maybe)} if type_ == "REQUIRES" and draw(maybe) else {})


def more(draw: Draw, label: str) -> dict[str, Any]:
    """What a thing may say beside its name: a definition, and a module its hours."""
    told = {"definitions": ["en|d"]} if draw(maybe) else {}
    return told | ({"hours": draw(st.sampled_from([1, 2]))} if label == "Module" and draw(maybe) else {})


@st.composite
def versions(draw: Draw) -> list[Row]:
    """A whole framework, small enough that two of them often say different things of one thing."""
    chosen = [(label, id_) for label, ids in IDS.items() for id_ in ids if draw(st.sampled_from([True, True, False]))]
    titles = st.sampled_from(["A", "B"])
    rows: list[Row] = [
        node(label, id_, labels=[f"en|{(title := draw(titles))}"], title=title, **more(draw, label))
        for label, id_ in chosen
    ]
    for type_, start, end in LINKS:
        pairs = [(a, b) for a in chosen for b in chosen if (a[0], b[0]) == (start, end) and (a < b or start != end)]
        rows += [edge(type_, a, b, **said(draw, type_)) for a, b in pairs if draw(maybe)]
    return [*scale(), *rows]


@given(before=versions(), after=versions())
def test_a_difference_read_backwards(before: list[Row], after: list[Row]) -> None:
    assert differences(before, before) == []
    forth, back = (kinds(differences(*pair)) for pair in ((before, after), (after, before)))
    assert forth == Counter({(OPPOSITE.get(kind, kind), *rest): n for (kind, *rest), n in back.items()})


OPPOSITE = {"added": "removed", "removed": "added"}


def kinds(changes: list[Change]) -> Counter[tuple[str, ...]]:
    """Changes by kind and what they are of; a new successor and one more essential are an addition and a change."""
    same = {"replaced": "added", "essential": "obliged", "optional": "obliged"}
    return Counter((same.get(each.kind, each.kind), each.type, each.id, each.other) for each in changes)


def stated(rows: Iterable[Row], type_: type[NodeRow | EdgeRow]) -> list[tuple[Any, ...]]:
    """What rows of a kind state, without dates."""
    found = []
    for row in rows:
        if isinstance(row, NodeRow) and isinstance(row, type_):
            said = coerced(NODES[row.label].props, row.props)
            found.append((row.label, row.id, *_undated(said)))
        elif isinstance(row, EdgeRow) and isinstance(row, type_):
            said = coerced(RELS[row.type].props, row.props)
            found.append((row.type, row.start, row.end, *_undated(said)))
    return sorted(found, key=repr)


def _undated(props: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in props.items() if name not in {"since", "until"})


async def read(store: Store, at: str) -> list[Row]:
    return [row async for row in content(store, Scope(as_of=at))]


async def publish(store: Store, *published: tuple[str, list[Row]]) -> None:
    await wipe(store)
    for at, rows in published:
        report = await store_rows(store, rows, origin="o", format="test", complete=True, options=Options(at=at))
        assert not report.rejected


@FEW
@given(published=st.lists(versions(), min_size=2, max_size=3))
def test_older_versions_stay_answerable(run: Run, store: Store, published: list[list[Row]]) -> None:
    run(publish(store, *zip(DATES, published, strict=False)))
    for at, rows in zip(DATES, published, strict=False):
        found = run(read(store, at))
        assert stated(found, EdgeRow) == stated(rows, EdgeRow)
        assert stated(found, NodeRow) == stated(rows, NodeRow)


@FEW
@given(published=st.lists(versions(), min_size=2, max_size=3))
@example(published=[[*scale(), *things("r1", "c1"), requires(level=level, scale="k")] for level in (1, 2, 1)])
def test_a_store_s_whole_history_loads_into_it_without_change(
    run: Run, store: Store, published: list[list[Row]]
) -> None:
    run(publish(store, *zip(DATES, published, strict=False)))
    everything = run(_read(store))
    again = run(store_rows(store, everything, origin="o", format="test", complete=False))
    assert not again.rejected
    assert (again.created, again.changed, again.retired) == ({}, {}, {})
    assert run(_read(store)) == everything


async def _read(store: Store) -> list[Row]:
    return [row async for row in content(store, Scope())]


@FEW
@given(before=versions(), after=versions())
def test_a_newer_version_loads_as_exactly_the_difference(
    run: Run, store: Store, before: list[Row], after: list[Row]
) -> None:
    run(publish(store, (T1, before), (T2, after)))
    found = list(compare(Versions(run(of_store(store, T1)), run(of_store(store, T2)))))
    assert found == differences(before, after)


# --- whom it touches -------------------------------------------------------------------------------------


def test_how_many_refer_to_what_changes(run: Run, store: Store) -> None:
    officers = [node("Officer", f"o{i}") for i in range(7)]
    before = [
        *BASE, *things("r2"), requires(), joined("COVERS", "m1", "c1"), joined("SPECIALISES", "r2", "r1"), *officers,
        *(edge("HOLDS", ("Officer", f"o{i}"), ("Competency", "c1"), id=f"{i}{j}") for i in range(5) for j in "ab"),
        *(edge("TOOK", ("Officer", f"o{i}"), ("Module", "m1"), id=f"t{i}") for i in range(2)),
        *(row for i in range(7) for row in posted(i, until=T1 if i == 6 else None)),
    ]  # fmt: skip
    run(publish(store, (T1, before)))
    after = [*scale(), *things("c1", "r1", "m1", "c3", title="X"), joined("REQUIRES", "r1", "c3")]
    pair = Versions(run(of_store(store, NOW)), spool(after))
    found = run(effects(compare(pair), pair, store, NOW))
    assert found["Competency", "c1"] == Effect(1, 1, 5)
    assert found["Role", "r1"] == Effect(2, 0, 6)
    assert (found["Module", "m1"], found["Module", "m1"].few) == (Effect(0, 1, 2), True)
    assert found["Competency", "c3"] == Effect(1, 0, 0)
    assert not found["Competency", "c3"].few
    assert run(effects(compare(pair), pair, None, NOW))["Competency", "c1"] == Effect(1, 1, None)


def posted(number: int, until: str | None) -> list[Row]:
    posting = node("Posting", f"p{number}", until=until)
    officer = ("Officer", f"o{number}")
    return [
        posting,
        edge("HAS_POSTING", officer, ("Posting", posting.id)),
        edge("AS", ("Posting", posting.id), ("Role", "r1")),
    ]
