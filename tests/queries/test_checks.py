"""What `check` finds: every fault, nothing but the faults, on both engines; nobody is named."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.model import NODES, RELS
from queries import checks, judges, links, questions
from queries.checks import Result, check, clean, rules
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.faults import CONFIRMED, FUTURE, OVER, PAST, Written

Found = dict[str, set[str]]


def found(results: list[Result]) -> Found:
    return {r.rule: {finding.thing.id for finding in r.findings} for r in results if r.findings}


# --- one world with every fault, each beside its sound twin ------------------------------------------------


def world() -> tuple[Written, Found]:
    """A graph and what each rule must find in it."""
    w = Written()
    for id_ in ("f", "g"):
        w.node("Framework", id_)
    w.competency("ok")
    expected: Found = {}
    for part in (cycles, identity, labels, places, skos, matches, retired, scales, reach, completeness):
        for rule, ids in part(w).items():
            expected[rule] = expected.get(rule, set()) | ids
    return w, expected


def cycles(w: Written) -> Found:
    for id_ in ("b1", "b2", "b3", "c1", "c2", "c3", "d1", "d2", "d3"):
        w.competency(id_)
    w.between("BROADER", "b2", "b3", "b1", "b2")
    w.between("BROADER", "c1", "c2", "c3")
    w.between("BROADER", "c3", "c1", **OVER)
    w.between("BROADER", "d1", "d2", "d3")  # two ways up are no circle
    w.between("BROADER", "d1", "d3")
    w.role("rb", "ok")
    w.between("BROADER", "rb", "rb", label="Role")
    for id_ in ("m1", "m2", "m3"):
        w.node("Module", id_)
    w.between("PREREQUISITE", "m1", "m2", "m1", label="Module")
    w.between("PREREQUISITE", "m3", "m2", label="Module")
    for id_ in ("o1", "o2"):
        w.node("Organisation", id_)
    w.between("PART_OF", "o2", "o1", "o2", label="Organisation")
    w.role("s1", "ok")
    w.role("s2", "ok")
    w.between("SPECIALISES", "s1", "s2", "s1", label="Role")
    return {
        "broader-cycle": {"b1", "rb"},
        "prerequisite-cycle": {"m1"},
        "part-of-cycle": {"o1"},
        "specialises-cycle": {"s1"},
    }


def identity(w: Written) -> Found:
    w.node("Framework", "both")
    w.competency("both")
    w.node("Collection", "either")
    w.competency("either")
    w.node("Identifier", "nobody")
    w.node("Identifier", "somebody")
    w.edge("OF", ("Identifier", "somebody"), ("Competency", "ok"))
    w.node("Level", "loose", rank=1.0)
    w.node("Activity", "idle")
    w.node("Activity", "ended")
    w.node("Activity", "busy")
    w.role("worker", "ok")
    w.edge("HAS", ("Role", "worker"), ("Activity", "busy"))
    w.edge("HAS", ("Role", "worker"), ("Activity", "ended"), **OVER)
    return {"id-shared": {"both", "either"}, "dangling": {"nobody", "loose", "idle", "ended"}}


def labels(w: Written) -> Found:
    w.competency("blank", title=" \u00a0")
    w.competency("bare", title="bare")
    w.competency("blank-but-retired", title="", status="retired", labels=["en| x ", "en|y"])
    w.competency("empty", labels=["en|x0", "hi|\u2003"])
    w.node("Organisation", "empty-alt", altLabels=["en|"])
    w.competency("before", labels=["en|\tx"])
    w.node("Module", "after", altLabels=["en|y", "hi|क\u00a0"])
    w.competency("inside", labels=["en|x y\nz"], altLabels=["hi|क्\u200d", "|a|b"])  # a joiner is a letter's business
    w.competency("twice", labels=["en|x"], altLabels=["hi|y", "en|x"])
    w.competency("once", labels=["en|x1"], altLabels=["hi|x1", "en|X1"])
    w.competency("two", labels=["en|x2", "EN|y2"])
    w.competency("one", labels=["en|x3", "hi|y3", "|z3"])
    return {
        "label-missing": {"blank", "bare"},
        "label-empty": {"empty", "empty-alt"},
        "label-space": {"before", "after"},
        "label-repeated": {"twice"},
        "label-several": {"two"},
    }


def places(w: Written) -> Found:
    """Frameworks, parents, notations."""
    for id_ in ("p1", "p2"):
        w.competency(id_)
    same: dict[str, Any] = {"labels": ["en|Same", "hi|वही"]}
    for id_, parent in (("k1", "p1"), ("k2", "p1"), ("k3", "p2"), ("k4", None), ("k5", None)):
        w.competency(id_, **same)
        if parent:
            w.between("BROADER", id_, parent)
    w.competency("k6", "g", **same)
    w.competency("k7", labels=["fr|Same"])
    w.competency("k8", status="retired", **same)
    for id_ in ("placed", "loose1", "top1"):
        w.competency(id_, top=id_ == "top1", kind="theme")
    w.competency("elsewhere", "g", kind="theme")
    w.between("BROADER", "placed", "p1")
    w.competency("nowhere", None)
    w.competency("left", None)
    w.edge("IN_SCHEME", ("Competency", "left"), ("Framework", "f"), **OVER)
    w.role("outside", "ok", framework=None)
    for id_, parent in (("top2", "p1"), ("top3", "elsewhere")):
        w.competency(id_, top=True)
        w.between("BROADER", id_, parent)
    for id_, framework in (("n1", "f"), ("n2", "f"), ("n3", "g")):
        w.competency(id_, framework, notation="N")
    w.role("n4", "ok", notation="N")
    for id_ in ("t0", "t1", "t2", "t3", "t5"):
        w.role(id_, "ok", kind="post", labels=["en|Same" if id_ in {"t0", "t1", "t2"} else f"en|{id_}"])
    w.between("BROADER", "t1", "t3", label="Role")
    w.between("BROADER", "t2", "t3", label="Role")
    w.role("t6", "ok", kind="post", framework=None)
    w.edge("IN_SCHEME", ("Role", "t6"), ("Framework", "f"), top=True)
    return {
        "label-clash": {"k1", "k4", "t1"},
        "orphan": {"loose1", "t0", "t3", "t5"},
        "outside-framework": {"nowhere", "left", "outside"},
        "top-with-parent": {"top2"},
        "notation-ambiguous": {"n1"},
    }


def skos(w: Written) -> Found:
    for id_ in ("h1", "h2", "h3", "h4", "h5", "h6"):
        w.competency(id_)
    w.between("BROADER", "h1", "h2", "h3")
    w.between("NARROW_MATCH", "h4", "h3", **CONFIRMED)
    w.between("RELATED", "h4", "h1")
    w.between("RELATED", "h1", "h4")
    w.between("RELATED_MATCH", "h2", "h3", **CONFIRMED)
    w.between("RELATED", "h1", "h5")
    w.between("BROAD_MATCH", "h1", "h6", state="suggested")
    w.between("RELATED", "h1", "h6")
    return {"related-broader": {"h1", "h2"}}


def matches(w: Written) -> Found:
    for id_ in ("e1", "e2", "e3", "e4"):
        w.competency(id_, "g" if id_ == "e2" else None)
    w.between("EXACT_MATCH", "e1", "e2", "e3", **CONFIRMED)
    w.between("EXACT_MATCH", "e3", "e4", state="suggested")
    w.between("BROAD_MATCH", "e3", "e1", **CONFIRMED)
    w.between("BROAD_MATCH", "e4", "e1", **CONFIRMED)
    w.between("CLOSE_MATCH", "e1", "e2", **CONFIRMED)
    for id_, framework in (("x1", "f"), ("x2", "g"), ("x3", "f")):
        w.competency(id_, framework)
    w.between("EXACT_MATCH", "x1", "x2", **CONFIRMED)
    w.between("EXACT_MATCH", "x3", "x2", **CONFIRMED)
    w.competency("y1", "f")
    w.competency("y2", "f", status="retired")
    w.competency("y3", "f")
    w.between("EXACT_MATCH", "y1", "y2", **CONFIRMED)
    w.between("EXACT_MATCH", "y1", "y3", **CONFIRMED, **OVER)
    return {
        "match-contradicted": {"e3"},
        "match-group": {"x1"},
        "outside-framework": {"e1", "e3", "e4"},
    }


def retired(w: Written) -> Found:
    w.competency("old", status="retired")
    w.competency("ended-comp", until=PAST)
    w.competency("ending", until=FUTURE)
    w.role("q1", "old")
    w.role("q2", "ended-comp")
    w.role("q3", "ending")
    w.role("q4", "old", status="draft")
    w.role("q5", "ok")
    w.edge("REQUIRES", ("Role", "q5"), ("Competency", "old"), **OVER)
    w.node("Module", "v1")
    w.node("Module", "v2", status="retired")
    for module in ("v1", "v2"):
        w.edge("COVERS", ("Module", module), ("Competency", "old"), toLevel=1.0, scale="k")
    w.competency("child")
    w.between("BROADER", "child", "old")
    w.between("PREREQUISITE", "v1", "v2", label="Module")
    w.node("Activity", "act")
    w.edge("HAS", ("Role", "worker"), ("Activity", "act"))
    w.edge("NEEDS", ("Activity", "act"), ("Competency", "old"))
    w.edge("NEEDS", ("Activity", "busy"), ("Competency", "ok"))
    w.edge("NEEDS", ("Activity", "busy"), ("Competency", "ending"))
    w.role("q6", "ok", status="retired")
    w.role("q7", "ok")
    w.between("SPECIALISES", "q7", "q6", label="Role")
    w.node("Module", "v3")
    w.between("PART_OF", "v3", "v2", label="Module")
    return {
        "retired-required": {"q1", "q2"},
        "retired-covered": {"v1"},
        "retired-linked": {"child", "v1", "act", "q7", "v3"},
    }


def scales(w: Written) -> Found:
    w.node("Scale", "k", kind="ordinal")
    for rank in (1, 2, 3):
        w.node("Level", f"k{rank}-level", rank=float(rank))
        w.edge("HAS_LEVEL", ("Scale", "k"), ("Level", f"k{rank}-level"))
    w.node("Scale", "v", kind="interval", min=0.0, max=7.0)
    w.competency("levelled")
    w.node("Module", "own")  # levels that are reached are no concern of this part
    w.edge("COVERS", ("Module", "own"), ("Competency", "levelled"))
    levels = {"l1": (4, "k"), "l2": (2.5, "k"), "l3": (7.5, "v"), "l4": (1, "nowhere"), "l5": (1, None)}
    sound = {"l6": (3, "k"), "l7": (6.5, "v"), "l8": (0, "v")}
    for role, (level, scale) in (levels | sound).items():
        w.role(role)
        ends = ("Role", role), ("Competency", "levelled")
        w.edge("REQUIRES", *ends, level=float(level), scale=scale)
    w.node("Module", "from")
    w.node("Module", "to")
    w.edge("COVERS", ("Module", "from"), ("Competency", "levelled"), fromLevel=9.0, toLevel=1.0, scale="k")
    w.edge("COVERS", ("Module", "to"), ("Competency", "levelled"), fromLevel=1.0, toLevel=9.0, scale="k")
    w.edge("COVERS", ("Module", "own"), ("Competency", "levelled"), fromLevel=0.5, toLevel=6.5, scale="v")
    w.competency("held-high")
    w.competency("held-well")
    for n in range(7):
        w.node("Officer", f"OFF-{n}")
        for competency, level in (("held-high", 9.0 if n < 3 else 3.0), ("held-well", 3.0)):
            w.edge(
                "HOLDS",
                ("Officer", f"OFF-{n}"),
                ("Competency", competency),
                id=f"HID-{competency}{n}",
                level=level,
                scale="k",
            )
    w.edge("HOLDS", ("Officer", "OFF-0"), ("Competency", "held-well"), id="HID-v", level=6.5, scale="v")
    return {
        "requirement-off-scale": set(levels),
        "coverage-off-scale": {"from", "to"},
        "holding-off-scale": {"held-high"},
    }


REACH: dict[str, tuple[list[tuple[float | None, float | None]], list[tuple[float | None, dict[str, Any]]], bool]] = {
    # competency required at level 2: modules (from, to), holdings (level, more), whether nobody can meet it
    "nothing": ([], [], True),
    "short": ([(None, 1)], [(1, {})], True),
    "reaches": ([(None, 2)], [], False),
    "chain": ([(None, 1), (1, 2)], [], False),
    "gap-in-chain": ([(1, 2)], [], True),
    "from-held": ([(1, 2)], [(1, {})], False),
    "held": ([], [(2, {})], False),
    "expired": ([], [(2, {"expires": PAST})], True),
    "not-yet": ([], [(2, {"awarded": FUTURE})], True),
    "negative": ([], [(2, {"negative": True})], True),
    "unverified": ([], [(2, {"verified": False})], True),
    "course-unstated": ([(None, None)], [], False),
    "holding-unstated": ([], [(None, {})], False),
}


def reach(w: Written) -> Found:
    w.node("Officer", "OFF-R")
    for name, (modules, holdings, _) in REACH.items():
        w.competency(name)
        w.role(f"role-{name}")
        w.edge("REQUIRES", ("Role", f"role-{name}"), ("Competency", name), level=2.0, scale="k")
        for n, levels in enumerate(modules):
            w.node("Module", f"{name}-{n}")
            stated = {key: float(x) for key, x in zip(("fromLevel", "toLevel"), levels, strict=True) if x is not None}
            w.edge("COVERS", ("Module", f"{name}-{n}"), ("Competency", name), scale="k", **stated)
        for level, more in holdings:
            held: dict[str, Any] = {} if level is None else {"level": float(level), "scale": "k"}
            w.edge("HOLDS", ("Officer", "OFF-R"), ("Competency", name), id=f"HID-{name}", **held, **more)
    return {"requirement-out-of-reach": {name for name, (_, _, unmet) in REACH.items() if unmet}} | matched(w)


def matched(w: Written) -> Found:
    """What counts as the same is covered and held alike; a draft course is none, a retired role requires nothing."""
    for name in ("same-covered", "same-held", "other1", "other2", "drafted", "unasked"):
        w.competency(name)
    for name in ("same-covered", "same-held", "drafted", "unasked"):
        w.role(f"role-{name}", status="retired" if name == "unasked" else None)
        w.edge("REQUIRES", ("Role", f"role-{name}"), ("Competency", name), level=2.0, scale="k")
    for name, other in (("same-covered", "other1"), ("same-held", "other2")):
        w.between("COUNTS_AS", name, other)
    for name, competency, status in (("live", "other1", "live"), ("draft", "drafted", "draft")):
        w.node("Module", name, status=status)
        w.edge("COVERS", ("Module", name), ("Competency", competency), toLevel=2.0, scale="k")
    w.edge("HOLDS", ("Officer", "OFF-R"), ("Competency", "other2"), id="HID-other2", level=2.0, scale="k")
    return {"requirement-out-of-reach": {*(name for name, (*_, unmet) in REACH.items() if unmet), "drafted"}}


def completeness(w: Written) -> Found:
    w.role("idle-role")
    w.role("ended-role")
    w.edge("REQUIRES", ("Role", "ended-role"), ("Competency", "ok"), **OVER)
    w.role("group-role", kind="group")
    w.role("heir")
    w.between("SPECIALISES", "heir", "q1", label="Role")
    w.node("Posting", "post1")
    w.node("Posting", "post2", until=PAST)
    w.node("Posting", "post3")
    for n, posting in enumerate(("post1", "post2")):
        w.edge("HAS_POSTING", ("Officer", f"OFF-{n}"), ("Posting", posting))
        w.edge("AS", ("Posting", posting), ("Role", "q1"))
    return {
        "roles-without-requirements": {"idle-role", "ended-role"},
        "officers-without-posting": {"store"},
        "postings-incomplete": {"store"},
        "requirements-without-level": {"store"},
        "coverage-without-level": {"store"},
        "holdings-without-level": {"store"},
    }


@pytest.fixture
def checked(store: Store, run: Run) -> tuple[list[Result], Found]:
    written, expected = world()
    run(written.to(store))
    return run(check(store)), expected


def test_every_fault_is_found_and_nothing_else(checked: tuple[list[Result], Found]) -> None:
    results, expected = checked
    assert found(results) == expected
    assert set(expected) == set(rules()), "a rule that is never broken is not tested"
    messages = {(f.rule, f.thing.id): f.message for result in results for f in result.findings}
    assert messages["broader-cycle", "b1"] == (
        "goes round in a circle: Title of b1 → Title of b2 → Title of b3 → Title of b1"
    )
    assert messages["id-shared", "both"] == "is the id of things of several types: Competency, Framework"
    assert messages["label-several", "two"] == "has several preferred labels in one language: en x2, y2"
    assert messages["match-group", "x1"].startswith("counts, also by way of others, as the same as Title of x3 (x3)")
    assert messages["requirement-off-scale", "l5"] == (
        "requires Title of levelled (levelled) at level 1, which no scale does not have"
    )
    assert "is required at Level 2 of 3" in messages["requirement-out-of-reach", "short"]
    assert "by 1 role: courses stop short of the level" in messages["requirement-out-of-reach", "short"]
    for result in results:
        assert all(f.severity == result.severity and f.remedy and f.thing.title for f in result.findings)
        assert len(set(result.findings)) == len(result.findings)


def test_people_are_counted_never_named_and_small_counts_hidden(checked: tuple[list[Result], Found]) -> None:
    results, _ = checked
    written = json.dumps([result.as_json() for result in results])
    assert not re.search(r"OFF-|post\d|HID-", written)
    messages = {f.rule: f.message for result in results for f in result.findings}
    assert messages["holding-off-scale"] == "is held by fewer than 5 officers at level 9, which k does not have"
    assert messages["officers-without-posting"] == "nearly all of 8 officers have no valid posting"
    assert messages["postings-incomplete"].startswith("fewer than 5 of fewer than 5 postings")


COPIES = {"embedded": 30, "neo4j": 3}
"""Of the world, so that chance finds each of its links and things often enough; fewer where writing is slow."""


def test_a_link_that_is_over_or_not_yet_stated_is_no_link(store: Store, run: Run) -> None:
    """Whatever the world: random links closed, or opened later, leave what is left when they are taken away."""
    assert changed(store, run, _closed) == changed(store, run, _taken)


def test_what_has_ended_is_retired(store: Store, run: Run) -> None:
    assert changed(store, run, _retired) == changed(store, run, _ended)


def changed(store: Store, run: Run, change: Callable[[Written, random.Random], None]) -> list[Result]:
    written = Written()
    for n in range(COPIES[store.dialect]):
        written.add(world()[0], f"{n}:")
    change(written, random.Random(5))
    run(wipe(store))
    run(written.to(store))
    return run(check(store))  # type: ignore[no-any-return]


def _closed(w: Written, rnd: random.Random) -> None:
    for edges, chosen in _chosen(w, rnd):
        for edge, n in chosen:
            edges.remove(edge)
            edges.append(edge | (OVER if n % 2 else {"since": FUTURE, "until": None}))


def _taken(w: Written, rnd: random.Random) -> None:
    for edges, chosen in _chosen(w, rnd):
        for edge, _ in chosen:
            edges.remove(edge)


def _chosen(w: Written, rnd: random.Random) -> Iterator[tuple[list[Any], list[tuple[Any, int]]]]:
    for (type_, *_), edges in w.edges.items():
        if RELS[type_].dated:
            yield edges, [(edge, n) for n, edge in enumerate(list(edges)) if rnd.random() < 0.4]


def _retired(w: Written, rnd: random.Random) -> None:
    for node in _some(w, rnd):
        node |= {"status": "retired"}


def _ended(w: Written, rnd: random.Random) -> None:
    for node in _some(w, rnd):
        node |= {"until": PAST}


def _some(w: Written, rnd: random.Random) -> list[dict[str, Any]]:
    stated = [node for label, nodes in w.nodes.items() if "status" in NODES[label].props for node in nodes]
    return [node for node in stated if rnd.random() < 0.4]


def test_an_empty_store_is_clean(store: Store, run: Run) -> None:
    results = run(check(store))
    assert found(results) == {}
    assert clean(results)
    assert [r.rule for r in run(check(store, ["orphan", "label-clash", "orphan"]))] == ["orphan", "label-clash"]
    with pytest.raises(KeyError):
        run(check(store, ["nonsense"]))


# --- random links, judged by their closure ------------------------------------------------------------------

LETTERS = "abcde"
KINDS = (*["BROADER"] * 3, "RELATED", "EXACT_MATCH", "BROAD_MATCH", "NARROW_MATCH", "RELATED_MATCH")


def closure(pairs: set[tuple[str, str]], ids: list[str]) -> set[tuple[str, str]]:
    """Everything that one or more links lead to: Warshall's algorithm."""
    reached = set(pairs)
    for middle, a, b in product(ids, repeat=3):
        if (a, middle) in reached and (middle, b) in reached:
            reached.add((a, b))
    return reached


