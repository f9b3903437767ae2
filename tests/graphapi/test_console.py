"""GraphiQL is there in development only, and its page loads what is built of it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from graphapi import console
from graphapi.app import create_app
from graphapi.config import Config
from queries.stores import connect
from tests.conftest import Run


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


def test_the_page_loads_what_is_built_and_nothing_else(client: TestClient) -> None:
    answer = client.get("/console")
    assert answer.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert set(console.built().values()) <= set(loaded)
    assert all(client.get(each).status_code == 200 and each.startswith("/static/") for each in loaded)
    assert not re.search(r"<style|\son\w+=|style=|javascript:|https?://", answer.text)


def test_its_policy_allows_no_more_than_the_explorers_but_one_name(client: TestClient) -> None:
    policy = client.get("/console").headers["content-security-policy"]
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert policy.endswith("require-trusted-types-for 'script'; trusted-types default")


def test_its_style_sheet_has_no_data_and_every_file_that_it_names_is_there(client: TestClient) -> None:
    sheet = client.get(console.built()["style"]).text
    named = re.findall(r"url\(([^)]+)\)", sheet)
    assert "data:" not in sheet
    assert named
    assert all(client.get(each).status_code == 200 for each in named)


def test_the_licences_of_what_is_bundled_stand_beside_it() -> None:
    notices = (console.BUILT / "licences.md").read_text("utf-8")
    for package in ("graphiql", "react", "react-dom", "codemirror", "codemirror-graphql", "graphql", "markdown-it"):
        assert re.search(rf"^## {package} - .*\(MIT\)$", notices, re.MULTILINE), package
    assert set(re.findall(r"^## .*\((.*)\)$", notices, re.MULTILINE)) <= {
        "MIT",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "0BSD",
        "MIT OR Apache-2.0",
        "Python-2.0",
    }


@pytest.mark.parametrize("deprecated", [False, True])
def test_what_it_asks_of_the_schema_is_within_the_limits(client: TestClient, *, deprecated: bool) -> None:
    query = get_introspection_query(input_value_deprecation=deprecated, specified_by_url=deprecated)
    answer = client.post("/graphql", json={"query": query, "operationName": "IntrospectionQuery"}).json()
    assert answer.keys() == {"data"}


def test_where_it_is_not_open_there_is_none(uri: str, client: TestClient) -> None:
    del client
    closed = create_app(Config(store=uri, people=False, log=False))
    with TestClient(closed, "http://127.0.0.1:8000", client=("127.0.0.1", 1)) as found:
        assert found.get("/console").status_code == 404
