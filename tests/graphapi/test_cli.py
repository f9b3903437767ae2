"""The command line as its user types it: answers, reports, errors with a hint and a status."""

from __future__ import annotations

import csv
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from graphapi import cli
from tests.commands import karmagraph
from tests.conftest import ROOT

KARMAGRAPH = [sys.executable, "-c", "from graphapi.cli import main; main()"]


@pytest.fixture(scope="module")
def uri(sample: str) -> str:
    return sample


def answer(uri: str, *arguments: str) -> Any:
    done = karmagraph(*arguments, "--json", "--store", uri)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_gap_role(uri: str) -> None:
    found = answer(uri, "gap", "role", "SO-MON")
    assert found["role"] == "sample:SO-MON"
    assert found["required"] == 12
    counts = {
        name: sum(item["essential"] for item in found[name])
        for name in ("covered", "levelNotStated", "partlyCovered", "uncovered")
    }
    assert counts == {"covered": 9, "levelNotStated": 0, "partlyCovered": 2, "uncovered": 1}
    assert found["uncovered"][0]["competency"]["title"] == "Data Use and Governance"


def test_gap_officer(uri: str) -> None:
    found = answer(uri, "gap", "officer", "OFF-0417")
    assert (found["officer"], found["required"], found["met"]) == ("sample:OFF-0417", 12, 7)
    assert {item["competency"]["title"]: (item["held"], item["required"]) for item in found["missing"]} == {
        "Creation of M&E Framework": (1, 2),
        "Evaluation of outcomes / outputs": (1, 2),
        "Data Analysis & Visualization": (None, 1),
        "PFMS Portal Management": (None, 1),
        "Data Use and Governance": (None, 1),
    }
    assert "expired" in next(i for i in found["missing"] if "PFMS" in i["competency"]["title"])["reason"]
    earlier = answer(uri, "gap", "officer", "OFF-0417", "--as-of", "2001-01-01")
    assert (earlier["required"], earlier["asOf"]) == (0, "2000-12-31T18:30:00Z")


def test_gap_officer_against_another_role(uri: str) -> None:
    found = answer(uri, "gap", "officer", "OFF-0417", "--role", "SO")
    assert found["role"] == "sample:SO"
    assert 0 < found["met"] <= found["required"] < 12


def test_gap_transition_to_the_same_role_leaves_nothing(uri: str) -> None:
    found = answer(uri, "gap", "transition", "SO-MON", "SO-MON")
    assert (found["from"], found["to"], found["required"], found["missing"]) == (
        "sample:SO-MON",
        "sample:SO-MON",
        12,
        [],
    )


def test_search(uri: str) -> None:
    assert answer(uri, "search", "sectoin officer", "--type", "Role")[0]["type"] == "Role"
    assert answer(uri, "search", "OFF-0417") == []


def test_doctor(uri: str) -> None:
    found = answer(uri, "doctor")
    assert found["counts"]["Officer"] == 2000
    assert found["problems"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("gap", "role", "SO-MON"),
        ("gap", "officer", "OFF-0417"),
        ("search", "data"),
        ("doctor",),
        ("gap", "transition", "SO", "SO-MON"),
    ],
)
def test_without_json_a_person_can_read_it(uri: str, arguments: tuple[str, ...]) -> None:
    done = karmagraph(*arguments, "--store", uri)
    assert done.returncode == 0
    assert done.stdout.strip()
    assert b"{" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("gap", "role", "Section Officer, Monit"), 65, "did you mean sample:SO-MON"),
        (("gap", "officer", "OFF-0417", "--as-of", "soon"), 64, "is not a date"),
        (("load", "esco", "/nowhere"), 1, "no such file"),
        (("load", "nonsense", "."), 64, "no format 'nonsense'"),
        (("load", "table"), 64, "give a file"),
        (("load", "auto", "Makefile"), 1, "looks like no format"),
        (("frobnicate",), 64, "No such command"),
    ],
)
def test_an_error_has_a_hint_and_a_status(
    uri: str, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int, words: str
) -> None:
    monkeypatch.setenv("KARMAGRAPH_STORE", uri)
    monkeypatch.setenv("COLUMNS", "200")
    done = karmagraph(*arguments)
    assert done.returncode == status, done.stderr.decode()
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not done.stdout


