"""A role or a framework as a workbook: what is stated of it, and nothing of officers."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import openpyxl
import pytest
import uvicorn

from bench.processes import free_port
from graphapi.app import create_app
from graphapi.config import Config
from loaders.load import store_rows
from loaders.rows import EdgeRow, NodeRow, Place
from queries.stores import connect
from tests.conftest import Run

PLACE = Place("t")
ROWS: list[NodeRow | EdgeRow] = [
    NodeRow("Framework", "a:F", {"title": "F", "labels": ["en|F"]}, PLACE),
    NodeRow("Competency", "a:C", {"title": "C", "labels": ["en|C"]}, PLACE),
    NodeRow("Role", "a:R", {"title": "R", "labels": ["en|R"]}, PLACE),
    NodeRow("Role", "a:OTHER", {"title": "Other", "labels": ["en|Other"]}, PLACE),
    NodeRow("Officer", "a:O", {}, PLACE),
    EdgeRow("IN_SCHEME", ("Role", "a:R"), ("Framework", "a:F"), PLACE),
    EdgeRow("REQUIRES", ("Role", "a:R"), ("Competency", "a:C"), PLACE, {"essential": True}),
    EdgeRow("HOLDS", ("Officer", "a:O"), ("Competency", "a:C"), PLACE, {"id": "a:H"}),
]


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    uri, port = f"embedded:{tmp_path_factory.mktemp('workbooks') / 'store'}", free_port()

    async def fill() -> None:
        store = await connect(uri)
        await store_rows(store, ROWS, origin="t", format="t")
        await store.close()

    run(fill())
    app = create_app(Config(store=uri, host="127.0.0.1", port=port))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as found:
        yield found
    server.should_exit = True
    thread.join()


def cells(content: bytes) -> set[str]:
    book: Any = openpyxl.load_workbook(io.BytesIO(content))
    return {str(text) for sheet in book for line in sheet.values for text in line}


@pytest.mark.parametrize("thing", ["Role/a:R", "Framework/a:F"])
def test_a_workbook_holds_what_is_asked_for_and_no_officer(client: httpx2.Client, thing: str) -> None:
    answer = client.get(f"/workbook/{thing}.xlsx")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    found = cells(answer.content)
    assert "a:R" in found
    assert not {"a:OTHER", "a:O", "a:H"} & found


@pytest.mark.parametrize("thing", ["Role/none", "Framework/none", "Officer/a:O", "Competency/a:C"])
def test_there_is_no_workbook_of_anything_else(client: httpx2.Client, thing: str) -> None:
    assert client.get(f"/workbook/{thing}.xlsx").status_code == 404
