"""Pages, exports and the local door of a running service, on the sample and on hostile data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from graphapi import present, written
from graphapi.app import create_app
from graphapi.config import Config
from graphapi.pages import grouped
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place, Row
from queries.stores import Store, connect
from queries.stores.service import address_file, find_service
from tests.conftest import Run

AT = Place("t")
NASTY = "<script>alert(1)</script>\"'&\u202e क्ष =cmd()"


class Tags(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if tag == "a" and "href" in attrs]


def filled(run: Run, uri: str, fill: Callable[[Store], Any]) -> None:
    async def work() -> None:
        store = await connect(uri)
        await fill(store)
        await store.close()

    run(work())


@pytest.fixture(scope="module")
def client(sample: str) -> Iterator[TestClient]:
    with TestClient(create_app(Config(store=sample, host="127.0.0.1")), headers={"accept": "text/html"}) as client:
        yield client


def page(client: TestClient, path: str, status: int = 200) -> Tags:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return Tags(answer.text)


def test_each_question_of_the_start_is_a_link_to_an_answer(client: TestClient) -> None:
    start = page(client, "/")
    assert "2,000 officers · 60 roles · 150 courses · illustrative" in " ".join(start.text.split())
    questions = [link for link in start.links() if link.startswith(("/role/", "/officer/", "/missing"))]
    assert len(questions) == 3
    answers = [page(client, link).text for link in questions]
    assert "12 essential and 4 optional" in answers[0]
    assert "7 of 12 met" in answers[1]
    assert "Data Use and Governance" in answers[2]


def test_every_link_of_a_page_leads_to_a_page(client: TestClient) -> None:
    seen, waiting = {"/"}, ["/"]
    while waiting and len(seen) < 120:
        for link in page(client, waiting.pop(0)).links():
            if link.startswith("/") and not link.startswith("/export") and link not in seen:
                seen.add(link)
                waiting.append(link)
    for link in seen:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "path", ["/", "/role/sample:SO-MON", "/officer/OFF-0417", "/search?q=data", "/missing", "/role/none"]
)
def test_every_page_says_illustrative_has_a_strict_policy_and_no_script(client: TestClient, path: str) -> None:
    answer = client.get(path)
    found = Tags(answer.text)
    assert "Illustrative" in found.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not [
        tag
        for tag, attrs in found.tags
        if tag in {"script", "style"} or "style" in attrs or any(a.startswith("on") for a in attrs)
    ]
    assert not re.findall(r'(?:src|href)="https?:', answer.text)


def test_an_unknown_id_says_so_and_offers_near_ones(client: TestClient) -> None:
    found = page(client, "/role/Section Officer, Monit", 404)
    assert "no Role answers to" in found.text
    assert "/role/sample%3ASO-MON" in found.links()
    assert client.get("/role/none", headers={"accept": "application/json"}).json()["error"].startswith("no Role")


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_another_method_is_told_which_there_are(client: TestClient, accept: str) -> None:
    for path in ("/health/live", "/", "/export/coverage.csv", "/id/Role/x"):
        answer = client.request("TRACE", path, headers={"accept": accept})
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_an_earlier_date_shows_what_counted_then(client: TestClient) -> None:
    assert "No posting is valid" in page(client, "/officer/OFF-0417?asOf=2001-01-01").text
    assert client.get("/officer/OFF-0417?asOf=yesterday").status_code == 400


def test_search_finds_hindi_and_never_an_officer(client: TestClient) -> None:
    assert "Section Officer" in page(client, "/search?q=" + quote("अनुभाग अधिकारी")).text
    assert "Nothing found" in page(client, "/search?q=OFF-0417").text


@pytest.mark.parametrize("path", ["/officer/OFF-0417", "/officer?id=OFF-0417", "/export/gaps.csv"])
def test_officers_are_closed_on_an_open_address_with_real_data(run: Run, tmp_path: Any, path: str) -> None:
    uri = f"embedded:{tmp_path / 'real'}"
    rows = [NodeRow("Framework", "f", {"title": "Real"}, AT), NodeRow("Officer", "OFF-0417", {}, AT)]
    filled(run, uri, lambda store: store_rows(store, rows, origin="t", format="t"))
    with TestClient(create_app(Config(store=uri, host="0.0.0.0"))) as client:  # noqa: S104
        assert client.get(path).status_code == 403
        asked = client.post("/graphql", json={"query": '{ officer(id: "OFF-0417") { id } }'}).json()
        assert asked["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert (
            "officer"
            not in client.get("/", headers={"accept": "text/html"}).text.lower().split("<main")[1].split("courses")[1]
        )
    with TestClient(create_app(Config(store=uri, host="127.0.0.1"))) as client:
        assert client.get(path).status_code == 200


def test_hostile_labels_are_shown_and_harmless(run: Run, tmp_path: Any) -> None:
    uri = f"embedded:{tmp_path / 'nasty'}"
    rows: list[Row] = [
        NodeRow("Role", "r/<x>?#", {"title": NASTY, "labels": [f"en|{NASTY}"]}, AT),
        NodeRow("Competency", "c'\"", {"title": "x" * 10_000, "definitions": [f"|{NASTY}"]}, AT),
        NodeRow("Module", "m", {"title": NASTY, "url": "javascript:alert(1)"}, AT),
        EdgeRow("REQUIRES", ("Role", "r/<x>?#"), ("Competency", "c'\""), AT),
        EdgeRow("COVERS", ("Module", "m"), ("Competency", "c'\""), AT),
    ]
    filled(run, uri, lambda store: store_rows(store, rows, origin="t", format="t"))
    with TestClient(create_app(Config(store=uri)), headers={"accept": "text/html"}) as client:
        things = [("role", "r/<x>?#"), ("competency", "c'\""), ("module", "m")]
        pages = [f"/{kind}/{quote(id_, safe='')}" for kind, id_ in things]
        for path in ("/", *pages, "/search?q=" + quote(NASTY)):
            found = page(client, path)
            assert not [tag for tag, _ in found.tags if tag == "script"]
            assert not [link for link in found.links() if link.startswith("javascript:")]
        line = next(csv.DictReader(io.StringIO(client.get("/export/coverage.csv").text)))
        assert line["role"] == "r/<x>?#"


# --- exports -------------------------------------------------------------------------------------------


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "illustrative" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_exports_say_what_the_pages_say(client: TestClient) -> None:
    role = rows(client, "/export/coverage.csv?role=SO-MON")
    essential = [row["courses"] for row in role if row["essential"] == "true"]
    assert len(role) == 16
    assert {word: essential.count(word) for word in present.COURSES.values()} == {
        "course reaches the level": 9, "level not stated": 0, "stops short": 2, "no course": 1,
    }  # fmt: skip
    officer = rows(client, "/export/gaps.csv?officer=OFF-0417")
    assert [row["standing"] for row in officer if row["essential"] == "true"].count("met") == 7
    assert {row["notice"].split(" · ")[0] for row in officer} == {"illustrative"}
    assert "made up for demonstration" in officer[0]["notice"]


def test_an_organisation_exports_its_own_officers(client: TestClient) -> None:
    whole = {row["officer"] for row in rows(client, "/export/gaps.csv?organisation=MIN-RS")}
    part = {row["officer"] for row in rows(client, "/export/gaps.csv?organisation=DEP-ENT")}
    assert "sample:OFF-0417" in part
    assert part < whole


def test_a_byte_order_mark_comes_on_request(client: TestClient) -> None:
    assert client.get("/export/coverage.csv?role=SO-MON&bom=1").content.startswith(b"\xef\xbb\xbfasOf,")
    assert client.get("/export/coverage.csv?role=SO-MON").content.startswith(b"asOf,")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "'x", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    from loaders.cells import unquoted  # noqa: PLC0415 - what reads it again

    assert written.cell(cell) == "'" + cell
    assert unquoted(written.cell(cell)) == cell


@pytest.mark.parametrize(("cell", "text"), [(None, ""), (-1.5, "-1.5"), (True, "true"), ("plain", "plain"), ("", "")])
def test_other_cells_are_left_as_they_are(cell: Any, text: str) -> None:
    assert written.cell(cell) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (99999, "99,999"), (100000, "1,00,000"), (12345678, "1,23,45,678")],
)
def test_counts_are_grouped_by_lakh(count: int, text: str) -> None:
    assert grouped(count) == text


# --- health and the local door --------------------------------------------------------------------------


def test_health(client: TestClient) -> None:
    assert client.get("/health/live").text == "live\n"
    assert client.get("/health/ready").json()["ready"] is True


def test_the_local_door_opens_with_the_token_only(client: TestClient, sample: str) -> None:
    token = json.loads(address_file(sample.removeprefix("embedded:")).read_text())["token"]
    body = {"text": "MATCH (r:Role) RETURN count(*)", "params": {}}
    assert client.post("/-/store/rows", json=body).status_code == 403
    assert client.post("/-/store/rows", json=body, headers={"authorization": "Bearer x"}).status_code == 403
    answer = client.post("/-/store/rows", json=body, headers={"authorization": f"Bearer {token}"})
    assert json.loads(answer.text) == [60]
    bad = client.post("/-/store/rows", json=body | {"text": "NONSENSE"}, headers={"authorization": f"Bearer {token}"})
    assert bad.status_code == 409
    assert address_file(sample.removeprefix("embedded:")).stat().st_mode & 0o077 == 0


def test_a_stale_address_is_no_service(run: Run, tmp_path: Any) -> None:
    address_file(str(tmp_path / "k")).write_text('{"url": "http://127.0.0.1:9", "token": "x"}')
    assert run(find_service(str(tmp_path / "k"))) is None
