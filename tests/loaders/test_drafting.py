"""Drafts on a store: the graph stands still until the second approval, which dates, records and never overwrites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loaders import drafting, history, proposals, reviewed
from loaders.content import Scope, content
from loaders.drafts import Draft, WritingError
from loaders.load import Options, store_rows
from loaders.proposals import Edit
from loaders.replacing import replace
from loaders.rows import EdgeRow, NodeRow, Place, Row, SourceError
from ontology import cypher
from ontology.model import NODES, RELS
from queries.rights import Subject
from queries.stores import Store
from queries.stores.errors import ConflictError
from tests.conftest import Run

AT = Place("test")
ORIGIN = "kcm"
EARLY, BEFORE = "2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z"
AUTHOR = Subject("a", frozenset({"steward"}))
FIRST, SECOND = (Subject(name, frozenset({"reviewer"})) for name in ("b", "c"))
BOTH = Subject("both", frozenset({"steward", "reviewer"}))


def node(label: str, id_: str, **props: Any) -> NodeRow:
    named = {"title": id_.upper(), "labels": [f"en|{id_.upper()}"]} if "title" in NODES[label].props else {}
    return NodeRow(label, id_, named | props, AT)


def framework(level: int = 2) -> Iterator[Row]:
    yield from (node("Framework", "f", version="1"), node("Scale", "s", kind="ordinal"))
    for rank in (1, 2, 3):
        yield node("Level", f"s:{rank}", rank=rank)
        yield EdgeRow("HAS_LEVEL", ("Scale", "s"), ("Level", f"s:{rank}"), AT)
    for label, id_ in (("Competency", "c1"), ("Competency", "c2"), ("Role", "r1")):
        yield node(label, id_, definitions=["en|first"])
        yield EdgeRow("IN_SCHEME", (label, id_), ("Framework", "f"), AT)
    props = {"level": level, "scale": "s", "essential": True, "since": EARLY}
    yield EdgeRow("REQUIRES", ("Role", "r1"), ("Competency", "c1"), AT, props)


@pytest.fixture
def filled(store: Store, run: Run) -> Store:
    report = run(store_rows(store, framework(), origin=ORIGIN, format="test", options=Options(at=BEFORE)))
    assert not report.rejected
    return store


def relevelled(level: float = 3) -> Edit:
    return Edit("REQUIRES", ("Role", "r1"), ("Competency", "c1"), {"level": level})


async def drafted(store: Store, *edits: Edit, by: Subject = AUTHOR) -> Draft:
    source = await drafting.proposing(store, ORIGIN)
    return await drafting.create(store, by, ORIGIN, await proposals.proposed(store, edits, source), "work order 7")


async def published(store: Store, *edits: Edit) -> Draft:
    draft = await drafted(store, *edits)
    for step, by in ((drafting.submit, AUTHOR), (drafting.approve, FIRST), (drafting.approve, SECOND)):
        draft = await step(store, draft.id, draft.revision, by)
    return draft


async def stated(store: Store, as_of: str | None = None) -> list[tuple[Any, ...]]:
    """Everything but the service's own nodes, at a date or with all history."""
    return sorted([_told(row) async for row in content(store, Scope(as_of=as_of))], key=repr)


def _told(row: NodeRow | EdgeRow) -> tuple[Any, ...]:
    props = sorted(row.props.items())
    return (row.label, row.id, props) if isinstance(row, NodeRow) else (row.type, (row.start, row.end), props)


async def requirements(store: Store, as_of: str) -> list[tuple[str, float | None]]:
    text = cypher.content_edges(RELS["REQUIRES"], "Role", "Competency", dated=True)
    level = 2 + list(RELS["REQUIRES"].props).index("level")
    return [(row[1], row[level]) async for row in store.stream(text, asOf=as_of)]