def random_links(w: Written, world_: int, rnd: random.Random) -> Found:
    """Five competencies with random links, and what follows from them by definition."""
    ids = [f"w{world_}{letter}" for letter in LETTERS]
    frameworks = {id_: rnd.choice(("f", "g")) for id_ in ids}
    for id_ in ids:
        w.competency(id_, frameworks[id_])
    stated: dict[str, set[tuple[str, str]]] = {kind: set() for kind in KINDS}
    for _ in range(rnd.randint(3, 12)):
        kind, (a, b) = rnd.choice(KINDS), rnd.sample(ids, 2)
        idle = rnd.choice((OVER, {"since": FUTURE}, {"state": "suggested"} if "MATCH" in kind else OVER))
        counts = rnd.random() < 0.8
        w.between(kind, a, b, **(CONFIRMED if "MATCH" in kind else {}) | ({} if counts else idle))
        if counts:
            stated[kind].add((a, b))
    up = stated["BROADER"] | stated["BROAD_MATCH"] | {(b, a) for a, b in stated["NARROW_MATCH"]}
    above, around = closure(up, ids), closure(stated["BROADER"], ids)
    same = closure(stated["EXACT_MATCH"] | {(b, a) for a, b in stated["EXACT_MATCH"]}, ids)
    related = {tuple(sorted(pair)) for pair in stated["RELATED"] | stated["RELATED_MATCH"]}
    loose = stated["BROAD_MATCH"] | stated["NARROW_MATCH"] | stated["RELATED_MATCH"]
    return {
        "cycle": {a for a in ids if (a, a) in around},
        "related": {a + b for a, b in related if (a, b) in above or (b, a) in above},
        "loose": {a for a, b in loose if (a, b) in same},
        "group": {a for a, b in combinations(ids, 2) if (a, b) in same and frameworks[a] == frameworks[b]},
    }


