"""What a document may ask is measured as if its fragments were written out, but without writing them out."""

from __future__ import annotations

import random
import time

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)

from graphapi import limits
from graphapi.limits import LIMITS, MAX_DEFINITIONS, MAX_TOKENS, REPEATS, ROOT_FIELDS, Size, parsed


def code(text: str) -> str:
    """The code of the refusal; empty when there is none."""
    try:
        parsed(text)
    except GraphQLError as error:
        return str((error.extensions or {})["code"])
    return ""


def fields(count: int) -> str:
    return " ".join(f"f{i}" for i in range(count))


def nested(depth: int) -> str:
    return "{ a " * depth + "}" * depth


def doubling(count: int) -> str:
    """Fragments of which each spreads the next twice: a line each, two to the power of `count` fields."""
    lines = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(count)]
    return " ".join(["{ ...F0 }", *lines, f"fragment F{count} on Query {{ a }}"])


WITHIN = {
    "depth": nested(LIMITS.depth),
    "aliases": "{ a { " + " ".join(f"x{i}: y" for i in range(LIMITS.aliases)) + " } }",
    "repeats": "{ " + "b " * REPEATS + "}",
    "root fields": "{ " + fields(ROOT_FIELDS) + " }",
    "introspection": get_introspection_query(),
    "comments": "# " + "x" * 15_000 + "\n{ a }",
}


@pytest.mark.parametrize("name", WITHIN)
def test_what_is_within_the_limits_passes(name: str) -> None:
    assert code(WITHIN[name]) == ""


BEYOND = {
    "TOO_DEEP": [
        nested(LIMITS.depth + 1),
        "{ a" * 600 + "}" * 600,
        "{ a(b: " + "[" * 900,
        "{ a { ...F } } fragment F on T " + nested(LIMITS.depth),
    ],
    "TOO_MANY_ALIASES": [
        "{ a { " + " ".join(f"x{i}: y" for i in range(LIMITS.aliases + 1)) + " } }",
        "{ a { " + "...F " * 6 + "} } fragment F on T { " + " ".join(f"x{i}: y" for i in range(10)) + " }",
    ],
    "TOO_MANY_FIELDS": [
        doubling(10),
        doubling(MAX_DEFINITIONS - 2),
        "{ a { " + "...F " * 30 + "} } fragment F on T { " + fields(20) + " }",
    ],
    "TOO_MANY_DIRECTIVES": [
        "{ a " + "@skip(if: true) " * (LIMITS.directives + 1) + "}",
        "query " + "@x " * (LIMITS.directives + 1) + "{ a }",
        "query($v: Int " + "@x " * (LIMITS.directives + 1) + ") { a }",
        "{ ...F } fragment F on Query " + "@x " * (LIMITS.directives + 1) + "{ a }",
    ],
    "TOO_MANY_FRAGMENTS": [
        "{ a { " + "...F " * 40 + "} } fragment F on T { "
        + " ".join(f"... {{ ... {{ ... {{ x{i} }} }} }}" for i in range(4)) + " }"
    ],
    "TOO_MANY_REPEATS": [
        "{ " + "a " * (REPEATS + 1) + "}",
        "{ " + "a { b } " * 3 + "a { " + "b " * REPEATS + "} }",
        "{ " + "...F " * (REPEATS + 1) + "} fragment F on Query { a }",
        "{ " + "... { a { x } } " * (REPEATS + 1) + "}",
    ],
    "TOO_MANY_ROOT_FIELDS": ["{ " + fields(ROOT_FIELDS) + " ...F } fragment F on Query { last }"],
    "TOO_LONG": ["{ " + "a " * (MAX_TOKENS + 1) + "}"],
    "BAD_SYNTAX": ["{", "", "query", "\x00", "{ a(", "{ a } }"],
    "BAD_QUERY": [
        "{ ...F } fragment F on Query { a { ...F } }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { x ...F ...F }",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), [(wanted, text) for wanted, texts in BEYOND.items() for text in texts])
def test_what_is_beyond_a_limit_is_refused_by_its_name(wanted: str, text: str) -> None:
    assert code(text) == wanted


def test_the_time_grows_with_the_document_and_not_with_what_it_expands_to() -> None:
    def seconds(text: str) -> float:
        document, best = parse(text), 9.9
        for _ in range(5):
            start = time.perf_counter()
            with pytest.raises(GraphQLError):
                limits.check(document)
            best = min(best, time.perf_counter() - start)
        return best

    # 2^20 against 2^80 fields, four times the text
    assert seconds(doubling(80)) < 40 * seconds(doubling(20))


# --- against writing the fragments out -----------------------------------------------------------------


def _document(rnd: random.Random) -> str:
    """A small document with fragments that spread later ones only."""

    def selection(depth: int, below: int) -> str:
        parts = []
        for _ in range(rnd.randint(1, 3)):
            directive = " @skip(if: true)" if rnd.random() < 0.2 else ""
            kind = rnd.random()
            if kind < 0.2 and below < 4:
                parts.append(f"...F{rnd.randint(below, 3)}{directive}")
            elif kind < 0.3:
                parts.append(f"... {directive} {selection(depth, below)}")
            else:
                alias = f"{rnd.choice('xyz')}: " if rnd.random() < 0.3 else ""
                inner = selection(depth - 1, below) if depth and rnd.random() < 0.5 else ""
                parts.append(f"{alias}{rnd.choice('abc')}{directive} {inner}")
        return "{ " + " ".join(parts) + " }"

    return " ".join([selection(2, 0), *(f"fragment F{i} on Query {selection(1, i + 1)}" for i in range(4))])


def _written_out(selected: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]) -> Size:
    size = Size()
    for node in selected.selections:
        own = Size(directives=len(node.directives or ()))
        if isinstance(node, FieldNode):
            inner = _written_out(node.selection_set, fragments) if node.selection_set else Size()
            own = Size(
                1 + inner.depth, bool(node.alias) + inner.aliases, 1 + inner.fields, own.directives + inner.directives,
                inner.spreads,
            )  # fmt: skip
        else:
            spread = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            inner = _written_out(spread.selection_set, fragments)  # type: ignore[union-attr]
            own = Size(inner.depth, inner.aliases, inner.fields, own.directives + inner.directives, 1 + inner.spreads)
        size = Size(
            max(size.depth, own.depth), size.aliases + own.aliases, size.fields + own.fields,
            size.directives + own.directives, size.spreads + own.spreads,
        )  # fmt: skip
    return size


@pytest.mark.parametrize("seed", range(200))
def test_the_size_is_that_of_the_document_written_out(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    document = parse(_document(random.Random(seed)))
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    [operation] = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    size = _written_out(operation.selection_set, fragments)
    for name, limit_code in limits.CODES.items():
        exact = getattr(size, name)
        monkeypatch.setattr(limits, "LIMITS", Size(**dict.fromkeys(limits.CODES, 10**9) | {name: exact}))
        limits.check(document)
        if exact:
            monkeypatch.setattr(limits, "LIMITS", Size(**dict.fromkeys(limits.CODES, 10**9) | {name: exact - 1}))
            with pytest.raises(GraphQLError) as refused:
                limits.check(document)
            assert (refused.value.extensions or {})["code"] == limit_code
