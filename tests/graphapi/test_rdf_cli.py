"""`karmagraph export` of RDF as its user types it: one thing, a framework, the same bytes from every process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loaders import rdf
from loaders.load import store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Place, Row
from queries.stores import connect
from tests.conftest import ROOT, Run
from tests.loaders.rdf_written import SYNTAXES

KARMAGRAPH = [sys.executable, "-c", "from graphapi.cli import main; main()"]
AT = Place("t")
CLOSED = {"since": "2020-01-01T00:00:00Z", "until": "2021-01-01T00:00:00Z", "level": 1.0, "scale": "s"}
ROWS: list[Row] = [
    NodeRow("Framework", "f", {"title": "F", "licence": "L"}, AT),
    NodeRow("Role", "r", {"title": "R", "labels": ["en|R"]}, AT),
    NodeRow("Competency", "c", {"title": "C", "labels": ["en|C"]}, AT),
    NodeRow("Competency", "other", {"title": "O", "labels": ["en|O"]}, AT),
    NodeRow("Scale", "s", {"title": "S", "kind": "interval", "min": 0.0, "max": 7.0}, AT),
    NodeRow("Officer", "o", {}, AT),
    EdgeRow("REQUIRES", ("Role", "r"), ("Competency", "c"), AT, CLOSED),
    EdgeRow("IN_SCHEME", ("Role", "r"), ("Framework", "f"), AT),
]


@pytest.fixture(scope="module")
def uri(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    uri = f"embedded:{tmp_path_factory.mktemp('rdf') / 'store'}"

    async def fill() -> None:
        store = await connect(uri)
        assert not (await store_rows(store, ROWS, origin="t", format="t")).rejected
        await store.close()

    run(fill())
    return uri


def export(uri: str, path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [*KARMAGRAPH, "export", "--store", uri, "-o", str(path), *arguments]
    return subprocess.run(command, capture_output=True, cwd=ROOT, check=False, timeout=120)


def things(path: Path) -> set[tuple[str, str]]:
    rows = rdf.read(path, Context(options={"link": "no"}))
    return {(row.label, row.id) for row in rows if isinstance(row, NodeRow)}


def test_a_closed_requirement_is_read_again(uri: str, tmp_path: Path) -> None:
    path = tmp_path / "all.ttl"
    assert export(uri, path, "-f", "turtle").returncode == 0
    edges = [row for row in rdf.read(path, Context()) if isinstance(row, EdgeRow) and row.type == "REQUIRES"]
    assert [row.props for row in edges] == [CLOSED]
    assert things(path) == {(row.label, row.id) for row in ROWS if isinstance(row, NodeRow) and row.label != "Officer"}


def test_one_thing_comes_with_its_framework(uri: str, tmp_path: Path) -> None:
    path = tmp_path / "r.nt"
    assert export(uri, path, "-f", "ntriples", "--thing", "Role:r").returncode == 0
    assert things(path) == {("Role", "r"), ("Framework", "f")}


@pytest.mark.parametrize(
    ("thing", "why"),
    [("Officer:o", "personal data"), ("Store:store", "TYPE:ID"), ("r", "TYPE:ID"), ("Role:", "TYPE:ID")],
)
def test_what_is_no_thing_or_personal_is_a_usage_error(uri: str, tmp_path: Path, thing: str, why: str) -> None:
    done = export(uri, tmp_path / "x.ttl", "-f", "turtle", "--thing", thing)
    assert done.returncode != 0
    assert why in done.stderr.decode()
    assert not (tmp_path / "x.ttl").exists()


def test_people_when_asked_for(uri: str, tmp_path: Path) -> None:
    path = tmp_path / "o.trig"
    assert export(uri, path, "-f", "trig", "--thing", "Officer:o", "--people").returncode == 0
    assert things(path) == {("Officer", "o")}


@pytest.mark.parametrize("syntax", ["turtle", "rdfxml", "jsonld"])
def test_every_process_writes_the_same_bytes(uri: str, tmp_path: Path, syntax: str) -> None:
    """Prefixes too, whose order a hash could give."""
    assert syntax in SYNTAXES
    for name in ("a", "b"):
        assert export(uri, tmp_path / name, "-f", syntax).returncode == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
