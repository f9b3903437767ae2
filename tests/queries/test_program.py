"""The solver: the cheapest of all choices, as trying each of them finds it."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.program import Program

SMALL = st.integers(-3, 3)


@given(
    costs=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    rows=st.lists(st.tuples(st.integers(-3, 4), st.lists(SMALL, min_size=6, max_size=6)), max_size=6),
)
def test_the_cheapest_of_all_choices_is_found_and_proven(costs: list[int], rows: list[tuple[int, list[int]]]) -> None:
    program = Program()
    variables = [program.choice(cost) for cost in costs]
    for low, terms in rows:
        program.at_least(low, {v: terms[v] for v in variables if terms[v]})
    fitting = [
        sum(c * x for c, x in zip(costs, choice, strict=True))
        for choice in itertools.product((0, 1), repeat=len(costs))
        if all(sum(t * x for t, x in zip(terms, choice, strict=False)) >= low for low, terms in rows)
    ]
    solved = program.solve()
    if not fitting:
        assert solved is None
        return
    assert solved is not None
    assert solved.proven
    assert math.isclose(sum(c * v for c, v in zip(costs, solved.values, strict=True)), min(fitting), abs_tol=1e-6)


def test_nothing_to_choose_is_solved_when_nothing_is_demanded() -> None:
    assert Program().solve() is not None
    impossible = Program()
    impossible.at_least(1, {})
    assert impossible.solve() is None


def test_nothing_is_written_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    program = Program()
    program.at_least(1, {program.choice(1.0): 1.0})
    assert program.solve() is not None
    assert capfd.readouterr() == ("", "")
