"""The explorer's page and files: what the browser is given before any script runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from graphapi import explorer
from graphapi.app import create_app
from graphapi.config import Config
from graphapi.pages import templates
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place
from queries.rights import PUBLIC, Subject
from queries.stores import connect
from tests.conftest import Run
from tests.graphapi.test_pages import Tags

FIRST_LOAD = 15 * 1024
TEXTS = ("texts", "reading", "overview", "officer", "figures", "review")
MORE = (
    "review",
    "review/d",
    "readiness",
    "readiness/a:D",
    "commission",
    "whatif?kind=DROP",
    "officer/a:O",
    "brief/role/a:R",
    "brief/organisation/a:D",
)


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    uri = f"embedded:{tmp_path_factory.mktemp('explorer') / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        await store_rows(
            store, [NodeRow("Role", "a:R", {"title": "R", "labels": ["en|R"]}, Place("t"))], origin="t", format="t"
        )
        await store.close()

    run(fill())
    with TestClient(create_app(Config(store=uri)), headers={"accept": "text/html"}) as client:
        yield client


def linked(tags: Tags) -> set[str]:
    found = {attrs.get("src") or attrs.get("href") or "" for tag, attrs in tags.tags if tag in {"script", "link"}}
    return {address for address in found if address.startswith("/static/")}


@pytest.mark.parametrize("lang", explorer.LANGUAGES)
@pytest.mark.parametrize(
    "rest", ["", "search?q=x", "missing", "role/a:R", "map/a:R", "competency/a%2Fb", "nonsense/1", *MORE]
)
def test_each_address_gives_a_page_whose_files_are_there_and_nothing_inline(
    client: TestClient, lang: str, rest: str
) -> None:
    answer = client.get(f"/{lang}/{rest}")
    tags = Tags(answer.text)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert ("html", {"lang": lang}) in tags.tags
    for tag, attrs in tags.tags:
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
    assert len(linked(tags)) >= 5
    for address in linked(tags):
        assert client.get(address).status_code == 200, address


def test_the_start_loads_at_most_15_kilobytes_of_script(client: TestClient) -> None:
    for lang in explorer.LANGUAGES:
        scripts = [a for a in linked(Tags(client.get(f"/{lang}/").text)) if a.endswith(".js")]
        packed = [client.get(a, headers={"accept-encoding": "gzip"}) for a in scripts]
        assert {answer.headers["content-encoding"] for answer in packed} == {"gzip"}
        assert sum(int(answer.headers["content-length"]) for answer in packed) <= FIRST_LOAD


def test_a_file_is_itself_packed_or_not_and_kept_for_ever(client: TestClient) -> None:
    name = explorer.manifest()["src/main.tsx"]["file"]
    plain = client.get(explorer.ADDRESS + name, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == client.get(explorer.ADDRESS + name, headers={"accept-encoding": "gzip"}).content
    assert plain.content == (explorer.BUILT / name).read_bytes()
    assert "immutable" in plain.headers["cache-control"]


@pytest.mark.parametrize("name", ["none.js", "..%2F..%2F..%2Fapp.py", "%2E%2E%2F%2E%2E%2F%2E%2E%2Fapp.py"])
def test_only_built_files_are_given(client: TestClient, name: str) -> None:
    assert client.get(f"{explorer.ADDRESS}assets/{name}").status_code == 404


def test_the_page_without_script_is_the_same_thing(client: TestClient) -> None:
    [plain] = [link for link in Tags(client.get("/hi/role/a:R").text).links() if link]
    assert client.get(plain).status_code == 200, client.get(plain).text
    assert "R" in client.get(plain).text
    assert client.get("/en", follow_redirects=False).headers["location"] == "/en/"


def test_a_brief_without_script_is_the_page_of_its_thing(client: TestClient) -> None:
    for address, plain in {
        "brief/role/a:R": "/role/a%3AR",
        "brief/organisation/a:D": "/",
        "officer/O": "/officer/O",
    }.items():
        assert [link for link in Tags(client.get(f"/en/{address}").text).links() if link] == [plain]


def test_an_officer_is_an_example_only_where_all_records_are_open(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = f"embedded:{tmp_path / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        place = Place("t")
        rows: list[NodeRow | EdgeRow] = [
            NodeRow("Officer", "a:O", {}, place),
            NodeRow("Competency", "a:C", {"title": "C", "labels": ["en|C"]}, place),
            EdgeRow("HOLDS", ("Officer", "a:O"), ("Competency", "a:C"), place, {"id": "a:H"}),
        ]
        await store_rows(store, rows, origin="t", format="t")
        await store.close()

    run(fill())
    found = []
    with TestClient(create_app(Config(store=uri)), headers={"accept": "text/html"}) as client:
        for subject in (Subject(everyone=True), Subject(officer="a:O"), PUBLIC):
            monkeypatch.setattr(explorer, "subject_of", lambda _request, subject=subject: subject)
            [div] = [attrs for tag, attrs in Tags(client.get("/en/").text).tags if attrs.get("id") == "explorer"]
            found.append((div["data-officer"], div["data-mine"]))
    assert found == [("a:O", ""), ("", "a:O"), ("", "")]


@given(st.text(max_size=40))
def test_no_address_becomes_markup(text: str) -> None:
    page = templates.get_template("explorer.html").render(
        lang="en", other="hi", elsewhere=text, plain=text, role=text, officer=text, mine=text, style="s", entry="e",
        scripts=[], fonts=[],
    )  # fmt: skip
    tags = [tag for tag, _ in Tags(page).tags]
    assert tags.count("script") == 1
    assert not {"img", "style", "iframe"} & set(tags)


def test_every_text_of_one_language_is_in_the_other_and_every_number_of_a_sentence() -> None:
    """TypeScript holds the names; this holds that a Hindi sentence drops nothing that it is given."""
    source = Path(explorer.__file__).parent.parent / "explorer" / "src"
    for name in TEXTS:
        en, hi = ((source / f"{name}.{lang}.ts").read_text("utf-8") for lang in explorer.LANGUAGES)
        pattern = re.compile(r"^  (\w+): \(([^)]*)\)[^=]*=>\s*(.*?),\n(?=  \w+:|};)", re.MULTILINE | re.DOTALL)
        given_en = {key: set(re.findall(r"\$\{(?:counted\()?(\w+)", body)) for key, _, body in pattern.findall(en)}
        given_hi = {key: set(re.findall(r"\$\{(?:counted\()?(\w+)", body)) for key, _, body in pattern.findall(hi)}
        assert len(given_en) >= 4
        assert given_en == given_hi


def test_no_text_of_a_screen_hides_another() -> None:
    source = Path(explorer.__file__).parent.parent / "explorer" / "src"
    names = [
        key
        for name in TEXTS
        for key in re.findall(r"^  (\w+): ", (source / f"{name}.en.ts").read_text("utf-8"), re.MULTILINE)
    ]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


def test_the_manifest_names_what_was_built() -> None:
    found = json.loads((explorer.BUILT / "manifest.json").read_text("utf-8"))
    named = {Path(each["file"]).name for each in found.values()}
    built = {path.name for path in (explorer.BUILT / "assets").iterdir()}
    assert named == built
