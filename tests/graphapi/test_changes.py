"""A field goes only after a release in which it was deprecated."""

from __future__ import annotations

import subprocess

import pytest

from graphapi.schema.build import PRINTED_AT, printed
from graphapi.schema.changes import breaking
from tests.conftest import ROOT

RELEASED = """type Query { role(id: ID!, all: Boolean @deprecated): Role old: Old @deprecated(reason: "Use role.") }
interface Node { id: ID! }
type Role implements Node { id: ID! title: String! grade: Grade name: String @deprecated }
type Old { id: ID! }
enum Grade { A B @deprecated }
input Where { eq: String ne: String @deprecated }
extend type Query { roles(where: Where): [Role] }"""
LASTING = """type Query { role(id: ID!): Role roles(where: Where): [Role] }
interface Node { id: ID! }
type Role implements Node { id: ID! title: String! grade: Grade }
enum Grade { A }
input Where { eq: String }"""


def test_what_was_deprecated_may_go() -> None:
    assert breaking(RELEASED, LASTING) == []
    assert breaking(RELEASED, RELEASED) == []


@pytest.mark.parametrize(
    ("was", "now", "word"),
    [
        ("title: String! ", "", "Role.title"),
        ("title: String!", "title: String", "Role.title"),
        ("{ A }", "{ C }", "Grade"),
        ("eq: String", "eq: String!", "Where.eq"),
        ("id: ID!)", "id: ID!, must: Boolean!)", "must"),
        (" implements Node", "", "Node"),
        ("roles(where: Where): [Role] ", "", "Query.roles"),
    ],
)
def test_what_was_not_may_not(was: str, now: str, word: str) -> None:
    assert was in LASTING
    [change] = breaking(RELEASED, LASTING.replace(was, now))
    assert word in change


def test_the_schema_keeps_what_was_released() -> None:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    tag = git("describe", "--tags", "--abbrev=0", "--match", "v*")
    released = git("show", f"{tag}:{PRINTED_AT.name}") if tag else printed()  # nothing has been released yet
    assert breaking(released, printed()) == []