def test_random_links_are_judged_as_their_closure_says(store: Store, run: Run) -> None:
    written, rnd = Written(), random.Random(4)
    for framework in ("f", "g"):
        written.node("Framework", framework)
    expected = [random_links(written, n, rnd) for n in range(100, 250)]
    run(written.to(store))
    results = found(run(check(store, ["broader-cycle", "related-broader", "match-contradicted", "match-group"])))
    for n, world_ in enumerate(expected, 100):
        mine = {rule: {id_ for id_ in ids if id_.startswith(f"w{n}")} for rule, ids in results.items()}
        assert mine["broader-cycle"] <= world_["cycle"], n
        assert bool(mine["broader-cycle"]) == bool(world_["cycle"]), n
        assert mine["match-contradicted"] == world_["loose"], n
        assert bool(mine["related-broader"]) == bool(world_["related"]), n
        assert mine["match-group"] <= world_["group"], n
        assert bool(mine["match-group"]) == bool(world_["group"]), n
    for kind in ("cycle", "related", "loose", "group"):
        assert 5 < sum(bool(world_[kind]) for world_ in expected) < 145, "worlds of both sorts"


letters = st.sampled_from("abcdef")


@given(st.sets(st.tuples(letters, letters), max_size=14))
def test_ways_round_are_ways_round_and_cutting_them_leaves_none(pairs: set[tuple[str, str]]) -> None:
    ways = list(links.circles(links.links(pairs)))
    for way in ways:
        assert len(set(way)) == len(way)
        assert way[0] == min(way)
        assert set(pairwise([*way, way[0]])) <= pairs
    reached = closure(pairs, list("abcdef"))
    assert bool(ways) == any(a == b for a, b in reached)
    assert all(links.reached(a, links.links(pairs)) == {y for x, y in reached if x == a} for a in "abcdef")