def test_the_graph_stands_still_until_the_second_approval(filled: Store, run: Run) -> None:
    before = run(stated(filled))
    draft = run(drafted(filled, relevelled(), Edit("Competency", ("Competency", "c3"), None, {"title": "New"})))
    for step, by in ((drafting.submit, AUTHOR), (drafting.approve, FIRST)):
        draft = run(step(filled, draft.id, draft.revision, by))
        assert run(stated(filled)) == before
    assert run(drafting.approve(filled, draft.id, draft.revision, SECOND)).state == "published"
    assert run(stated(filled)) != before


def test_publishing_closes_and_opens_and_the_past_reads_as_it_was(filled: Store, run: Run) -> None:
    before = run(stated(filled, BEFORE))
    run(published(filled, relevelled(3)))
    assert run(requirements(filled, "2999-01-01T00:00:00Z")) == [("c1", 3.0)]
    assert run(requirements(filled, BEFORE)) == [("c1", 2.0)]
    kept = [row for row in run(stated(filled, BEFORE)) if row[0] == "REQUIRES"]
    assert [[p for p in row[2] if p[0] != "until"] for row in kept] == [
        row[2] for row in before if row[0] == "REQUIRES"
    ]


def test_every_change_is_recorded_with_author_reason_before_and_after(filled: Store, run: Run) -> None:
    draft = run(published(filled, relevelled(3)))
    [past] = run(history.changes(filled, "r1"))
    assert (past.author, past.reason, past.draft, past.type, past.other) == (
        "a",
        "work order 7",
        draft.id,
        "REQUIRES",
        "c1",
    )
    assert past.before == {"level": 2.0, "scale": "s", "essential": True}
    assert past.after == past.before | {"level": 3.0}
    assert past.at == draft.at


def test_what_is_left_out_of_an_edit_stays_and_what_is_emptied_goes(filled: Store, run: Run) -> None:
    run(published(filled, Edit("Competency", ("Competency", "c1"), None, {"title": "Renamed", "definitions": None})))
    [row] = run(filled.rows(cypher.read_nodes(NODES["Competency"]), ids=["c1"]))
    props = dict(zip(NODES["Competency"].props, row, strict=True))
    assert (props["title"], props["labels"], props["definitions"]) == ("Renamed", ["en|C1"], None)


def test_things_retire_relationships_end_and_undated_ones_go(filled: Store, run: Run) -> None:
    ended = Edit("REQUIRES", ("Role", "r1"), ("Competency", "c1"))
    level = Edit("HAS_LEVEL", ("Scale", "s"), ("Level", "s:1"))
    run(published(filled, Edit("Competency", ("Competency", "c2")), ended, level))
    assert run(requirements(filled, "2999-01-01T00:00:00Z")) == []
    assert run(requirements(filled, BEFORE)) == [("c1", 2.0)]
    [row] = run(filled.rows(cypher.read_nodes(NODES["Competency"]), ids=["c2"]))
    assert dict(zip(NODES["Competency"].props, row, strict=True))["status"] == "retired"
    left = [row[1][1] for row in run(stated(filled)) if row[0] == "HAS_LEVEL"]
    assert left == [("Level", "s:2"), ("Level", "s:3")]


def test_a_draft_of_a_file_is_its_difference_and_publishes_the_file(filled: Store, run: Run) -> None:
    rows = [
        row for row in framework(3) if getattr(row, "id", "") != "c2" and "c2" not in str(getattr(row, "start", ""))
    ]
    source = run(drafting.proposing(filled, ORIGIN, complete=True))
    found = run(proposals.examine(filled, rows, source))
    assert not found.rejected
    kinds = {(c.type, c.start[1], c.before is None, c.after is None) for c in found.changes}
    assert ("Competency", "c2", False, True) in kinds
    assert {k for k in kinds if k[0] == "REQUIRES"} == {("REQUIRES", "r1", False, False)}
    assert len(found.changes) == 3, "the thing, its place in the framework, the level"


