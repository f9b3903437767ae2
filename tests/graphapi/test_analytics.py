"""The readiness map, what to commission and what-if in GraphQL and on the command line, on a small ministry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.rows import NodeRow, Row
from queries.grounds import GROUNDS
from queries.rights import PUBLIC, Subject
from queries.rollup import roll_up
from queries.stores import Store, connect
from tests.commands import karmagraph
from tests.conftest import Run
from tests.graphapi.asking import asked, codes, data
from tests.queries.test_answers import put
from tests.queries.test_commission import ministry
from tests.queries.worlds import AT, edge

PEOPLE = {"d1": 9, "d2": 7, "d3": 3}
CELL = "hidden people required met notStated gaps readiness"
MAP = f'{{ readinessMap(organisation: "m") {{ read hidden organisation {{ id }} total {{ {CELL} }} columns {{ key own }} rows {{ competency {{ id }} cells {{ {CELL} }} }} widest {{ row {{ title }} column {{ key }} cell {{ gaps }} }} }} }}'  # noqa: E501


def rows() -> list[Row]:
    """Three departments, whose officers are all short of one competency; one of nine in the first holds it."""
    found = [row for row in ministry(0) if not (isinstance(row, NodeRow) and row.label == "Organisation")]
    found.append(NodeRow("Organisation", "m", {"title": "M"}, AT))
    for d, people in PEOPLE.items():
        found += [NodeRow("Organisation", d, {"title": d}, AT)]
        found.append(edge("PART_OF", ("Organisation", d), ("Organisation", "m")))
        for i in range(people):
            o, p = f"o-{d}-{i}", f"p-{d}-{i}"
            found += [NodeRow("Officer", o, {}, AT), NodeRow("Posting", p, {}, AT)]
            found.append(edge("HAS_POSTING", ("Officer", o), ("Posting", p)))
            found.append(edge("AS", ("Posting", p), ("Role", "r")))
            found.append(edge("AT", ("Posting", p), ("Organisation", d)))
    return found


@pytest.fixture
def filled(run: Run, store: Store) -> Iterator[Store]:
    """A store with the ministry; no population of another test stands for it."""
    GROUNDS.seats.clear()
    put(run, store, rows())
    yield store
    GROUNDS.seats.clear()


def test_a_map_hides_the_small_department_and_one_beside_it(run: Run, filled: Store) -> None:
    found = data(run, filled, MAP)["readinessMap"]
    assert (found["read"], found["hidden"], found["organisation"]) == ("computed", 2, {"id": "Organisation:m"})
    assert found["total"] == {
        "hidden": False, "people": 19, "required": 19, "met": 0, "notStated": 0, "gaps": 19, "readiness": 0.0,
    }  # fmt: skip
    assert [column["key"] for column in found["columns"]] == ["d1", "d2", "d3"]
    [row] = found["rows"]
    assert row["competency"] == {"id": "Competency:t"}
    assert [cell["people"] for cell in row["cells"]] == [9, None, None]
    assert all(value is None for name, value in row["cells"][2].items() if name != "hidden")
    assert found["widest"] == [{"row": {"title": "Theme"}, "column": {"key": "d1"}, "cell": {"gaps": 9}}]


def test_a_department_by_itself_shows_no_more_than_beside_the_others(run: Run, filled: Store) -> None:
    asked_for = "organisation: %s, rows: COMPETENCY, columns: ROLE"
    text = f"{{ readinessMap({asked_for}) {{ total {{ people }} rows {{ cells {{ people }} }} }} }}"
    for d, people in PEOPLE.items():
        found = data(run, filled, text % f'"{d}"')["readinessMap"]
        shown = people if d == "d1" else None
        assert found["total"]["people"] == shown
        assert {cell["people"] for row in found["rows"] for cell in row["cells"]} == {shown}


def test_figures_need_a_right_and_rows_another(run: Run, filled: Store) -> None:
    analyst, officer = Subject("a", frozenset({"analyst"})), Subject("o", frozenset({"officer"}), officer="o-d1-1")
    administrator = Subject("b", frozenset({"administrator"}), organisation="d1")
    short = '{ officersShort(competency: "c") { officer { id } } }'
    figures = [MAP, "{ toCommission { officers } }", '{ whatIf(changes: [{kind: RETIRE, module: "m1"}]) { read } }']
    for text in figures:
        assert codes(asked(run, filled, text, subject=PUBLIC)) == ["FORBIDDEN"]
        assert codes(asked(run, filled, text, subject=officer)) == ["FORBIDDEN"]
        assert codes(asked(run, filled, text, subject=administrator)) == ["FORBIDDEN"]
        assert not asked(run, filled, text, subject=analyst).errors
    assert not asked(run, filled, '{ toCommission(organisation: "d1") { officers } }', subject=administrator).errors
    assert codes(asked(run, filled, short, subject=PUBLIC)) == ["FORBIDDEN"]
    assert codes(asked(run, filled, short, subject=analyst)) == ["FORBIDDEN"]
    mine = asked(run, filled, short, subject=officer)
    assert mine.data == {"officersShort": [{"officer": {"id": "Officer:o-d1-1"}}]}


def test_pages_of_officers_give_each_once_whatever_their_length(run: Run, filled: Store) -> None:
    asked_for = 'competency: "c", first: $first, after: $after'
    text = f"query ($first: Int!, $after: ID) {{ officersShort({asked_for}) {{ officer {{ id }} }} }}"
    whole = [row["officer"]["id"] for row in data(run, filled, text, {"first": 100})["officersShort"]]
    assert len(whole) == sum(PEOPLE.values())
    for first in (1, 2, 7):
        found: list[str] = []
        while page := data(run, filled, text, {"first": first, "after": found[-1] if found else None})["officersShort"]:
            found += [row["officer"]["id"] for row in page]
        assert found == whole


def test_pages_of_what_to_commission_give_each_once_and_are_counted(run: Run, filled: Store) -> None:
    text = "query ($after: ID) { toCommissionCount toCommission(first: 1, after: $after) { competency { id } } }"
    found: list[str] = []
    while page := data(run, filled, text, {"after": found[-1] if found else None})["toCommission"]:
        found += [row["competency"]["id"] for row in page]
    whole = data(run, filled, "{ toCommissionCount toCommission { competency { id } } }")
    assert found == [row["competency"]["id"] for row in whole["toCommission"]]
    assert len(found) == whole["toCommissionCount"] > 0
    assert codes(asked(run, filled, '{ toCommission(after: "none") { officers } }'))


def test_a_what_if_says_before_and_after(run: Run, filled: Store) -> None:
    text = """query ($changes: [SupposedChange!]!) { whatIf(changes: $changes) {
      requirements people { least most } before { gaps closable readinessIfCompleted } after { gaps closable hours }
      hidden } }"""
    change = {"kind": "COMMISSION", "competency": "c", "toLevel": 2, "hours": 6}
    found = data(run, filled, text, {"changes": [change]})["whatIf"]
    assert found["people"] == {"least": 19, "most": 19}
    assert found["before"] == {"gaps": 19, "closable": 0, "readinessIfCompleted": 0.0}
    assert found["after"] == {"gaps": 19, "closable": 19, "hours": 19 * 6}
    assert found["hidden"] == []
    wrong = asked(run, filled, text, {"changes": [{"kind": "REQUIRE", "role": "r", "competency": "c", "level": 7}]})
    assert codes(wrong) == ["BAD_REQUEST"]
    assert codes(asked(run, filled, text, {"changes": []})) == ["BAD_REQUEST"]


def test_of_all_a_lone_ministry_shows_its_departments(run: Run, filled: Store) -> None:
    of_it = data(run, filled, MAP)["readinessMap"]
    of_all = data(run, filled, MAP.replace('(organisation: "m")', ""))["readinessMap"]
    assert of_all == of_it | {"organisation": None}
    run(roll_up(filled))
    rolled = data(run, filled, MAP.replace('(organisation: "m")', ""))["readinessMap"]
    assert rolled == of_all | {"read": "rollup"}


# --- on the command line ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"embedded:{tmp_path_factory.mktemp('analytics') / 'ministry'}"
    store = run(connect(found))
    put(run, store, rows())
    run(store.close())
    return found


def printed(*arguments: str) -> Any:
    done = karmagraph(*arguments)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout) if "--json" in arguments else done.stdout.decode()


def test_the_commands_say_the_same_and_read_a_roll_up_once_there_is_one(uri: str, tmp_path: Path) -> None:
    store = ("--store", uri)
    computed = printed("heatmap", "m", "--json", *store)
    assert (computed["read"], computed["total"]["people"], computed["hidden"]) == ("computed", 19, 2)
    [row] = printed("commission", "--json", *store)
    assert (row["competency"], row["officers"], row["stopsShort"][0]["module"]) == ("c", 19, "m1")
    file = tmp_path / "changes.json"
    file.write_text('[{"kind": "COMMISSION", "competency": "c", "toLevel": 2, "hours": 6}]')
    supposed = printed("what-if", "--file", str(file), "--json", *store)
    assert supposed["after"]["closable"] == 19
    done = printed("rollup", "--as-of", computed["asOf"][:10], "--json", *store)
    assert done["cells"] == 3
    rolled = printed("heatmap", "m", "--as-of", computed["asOf"][:10], "--json", *store)
    assert rolled["read"] == "rollup"
    assert rolled["rows"] == computed["rows"]
    assert "gaps that courses close" in printed("what-if", "retire", "--module", "m1", *store)
    assert "9 gaps in 9 requirements" in printed("heatmap", "m", *store)


def test_a_change_that_cannot_be_is_a_usage_error(uri: str) -> None:
    done = karmagraph("what-if", "require", "--role", "r", "--store", uri)
    assert done.returncode == 64
    assert b"require needs competency" in done.stderr
