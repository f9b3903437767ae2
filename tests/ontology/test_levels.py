"""Scales, and how levels compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.levels import Scale, Scales

FRAC = Scale("frac", "FRAC", ranks=dict(enumerate(["Basic", "Proficient", "Advanced", "Expert", "Ustad"], 1)))
KCM = Scale("kcm", "KCM", ranks={1: "Operational", 2: "Tactical", 3: "Strategic"})
LV = Scale("lv", "O*NET level", kind="interval", min=0, max=7)
TEMPERATURE = Scale("t", kind="interval", min=-10, max=10)
PAIRS = [("kcm", 1.0, "frac", 2.0), ("kcm", 3.0, "frac", 4.0)]
KNOWN = Scales.of([FRAC, KCM, LV, TEMPERATURE], PAIRS)

names = st.sampled_from(["frac", "kcm", "lv", "t"])
maybe_names = st.one_of(st.none(), names, st.just("unknown"))
levels = st.floats(-12, 12)


@st.composite
def some_scales(draw: st.DrawFn) -> Scales:
    """The four scales with arbitrary equivalences between levels that exist."""
    steps = {"frac": st.integers(1, 5), "kcm": st.integers(1, 3), "lv": st.floats(0, 7), "t": st.floats(-10, 10)}
    ends = draw(st.lists(st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), max_size=6))
    pairs = [(a, float(draw(steps[a])), b, float(draw(steps[b]))) for a, b in ends]
    return Scales.of([FRAC, KCM, LV, TEMPERATURE], pairs)


@given(some_scales(), maybe_names, maybe_names)
def test_comparable_is_symmetric(scales: Scales, a: str | None, b: str | None) -> None:
    assert scales.comparable(a, b) == scales.comparable(b, a)


@given(some_scales(), maybe_names, levels)
def test_convert_within_a_scale_changes_nothing(scales: Scales, scale: str | None, level: float) -> None:
    assert scales.comparable(scale, scale)
    assert scales.convert(level, scale, scale) == level


@given(some_scales(), maybe_names, maybe_names, levels)
def test_convert_gives_none_exactly_where_levels_do_not_compare(
    scales: Scales, a: str | None, b: str | None, level: float
) -> None:
    assert (scales.convert(level, a, b) is None) == (not scales.comparable(a, b))


@given(some_scales(), names, names, levels, levels)
def test_convert_is_monotone(scales: Scales, a: str, b: str, one: float, other: float) -> None:
    low, high = scales.convert(min(one, other), a, b), scales.convert(max(one, other), a, b)
    assert (low is None) == (high is None)
    assert low is None or high is None or low <= high


@given(some_scales(), names, names, levels)
def test_convert_gives_a_level_declared_equivalent_or_not_held(scales: Scales, a: str, b: str, level: float) -> None:
    found = scales.convert(level, a, b)
    declared = scales.equivalent.get((a, b), [])
    if a != b and found is not None:
        assert found == scales.by_id[b].start or any(ours <= level and theirs == found for ours, theirs in declared)


@given(st.sampled_from(PAIRS))
def test_equivalent_levels_convert_to_each_other(pair: tuple[str, float, str, float]) -> None:
    a, rank_a, b, rank_b = pair
    assert KNOWN.convert(rank_a, a, b) == rank_b
    assert KNOWN.convert(rank_b, b, a) == rank_a


@pytest.mark.parametrize(
    ("level", "scale", "to", "expected"),
    [
        (1, "kcm", "frac", 2),
        (2, "kcm", "frac", 2),  # the highest equivalent at or below
        (3, "kcm", "frac", 4),
        (1, "frac", "kcm", 0),  # below the lowest equivalent: not held
        (2, "frac", "kcm", 1),
        (3, "frac", "kcm", 1),
        (5, "frac", "kcm", 3),
        (2, "kcm", "lv", None),  # nothing is guessed
        (2, "kcm", None, None),
        (2, None, None, 2),
    ],
)
def test_convert(level: float, scale: str | None, to: str | None, expected: float | None) -> None:
    assert KNOWN.convert(level, scale, to) == expected


def test_not_held_on_an_interval_scale_is_its_minimum() -> None:
    scales = Scales.of([KCM, TEMPERATURE], [("kcm", 2, "t", 5)])
    assert scales.convert(1, "kcm", "t") == -10
    assert scales.convert(2, "kcm", "t") == 5


def test_equivalence_does_not_pass_over_a_third_scale() -> None:
    scales = Scales.of([KCM, FRAC, LV], [("kcm", 1, "frac", 2), ("frac", 2, "lv", 3)])
    assert not scales.comparable("kcm", "lv")


@pytest.mark.parametrize(("scale", "start"), [("kcm", 0), ("lv", 0), ("t", -10), ("unknown", 0), (None, 0)])
def test_start_is_the_level_of_somebody_who_does_not_hold(scale: str | None, start: float) -> None:
    assert KNOWN.start(scale) == start


@pytest.mark.parametrize(
    ("scale", "level", "allowed"),
    [
        (KCM, 1, True), (KCM, 3, True), (KCM, 0, False), (KCM, 4, False), (KCM, 1.5, False),
        (LV, 0, True), (LV, 3.37, True), (LV, 7, True), (LV, -0.1, False), (LV, 7.1, False),
        (Scale("open", kind="interval"), -99, True), (Scale("from", kind="interval", min=1), 0, False),
    ],
)  # fmt: skip
def test_allows(scale: Scale, level: float, allowed: bool) -> None:
    assert scale.allows(level) == allowed


@pytest.mark.parametrize(
    ("level", "scale", "words"),
    [
        (2, "kcm", "Level 2 of 3 · Tactical"),
        (5.0, "frac", "Level 5 of 5 · Ustad"),
        (9, "kcm", "Level 9 of 3"),
        (3.37, "lv", "3.37 of 7"),
        (None, "kcm", "level not stated"),
        (None, None, "level not stated"),
    ],
)
def test_words(level: float | None, scale: str | None, words: str) -> None:
    assert KNOWN.words(level, scale) == words


def test_words_on_an_open_interval() -> None:
    assert Scale("open", kind="interval", min=0).words(2.50) == "2.5"
    assert KCM.words(None) == "level not stated"
