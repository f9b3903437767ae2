"""Writing over GraphQL: what is sent is recorded, proposed and decided as the loaders do it; refusals have codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from graphql import ExecutionResult

from graphapi.schema.build import CATALOGUE
from graphapi.schema.mutations import MUTATIONS
from loaders.load import Options, store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology.instants import now
from queries.rights import DEVELOPER, PUBLIC, Right, Subject
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked, codes
from tests.graphapi.serving import URL, Endpoint

AT = Place("test")
EARLY = "2020-01-01T00:00:00Z"


def person(name: str, *rights: Right, officer: str = "") -> Subject:
    return Subject(name, frozenset(rights), officer=officer)


PLATFORM = person("platform", "recorder")
STEWARD, FIRST, SECOND = person("a", "steward"), person("b", "reviewer"), person("c", "reviewer")


def world() -> list[Row]:
    rows: list[Row] = [NodeRow("Framework", "f", {"title": "F"}, AT)]
    rows += [NodeRow("Scale", "s", {"title": "S", "kind": "ordinal"}, AT)]
    for rank in (1, 2, 3):
        rows.append(NodeRow("Level", f"s:{rank}", {"title": f"L{rank}", "rank": rank}, AT))
        rows.append(EdgeRow("HAS_LEVEL", ("Scale", "s"), ("Level", f"s:{rank}"), AT))
    for label, id_ in (("Competency", "c1"), ("Competency", "c2"), ("Role", "r1"), ("Module", "m1")):
        rows.append(NodeRow(label, id_, {"title": id_.upper()}, AT))
    stated = {"level": 2.0, "scale": "s", "essential": True, "since": EARLY}
    rows += [
        EdgeRow("REQUIRES", ("Role", "r1"), ("Competency", "c1"), AT, stated),
        EdgeRow("COVERS", ("Module", "m1"), ("Competency", "c1"), AT),
    ]
    for i in range(6):
        rows += [NodeRow("Officer", f"o{i}", {}, AT), NodeRow("Posting", f"p{i}", {}, AT)]
        rows += [EdgeRow("HAS_POSTING", ("Officer", f"o{i}"), ("Posting", f"p{i}"), AT)]
        rows += [EdgeRow("AS", ("Posting", f"p{i}"), ("Role", "r1"), AT)]
    rows.append(EdgeRow("HOLDS", ("Officer", "o0"), ("Competency", "c1"), AT, {"id": "h0"}))
    return rows


@pytest.fixture
def filled(store: Store, run: Run) -> Store:
    done = run(store_rows(store, world(), origin="kcm", format="test", options=Options(at=EARLY)))
    assert not done.rejected
    return store


@pytest.fixture
def ask(run: Run, filled: Store) -> Any:
    def asking(by: Subject, text: str, **variables: Any) -> Any:
        result = asked(run, filled, text, variables, subject=by)
        assert not result.errors, (text, result.errors)
        return next(iter((result.data or {}).values()))

    return asking


DRAFT = "id state revision author changes"
PROPOSE = f'mutation($c: RequirementInput!) {{ proposeChange(change: $c, reason: "order 7") {{ {DRAFT} }} }}'
APPROVE = f"mutation($id: ID!, $revision: Int!) {{ approveDraft(id: $id, revision: $revision) {{ {DRAFT} }} }}"
REJECT = (
    f'mutation($id: ID!, $revision: Int!) {{ rejectDraft(id: $id, revision: $revision, reason: "no") {{ {DRAFT} }} }}'
)
SUBMIT = f"mutation($id: ID!, $revision: Int!) {{ submitDraft(id: $id, revision: $revision) {{ {DRAFT} }} }}"
MINE = "{ drafts(awaitingMe: true) { id } }"
HOLDING = (
    "mutation($rows: [HoldingInput!]!, $key: String!) { recordHoldings(rows: $rows, idempotencyKey: $key)"
    " { written repeated rows { id outcome revision } rejected { row id code reason revision } } }"
)
HELD = {"id": "h1", "officer": "Officer:o1", "competency": "Competency:c1", "level": 2, "scale": "Scale:s"}
RAISED = {"role": "Role:r1", "competency": "c1", "level": 3}


# --- records -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["id", "officer", "competency"])
def test_a_row_that_names_nothing_is_refused(run: Run, filled: Store, name: str) -> None:
    result = asked(run, filled, HOLDING, {"rows": [HELD, HELD | {name: ""}], "key": "k"}, subject=PLATFORM)
    assert codes(result) == ["BAD_REQUEST"]
    assert f"row 2 has no {name}" in str(result.errors)


def test_a_holding_is_recorded_once_and_shows(ask: Any) -> None:
    first = ask(PLATFORM, HOLDING, rows=[HELD], key="k")
    assert (first["written"], first["rows"][0]["outcome"]) == (True, "CREATED")
    again = ask(PLATFORM, HOLDING, rows=[HELD], key="k")
    assert again == first | {"repeated": True}
    shown = ask(DEVELOPER, '{ officer(id: "o1") { holds { id level scale competency { id } } } }')
    assert shown["holds"] == [{"id": "h1", "level": 2.0, "scale": "s", "competency": {"id": "Competency:c1"}}]
    refused = ask(PLATFORM, HOLDING, rows=[HELD | {"expected": ""}, HELD | {"id": "x", "level": 9}], key="other")
    assert not refused["written"]
    assert [(r["row"], r["code"]) for r in refused["rejected"]] == [(1, "CONFLICT"), (2, "INVALID")]
    assert refused["rejected"][0]["revision"] == first["rows"][0]["revision"]


def test_postings_enrolments_and_completions_are_recorded(ask: Any) -> None:
    rest = 'idempotencyKey: "%s") { written rejected { reason } } }'
    who = 'officer: "o1"'
    enrolled = f'{{ id: "t", {who}, module: "m1", state: STARTED, since: "2025-01-01" }}'
    completed = f'{{ id: "t", {who}, module: "m1", completed: "2025-02-01T00:00:00Z", score: 1 }}'
    posted = f'{{ id: "new", {who}, role: "Role:r1", since: "2025-01-01" }}'
    for field, row in (("Enrolments", enrolled), ("Completions", completed), ("Postings", posted)):
        done = ask(PLATFORM, f"mutation {{ record{field}(rows: [{row}], {rest % field}")
        assert done == {"written": True, "rejected": []}, field
    shown = ask(DEVELOPER, '{ officer(id: "o1") { took { state since completed score } postings { id role { id } } } }')
    [took] = shown["took"]
    assert (took["state"], took["completed"], took["score"]) == ("completed", "2025-02-01T00:00:00Z", 1.0)
    assert took["since"], "what the completion leaves out stays"
    assert {"id": "Posting:new", "role": {"id": "Role:r1"}} in shown["postings"]
    past = ask(DEVELOPER, '{ changes(of: "Officer:o1") { author type before { name values } after { name values } } }')
    assert [(each["author"], each["type"]) for each in past] == [("platform", "TOOK")]
    assert {"name": "state", "values": ["completed"]} in past[0]["after"]


# --- drafts --------------------------------------------------------------------------------------------


def test_a_proposal_goes_through_two_reviews_and_each_sees_what_awaits_them(ask: Any) -> None:
    draft = ask(person("ministry", "administrator"), PROPOSE, c=RAISED)
    assert (draft["state"], draft["author"], draft["changes"]) == ("L1", "ministry", 1)
    level = '{ role(id: "r1") { requires { level } } }'
    for by, other, state in ((FIRST, SECOND, "L2"), (SECOND, FIRST, "PUBLISHED")):
        assert ask(by, MINE) == [{"id": draft["id"]}]
        assert ask(PUBLIC, level)["requires"] == [{"level": 2.0}]
        draft = ask(by, APPROVE, id=draft["id"], revision=draft["revision"])
        assert draft["state"] == state
        assert ask(other, MINE) == ([{"id": draft["id"]}] if state == "L2" else [])
        assert ask(by, MINE) == []
    asof = f'{{ role(id: "r1", asOf: "{now()}") {{ requires {{ level }} }} }}'
    assert ask(PUBLIC, asof)["requires"] == [{"level": 3.0}]
    assert ask(PUBLIC, level.replace('"r1"', f'"r1", asOf: "{EARLY}"'))["requires"] == [{"level": 2.0}]


def test_a_rejection_says_why_and_goes_back_a_stage(ask: Any) -> None:
    draft = ask(STEWARD, PROPOSE, c=RAISED)
    draft = ask(FIRST, APPROVE, id=draft["id"], revision=draft["revision"])
    draft = ask(SECOND, REJECT, id=draft["id"], revision=draft["revision"])
    assert draft["state"] == "L1"
    draft = ask(FIRST, REJECT, id=draft["id"], revision=draft["revision"])
    assert draft["state"] == "REJECTED"
    assert ask(STEWARD, MINE) == [{"id": draft["id"]}]
    seen = ask(STEWARD, f'{{ draft(id: "{draft["id"]}") {{ draft {{ steps {{ action by reason }} }} }} }}')
    assert [tuple(step.values()) for step in seen["draft"]["steps"][-2:]] == [
        ("REJECT", "c", "no"),
        ("REJECT", "b", "no"),
    ]


def test_a_draft_shows_its_difference_and_whom_it_touches(ask: Any) -> None:
    text = """mutation { draftChanges(framework: "f", reason: "because",
      things: [{id: "Competency:c1", properties: [{name: "title", values: ["Renamed"]}]},
               {id: "Competency:new", properties: [{name: "title", values: ["New"]}]},
               {id: "Competency:c2", retire: true}],
      links: [{type: "BROADER", from: "Competency:new", to: "Competency:c1"},
              {type: "REQUIRES", from: "Role:r1", to: "Competency:c1",
               properties: [{name: "essential", values: ["false"]}]}]) { id state revision } }"""
    draft = ask(STEWARD, text)
    review = """{ draft(id: "%s") { awaitsMe findings { reason } overtaken { thing } differences { kind type thing
      title other otherTitle before { name values } after { name values }
      effect { roles modules officers officersHidden } } } }"""
    seen = ask(FIRST, review % draft["id"])
    assert (seen["awaitsMe"], seen["findings"], seen["overtaken"]) == (False, [], [])
    found = {(d["kind"], d["type"], d["thing"], d["title"], d["other"], d["otherTitle"]) for d in seen["differences"]}
    assert found == {
        ("relabelled", "Competency", "Competency:c1", "Renamed", None, None),
        ("added", "Competency", "Competency:new", "New", None, None),
        ("removed", "Competency", "Competency:c2", "C2", None, None),
        ("added", "BROADER", "Competency:new", "New", "Competency:c1", "Renamed"),
        ("optional", "REQUIRES", "Role:r1", "R1", "Competency:c1", "Renamed"),
    }
    effects = {d["thing"]: d["effect"] for d in seen["differences"]}
    assert effects["Competency:c1"] == {"roles": 1, "modules": 1, "officers": None, "officersHidden": True}
    assert effects["Role:r1"] == {"roles": 1, "modules": 0, "officers": 6, "officersHidden": False}
    [essential] = [d for d in seen["differences"] if d["kind"] == "optional"]
    assert (essential["before"], essential["after"]) == (
        [{"name": "essential", "values": ["true"]}], [{"name": "essential", "values": ["false"]}],
    )  # fmt: skip


def test_a_requirement_on_another_scale_gives_way_and_one_is_added_and_ended(ask: Any) -> None:
    for change, requires in (
        ({"role": "r1", "competency": "c1", "level": None, "scale": None}, [("c1", None)]),
        ({"role": "r1", "competency": "c2", "level": 1, "scale": "s"}, [("c1", None), ("c2", 1.0)]),
        ({"role": "r1", "competency": "c1", "remove": True}, [("c2", 1.0)]),
    ):
        draft = ask(STEWARD, PROPOSE, c=change)
        for by in (FIRST, SECOND):
            draft = ask(by, APPROVE, id=draft["id"], revision=draft["revision"])
        shown = ask(PUBLIC, '{ role(id: "r1", asOf: "2999-01-01") { requires { level competency { id } } } }')
        assert sorted((r["competency"]["id"][11:], r["level"]) for r in shown["requires"]) == requires


def test_what_was_overtaken_is_told_as_data(ask: Any, filled: Store, run: Run) -> None:
    draft = ask(STEWARD, PROPOSE, c=RAISED)
    other = ask(STEWARD, PROPOSE, c=RAISED | {"level": 1})
    for by in (FIRST, SECOND):
        other = ask(by, APPROVE, id=other["id"], revision=other["revision"])
    result = asked(run, filled, APPROVE, {"id": draft["id"], "revision": draft["revision"]}, subject=FIRST)
    assert codes(result) == ["CONFLICT"]
    [told] = extensions(result)["meanwhile"]
    assert (told["proposedOn"]["level"], told["now"]["level"]) == (2.0, 1.0)
    review = f'{{ draft(id: "{draft["id"]}") {{ overtaken {{ thing other now {{ name values }} }} }} }}'
    [seen] = ask(FIRST, review)["overtaken"]
    assert (seen["thing"], seen["other"]) == ("Role:r1", "Competency:c1")
    assert {"name": "level", "values": ["1"]} in seen["now"]


def extensions(result: ExecutionResult) -> Mapping[str, Any]:
    [error] = result.errors or []
    return error.extensions or {}


def test_an_open_draft_is_drafted_anew(ask: Any, filled: Store, run: Run) -> None:
    text = """mutation($draft: ID, $revision: Int, $title: String!) {
      draftChanges(framework: "Framework:f", reason: "x", draft: $draft, revision: $revision,
      things: [{id: "Competency:c1", properties: [{name: "title",
      values: [$title]}]}]) { id revision changes } }"""
    draft = ask(STEWARD, text, title="One")
    again = ask(STEWARD, text, title="Two", draft=draft["id"], revision=draft["revision"])
    assert again == {"id": draft["id"], "revision": 2, "changes": 1}
    late = {"title": "Three", "draft": draft["id"], "revision": draft["revision"]}
    assert codes(asked(run, filled, text, late, subject=STEWARD)) == ["CONFLICT"]
    assert codes(asked(run, filled, text, late | {"revision": 2}, subject=person("z", "steward"))) == ["FORBIDDEN"]


def test_a_framework_is_put_under_review(ask: Any) -> None:
    assert ask(PUBLIC, "{ underReview }") == []
    assert ask(FIRST, 'mutation { putUnderReview(framework: "f") }') == ["Framework:f"]
    assert ask(PUBLIC, "{ underReview }") == ["Framework:f"]


# --- who may -------------------------------------------------------------------------------------------

_TRIED = {
    "recordHoldings": 'rows: [{id: "h", officer: "o1", competency: "c1"}], idempotencyKey: "k"',
    "recordPostings": 'rows: [{id: "p", officer: "o1", role: "r1"}], idempotencyKey: "k"',
    "recordEnrolments": 'rows: [{id: "t", officer: "o1", module: "m1"}], idempotencyKey: "k"',
    "recordCompletions": 'rows: [{id: "t", officer: "o1", module: "m1", completed: "2025-01-01"}], idempotencyKey: "k"',
    "proposeChange": 'change: {role: "r1", competency: "c1", level: 3}, reason: "x"',
    "draftChanges": 'framework: "f", reason: "x", things: [{id: "Competency:c1", retire: true}]',
    "submitDraft": 'id: "ID", revision: 2',
    "approveDraft": 'id: "ID", revision: 2',
    "rejectDraft": 'id: "ID", revision: 2, reason: "x"',
    "putUnderReview": 'framework: "f"',
}
_NOBODY = person("s", "reader", "officer", "analyst", "auditor", officer="o1")


@pytest.mark.parametrize("field", sorted(MUTATIONS))
def test_every_mutation_is_refused_to_whoever_lacks_the_right(ask: Any, filled: Store, run: Run, field: str) -> None:
    draft = ask(STEWARD, PROPOSE, c=RAISED)
    type_ = CATALOGUE.schema.mutation_type.fields[field].type  # type: ignore[union-attr]
    selected = "" if "ID" in str(type_) else "{ __typename }"
    text = f"mutation {{ {field}({_TRIED[field].replace('ID', draft['id'])}) {selected} }}"
    for by in (PUBLIC, _NOBODY, person("", "recorder", "steward", "reviewer", "administrator")):
        before = run(filled.health()).epoch
        assert codes(asked(run, filled, text, subject=by)) == ["FORBIDDEN"], by
        assert run(filled.health()).epoch == before


def test_drafts_and_people_s_changes_are_shown_to_those_concerned(ask: Any, filled: Store, run: Run) -> None:
    draft = ask(person("ministry", "administrator"), PROPOSE, c=RAISED)
    assert ask(person("other", "administrator"), "{ drafts { id } }") == []
    assert ask(PUBLIC, "{ drafts { id } }") == []
    assert ask(person("ministry", "administrator"), "{ drafts { id } }") == [{"id": draft["id"]}]
    text = f'{{ draft(id: "{draft["id"]}") {{ awaitsMe }} }}'
    assert codes(asked(run, filled, text, subject=PUBLIC)) == ["NOT_FOUND"]
    ask(PLATFORM, HOLDING, rows=[HELD], key="1")
    ask(PLATFORM, HOLDING, rows=[HELD | {"level": 3}], key="2")
    of = '{ changes(of: "Officer:o1") { author } }'
    assert ask(person("x", "officer", officer="o1"), of) == [{"author": "platform"}]
    for by in (PUBLIC, STEWARD, person("y", "officer", officer="o2")):
        assert ask(by, of) == []


def test_the_author_of_a_change_is_not_for_everybody(ask: Any) -> None:
    draft = ask(STEWARD, PROPOSE, c=RAISED)
    for by in (FIRST, SECOND):
        draft = ask(by, APPROVE, id=draft["id"], revision=draft["revision"])
    of = '{ changes(of: "Role:r1") { author reason type other } }'
    shown = {"reason": "order 7", "type": "REQUIRES", "other": "c1"}
    assert ask(PUBLIC, of) == [shown | {"author": None}]
    assert ask(person("x", "auditor"), of) == [shown | {"author": "a"}]


@pytest.mark.parametrize(
    ("things", "links"),
    [
        ('[{id: "c1"}]', "[]"), ('[{id: "Competency:c1", properties: [{name: "none", values: []}]}]', "[]"),
        ('[{id: "Competency:c1", properties: [{name: "origin", values: ["x"]}]}]', "[]"),
        ('[{id: "Competency:c1", properties: [{name: "title", values: ["a", "b"]}]}]', "[]"),
        ('[{id: "Competency:c1", properties: [{name: "labels", values: ["bare"]}]}]', "[]"),
        ('[{id: "Competency:c1", properties: [{name: "since", values: ["soon"]}]}]', "[]"),
        ("[]", '[{type: "COUNTS_AS", from: "Competency:c1", to: "Competency:c2"}]'),
        ("[]", '[{type: "REQUIRES", from: "Competency:c1", to: "Competency:c2"}]'), ("[]", "[]"),
        ('[{id: "Officer:o1", properties: [{name: "languages", values: ["en"]}]}]', "[]"),
        ("[]", '[{type: "HOLDS", from: "Officer:o1", to: "Competency:c2"}]'),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted(filled: Store, run: Run, things: str, links: str) -> None:
    text = f'mutation {{ draftChanges(framework: "f", reason: "x", things: {things}, links: {links}) {{ id }} }}'
    assert codes(asked(run, filled, text, subject=STEWARD)) == ["BAD_REQUEST"]


# --- over HTTP -----------------------------------------------------------------------------------------


def test_a_mutation_is_neither_cached_nor_sent_by_get(filled: Store, run: Run) -> None:
    service = Endpoint(run, filled, subject=PLATFORM)
    row = '{id: "h", officer: "o1", competency: "c1"}'
    text = f'mutation {{ recordHoldings(rows: [{row}], idempotencyKey: "k") {{ repeated }} }}'
    answers = service.together([{"query": text}, {"query": text}])
    assert sorted(answer.json()["data"]["recordHoldings"]["repeated"] for answer in answers) == [False, True]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert "etag" not in answers[0].headers


def test_get_is_for_questions(filled: Store, run: Run) -> None:
    async def get() -> httpx2.Response:
        transport = httpx2.ASGITransport(Endpoint(run, filled, subject=FIRST).app)
        async with httpx2.AsyncClient(transport=transport, base_url=URL) as client:
            return await client.get("/graphql", params={"query": 'mutation { putUnderReview(framework: "f") }'})

    answer = run(get())
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_every_mutation_and_input_is_described() -> None:
    for name, type_ in CATALOGUE.schema.type_map.items():
        if name == "Mutation" or name.endswith("Input"):
            assert type_.description
            assert all(field.description for field in type_.fields.values()), name  # type: ignore[attr-defined]
