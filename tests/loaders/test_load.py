"""Loading as a change: atomic, idempotent, dated, and told in a report."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.load import Options, store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Row
from queries import parse
from queries.stores import Store
from queries.stores.errors import ConflictError
from tests.conftest import Run

AT = Place("t.csv", 7)


def role(id_: str, **props: Any) -> NodeRow:
    return NodeRow("Role", id_, {"title": id_.upper()} | props, AT)


def competency(id_: str, **props: Any) -> NodeRow:
    return NodeRow("Competency", id_, {"title": id_.upper()} | props, AT)


def requires(a: str, b: str, level: float | None = None, **props: Any) -> EdgeRow:
    scale = {"scale": "k"} if level is not None else {}
    return EdgeRow("REQUIRES", ("Role", a), ("Competency", b), AT, {"level": level, "essential": True} | scale | props)


def scale() -> list[Row]:
    rows: list[Row] = [NodeRow("Scale", "k", {"title": "K", "kind": "ordinal"}, AT)]
    for rank, name in enumerate(("One", "Two", "Three"), 1):
        rows += [
            NodeRow("Level", f"k:{rank}", {"title": name, "rank": rank}, AT),
            EdgeRow("HAS_LEVEL", ("Scale", "k"), ("Level", f"k:{rank}"), AT),
        ]
    return rows


ALL = parse(
    "test/requirements",
    "// All requirements.\nMATCH (r:Role)-[q:REQUIRES]->(c:Competency) RETURN r.id AS id, c.id AS competency,"
    " q.level AS level, q.since AS since, q.until AS until ORDER BY id, competency, level",
)
THINGS = parse(
    "test/roles", "// All roles.\nMATCH (r:Role) RETURN r.id AS id, r.title AS title, r.status AS status ORDER BY id"
)


def stated(run: Run, store: Store) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run(store.ask(ALL))]


def put(run: Run, store: Store, rows: list[Row], origin: str = "t", **options: Any) -> Any:
    complete = options.pop("complete", True)
    done = store_rows(store, rows, origin=origin, format="test", complete=complete, options=Options(**options))
    return run(done)


def test_the_second_load_of_the_same_rows_changes_nothing(run: Run, store: Store) -> None:
    rows = [role("a"), competency("c"), requires("a", "c", 2), *scale()]
    first = put(run, store, rows)
    before = run(store.health()).epoch
    again = put(run, store, rows)
    assert first.created == {"Competency": 1, "HAS_LEVEL": 3, "Level": 3, "REQUIRES": 1, "Role": 1, "Scale": 1}
    assert again.unchanged == first.created
    assert not again.created
    assert not again.changed
    assert not again.retired
    assert run(store.health()).epoch == before


def test_a_changed_level_closes_the_old_statement_and_opens_a_new_one(run: Run, store: Store) -> None:
    put(run, store, [role("a"), competency("c"), requires("a", "c", 2), *scale()], at="2026-01-01T00:00:00Z")
    report = put(run, store, [role("a"), competency("c"), requires("a", "c", 3), *scale()], at="2026-06-01T00:00:00Z")
    assert report.changed == {"REQUIRES": 1}
    assert stated(run, store) == [
        ("a", "c", 2.0, None, "2026-06-01T00:00:00Z"),
        ("a", "c", 3.0, "2026-06-01T00:00:00Z", None),
    ]
    again = put(run, store, [role("a"), competency("c"), requires("a", "c", 3), *scale()], at="2026-07-01T00:00:00Z")
    assert not again.changed
    assert not again.created


def test_what_a_complete_source_no_longer_has_is_retired_not_gone(run: Run, store: Store) -> None:
    put(run, store, [role("a"), role("b"), competency("c"), requires("a", "c"), requires("b", "c")])
    later = put(run, store, [role("a"), competency("c"), requires("a", "c")], at="2099-01-01T00:00:00Z")
    assert later.retired == {"REQUIRES": 1, "Role": 1}
    assert [row["status"] for row in run(store.ask(THINGS))] == [None, "retired"]
    assert stated(run, store)[1] == ("b", "c", None, None, "2099-01-01T00:00:00Z")


def test_a_source_that_does_not_state_all_retires_nothing(run: Run, store: Store) -> None:
    put(run, store, [role("a"), role("b")], complete=False)
    assert not put(run, store, [role("a")], complete=False).retired


def test_a_source_retires_only_what_it_loaded_itself(run: Run, store: Store) -> None:
    put(run, store, [role("a")], origin="one")
    put(run, store, [role("b")], origin="two")
    report = put(run, store, [role("c")], origin="two")
    assert report.retired == {"Role": 1}
    assert {r["id"]: r["status"] for r in run(store.ask(THINGS))} == {"a": None, "b": "retired", "c": None}


def test_one_source_cannot_restate_what_another_owns(run: Run, store: Store) -> None:
    put(run, store, [role("a", title="Real")], origin="one")
    report = put(run, store, [role("a", title="Other"), role("b")], origin="two")
    assert [r.value for r in report.rejected] == ["a"]
    assert "one" in report.rejected[0].reason
    assert {r["id"]: r["title"] for r in run(store.ask(THINGS))} == {"a": "Real", "b": "B"}


def test_an_id_names_one_thing_whatever_its_type(run: Run, store: Store) -> None:
    put(run, store, [role("x")], origin="one")
    report = put(run, store, [competency("x"), role("y"), requires("y", "x")], origin="two")
    assert {r.value for r in report.rejected} == {"x", "REQUIRES"}
    assert not stated(run, store)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (requires("a", "nowhere"), "neither in the source nor in the store"),
        (requires("a", "c", 4), "not on the scale k"),
        (requires("a", "c", 1, scale="unknown"), "no scale unknown"),
        (requires("a", "c", 1, scale=None), "a level without a scale"),
        (role("a", title="Another title"), "stated already, differently, at t.csv, line 7"),
        (NodeRow("Role", "untitled", {}, AT), "Role has no title"),
        (EdgeRow("SPECIALISES", ("Role", "a"), ("Role", "a"), AT), "goes round in a circle"),
        (Rejected(AT, "a reader's own reason", "v"), "a reader's own reason"),
    ],
)
def test_a_bad_row_is_rejected_with_its_place_and_the_rest_loads(run: Run, store: Store, bad: Row, words: str) -> None:
    good: list[Row] = [role("a"), competency("c"), *scale()]
    report = put(run, store, [*good, bad])
    assert report.status == 2
    [rejected] = report.rejected
    assert words in rejected.reason
    assert (rejected.at.file, rejected.at.line) == ("t.csv", 7)
    assert report.created["Role"] == 1


def test_strict_loads_nothing_when_a_row_is_bad(run: Run, store: Store) -> None:
    report = put(run, store, [role("a"), requires("a", "nowhere")], strict=True)
    assert report.status == 1
    assert not report.created
    assert not run(store.ask(THINGS))


SINCE = parse(
    "test/since", "// Since.\nMATCH (r:Role) RETURN r.id AS id, r.title AS title, r.since AS since ORDER BY id"
)


def test_what_is_new_later_counts_from_then_and_what_was_there_before_still_does(run: Run, store: Store) -> None:
    put(run, store, [role("a"), role("b", since="2020-01-01T00:00:00Z")])
    put(
        run,
        store,
        [role("a", title="A2"), role("b", since="2020-01-01T00:00:00Z"), role("c")],
        at="2026-06-01T00:00:00Z",
    )
    assert [tuple(row.values()) for row in run(store.ask(SINCE))] == [
        ("a", "A2", None),
        ("b", "B", "2020-01-01T00:00:00Z"),
        ("c", "C", "2026-06-01T00:00:00Z"),
    ]


def test_a_load_in_parts_ends_where_a_whole_one_does(run: Run, store: Store) -> None:
    rows = [role("a"), competency("c"), requires("a", "c", 2), *scale()]
    parts = put(run, store, rows, in_parts=True)
    whole = put(run, store, rows)
    assert whole.unchanged == parts.created
    assert not whole.created


def test_each_cycle_loses_one_link_and_no_more(run: Run, store: Store) -> None:
    links = [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "c")]
    rows: list[Row] = [role(r) for r in "abcd"]
    rows += [EdgeRow("BROADER", ("Role", a), ("Role", b), AT) for a, b in links]
    report = put(run, store, rows)
    assert [r.value for r in report.rejected] == ["c → a → b → c", "d → c → d"]
    assert report.created["BROADER"] == 3


def test_a_cycle_across_two_loads_is_refused(run: Run, store: Store) -> None:
    put(run, store, [role("a"), role("b"), EdgeRow("BROADER", ("Role", "a"), ("Role", "b"), AT)], complete=False)
    report = put(run, store, [EdgeRow("BROADER", ("Role", "b"), ("Role", "a"), AT)], origin="u", complete=False)
    assert "circle" in report.rejected[0].reason


def test_a_write_that_lost_a_race_writes_nothing(run: Run, store: Store) -> None:
    with pytest.raises(ConflictError):
        run(store.write([], epoch=41))
    assert run(store.health()).epoch == 0


def test_the_organisation_tree_has_paths_that_follow_a_move(run: Run, store: Store) -> None:
    def part_of(a: str, b: str) -> EdgeRow:
        return EdgeRow("PART_OF", ("Organisation", a), ("Organisation", b), AT)

    nodes: list[Row] = [NodeRow("Organisation", o, {"title": o}, AT) for o in ("m", "d", "n", "e/1")]
    put(run, store, [*nodes, part_of("d", "m"), part_of("e/1", "d")])
    paths = parse("test/paths", "// Paths.\nMATCH (o:Organisation) RETURN o.id AS id, o.path AS path ORDER BY id")
    assert [r["path"] for r in run(store.ask(paths))] == ["/m/d/", "/m/d/e~11/", "/m/", "/n/"]
    put(run, store, [*nodes, part_of("d", "n"), part_of("e/1", "d")], at="2099-01-01T00:00:00Z")
    assert [r["path"] for r in run(store.ask(paths))] == ["/n/d/", "/n/d/e~11/", "/m/", "/n/"]


def test_requirements_stated_alike_and_otherwise_arrive_each_with_its_own(run: Run, store: Store) -> None:
    levels = {(a, c): float(1 + (ord(a) * ord(c)) % 3) for a in "abc" for c in "pqrst" if a != "b" or c in "ps"}
    things: list[Row] = [*map(role, "abc"), *map(competency, "pqrst"), *scale()]
    put(run, store, [*things, *(requires(a, c, level) for (a, c), level in levels.items())])
    assert stated(run, store) == [(*pair, level, None, None) for pair, level in sorted(levels.items())]
    moved = {pair: 1.0 if pair[1] in "pq" else level for pair, level in levels.items()}
    at = "2099-01-01T00:00:00Z"
    report = put(run, store, [*things, *(requires(a, c, level) for (a, c), level in moved.items())], at=at)
    changed = {pair for pair in levels if moved[pair] != levels[pair]}
    assert report.changed == {"REQUIRES": len(changed)}
    assert {(a, c, level) for a, c, level, since, _ in stated(run, store) if since == at} == {
        (*pair, 1.0) for pair in changed
    }


def test_progress_ends_with_all_that_is_written(run: Run, store: Store) -> None:
    told: list[tuple[str, int, int | None]] = []
    things: list[Row] = [role("a"), *map(competency, "pqr")]
    put(run, store, [*things, *(requires("a", c) for c in "pqr")], progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "write"][-1] == ("write", 7, 7)
