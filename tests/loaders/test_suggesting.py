"""Suggested matches: what names lead to, and what they must not lead to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.suggesting import Suggestion, suggest
from queries.search import Document
from queries.search_text import words


def thing(id_: str, *labels: str, alt: tuple[str, ...] = ()) -> Document:
    return Document("Competency", id_, labels[0].partition("|")[2], labels, alt)


def found(*suggestions: Suggestion) -> dict[tuple[str, str], tuple[str, float]]:
    return {(each.subject.id, each.object.id): (each.type, each.confidence) for each in suggestions}


def test_one_name_suggests_an_exact_match_and_less_than_that_a_close_one() -> None:
    ours = [
        thing("a:1", "en|Planning & Prioritization", "hi|योजना"),
        thing("a:2", "en|Oral Comprehension"),
        thing("a:3", "en|Writing"),
        thing("a:4", "en|Data Use and Governance"),
    ]
    theirs = [
        thing("b:1", "en|planning and prioritization"),
        thing("b:2", "en|oral comprehension"),
        thing("b:3", "en|authoring", alt=("en|writing",)),
        thing("b:4", "en|Governance and Use of Data"),
        thing("b:5", "en|Data Use and Governence"),
        thing("b:6", "hi|योजना"),
    ]
    assert found(*suggest(ours, theirs)) == {
        ("a:1", "b:1"): ("CLOSE_MATCH", 0.85),
        ("a:1", "b:6"): ("EXACT_MATCH", 0.95),
        ("a:2", "b:2"): ("EXACT_MATCH", 0.95),
        ("a:3", "b:3"): ("CLOSE_MATCH", 0.807),
        ("a:4", "b:4"): ("CLOSE_MATCH", 0.85),
        ("a:4", "b:5"): ("CLOSE_MATCH", 0.765),
    }


def test_namesakes_are_both_suggested_and_neither_is_sure() -> None:
    ours = [thing("a:1", "en|Research & Need Analysis"), thing("a:2", "en|Research & Need Analysis")]
    pairs = found(*suggest(ours, [thing("b:1", "en|Research & Need Analysis")]))
    assert pairs == {("a:1", "b:1"): ("CLOSE_MATCH", 0.475), ("a:2", "b:1"): ("CLOSE_MATCH", 0.475)}


def test_one_spelling_in_two_languages_suggests_nothing() -> None:
    assert suggest([thing("a:1", "en|Gift")], [thing("b:1", "de|Gift"), thing("b:2", "de|Gifts")]) == []
    assert len(suggest([thing("a:1", "en|Gift")], [thing("b:1", "en-IN|Gift"), thing("b:2", "|Gift")])) == 2


def test_short_names_match_whole_only() -> None:
    assert (
        suggest([thing("a:1", "en|SQL")], [thing("b:1", "en|SQLs"), thing("b:2", "en|SQ"), thing("b:3", "en|C")]) == []
    )
    assert suggest([thing("a:1", "en|and")], [thing("b:1", "en|of")]) == []


_NAMES = st.lists(st.sampled_from(["data", "Use", "and", "policy", "नीति", "x"]), min_size=1, max_size=3).map(" ".join)
_THINGS = st.lists(st.tuples(st.sampled_from(["en", "hi", ""]), _NAMES), max_size=5)


@given(a=_THINGS, b=_THINGS, known=st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=3))
def test_every_pair_of_one_name_is_suggested_once_unless_it_is_known(
    a: list[tuple[str, str]], b: list[tuple[str, str]], known: set[tuple[int, int]]
) -> None:
    """Against the plain definition; and turned round, the same pairs."""
    ours, theirs = (
        [thing(f"{side}:{n}", f"{tag}|{name}") for n, (tag, name) in enumerate(names)]
        for side, names in (("a", a), ("b", b))
    )
    left_out = {(f"b:{j}", f"a:{i}") for i, j in known}
    result = suggest(ours, theirs, left_out)
    pairs = [(each.subject.id, each.object.id) for each in result]
    assert len(pairs) == len(set(pairs))
    assert not {pair[::-1] for pair in pairs} & left_out
    for i, (tag, name) in enumerate(a):
        for j, (other, text) in enumerate(b):
            same = words(name) == words(text) and (tag == other or not (tag and other))
            assert not same or (f"a:{i}", f"b:{j}") in pairs or (i, j) in known
    assert [each.confidence for each in result] == sorted((each.confidence for each in result), reverse=True)
    turned = suggest(theirs, ours, left_out)
    assert {(each.object.id, each.subject.id, each.confidence) for each in turned} == {
        (each.subject.id, each.object.id, each.confidence) for each in result
    }