def test_the_template_loads_and_a_bad_row_is_reported(tmp_path: Path) -> None:
    book = tmp_path / "framework.xlsx"
    book.write_bytes(karmagraph("template").stdout)
    uri, report = f"embedded:{tmp_path / 'k'}", tmp_path / "report.json"
    assert karmagraph("load", "table", str(book), "--store", uri).returncode == 0
    again = karmagraph("load", "table", str(book), "--store", uri, "--report", str(report))
    assert again.returncode == 0
    assert not json.loads(report.read_bytes())["created"]
    bad = tmp_path / "roles.csv"
    bad.write_text("id,title\nR1,Clerk\nR2,\n")
    done = karmagraph("load", "table", str(bad), "--store", uri, "--report", str(report))
    assert done.returncode == 2
    [row] = json.loads(report.read_bytes())["rejected"]
    assert (row["file"], row["line"]) == ("roles.csv", 3)
    assert "title" in row["reason"]
    assert karmagraph("load", "table", str(bad), "--store", f"embedded:{tmp_path / 'l'}", "--strict").returncode == 1


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("roles.csv", b"id,title\nR1,Clerk\nR2,\xe9\n", ("roles.csv", 3)),
        ("requirements.csv", b"role,level\nR1,1\n", ("requirements.csv", 1)),
        ("competencies.csv", b"", ("competencies.csv", None)),
    ],
)
def test_a_source_that_cannot_be_read_is_reported_and_no_older_report_stays(
    tmp_path: Path, name: str, text: bytes, place: tuple[str, int | None]
) -> None:
    bad, report = tmp_path / name, tmp_path / "report.json"
    bad.write_bytes(text)
    report.write_text("what an earlier load said")
    done = karmagraph("load", "table", bad, "--store", f"embedded:{tmp_path / 'k'}", "--report", report)
    assert done.returncode == 1
    told = json.loads(report.read_bytes())
    [row] = told["rejected"]
    assert (told["format"], told["rejectedCount"], told["created"]) == ("table", 1, {})
    assert (row["file"], row["line"]) == place
    assert row["reason"] in done.stderr.decode()
    assert row["suggestion"]


def test_the_schema_is_printed() -> None:
    assert karmagraph("schema").stdout.decode() == (ROOT / "schema.graphql").read_text("utf-8")


def test_each_command_is_looked_for_where_it_is() -> None:
    sources = (ROOT / "graphapi" / "cli").glob("*.py")
    assert {path.stem for path in sources if "\ndef add(" in path.read_text("utf-8")} == {*cli.MODULES}
    assert {module: named(typer_of(module)) for module in cli.MODULES} == {k: {*v} for k, v in cli.MODULES.items()}
    assert named(cli.commands("gap")) == {"gap", "search"}
    assert named(cli.commands("gpa")) == {name for names in cli.MODULES.values() for name in names}


def typer_of(module: str) -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    import_module(f"graphapi.cli.{module}").add(app)
    return app


def named(app: typer.Typer) -> set[str]:
    return {*typer.main.get_command(app).commands}  # type: ignore[attr-defined]


def test_a_question_starts_without_what_it_does_not_use() -> None:
    code = "import sys; from graphapi.cli import run; run(['gap', '--help']); print(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split())
    assert "typer" in loaded
    assert not loaded & {"highspy", "numpy", "rdflib", "openpyxl", "starlette", "strawberry"}


# --- while a service holds the store ---------------------------------------------------------------------


@pytest.fixture
def service(uri: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*KARMAGRAPH, "serve", "--store", uri, "--port", str(port)], cwd=ROOT)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def test_questions_and_loads_go_through_the_service(uri: str, service: str, tmp_path: Path) -> None:
    assert answer(uri, "gap", "officer", "OFF-0417")["met"] == 7
    assert answer(uri, "search", "monitoring")
    table = tmp_path / "competencies.csv"
    table.write_text("id,title\nC1,Zymurgy for officials\n")
    assert karmagraph("load", "table", str(table), "--store", uri).returncode == 0
    assert answer(uri, "search", "zymurgy")[0]["title"] == "Zymurgy for officials"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:  # the service's own index follows within a second or so
        with urllib.request.urlopen(f"{service}/search?q=zymurgy") as page:  # noqa: S310
            if b"Zymurgy for officials" in page.read():
                break
        time.sleep(0.2)
    else:
        pytest.fail("the service does not show what was loaded through it")
    bad = tmp_path / "requirements.csv"
    with bad.open("w") as stream:
        csv.writer(stream).writerows(
            [["role", "competency", "level", "scale"], ["sample:SO", "C1", "9", "sample:KCM-3"]]
        )
    assert karmagraph("load", "table", str(bad), "--store", uri).returncode in {1, 2}
