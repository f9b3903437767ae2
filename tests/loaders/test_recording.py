"""Officers' records as the platform sends them: all or none, once a key, never over what others wrote meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import history, people, receipts
from loaders.drafts import WritingError
from loaders.load import store_rows
from loaders.recording import MOST, Recorded, Request, record
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology import cypher
from ontology.model import NODES, RELS
from queries.rights import Subject
from queries.stores import Store
from tests.conftest import Run

AT = Place("test")
PLATFORM = Subject("platform", frozenset({"recorder"}))
ADMINISTRATOR = Subject("admin", frozenset({"administrator"}), organisation="d1")
HELD = {"id": "h1", "officer": "o1", "competency": "c1", "level": 2.0, "scale": "s", "awarded": "2025-01-01T00:00:00Z"}
TAKEN = {"id": "t1", "officer": "o1", "module": "m1", "state": "enrolled", "since": "2025-01-01T00:00:00Z"}
POSTED = {"id": "p9", "officer": "o1", "role": "r1", "organisation": "d1"}


def node(label: str, id_: str, **props: Any) -> NodeRow:
    return NodeRow(label, id_, ({"title": id_} if "title" in NODES[label].props else {}) | props, AT)


def world() -> Iterator[Row]:
    yield node("Scale", "s", kind="ordinal")
    for rank in (1, 2, 3):
        yield node("Level", f"s:{rank}", rank=rank)
        yield EdgeRow("HAS_LEVEL", ("Scale", "s"), ("Level", f"s:{rank}"), AT)
    for label, ids in (("Competency", "c1 c2"), ("Module", "m1"), ("Role", "r1"), ("Organisation", "d1 d2 d1x")):
        yield from (node(label, id_) for id_ in ids.split())
    for officer, office in (("o1", "d1"), ("o2", "d2")):
        yield from (node("Officer", officer), node("Posting", f"p:{officer}"))
        yield EdgeRow("HAS_POSTING", ("Officer", officer), ("Posting", f"p:{officer}"), AT)
        yield EdgeRow("AT", ("Posting", f"p:{officer}"), ("Organisation", office), AT)
    yield EdgeRow("HOLDS", ("Officer", "o2"), ("Competency", "c2"), AT, {"id": "theirs", "level": 1, "scale": "s"})


@pytest.fixture
def filled(store: Store, run: Run) -> Store:
    assert not run(store_rows(store, world(), origin="table", format="test")).rejected
    return store


def send(run: Run, store: Store, *rows: dict[str, Any], kind: str = "holdings", by: Subject = PLATFORM,
         key: str = "", **more: Any) -> Recorded:  # fmt: skip
    send.count = getattr(send, "count", 0) + 1  # type: ignore[attr-defined]
    done: Recorded = run(record(store, by, Request(kind, rows, key or f"k{send.count}", **more)))  # type: ignore[attr-defined]
    return done


async def stored(store: Store) -> list[Any]:
    """All that is recorded of people, and how many changes are."""
    edges = [
        (type_, row)
        for type_, start, end in (("HOLDS", "Officer", "Competency"), ("TOOK", "Officer", "Module"),
                                  ("HAS_POSTING", "Officer", "Posting"), ("AT", "Posting", "Organisation"))
        for row in await store.rows(cypher.content_edges(RELS[type_], start, end))
    ]  # fmt: skip
    return [edges, *[await store.rows(cypher.ids(NODES[label])) for label in ("Officer", "Posting", "Change")]]


def test_a_holding_is_recorded_changed_and_left_alone(filled: Store, run: Run) -> None:
    first = send(run, filled, HELD)
    assert (first.written, [o.outcome for o in first.outcomes]) == (True, ["created"])
    again = send(run, filled, HELD)
    assert [(o.outcome, o.revision) for o in again.outcomes] == [("unchanged", first.outcomes[0].revision)]
    higher = send(run, filled, {"id": "h1", "officer": "o1", "competency": "c1", "level": 3})
    assert [o.outcome for o in higher.outcomes] == ["changed"]
    known = run(people.known(filled, "holdings", [HELD]))["h1"]
    assert known.props == HELD | {"level": 3.0}, "what a row leaves out stays"
    assert known.revision == higher.outcomes[0].revision


def test_an_enrolment_becomes_a_completion_with_its_history(filled: Store, run: Run) -> None:
    send(run, filled, TAKEN, kind="enrolments")
    done = {"id": "t1", "officer": "o1", "module": "m1", "completed": "2025-03-01T00:00:00Z", "score": 0.8}
    send(run, filled, done, kind="completions", reason="certificate")
    assert run(people.known(filled, "completions", [done]))["t1"].props == TAKEN | done | {"state": "completed"}
    [past] = run(history.changes(filled, "o1"))
    assert (past.author, past.reason, past.type) == ("platform", "certificate", "TOOK")
    assert past.before == TAKEN
    assert past.after == TAKEN | done | {"state": "completed"}


def test_a_posting_brings_its_officer_and_moves_to_another_office(filled: Store, run: Run) -> None:
    row = POSTED | {"officer": "new"}
    assert not send(run, filled, row, kind="postings").written
    assert send(run, filled, row | {"newOfficer": True}, kind="postings").written
    assert send(run, filled, {"id": "p9", "officer": "new", "organisation": "d2"}, kind="postings").written
    assert run(people.known(filled, "postings", [row]))["p9"].props == row | {"organisation": "d2"}


@pytest.mark.parametrize(
    ("kind", "row", "reason"),
    [
        ("holdings", {"competency": "none"}, "neither in the source nor in the store"),
        ("holdings", {"officer": "none"}, "neither in the source nor in the store"),
        ("holdings", {"level": 9.0}, "not on the scale"),
        ("holdings", {"scale": "none"}, "no scale"),
        ("holdings", {"id": "theirs", "officer": "o2", "competency": "c2"}, "of another source"),
        ("holdings", {"id": "h1", "competency": "c2"}, "of another competency"),
        ("holdings", {"id": "other"}, "another row has the same id"),
    ],
)
def test_one_bad_row_and_nothing_is_recorded(
    filled: Store, run: Run, kind: str, row: dict[str, Any], reason: str
) -> None:
    send(run, filled, HELD)
    before = run(stored(filled))
    rows = [HELD | {"id": "other", "competency": "c2"}, HELD | {"id": "new"} | row]
    done = send(run, filled, *rows, kind=kind)
    assert not done.written
    assert done.outcomes == ()
    assert reason in done.rejected[-1].reason
    assert (done.rejected[-1].row, done.rejected[-1].id) == (2, rows[1]["id"])
    assert run(stored(filled)) == before


def test_a_record_of_another_source_is_written_in_its_name(filled: Store, run: Run) -> None:
    row = {"id": "theirs", "officer": "o2", "competency": "c2", "level": 3}
    assert send(run, filled, row, origin="table").written
    held = [row for type_, row in run(stored(filled))[0] if type_ == "HOLDS"]
    assert len(held) == 1


# --- optimistic locking --------------------------------------------------------------------------------


def test_a_row_is_refused_when_the_record_is_not_as_expected(filled: Store, run: Run) -> None:
    first = send(run, filled, HELD | {"expected": ""}).outcomes[0].revision
    second = send(run, filled, HELD | {"level": 3, "expected": first}).outcomes[0].revision
    for expected in ("", first):
        [refusal] = send(run, filled, HELD | {"level": 1, "expected": expected}).rejected
        assert (refusal.code, refusal.revision) == ("CONFLICT", second)
    assert send(run, filled, HELD | {"level": 1, "expected": second}).written
    [refusal] = send(run, filled, HELD | {"id": "none", "expected": second}).rejected
    assert (refusal.code, refusal.revision) == ("CONFLICT", "")


# --- idempotency ---------------------------------------------------------------------------------------


def test_the_same_key_writes_once_and_answers_alike(filled: Store, run: Run) -> None:
    first = send(run, filled, HELD, key="once")
    send(run, filled, HELD | {"level": 3})
    before = run(stored(filled))
    again = send(run, filled, HELD, key="once")
    assert (again.outcomes, again.repeated, first.repeated) == (first.outcomes, True, False)
    assert run(stored(filled)) == before


def test_what_changed_nothing_is_remembered_too(filled: Store, run: Run) -> None:
    send(run, filled, HELD)
    send(run, filled, HELD, key="idle")
    send(run, filled, HELD | {"level": 3})
    assert send(run, filled, HELD, key="idle").repeated
    assert run(people.known(filled, "holdings", [HELD]))["h1"].props["level"] == 3


@pytest.mark.parametrize(
    "other", [{"rows": [HELD | {"level": 1}]}, {"kind": "enrolments", "rows": [TAKEN]}, {"reason": "other"}]
)
def test_a_key_with_another_request_is_refused(filled: Store, run: Run, other: dict[str, Any]) -> None:
    send(run, filled, HELD, key="once")
    asked = {"kind": "holdings", "rows": [HELD], "key": "once"} | other
    with pytest.raises(WritingError) as refused:
        run(record(filled, PLATFORM, Request(**asked)))
    assert refused.value.code == receipts.REUSED


def test_a_key_is_its_writer_s_own_and_a_refused_request_may_be_mended_under_it(filled: Store, run: Run) -> None:
    assert not send(run, filled, HELD | {"level": 9}, key="once").written
    assert not send(run, filled, HELD, key="once").repeated
    assert not send(run, filled, HELD, key="once", by=Subject("else", frozenset({"recorder"}))).repeated


def test_a_key_is_forgotten_in_time(filled: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    send(run, filled, HELD, key="once")
    monkeypatch.setattr(receipts, "KEPT", -receipts.KEPT)
    assert not send(run, filled, HELD, key="once").repeated


def test_many_at_once_under_one_key_write_once(filled: Store, run: Run) -> None:
    async def together() -> list[Recorded]:
        request = Request("holdings", [HELD], "once")
        return list(await asyncio.gather(*(record(filled, PLATFORM, request) for _ in range(5))))

    done = run(together())
    assert sorted(each.repeated for each in done) == [False, True, True, True, True]
    assert len({each.outcomes for each in done}) == 1


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.sampled_from(["h1", "h2"]), st.sampled_from([None, 1.0, 2.0]), st.integers(0, 3)), max_size=6)
)
def test_the_store_holds_what_a_dictionary_would(
    run: Run, opened: Any, sent: list[tuple[str, float | None, int]]
) -> None:
    """Requests under few keys: the first under each key counts, later ones repeat it or are refused."""
    store = opened("embedded")
    from tests.conftest import wipe  # noqa: PLC0415

    run(wipe(store))
    run(store_rows(store, world(), origin="table", format="test"))
    held: dict[str, float | None] = {}
    keys: dict[int, Any] = {}
    for id_, level, key in sent:
        row = {"id": id_, "officer": "o1", "competency": "c1", "level": level, "scale": "s" if level else None}
        try:
            done = send(run, store, row, key=f"key{key}")
        except WritingError:
            assert keys[key] != row
            continue
        assert done.repeated == (key in keys)
        if not done.repeated:
            keys[key] = row
            held[id_] = level if level is not None else held.get(id_)
    rows = [{"id": id_, "officer": "o1"} for id_ in ("h1", "h2")]
    assert {id_: each.props.get("level") for id_, each in run(people.known(store, "holdings", rows)).items()} == held


# --- who may -------------------------------------------------------------------------------------------


def test_an_administrator_writes_within_the_subtree_and_nowhere_else(filled: Store, run: Run) -> None:
    assert send(run, filled, HELD, by=ADMINISTRATOR).written
    tried: list[tuple[str, dict[str, Any]]] = [
        ("holdings", HELD | {"officer": "o2"}), ("holdings", HELD | {"id": "theirs", "officer": "o2", "expected": ""}),
        ("postings", POSTED | {"organisation": "d2"}), ("postings", POSTED | {"officer": "o2"}),
        ("postings", POSTED | {"officer": "o2", "newOfficer": True}), ("postings", POSTED | {"organisation": "d1x"}),
        ("postings", POSTED | {"id": "p:o2"}),  # the id of a record that is not theirs tells nothing of it
    ]  # fmt: skip
    before = run(stored(filled))
    for kind, row in tried:
        [refusal] = send(run, filled, row, kind=kind, by=ADMINISTRATOR).rejected
        assert (refusal.code, refusal.revision) == ("FORBIDDEN", None)
        assert refusal.value == row["officer"]
    assert run(stored(filled)) == before
    assert send(
        run, filled, POSTED | {"officer": "newcomer", "newOfficer": True}, kind="postings", by=ADMINISTRATOR
    ).written
    with pytest.raises(WritingError, match="another source"):
        send(run, filled, HELD, by=ADMINISTRATOR, origin="table")


@pytest.mark.parametrize("right", ["reader", "officer", "analyst", "steward", "reviewer", "auditor"])
def test_nobody_else_writes(filled: Store, run: Run, right: Any) -> None:
    before = run(stored(filled))
    with pytest.raises(WritingError) as refused:
        send(run, filled, HELD, by=Subject("s", frozenset({right}), officer="o1", organisation="d1"))
    assert refused.value.code == "FORBIDDEN"
    assert run(stored(filled)) == before


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_so_many_rows_and_no_more(filled: Store, run: Run, count: int) -> None:
    with pytest.raises(WritingError, match="1 to 1,000 rows"):
        send(run, filled, *[HELD] * count)