def test_a_file_that_dates_its_statements_does_not_rewrite_the_past(filled: Store, run: Run) -> None:
    """The file says level 3 since the first day; what was answered before publication stays what it was."""
    source = run(drafting.proposing(filled, ORIGIN))
    found = run(proposals.examine(filled, framework(3), source))
    draft = run(drafting.create(filled, AUTHOR, ORIGIN, found.changes, "order"))
    for step, by in ((drafting.submit, AUTHOR), (drafting.approve, FIRST), (drafting.approve, SECOND)):
        draft = run(step(filled, draft.id, draft.revision, by))
    assert run(requirements(filled, BEFORE)) == [("c1", 2.0)]
    assert run(requirements(filled, "2999-01-01T00:00:00Z")) == [("c1", 3.0)]
    later = run(drafting.proposing(filled, ORIGIN))
    assert run(proposals.examine(filled, framework(3), later)).changes == (), "drafted again it changes nothing"


@pytest.mark.parametrize("stage", ["submit", "approve", "publish"])
def test_a_draft_that_no_longer_applies_is_refused_with_what_changed(filled: Store, run: Run, stage: str) -> None:
    draft = run(drafted(filled, relevelled(3)))
    steps = {
        "submit": (drafting.submit, AUTHOR),
        "approve": (drafting.approve, FIRST),
        "publish": (drafting.approve, SECOND),
    }
    for name, (step, by) in steps.items():
        if name == stage:
            break
        draft = run(step(filled, draft.id, draft.revision, by))
    run(store_rows(filled, framework(1), origin=ORIGIN, format="test"))
    between = run(stated(filled))
    with pytest.raises(WritingError) as refused:
        run(steps[stage][0](filled, draft.id, draft.revision, steps[stage][1]))
    [told] = refused.value.details["meanwhile"]
    assert (refused.value.code, told["proposedOn"]["level"], told["now"]["level"]) == ("CONFLICT", 2.0, 1.0)
    assert run(stated(filled)) == between
    assert run(drafting.read(filled, [draft.id])) == [draft]


def test_a_change_elsewhere_does_not_hinder_a_draft(filled: Store, run: Run) -> None:
    draft = run(drafted(filled, relevelled(3)))
    run(published(filled, Edit("Competency", ("Competency", "c2"), None, {"title": "Other"})))
    assert run(drafting.submit(filled, draft.id, draft.revision, AUTHOR)).state == "l1"


def test_what_a_load_would_reject_is_not_submitted(filled: Store, run: Run) -> None:
    for edit in (relevelled(9), Edit("REQUIRES", ("Role", "r1"), ("Competency", "none"), {})):
        draft = run(drafted(filled, edit))
        with pytest.raises(WritingError, match="cannot be loaded") as refused:
            run(drafting.submit(filled, draft.id, draft.revision, AUTHOR))
        assert refused.value.details["rejected"][0]["reason"]


def test_a_decision_is_on_what_was_seen(filled: Store, run: Run) -> None:
    draft = run(drafted(filled, relevelled(3)))
    source = run(drafting.proposing(filled, ORIGIN))
    changes = run(proposals.proposed(filled, [relevelled(1)], source))
    run(drafting.edit(filled, draft.id, draft.revision, AUTHOR, changes, "", ORIGIN))
    with pytest.raises(WritingError, match="revision 2, not 1"):
        run(drafting.submit(filled, draft.id, draft.revision, AUTHOR))


