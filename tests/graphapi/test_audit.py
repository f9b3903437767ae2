"""Who reached people's data is told to the trail, and nobody reaches it when that cannot be."""

from __future__ import annotations

import asyncio
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from graphapi import audit
from graphapi.app import create_app
from graphapi.audit import Auditor
from graphapi.config import Config
from graphapi.records import Record, Recording
from loaders.load import store_rows
from loaders.rows import Row
from queries.looks import MOST, Looks, current, looking, tag, who_looked
from queries.officer_keys import OfficerKeys, officer_keys
from queries.rights import DEVELOPER
from queries.stores import DEFAULT_URI, Store, connect
from queries.stores.noted import Noted
from queries.trail import Trail, files, head_of, trail
from queries.trail_check import verify
from tests.conftest import Run
from tests.graphapi.serving import Endpoint
from tests.queries import one_of_each
from tests.queries.worlds import edge

ONE = '{ officer(id: "Officer:o1") { languages } }'
POSTINGS = "{ postings(first: 5) { nodes { since } } }"


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('audit') / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        assert not (await store_rows(store, one_of_each.rows(), origin="one", format="test")).rejected
        await store.close()

    run(fill())
    return uri


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the trail and the keys."""
    monkeypatch.setenv("KARMAGRAPH_AUDIT", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("KARMAGRAPH_OFFICER_KEYS", str(tmp_path / "officers"))
    return tmp_path


@pytest.fixture
def client(uri: str, place: Path) -> Iterator[TestClient]:
    assert not list(place.iterdir())
    with TestClient(create_app(Config(store=uri))) as client:
        yield client


def ask(client: TestClient, query: str) -> Any:
    return client.post("/graphql", json={"query": query}).json()


def entries(place: Path) -> list[dict[str, Any]]:
    path = place / "audit.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def looked_at(place: Path, officer: str) -> list[str]:
    key = OfficerKeys(place / "officers").key(officer)
    return [entry["route"] for entry, _ in who_looked([place / "audit.jsonl"], key)] if key else []


def test_each_way_to_a_record_is_told_once_with_whose_it_is(uri: str, place: Path) -> None:
    ways: dict[str, Callable[[TestClient], Any]] = {
        "/graphql": lambda c: ask(c, ONE),
        "/officer/{id:path}": lambda c: c.get("/officer/o1"),
        "/export/gaps.csv": lambda c: c.get("/export/gaps.csv?officer=o1"),
        "/id/{rest:path}": lambda c: c.get("/id/Posting/p1", headers={"accept": "text/turtle"}),
    }
    with TestClient(create_app(Config(store=uri))) as client:
        for go in ways.values():
            go(client)
    told = entries(place)
    assert not verify(files(place / "audit.jsonl"), head_of(place / "audit.jsonl")).fault
    assert [entry["route"] for entry in told] == looked_at(place, "o1")
    assert {entry["decision"] for entry in told} == {"allowed"}
    assert len(told) == len(ways)
    assert looked_at(place, "o2") == []
    first = told[0]
    assert first["who"] == "developer"
    assert first["operation"] == "query"
    assert len(first["document"]) == 32
    assert first["types"] == ["Officer"]
    assert b"o1" not in (place / "audit.jsonl").read_bytes()


def test_what_is_not_selected_is_known_all_the_same(client: TestClient, place: Path) -> None:
    ask(client, POSTINGS)
    ask(client, '{ organisation(id: "Organisation:department") { postings(first: 3) { nodes { id } } } }')
    ask(client, '{ role(id: "Role:job") { title } }')
    client.__exit__(None, None, None)
    assert looked_at(place, "o1") == ["/graphql"] * 2
    assert len(entries(place)) == 2


def test_the_same_question_asked_twice_at_once_is_two_looks_and_has_no_tag(client: TestClient, place: Path) -> None:
    state = client.app.state.karmagraph  # type: ignore[attr-defined]
    tags = [client.post("/graphql", json={"query": ONE}).headers.get("etag") for _ in range(2)]
    assert tags == [None, None]
    assert state is not None
    assert client.post("/graphql", json={"query": "{ roles { totalCount } }"}).headers.get("etag")
    client.__exit__(None, None, None)
    assert len(looked_at(place, "o1")) == 2


def test_a_refusal_is_told_with_its_reason(uri: str, place: Path) -> None:
    with TestClient(create_app(Config(store=uri)), base_url="http://elsewhere.example") as client:
        assert "FORBIDDEN" in str(ask(client, ONE))
        assert client.get("/officer/o1").status_code == 403
        assert client.get("/", headers={"authorization": "Bearer x"}).status_code == 401
        assert client.get("/officer/o1/seen").status_code == 403
    told = entries(place)
    assert [entry["decision"] for entry in told] == ["refused"] * 4
    assert [entry["why"] for entry in told] == ["FORBIDDEN", "403", "401", "403"]
    assert looked_at(place, "o1") == []


def test_officers_and_auditors_see_who_looked(client: TestClient) -> None:
    ask(client, ONE)
    client.get("/officer/o1")
    shown = _soon(lambda: client.get("/officer/o1/seen", headers={"accept": "application/json"}).json()["looks"], 2)
    assert [look["route"] for look in shown] == ["/officer/{id:path}", "/graphql"]
    assert all(look["certain"] and look["who"] == "developer" for look in shown)
    assert "developer" in client.get("/officer/o1/seen").text
    assert "Nobody has looked" in client.get("/officer/o2/seen").text


def _soon(read: Callable[[], list[Any]], count: int) -> list[Any]:
    """What is read, once there is so much of it."""
    for _ in range(100):
        if len(found := read()) >= count:
            return found
        asyncio.run(asyncio.sleep(0.05))
    return read()


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Set how far a file of this process may grow: what a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size or before[0], before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, old)


def test_a_full_disk_closes_officers_records_and_nothing_else(
    client: TestClient, place: Path, monkeypatch: pytest.MonkeyPatch, small_files: Callable[[int], None]
) -> None:
    monkeypatch.setattr(audit, "AGAIN", 0.1)
    assert "errors" not in ask(client, ONE)
    _soon(lambda: entries(place), 1)
    small_files((place / "audit.jsonl").stat().st_size + 10)
    ask(client, ONE)  # shown, and told as soon as there is room
    _soon(lambda: [1] if "errors" in ask(client, ONE) else [], 1)
    answer = client.post("/graphql", json={"query": ONE})
    assert answer.status_code == 503
    assert "cannot be recorded" in answer.text
    assert client.get("/officer/o1").status_code == 503
    assert ask(client, "{ roles { totalCount } }")["data"]
    small_files(0)
    _soon(lambda: [] if "errors" in ask(client, ONE) else [1], 1)
    client.__exit__(None, None, None)
    told = entries(place)
    assert [entry for entry in told if entry.get("why") == "AUDIT_UNAVAILABLE"]
    assert not verify(files(place / "audit.jsonl"), head_of(place / "audit.jsonl")).fault
    assert len([entry for entry in told if entry.get("officers")]) == len(looked_at(place, "o1")) >= 3


def test_nothing_is_lost_at_a_stop(place: Path) -> None:
    for _ in range(20):
        auditor = Auditor(Trail(place / "audit.jsonl"), OfficerKeys(place / "officers"))
        for n in range(7):
            auditor.add({"request": str(n)}, ["o1"])
        auditor.close()
    assert len(entries(place)) == 140


def test_many_officers_are_named_up_to_a_bound_and_counted_beyond() -> None:
    looks = Looks()
    looks.see(f"o{n}" for n in range(MOST + 5))
    looks.see(["o1", f"o{MOST}"])
    assert (len(looks.officers), looks.more) == (MOST, 6)


def test_an_officer_is_named_otherwise_in_each_entry() -> None:
    assert len({tag(key, request) for key in (b"1", b"2") for request in ("a", "b")}) == 4


def test_what_the_service_reads_for_itself_is_nobodys_look(run: Run, store: Store) -> None:
    run(one_of_each.fill(store))
    noted, rows = Noted(store), "MATCH (n:Officer) RETURN n.id"

    async def work() -> None:
        assert current() is None
        await noted.rows(rows)
        with looking(Looks()) as looks:
            found = await noted.rows(rows)
        assert sorted(looks.officers) == sorted(row[0] for row in found) == ["o1", "o2", "o3"]

    run(work())


def test_whose_records_are_written_is_known(run: Run, store: Store) -> None:
    run(one_of_each.fill(store))
    rows: list[Row] = [
        one_of_each.node("Officer", "new"),
        edge("TOOK", ("Officer", "o2"), ("Module", "m1"), id="t2", state="started"),
    ]

    async def work() -> Looks:
        with looking(Looks()) as looks:
            assert not (await store_rows(Noted(store), rows, origin="late", format="test")).rejected
        return looks

    looks = run(work())
    assert set(looks.officers) == {"new", "o2"}
    assert looks.written == 2


def test_what_cannot_be_told_is_not_read(run: Run, store: Store) -> None:
    def never() -> None:
        raise PermissionError

    async def work() -> None:
        with looking(Looks(never)), pytest.raises(PermissionError):
            await Noted(store).rows("MATCH (n:Officer) RETURN n.id")

    run(work())


def test_the_files_lie_beside_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KARMAGRAPH_AUDIT", "KARMAGRAPH_OFFICER_KEYS"):
        monkeypatch.delenv(name, raising=False)
    assert str(trail("embedded:a/b").path) == "a/b.audit.jsonl"
    assert str(officer_keys("embedded:a/b").path) == "a/b.officers"
    monkeypatch.setattr("queries.officer_keys.DEFAULT_URI", DEFAULT_URI)
    assert str(trail("bolt://host").path) == "data/karmagraph.audit.jsonl"


def test_who_waits_for_anothers_reading_has_looked_too(run: Run, store: Store) -> None:
    assert not run(store_rows(store, one_of_each.rows(), origin="one", format="test")).rejected
    endpoint, records = Endpoint(run, Noted(store), subject=DEVELOPER), list[Record]()
    endpoint.app = Recording(endpoint.app, told=[records.append])
    endpoint.send("{ roles { totalCount } }")  # so that the three have no moment to read, and set out together
    endpoint.asked.clear()
    records.clear()
    answers = endpoint.together([{"query": ONE}] * 3)
    assert endpoint.asked.count("fetch") == 1
    assert [answer.headers.get("etag") for answer in answers] == [None] * 3
    assert [set(record.looks.officers) for record in records] == [{"o1"}] * 3