def test_a_long_chain_is_no_matter() -> None:
    chain = links.links((f"{n:06}", f"{n + 1:06}") for n in range(50_000))
    assert not list(links.circles(chain))
    assert len(links.reached("000000", chain)) == 50_000


# --- the rules themselves -----------------------------------------------------------------------------------


def test_every_question_of_the_folder_is_a_rule_or_asked_by_one() -> None:
    asked = {name.partition("/")[2] for name in questions() if name.startswith("check/")}
    assert asked - set(rules()) == {"held"}
    for rule in rules().values():
        assert rule.severity in checks.SEVERITIES
        assert set(rule.question.parameters) <= {"asOf"}
        assert {"id", "type"} <= set(rule.question.columns)
    assert judges.JUDGES.keys() <= rules().keys()


def test_a_question_that_reads_personal_data_is_known_to() -> None:
    names = [n for kinds in (NODES, RELS) for n, kind in kinds.items() if kind.personal]
    personal = {r.name for r in rules().values() if any(f":{n}" in r.question.text for n in names)}
    assert personal == {r.name for r in rules().values() if r.personal}
    assert {
        "officers-without-posting",
        "holding-off-scale",
        "holdings-without-level",
        "postings-incomplete",
    } == personal


@given(st.integers(5, 10_000), st.data())
def test_a_share_of_people_does_not_tell_a_small_count(total: int, data: st.DataObject) -> None:
    few = {checks._share(n, total, personal=True) for n in range(1, 5)}
    assert len(few) == 1
    many = {checks._share(total - n, total, personal=True) for n in range(1, 5) if total - n >= 5}
    assert len(many) <= 1
    n = data.draw(st.integers(0, total))
    assert checks._share(n, total, personal=False).startswith(f"{n:,} of {total:,} (")