def test_two_second_reviewers_at_once_publish_once(filled: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = run(drafted(filled, relevelled(3)))
    draft = run(drafting.submit(filled, draft.id, draft.revision, AUTHOR))
    draft = run(drafting.approve(filled, draft.id, draft.revision, FIRST))
    require = drafting.require_applies

    async def overtaken(store: Store, seen: Draft) -> None:
        await require(store, seen)
        monkeypatch.setattr(drafting, "require_applies", require)
        await drafting.approve(store, draft.id, draft.revision, BOTH)

    monkeypatch.setattr(drafting, "require_applies", overtaken)
    with pytest.raises(ConflictError):
        run(drafting.approve(filled, draft.id, draft.revision, SECOND))
    assert run(drafting.read(filled, [draft.id]))[0].steps[-1].by == "both"
    assert len(run(history.changes(filled, "r1"))) == 1


# --- frameworks under review ---------------------------------------------------------------------------


def test_a_framework_under_review_is_not_changed_by_a_load_from_any_source(filled: Store, run: Run) -> None:
    run(reviewed.put_under_review(filled, "f"))
    before = run(stated(filled))
    role, competency = ("Role", "r1"), ("Competency", "c2")
    tried: list[tuple[list[Row], str, bool | None]] = [
        ([*framework(3)], ORIGIN, None),
        ([node("Competency", "c9")], ORIGIN, None),
        ([node("Role", "r1")], ORIGIN, True),
        ([EdgeRow("REQUIRES", role, competency, AT)], "other", None),
        ([node("Competency", "o1"), EdgeRow("IN_SCHEME", ("Competency", "o1"), ("Framework", "f"), AT)], "other", None),
        ([node("Identifier", "x:1"), EdgeRow("OF", ("Identifier", "x:1"), competency, AT)], "other", None),
        ([node("Level", "s:9", rank=9), EdgeRow("HAS_LEVEL", ("Scale", "s"), ("Level", "s:9"), AT)], "other", None),
    ]  # fmt: skip
    for rows, origin, complete in tried:
        with pytest.raises(SourceError, match="under review") as refused:
            run(store_rows(filled, rows, origin=origin, format="test", complete=bool(complete)))
        assert "karmagraph draft" in refused.value.hint
        assert run(stated(filled)) == before


def test_replacing_does_not_lead_around_a_review(filled: Store, run: Run) -> None:
    rows = [EdgeRow("REPLACED_BY", ("Competency", "c1"), ("Competency", "c2"), AT)]
    run(store_rows(filled, rows, origin=ORIGIN, format="test", options=Options(at=BEFORE)))
    run(reviewed.put_under_review(filled, "f"))
    with pytest.raises(SourceError, match="under review"):
        run(replace(filled, "2026-01-01T00:00:00Z", apply=True))


def test_what_is_not_the_framework_s_loads_beside_a_review(filled: Store, run: Run) -> None:
    run(reviewed.put_under_review(filled, "f"))
    rows: list[Row] = [
        node("Module", "m"), EdgeRow("COVERS", ("Module", "m"), ("Competency", "c1"), AT),
        node("Officer", "o"), EdgeRow("HOLDS", ("Officer", "o"), ("Competency", "c1"), AT, {"id": "h"}),
        node("Competency", "x"), EdgeRow("EXACT_MATCH", ("Competency", "c1"), ("Competency", "x"), AT),
    ]  # fmt: skip
    assert not run(store_rows(filled, rows, origin="platform", format="test")).rejected
    again = run(store_rows(filled, framework(), origin=ORIGIN, format="test", complete=True))
    assert (again.written, again.changed, again.created) == (True, {}, {}), "an unchanged file is no change"


def test_a_framework_under_review_changes_by_a_draft(filled: Store, run: Run) -> None:
    run(reviewed.put_under_review(filled, "f"))
    run(published(filled, relevelled(3)))
    assert run(requirements(filled, "2999-01-01T00:00:00Z")) == [("c1", 3.0)]


def test_people_and_the_service_s_own_are_never_drafted(filled: Store, run: Run) -> None:
    source = run(drafting.proposing(filled, ORIGIN))
    found = run(
        proposals.examine(
            filled, [node("Officer", "o"), NodeRow("Store", "store", {"epoch": 0, "version": 1}, AT)], source
        )
    )
    assert not found.changes
    assert [row.reason for row in found.rejected] == [f"{t} is no part of a framework" for t in ("Officer", "Store")]
