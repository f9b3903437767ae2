"""Every stored question on both engines: it finds something, and the same values of the same types."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from queries import Question, parse, question, questions
from queries.stores import Store
from tests.conftest import ENGINES, Run, wipe
from tests.queries import one_of_each

NAMES = sorted(questions())
VALUES: dict[str, Any] = {
    "ids": one_of_each.ids(),
    "asOf": one_of_each.AS_OF,
    "until": "2025-12-01T00:00:00Z",
    "statuses": ["live"],
    "role": "job",
    "origin": one_of_each.ORIGIN,
    "states": ["draft"],
    "keys": ["key"],
    "since": one_of_each.AS_OF,
    "kinds": ["cells"],
}
"""A value for each parameter by name; a question with a new one needs it here."""

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def filled(run: Run, opened: Callable[[str], Store]) -> Callable[[str], Store]:
    """The store of an engine with one of each in it."""

    @cache
    def fill(engine: str) -> Store:
        store = opened(engine)
        run(wipe(store))
        run(one_of_each.fill(store))
        return store

    return fill


@pytest.fixture(scope="module")
def asked(run: Run, filled: Callable[[str], Store]) -> Callable[[str, str], Rows]:
    """What an engine answers to a question."""

    @cache
    def ask(engine: str, name: str) -> Rows:
        wanted = question(name)
        rows: Rows = run(filled(engine).ask(wanted, **{p: VALUES[p] for p in wanted.parameters}))
        return rows

    return ask


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ENGINES)
def test_each_question_finds_something_and_no_engine_s_own_types(
    asked: Callable[[str, str], Rows], engine: str, name: str
) -> None:
    rows = asked(engine, name)
    assert rows
    for row in rows:
        assert tuple(row) == question(name).columns
        assert kinds(list(row.values())) <= {str, int, float, bool, type(None), list, dict}


@pytest.mark.parametrize("name", NAMES)
def test_the_engines_answer_alike(asked: Callable[[str, str], Rows], name: str) -> None:
    # what a store calls itself is its own
    embedded, neo4j = ([settled({**row, "identity": None}) for row in asked(engine, name)] for engine in ENGINES)
    assert sorted(embedded, key=repr) == sorted(neo4j, key=repr)


def kinds(value: Any) -> set[type]:
    """The types of a value and of all within it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {type(value)}.union(*(kinds(item) for item in inner))


def settled(value: Any) -> Any:
    """The value with its type beside it, and lists, which are collected in any order, sorted."""
    if isinstance(value, dict):
        return {name: settled(label(item) if name == "type" else item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((settled(item) for item in value), key=repr)
    return type(value).__name__, value


def label(value: Any) -> Any:
    """What `labels(n)` says: a list on one engine and a word on the other, which no text that both read can mend."""
    if isinstance(value, list):
        return label(value[0]) if len(value) == 1 else [label(item) for item in value]
    return value


@pytest.mark.parametrize("name", [name for name in NAMES if questions()[name].siblings])
def test_siblings_take_and_return_the_same(name: str) -> None:
    for text in questions()[name].siblings.values():
        sibling = parse(name, f"// {questions()[name].doc}\n{text}")
        assert sibling.columns == questions()[name].columns
        assert set(sibling.parameters) == set(questions()[name].parameters)


@pytest.mark.parametrize("name", NAMES)
def test_each_question_says_what_it_asks_and_names_its_subject_first(name: str) -> None:
    found: Question = question(name)
    assert re.fullmatch(r"[A-Z].*[.]", found.doc)
    assert found.columns[0] == "id"
    assert found.columns == tuple(dict.fromkeys(found.columns))


def test_every_value_of_a_parameter_is_taken() -> None:
    assert VALUES.keys() == {p for name in NAMES for p in question(name).parameters}
