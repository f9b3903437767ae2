"""Careers, groups, expiries and their words through GraphQL and on the command line, to those who may have them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphapi import cli
from loaders.cbplan import Reason, by_users, request
from loaders.rows import NodeRow, Row
from queries.rights import DEVELOPER, PUBLIC, Subject
from queries.stores import Store, connect
from tests.conftest import Run
from tests.graphapi.asking import codes
from tests.graphapi.test_report_cli import PEOPLE, rows
from tests.graphapi.test_reports import ANALYST, HEAD, OWN, Asked
from tests.queries.test_answers import put
from tests.queries.worlds import AT, edge

AS_OF = "2026-06-01"


def made() -> list[Row]:
    """The ministry of reports; a course; a second role that needs more; holdings of d1 that expire; an interval."""
    found = [*rows(), NodeRow("Competency", "c2", {"title": "C2"}, AT), NodeRow("Role", "r2", {"title": "R2"}, AT)]
    found += [edge("REQUIRES", ("Role", "r2"), ("Competency", c)) for c in ("c", "c2")]
    found += [NodeRow("Module", "m1", {"title": "Course", "hours": 8.0, "status": "live"}, AT)]
    found += [edge("COVERS", ("Module", "m1"), ("Competency", c)) for c in ("c", "c2")]
    for i in range(PEOPLE["d1"]):
        held = {"id": f"h{i}", "expires": "2026-08-01T00:00:00Z", "awarded": "2025-01-01T00:00:00Z"}
        found.append(edge("HOLDS", ("Officer", f"o-d1-{i}"), ("Competency", "c"), **held))
    return found


@pytest.fixture
def ministry(run: Run, store: Store) -> Asked:
    put(run, store, made())
    return Asked(run, store)


def data(asked: Asked, text: str, subject: Subject = DEVELOPER) -> Any:
    found = asked.ask(text, subject)
    assert not found.errors, (text, found.errors)
    return found.data


def test_the_nearest_role_and_the_way_there(ministry: Asked) -> None:
    near = (
        "role { id title } required met missing notStated hours unclosable gaps { reason needed { competency { id } } }"
    )
    [found] = data(ministry, f'{{ role(id: "r") {{ nearest {{ {near} }} }} }}')["role"]["nearest"]
    assert found == {
        "role": {"id": "Role:r2", "title": "R2"}, "required": 2, "met": 1, "missing": 1, "notStated": 0, "hours": 8.0,
        "unclosable": 0, "gaps": [{"reason": "not held", "needed": {"competency": {"id": "Competency:c2"}}}],
    }  # fmt: skip
    [step] = data(ministry, f'{{ ladder(from: "r", to: "r2") {{ widest steps {{ {near} }} }} }}')["ladder"]["steps"]
    assert step == found
    [next_] = data(ministry, f'{{ officer(id: "o-d1-0") {{ nextRoles {{ {near} }} }} }}')["officer"]["nextRoles"]
    assert next_ == found


def test_who_is_ready_is_counted_for_analysts_and_named_for_those_with_the_right(ministry: Asked) -> None:
    text = '{ ready(role: "r2", within: 1, first: 100, asOf: "2026-06-01") { required counts { unmet officers } %s } }'
    named = text % "officers { officer { id } unmet missing }"
    bare = text % ""
    counts = data(ministry, bare, ANALYST)["ready"]["counts"]
    assert [one["officers"] for one in counts] == [0, 9, 10, 0]
    assert data(ministry, named)["ready"]["counts"] == counts
    below = {f"Officer:o-d1-{i}" for i in range(PEOPLE["d1"])}
    found = data(ministry, named, HEAD)["ready"]
    assert {one["officer"]["id"] for one in found["officers"]} == below
    assert found["counts"] == []
    assert all((one["unmet"], one["missing"]) == (1, 1) for one in found["officers"])
    assert codes(ministry.ask(bare, PUBLIC)) == codes(ministry.ask(bare, OWN)) == ["FORBIDDEN"]


def test_a_group_s_plan_and_its_expiries_show_no_few(ministry: Asked) -> None:
    shown = "officers gaps closed hours proven sessions { count gaps module { id } }"
    text = f'{{ groupPlan(organisation: "%s", hours: 8) {{ {shown} }} }}'
    found = data(ministry, text % "m", ANALYST)["groupPlan"]
    assert found == {
        "officers": 19, "gaps": 10, "closed": 10, "hours": 8.0, "proven": True,
        "sessions": [{"count": 10, "gaps": 10, "module": {"id": "Module:m1"}}],
    }  # fmt: skip
    few = data(ministry, text % "d3", ANALYST)["groupPlan"]
    assert few == {"officers": None, "gaps": None, "closed": None, "hours": 0.0, "proven": True, "sessions": []}
    theirs = data(ministry, text % "d3", Subject("h", frozenset({"reader", "administrator"}), organisation="d3"))
    assert [len(theirs["groupPlan"]["sessions"]), theirs["groupPlan"]["hours"]] == [1, 8.0]
    text = '{ expiring(organisation: "%s", months: %d) { rows { organisation { id } module { id } officers hidden } } }'
    [row] = data(ministry, text % ("m", 3), ANALYST)["expiring"]["rows"]
    assert row == {
        "organisation": {"id": "Organisation:d1"}, "module": {"id": "Module:m1"}, "officers": 9, "hidden": False,
    }  # fmt: skip
    assert data(ministry, text % ("m", 1), ANALYST)["expiring"]["rows"] == []
    for subject, place in ((PUBLIC, "d1"), (OWN, "d1"), (HEAD, "m"), (HEAD, "d2")):
        assert codes(ministry.ask(text % (place, 3), subject)) == ["FORBIDDEN"]
    assert data(ministry, text % ("d1", 3), HEAD)["expiring"]["rows"] == [row]


def test_words_are_those_of_the_languages_there_are(ministry: Asked) -> None:
    found = data(ministry, '{ officer(id: "o-d1-0") { why { competency { id } status text reviewed } } }')
    [whole, one] = found["officer"]["why"]
    assert (whole["competency"], one["competency"], one["status"]) == (None, {"id": "Competency:c"}, "met")
    assert whole["text"].startswith("1 of 1 essential requirements are met")
    hindi = data(ministry, '{ role(id: "r") { why(language: "hi") { text reviewed } } }')["role"]["why"]
    assert [one["reviewed"] for one in hindi] == [False]
    assert codes(ministry.ask('{ role(id: "r") { why(language: "fr") { text } } }')) == ["BAD_REQUEST"]


# --- the command line -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('careers') / 'store'}"
    store = run(connect(uri))
    put(run, store, made())
    run(store.close())
    return uri


Told = Callable[..., Any]


@pytest.fixture
def told(kept: str, capfdbinary: pytest.CaptureFixture[bytes]) -> Told:
    """What a command prints as JSON; in this process, for starting one takes longer than the answer."""

    def tell(*arguments: str) -> Any:
        assert cli.run([*arguments, "--as-of", AS_OF, "--json", "--store", kept]) == 0
        return json.loads(capfdbinary.readouterr().out)

    return tell


def test_the_commands_say_the_same(told: Told, tmp_path: Path) -> None:
    [near] = told("career", "role", "r")["roles"]
    assert (near["role"], near["met"], near["missing"], near["hours"]) == ("r2", 1, ["c2"], 8)
    assert told("career", "officer", "o-d1-0")["roles"] == [near]
    assert told("career", "ladder", "r", "r2")["steps"] == [near]
    ready = told("career", "ready", "r2", "--people", "--within", "1")
    assert len(ready["officers"]) == PEOPLE["d1"]
    due = told("expiring", "--months", "3", "--people")
    assert ([row["officers"] for row in due["rows"]], len(due["due"])) == ([9], 9)
    path = tmp_path / "plan.json"
    plan = told("plan", "--group", "d2", "--people", "--cb-plan", str(path))
    assert (plan["closed"], [len(s["who"]) for s in plan["sessions"]]) == (7, [7])
    [one] = json.loads(path.read_text("utf-8"))
    assert sorted(one["request"]["assignmentTypeInfo"]) == [f"o-d2-{i}" for i in range(7)]
    assert [(r["course"], r["competency"], r["users"]) for r in one["reasons"]] == [("m1", "c", 7)]
    told("plan", "--group", "d2", "--cb-plan", str(path))
    [one] = json.loads(path.read_text("utf-8"))
    assert "o-d2" not in path.read_text("utf-8")
    assert (one["request"]["assignmentType"], one["request"]["assignmentTypeInfo"]) == ("AllUser", [])
    assert [(r["course"], r["competency"], r["users"]) for r in one["reasons"]] == [("m1", "c", 7)]
    why = told("gap", "officer", "o-d1-0", "--why", "hi")["why"]
    assert [one["reviewed"] for one in why] == [False, False]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plan"], "name an officer"),
        (["plan", "x", "--group", "y"], "name an officer"),
        (["gap", "role", "r", "--why", "fr"], "one of en, hi"),
    ],
)
def test_what_cannot_be_asked_is_told(
    kept: str, capfd: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.run([*arguments, "--store", kept]) == cli.USAGE
    assert words in " ".join(capfd.readouterr().err.replace("│", " ").split())


# --- CB plans ----------------------------------------------------------------------------------------------------


def test_users_with_the_same_courses_share_a_plan_and_the_platform_s_own_ids_stand_in_it() -> None:
    def reason(course: str, competency: str) -> Reason:
        return Reason(course, competency, competency, 2.0, 1.0, "k", 1)

    mine = {
        "igot-user:1": [reason("igot:do_1", "c")],
        "igot-user:2": [reason("igot:do_1", "c")],
        "x": [reason("igot:do_1", "c"), reason("igot:do_2", "d")],
        "nobody": [],
    }
    plans = by_users("P", "2026-05-31T18:30:00Z", "2026-06-30T18:30:00Z", mine)
    found = [request(plan) for plan in plans]
    assert [one["request"] for one in found] == [
        {"name": "P (1 of 2)", "contentType": "Course", "contentList": ["do_1"], "assignmentType": "CustomUser",
         "assignmentTypeInfo": ["1", "2"], "endDate": "2026-07-01"},
        {"name": "P (2 of 2)", "contentType": "Course", "contentList": ["do_1", "do_2"], "assignmentType": "CustomUser",
         "assignmentTypeInfo": ["x"], "endDate": "2026-07-01"},
    ]  # fmt: skip
    assert [[r["users"] for r in one["reasons"]] for one in found] == [[2], [1, 1]]
