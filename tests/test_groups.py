"""Which tests share a process: a fixture that is made once for a file is made twice if they are torn apart."""

from __future__ import annotations

import os

import pytest

from tests.conftest import group


@pytest.mark.parametrize(
    ("node_id", "found"),
    [
        ("tests/graphapi/test_pages.py::test_a[x]", "tests/graphapi/test_pages.py"),
        ("tests/graphapi/test_plan.py::test_a[embedded-1]", "tests/graphapi/test_plan.py"),
        ("tests/graphapi/test_plan.py::test_a[neo4j-1]", "neo4j"),
        ("tests/queries/stores/test_neo4j_joined.py::test_a", "neo4j"),
        ("tests/queries/test_questions.py::test_the_engines_answer_alike[role/coverage]", "neo4j"),
        ("tests/known/test_esco.py::test_a[neo4j]", "neo4j"),
        ("tests/known/test_esco.py::test_the_command_line_says_the_same", "frameworks"),
    ],
)
def test_a_test_belongs_to_its_file_or_to_what_it_needs(node_id: str, found: str) -> None:
    assert group(node_id) == found


@pytest.mark.parametrize("_number", range(8))
def test_the_tests_of_a_file_run_in_one_process(tmp_path_factory: pytest.TempPathFactory, _number: int) -> None:
    """However many processes there are."""
    base, worker = tmp_path_factory.getbasetemp(), os.environ.get("PYTEST_XDIST_WORKER", "")
    with ((base.parent if worker else base) / "processes").open("a+") as file:
        file.write(f"{worker}\n")
        file.seek(0)
        assert {*file} == {f"{worker}\n"}
