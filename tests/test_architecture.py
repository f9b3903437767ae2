"""The plan of the house, held: which package may import which, where Cypher may stand, how files are named."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from queries import questions
from tests.conftest import ROOT

PACKAGES = ("ontology", "queries", "loaders", "graphapi")
MAY_IMPORT = {
    "ontology": {"ontology"},
    "queries": {"ontology", "queries"},
    "loaders": {"ontology", "queries", "loaders"},
    "graphapi": {"ontology", "queries", "loaders", "graphapi"},
}
EXTRAS = ("duckdb", "ibis", "pyarrow", "pandas", "py2neo", "opentelemetry.sdk")
"""What the extras bring: none of it is needed to start."""

CYPHER = re.compile(r"\b(MATCH|MERGE|UNWIND)\s*[($`a-z]")
CYPHER_STANDS_IN = {
    "ontology/cypher.py",
    "queries/stores/neo4j.py",
    "queries/stores/embedded.py",
    "queries/stores/neo4j_grouped.py",
    "queries/stores/neo4j_plan.py",
    "queries/stores/embedded_plan.py",
    "queries/stores/terms.py",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_dependencies_point_one_way(package: str) -> None:
    for path in modules(package):
        wrong = imported(path) & set(PACKAGES) - MAY_IMPORT[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_the_ontology_needs_only_the_standard_library_and_rdflib() -> None:
    import sys  # noqa: PLC0415

    for path in modules("ontology"):
        assert imported(path) <= {*sys.stdlib_module_names, "rdflib", "ontology"}, path


def test_py2neo_stays_out_of_the_serving_path() -> None:
    users = {str(p.relative_to(ROOT)) for package in PACKAGES for p in modules(package) if "py2neo" in imported(p)}
    assert users <= {"queries/notebook.py"}
    for package in PACKAGES:
        for path in modules(package):
            assert "queries.notebook" not in path.read_text("utf-8") or path.name == "notebook.py"


def test_cypher_stands_only_where_it_may() -> None:
    strings = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in modules(package)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CYPHER.search(node.value)
    }
    assert strings <= CYPHER_STANDS_IN


def test_every_question_says_what_is_asked_and_returns_the_id_first() -> None:
    assert len(questions()) > 15
    for name, question in questions().items():
        assert question.doc.endswith((".", ".)")) or ":" in question.doc, name
        assert question.columns[0] == "id", name
        for dialect, text in question.siblings.items():
            assert set(re.findall(r"\$(\w+)", text)) == set(question.parameters), f"{name} {dialect}"


def test_no_question_has_an_optional_parameter() -> None:
    for name, question in questions().items():
        for text in (question.text, *question.siblings.values()):
            assert not re.search(r"\$\w+ IS NULL", text), name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_has_a_name_that_says_nothing(package: str) -> None:
    for path in modules(package):
        assert path.stem not in {"utils", "util", "helpers", "manager", "base", "misc", "common"}, path


def test_every_question_is_in_the_docs() -> None:
    from queries.__main__ import PAGE, reference  # noqa: PLC0415

    assert PAGE.read_text("utf-8") == reference(), "run make derived"


def test_without_an_extra_the_service_and_the_command_line_still_start() -> None:
    blocked = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{blocked}; import graphapi.app, graphapi.cli"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_demo_installs_what_its_screens_read() -> None:
    locked = (ROOT / "requirements.lock").read_text()
    for package in ("duckdb", "pyarrow", "ibis-framework"):
        assert re.search(rf"^{package}(\[.*\])?==", locked, re.MULTILINE), package
