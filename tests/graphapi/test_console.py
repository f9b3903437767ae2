"""The console is there in development only, and its page can load nothing but its own script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import parse, validate
from starlette.testclient import TestClient

from graphapi import console
from graphapi.app import create_app
from graphapi.config import Config
from graphapi.limits import check, check_words
from graphapi.schema.build import CATALOGUE
from queries.stores import connect
from tests.conftest import Run

SCRIPT = (Path(console.__file__).parent / "static" / "console.js").read_text("utf-8")


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = f"embedded:{tmp_path_factory.mktemp('console') / 'store'}"

    async def make() -> None:
        await (await connect(found, exclusive=True)).close()

    run(make())
    return found


@pytest.fixture(scope="module")
def client(uri: str) -> Iterator[TestClient]:
    app = create_app(Config(store=uri, log=False))
    with TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 1)) as found:
        yield found


def test_the_page_loads_its_own_script_and_no_other(client: TestClient) -> None:
    answer = client.get("/console")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "trusted-types 'none'" in policy
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/static/console.js" type="module">']
    assert not re.search(r"\son\w+=|style=|javascript:|https?://", answer.text)
    assert client.get("/static/console.js").text == SCRIPT


def test_its_script_makes_no_markup_and_asks_what_is_valid_and_within_the_limits() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|https?://", SCRIPT)
    [text] = re.findall(r"const SCHEMA = `(.*?)`;", SCRIPT, re.DOTALL)
    document = parse(text)
    check_words(document)
    check(document)
    assert not validate(CATALOGUE.schema, document)


def test_each_field_of_the_page_has_a_label(client: TestClient) -> None:
    page = client.get("/console").text
    fields = re.findall(r'<(?:textarea|input) id="(\w+)"', page)
    assert {"query", "variables", "wanted"} <= set(fields)
    assert all(f'<label for="{field}"' in page or f'for="{field}"' in page for field in fields)


def test_where_it_is_not_open_there_is_none(uri: str, client: TestClient) -> None:
    del client
    closed = create_app(Config(store=uri, people=False, log=False))
    with TestClient(closed, "http://127.0.0.1:8000", client=("127.0.0.1", 1)) as found:
        assert found.get("/console").status_code == 404
