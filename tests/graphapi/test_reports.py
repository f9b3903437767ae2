"""A report says the same in GraphQL, on the command line and as CSV, JSON and Parquet, to those who may have it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import dataclass
from typing import Any

import duckdb
import httpx2
import pytest
from starlette.applications import Starlette

from graphapi import reports
from graphapi.flat import COVERAGE, GAPS, REPORT, TABLES, Column
from graphapi.present import COVERAGE_COLUMNS, GAPS_COLUMNS
from graphapi.schema.build import CATALOGUE
from graphapi.written import GROUP, as_parquet, csv_lines
from loaders.cells import unquoted
from loaders.rows import NodeRow
from queries import reports_desks
from queries.grounds import GROUNDS, KEPT, quarter
from queries.rights import DEVELOPER, PUBLIC, Subject
from queries.stores import Store, connect
from tests.commands import karmagraph
from tests.conftest import ROOT, Run
from tests.graphapi.asking import codes
from tests.graphapi.test_report_cli import PEOPLE, rows
from tests.queries.test_answers import put
from tests.queries.worlds import AT

ANALYST = Subject("a", frozenset({"reader", "analyst"}))
HEAD = Subject("h", frozenset({"reader", "administrator"}), organisation="d1")
OWN = Subject("o", frozenset({"reader", "officer"}), officer="o-d1-0")
ALL = " ".join(REPORT.names)


@dataclass
class Asked:
    """A small ministry, asked as somebody."""

    run: Run
    store: Store

    def get(self, path: str, subject: Subject = DEVELOPER) -> httpx2.Response:
        """An export."""
        app = Starlette(routes=reports.routes())
        app.state.karmagraph = _State(self.store)

        async def signed_in(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "karmagraph.subject": subject}, receive, send)

        async def work() -> httpx2.Response:
            async with httpx2.AsyncClient(
                transport=httpx2.ASGITransport(signed_in, raise_app_exceptions=True), base_url="http://service"
            ) as client:
                return await client.get(path)

        found: httpx2.Response = self.run(work())
        return found

    def ask(self, text: str, subject: Subject = DEVELOPER) -> Any:
        """A GraphQL result."""
        from graphql import parse, validate  # noqa: PLC0415

        from graphapi.execution import Context, execute  # noqa: PLC0415
        from queries import answers  # noqa: PLC0415
        from queries.search import SearchIndex  # noqa: PLC0415

        document = parse(text)
        assert not validate(CATALOGUE.schema, document)
        context = Context(
            self.store, "2026-06-01T00:00:00Z", text, lambda at: answers.scales(self.store, at),
            lambda: SearchIndex.build(()), subject=subject,
        )  # fmt: skip
        return self.run(execute(document, context))


@dataclass
class _State:
    store: Store
    notice: str = "=made up"
    illustrative: bool = True
    people: bool = True


@pytest.fixture
def ministry(run: Run, store: Store) -> Asked:
    GROUNDS.seats.clear()
    put(run, store, rows())
    return Asked(run, store)


def as_rows(found: httpx2.Response) -> list[dict[str, Any]]:
    assert found.status_code == 200, found.text
    rows: list[dict[str, Any]] = found.json()
    return rows


@pytest.mark.parametrize(("name", "by"), [("M2.11", "organisation"), ("M3.55", ""), ("C1.04", "competency")])
def test_graphql_csv_json_and_parquet_say_the_same(ministry: Asked, name: str, by: str) -> None:
    by_part = f"?by={by}&asOf=2026-06-01" if by else "?asOf=2026-06-01"
    said = as_rows(ministry.get(f"/export/{name}.json{by_part}"))
    asked = f'name: "{name}", by: {json.dumps([by] if by else [])}, asOf: "2026-06-01"'
    text = f"{{ report({asked}) {{ rows {{ {ALL} }} total {{ {ALL} }} }} }}"
    found = ministry.ask(text)
    assert not found.errors
    shown = found.data["report"]["rows"] if by else [found.data["report"]["total"]]
    assert [row | {"notice": "=made up"} for row in shown] == said
    lines = [*csv.DictReader(io.StringIO(ministry.get(f"/export/{name}.csv{by_part}").text))]
    assert [unquoted(line["notice"]) for line in lines] == ["=made up"] * len(said)
    assert [{k: told(v) for k, v in row.items() if k != "notice"} for row in said] == [
        {k: v for k, v in line.items() if k != "notice"} for line in lines
    ]
    assert parquet(ministry.get(f"/export/{name}.parquet{by_part}").content) == said


def told(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def parquet(content: bytes) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    found: list[dict[str, Any]] = pq.read_table(io.BytesIO(content)).to_pylist()
    return found


def test_the_command_line_writes_the_same_table(run: Run, tmp_path: Any) -> None:
    uri = f"embedded:{tmp_path / 'store'}"
    store = run(connect(uri))
    put(run, store, rows())
    found = Asked(run, store).get("/export/M2.11.csv?by=organisation&organisation=m&asOf=2026-06-01").text
    run(store.close())
    path = tmp_path / "rows.csv"
    done = karmagraph(
        "report", "M2.11", "--by", "organisation", "--organisation", "m", "--as-of", "2026-06-01", "--store", uri,
        "--csv", str(path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with path.open(encoding="utf-8", newline="") as file:
        written = [*csv.DictReader(file)]
    assert written == [{k: v for k, v in row.items() if k != "notice"} for row in csv.DictReader(io.StringIO(found))]
    assert [row["hidden"] for row in written] == ["false", "true", "true"]  # 3 people, and the next fewest


def test_coverage_and_gaps_are_pages_of_the_same_rows(ministry: Asked) -> None:
    whole = as_rows(ministry.get("/export/gaps.json?asOf=2026-06-01"))
    assert len(whole) == sum(PEOPLE.values())
    paged, after = [], ""
    while after is not None:
        page = f'first: 7, after: "{after}", asOf: "2026-06-01"'
        found = ministry.ask(f"{{ gapsReport({page}) {{ after rows {{ {' '.join(GAPS.names)} }} }} }}").data[
            "gapsReport"
        ]
        paged += found["rows"]
        after = found["after"]
    assert paged == [{k: v for k, v in row.items() if k != "notice"} for row in whole]
    found = ministry.ask(
        f'{{ coverageReport(roles: ["Role:r"], asOf: "2026-06-01") {{ after rows {{ {" ".join(COVERAGE.names)} }} }} }}'
    ).data
    exported = as_rows(ministry.get("/export/coverage.json?asOf=2026-06-01"))
    assert found["coverageReport"]["rows"] == [{k: v for k, v in row.items() if k != "notice"} for row in exported]


# --- rights ------------------------------------------------------------------------------------------------

WHOLE, MINE, OTHER, ONE, NONE = "M2.11", "d1", "d2", "o-d1-0", "C1.01"


@pytest.mark.parametrize(
    ("subject", "may"),
    [
        (PUBLIC, {NONE}),
        (OWN, {NONE, ONE}),
        (HEAD, {NONE, MINE, ONE}),
        (ANALYST, {NONE, WHOLE, MINE, OTHER}),
        (DEVELOPER, {NONE, WHOLE, MINE, OTHER, ONE}),
    ],
)
def test_only_who_has_the_right_gets_a_report(ministry: Asked, subject: Subject, may: set[str]) -> None:
    asked = {
        NONE: ("C1.01", "", ""), WHOLE: ("M2.11", "", ""), MINE: ("M2.11", "organisation", "d1"),
        OTHER: ("M2.11", "organisation", "d2"), ONE: ("OL05", "officer", "o-d1-0"),
    }  # fmt: skip
    for one, (name, scope, id_) in asked.items():
        argument = f', {scope}: "{id_}"' if scope else ""
        found = ministry.ask(f'{{ report(name: "{name}"{argument}) {{ total {{ value }} }} }}', subject)
        status = ministry.get(f"/export/{name}.csv" + (f"?{scope}={id_}" if scope else ""), subject).status_code
        assert (one in may) == (status == 200), (one, status)
        assert codes(found) == ([] if one in may else ["FORBIDDEN"]), one


EVERYWHERE = (
    '{{ report(name: "M2.11"{}) {{ total {{ value }} }} }}', "{{ readinessMap{} {{ read }} }}",
    "{{ toCommission{} {{ competency {{ id }} }} }}", '{{ ready(role: "r"{}) {{ required }} }}',
    '{{ groupPlan(organisation: "d1"{}) {{ gaps }} }}', '{{ expiring(organisation: "d1"{}) {{ rows {{ hidden }} }} }}',
    '{{ whatIf(changes: [{{kind: DROP, role: "r", competency: "c"}}]{}) {{ read }} }}',
)  # fmt: skip


@pytest.mark.parametrize("text", EVERYWHERE)
def test_who_sees_figures_only_gets_no_two_days_to_subtract(ministry: Asked, text: str) -> None:
    def at(day: str) -> str:
        argument = f'asOf: "{day}"'
        return text.format(f"({argument})" if text[text.index("{}") - 1].isalpha() else f", {argument}")

    for day, may in [("2026-06-01", True), ("2026-05-31", False), ("2026-06-01T00:00:00Z", False)]:
        assert codes(ministry.ask(at(day), ANALYST)) == ([] if may else ["FORBIDDEN"]), at(day)
        assert not ministry.ask(at(day)).errors, "who may see the rows may see any day"
    assert ministry.get("/export/M2.11.csv?asOf=2026-05-31", ANALYST).status_code == 403
    assert ministry.get("/export/C1.01.csv?asOf=2026-05-31", ANALYST).status_code == 200


def test_what_is_hidden_beside_a_small_department_is_hidden_alone_too(ministry: Asked) -> None:
    def said(scope: str, by: str = "") -> Any:
        argument = f', organisation: "{scope}"' + (f', by: ["{by}"]' if by else "")
        text = f'{{ report(name: "M2.11"{argument}, asOf: "2026-06-01") {{ total {{ people }} rows {{ people }} }} }}'
        return ministry.ask(text, ANALYST).data["report"]

    beside = said("m", "organisation")
    assert [row["people"] for row in beside["rows"]] == [9, None, None]
    assert [said(d)["total"]["people"] for d in PEOPLE] == [9, None, None]
    assert beside["total"]["people"] == 19
    assert {row["people"] for by in ("organisation", "role", "theme") for row in said("d2", by)["rows"]} <= {None}
    assert {row["people"] for row in said("d1", "role")["rows"]} == {9}


def test_rows_are_those_of_officers_whom_the_subject_may_read(ministry: Asked) -> None:
    def seen(subject: Subject, query: str = "") -> set[str]:
        return {row["officer"] for row in as_rows(ministry.get(f"/export/gaps.json{query}", subject))}

    below = {f"o-d1-{i}" for i in range(PEOPLE["d1"])}
    assert seen(HEAD) == seen(HEAD, "?organisation=m") == below
    assert seen(HEAD, "?organisation=d2") == seen(OWN, "?organisation=d2") == seen(OWN, "?officer=o-d1-1") == set()
    assert seen(OWN) == seen(OWN, "?organisation=m") == {"o-d1-0"}
    assert len(seen(DEVELOPER)) == sum(PEOPLE.values())
    for subject in (PUBLIC, ANALYST):
        assert ministry.get("/export/gaps.json", subject).status_code == 403
        assert codes(ministry.ask("{ gapsReport { after } }", subject)) == ["FORBIDDEN"]


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("M9.99.csv", 404), ("M2.11.xls", 404), ("M2.11.csv?by=provider", 400), ("S3.13.csv?organisation=m", 400),
        ("M2.11.csv?asOf=tomorrow", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(run: Run, opened: Any, path: str, status: int) -> None:
    assert Asked(run, opened("embedded")).get(f"/export/{path}").status_code == status


def test_graphql_says_why(run: Run, opened: Any) -> None:
    asked = Asked(run, opened("embedded"))
    assert codes(asked.ask('{ report(name: "M9.99") { asOf } }')) == ["BAD_REQUEST"]
    assert codes(asked.ask('{ report(name: "M2.11", organisation: "nowhere") { asOf } }')) == ["NOT_FOUND"]
    assert codes(asked.ask('{ report(name: "M2.11", organisation: "Role:r") { asOf } }')) == ["BAD_REQUEST"]
    assert codes(asked.ask("{ coverageReport(first: 101) { after } }")) == ["BAD_REQUEST"]


# --- populations kept ------------------------------------------------------------------------------------------


def seats(of: Store) -> list[Any]:
    """The populations kept of a store."""
    return [seat for key, seat in GROUNDS.seats.items() if key[0][0] == of.uri]


def test_a_population_is_built_once_for_a_write_and_a_date(ministry: Asked) -> None:
    text = '{ report(name: "M2.11", asOf: "2026-06-01") { total { value people } } }'
    first = ministry.ask(text).data
    [seat] = seats(ministry.store)
    assert ministry.ask(text).data == first
    assert seats(ministry.store) == [seat]
    for month in range(1, 7):
        ministry.ask(text.replace("-06-", f"-0{month}-"))
    assert len(seats(ministry.store)) == KEPT
    put(ministry.run, ministry.store, [NodeRow("Role", "new", {"title": "New"}, AT)])
    ministry.ask(text)
    assert [at for (uri, *_), at, _ in GROUNDS.seats if uri == ministry.store.uri] == ["2026-05-31T18:30:00Z"]


def test_a_report_and_a_map_stand_on_one_population(ministry: Asked) -> None:
    asked = '{ report(name: "M2.11", asOf: "2026-06-01") { total { value } } }'
    drawn = '{ readinessMap(asOf: "2026-06-01") { total { people } } }'
    alone = ministry.ask(asked).data
    [seat] = seats(ministry.store)
    assert ministry.ask(drawn).data
    assert seats(ministry.store) == [seat]
    GROUNDS.seats.clear()
    assert ministry.ask(drawn).data
    assert ministry.ask(asked).data == alone
    assert len(seats(ministry.store)) == 1


def test_another_history_at_the_same_number_is_another_population(ministry: Asked) -> None:
    text = '{ report(name: "M2.11", asOf: "2026-06-01") { total { value } } }'
    ministry.ask(text)
    [((uri, _, epoch), at, fill)] = [key for key in GROUNDS.seats if key[0][0] == ministry.store.uri]
    [held] = seats(ministry.store)
    GROUNDS.seats.clear()
    GROUNDS.seats[(uri, "another", epoch), at, fill] = held
    ministry.ask(text)
    assert held not in seats(ministry.store)


def test_questions_of_one_moment_share_a_population_and_take_turns(ministry: Asked) -> None:
    async def together() -> list[Any]:
        asked = [reports_asked(by) for by in ((), ("organisation",), ("role",))] * 3
        return await asyncio.gather(*(reports_desks.answer(ministry.store, "M2.11", one) for one in asked))

    found = ministry.run(together())
    assert len(seats(ministry.store)) == 1
    assert found[:3] == found[3:6] == found[6:]
    assert [len(answer.rows) for answer in found[:3]] == [0, 1, 1]


def reports_asked(by: tuple[str, ...]) -> Any:
    from queries.reports_asking import Asked as Scope  # noqa: PLC0415

    return Scope(None, None, by)


def test_a_quarter_of_an_hour_begins_on_one() -> None:
    assert quarter("2026-06-01T10:14:59Z") == "2026-06-01T10:00:00Z"
    assert quarter("2026-06-01T23:59:59Z") == "2026-06-01T23:45:00Z"


# --- columns and files -----------------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_rows_and_of_the_schema() -> None:
    assert COVERAGE.names == COVERAGE_COLUMNS
    assert GAPS.names == GAPS_COLUMNS
    for table in TABLES:
        assert tuple(CATALOGUE.schema.type_map[table.name].fields) == table.names  # type: ignore[attr-defined]


def test_a_formula_is_quoted_and_reads_back() -> None:
    column = Column("a", "String", "")
    texts = ["=1+1", "+1", "-1", "@x", "'=quoted", 'आँकड़े, "data"\nline', "plain"]
    lines = [*csv.reader(io.StringIO(csv_lines([column], [{"a": text} for text in texts]).decode()))]
    assert [unquoted(line[0]) for line in lines] == texts
    assert all(not line[0].startswith(("=", "+", "-", "@")) for line in lines)


def test_parquet_is_written_in_groups_and_read_by_another_program(run: Run, tmp_path: Any) -> None:
    columns = (Column("a", "String", "", required=True), Column("b", "Float", ""), Column("c", "Boolean", ""))
    count = 3 * GROUP + 5

    async def batches() -> Any:
        for start in range(0, count, 997):
            yield [
                {"a": f"{i}", "b": None if i % 3 else i / 2, "c": i % 2 == 0}
                for i in range(start, min(count, start + 997))
            ]

    async def parts() -> list[bytes]:
        return [part async for part in as_parquet(columns, batches())]

    found = run(parts())
    assert len(found) > 2, "nothing was sent before the end"
    path = tmp_path / "found.parquet"
    path.write_bytes(b"".join(found))
    text = f"SELECT count(*), sum(b), count(b), sum(c::int), max(a::int) FROM '{path}'"
    assert duckdb.connect().execute(text).fetchone() == (
        count,
        sum(i / 2 for i in range(0, count, 3)),
        len(range(0, count, 3)),
        len(range(0, count, 2)),
        count - 1,
    )


def test_the_columns_stand_in_the_docs() -> None:
    text = (ROOT / "docs/dashboards.md").read_text("utf-8")
    for table in TABLES:
        for column in table.columns:
            assert f"| `{column.name}` | {column.kind} | {column.doc} |" in text, (table.name, column.name)
