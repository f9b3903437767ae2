"""The search index: against a plain model of its ranks, by properties, in Hindi, and on all of ESCO."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.search import esco
from queries.search import RECENT, Document, Hit, SearchIndex
from queries.search_text import typing_errors, words
from tests.queries.search_model import model

NUKTA, JOINERS = "\u093c", "\u200d\u200c\u200b\ufeff\u00ad"


def find(index: SearchIndex, query: str, first: int = 1_000, **wanted: Any) -> list[str]:
    return [hit.id for hit in index.search(query, first=first, **wanted)]


def named(*labels: str) -> SearchIndex:
    return SearchIndex.build(Document("Competency", f"c:{n}", x, (f"hi|{x}",)) for n, x in enumerate(labels))


# --- ranks -----------------------------------------------------------------------------------

few_letters = st.text("abc", min_size=1, max_size=10)
texts = st.lists(few_letters, min_size=1, max_size=3).map(" ".join)
tagged = st.lists(texts.map("en|{}".format), max_size=2).map(tuple)


@st.composite
def crowded(draw: st.DrawFn) -> list[Document]:
    """Things whose names are so alike that every rank is in use."""
    return [
        Document(
            draw(st.sampled_from(["Role", "Competency", "Module"])),
            f"id:{n}{draw(few_letters)}",
            title := draw(texts),
            (f"en|{title}", *draw(tagged)),
            draw(tagged),
            draw(st.none() | few_letters),
            frameworks=tuple(draw(st.sets(st.sampled_from("xy")))),
            retired=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 12)))
    ]


@st.composite
def asked_of(draw: st.DrawFn, world: list[Document]) -> str:
    """A name of the world or another text, its words in any order, with a few letters changed."""
    names = [text.partition("|")[2] for d in world for text in (*d.labels, *d.alt_labels, f"|{d.id}")]
    text = draw(st.sampled_from(names) if names else texts)
    text = " ".join(draw(st.permutations(text.split())))
    for at in draw(st.lists(st.integers(0, len(text)), max_size=2)):
        text = text[:at] + draw(st.sampled_from(["", "a", "b"])) + text[at + draw(st.integers(0, 1)) :]
    return text


wanted_types, wanted_frameworks = st.sets(st.sampled_from(["Role", "Module"])), st.sets(st.sampled_from("xyz"))


@settings(max_examples=150, deadline=None)
@given(crowded(), wanted_types, wanted_frameworks, st.data())
def test_hits_and_their_order_are_the_models(
    world: list[Document], types: set[str], frameworks: set[str], data: st.DataObject
) -> None:
    query = data.draw(asked_of(world) | texts | few_letters)
    expected = model(world, query, types, frameworks)
    for documents_ in (world, world[::-1]):
        index = SearchIndex.build(documents_)
        for first in (1, 3, 1_000):
            hits = index.search(query, types, frameworks, first)
            assert [(hit.id, hit.match) for hit in hits] == expected[:first]


# --- recall -----------------------------------------------------------------------------------

LATIN, DEVANAGARI = "abcdefghijklmnopqrstuvwxyz", "अइउकखगघङचजझञटडणतदनपबमयरलवशषसहक्षत्रज्ञािीुेोंँ्"
word = st.text(LATIN, min_size=1, max_size=9) | st.text(DEVANAGARI, min_size=1, max_size=9)
label = st.lists(word, min_size=1, max_size=4).map(" ".join)
unique = st.lists(label.filter(words), min_size=1, max_size=25, unique_by=lambda text: tuple(words(text)))
long_words = st.text(LATIN, min_size=6, max_size=12) | st.text("कखगघचजटडतदपबमयरलव", min_size=6, max_size=12)


@settings(deadline=None)
@given(unique)
def test_a_label_finds_its_thing_by_its_exact_text(labels: list[str]) -> None:
    index = named(*labels)
    for n, text in enumerate(labels):
        assert index.search(text, first=3)[0] == Hit("Competency", f"c:{n}", text, text, "hi", "exact")


@settings(deadline=None)
@given(unique, st.data())
def test_a_beginning_of_three_letters_finds_its_thing(labels: list[str], data: st.DataObject) -> None:
    index = named(*labels)
    for n, text in enumerate(labels):
        beginning = text[: data.draw(st.integers(1, len(text)))]
        if sum(map(str.isalpha, beginning)) >= 3:
            assert f"c:{n}" in find(index, beginning)
        last = text.split()[-1]
        assert f"c:{n}" in find(index, f"{text} {last[: data.draw(st.integers(1, len(last)))]}")


@settings(deadline=None)
@given(st.lists(long_words, min_size=1, max_size=10, unique=True), st.data())
def test_one_wrong_letter_still_finds_it(found: list[str], data: st.DataObject) -> None:
    index = named(*(f"{text} of" for text in found))
    for n, text in enumerate(found):
        at, letter = data.draw(st.integers(0, len(text) - 2)), data.draw(st.sampled_from(text))
        for wrong in (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ):
            assert f"c:{n}" in find(index, wrong)
            assert f"c:{n}" in find(index, f"of {wrong}")
            assert f"c:{n}" in find(index, f"{wrong} of")


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ("law", 0),
        ("laws", 1),
        ("governs", 1),
        ("governed", 2),
        ("कर्म", 0),
        ("विश्लेषण", 1),
        ("covid19", 0),
        ("a" * 65, 0),
    ],
)
def test_a_word_holds_typing_errors_by_its_letters(asked: str, errors: int) -> None:
    assert typing_errors(asked) == errors


def test_short_words_and_numbers_hold_no_typing_errors() -> None:
    index = named("law", "lawn mower", "act 2019", "programming language")
    assert find(index, "lew") == []
    assert find(index, "lswn") == ["c:1"]
    assert find(index, "act 2018") == []
    assert find(index, "progaming") == ["c:3"]
    assert find(index, "lengage") == []


# --- scripts ----------------------------------------------------------------------------------

HINDI = ["विश्लेषण क्षमता", "कार्यक्रम मूल्यांकन", "पत्र लेखन", "श्रम कल्याण", "ज्ञान प्रबंधन", "विज्ञान शिक्षा"]


def test_conjuncts_stay_in_one_piece() -> None:
    index = named(*HINDI)
    asked = {"विश्लेषण": 0, "क्षमता": 0, "कार्यक्रम": 1, "पत्र": 2, "श्रम": 3, "ज्ञान": 4, "विज्ञान": 5, "शिक्षा": 5}
    for query, n in asked.items():
        assert find(index, query) == [f"c:{n}"]
    for beginning, n in {"वि": 0, "विश्ले": 0, "कार्यक्": 1}.items():
        assert f"c:{n}" in find(index, beginning)
    for part in ("त्", "लेषण", "षा", "क्र", "षमता"):
        assert find(index, part) == []
    assert find(index, "विश्लषण") == ["c:0"]
    assert find(index, "मूल्यांकन कार्यक्रम") == ["c:1"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("सड\u093cक", "स\u095cक"),
        ("स\u095cक", "सडक"),
        ("क\u093cानून", "कानून"),
        ("कानून", "\u0958ानून"),
        ("गाँव", "गांव"),
        ("क्\u200dष\u200cमता", "क्षमता"),
        ("é\u00adlève", "ELEVE"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("ＩＣＴ", "ict"),
        ("한국어", "한국어".encode().decode()),
        ("İstanbul", "istanbul"),
        ("تَعلِيم", "تعليم"),
    ],
)
def test_spellings_that_look_alike_are_alike(written: str, asked: str) -> None:
    for one, other in ((written, asked), (asked, written)):
        assert [hit.match for hit in named(one).search(other)] == ["exact"]


def test_marks_that_are_letters_of_their_script_count() -> None:
    assert words("ఐఐ") != words("ఎఎ")
    assert words("కై") != words("కె")
    assert words("ก่ำ กุ") != words("กำ ก")
    assert words("தமிழ் இலக்கியம்") == ["தமிழ்", "இலக்கியம்"]


def test_a_spelled_out_nasal_is_an_anusvara() -> None:
    index = named("हिन्दी भाषा", "प्रबंधन", "सम्बन्ध")
    assert find(index, "हिंदी") == ["c:0"]
    assert find(index, "हिन्दी") == ["c:0"]
    assert find(index, "प्रबन्धन") == ["c:1"]
    assert find(index, "प्रबन्") == ["c:1"]
    assert find(index, "संबंध") == ["c:2"]


# --- odd input --------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.text() | st.text("+-*?~^:\\/()[]{}\"'&|! aब्", max_size=30))
def test_odd_input_is_harmless(query: str) -> None:
    index = named("java", "sql", *HINDI)
    assert isinstance(index.search(query), list)
    assert index.search(f" {query}\t") == index.search(query)
    assert SearchIndex.build(()).search(query) == []


def test_who_asks_again_gets_the_same_whatever_was_done_with_the_first_answer() -> None:
    things = [Document("Role", f"r{n}", f"clerk {n}") for n in range(5)]
    index = SearchIndex.build([*things, Document("Module", "m", "clerk")])
    first = index.search("Clerk")
    expected = list(first)
    first.clear()
    assert index.search("clérk ") == expected  # the same words
    assert [hit.id for hit in index.search("clerk", ["Module"])] == ["m"]
    assert index.search("clerk", first=2) == expected[:2]
    for n in range(RECENT + 1):
        index.search(f"x{n}")
    assert index.search("clerk") == expected


def test_no_character_is_an_operator() -> None:
    index = named("java and sql", "c++", 'the "or" of it', "a:b")
    assert find(index, '+java -"sql') == find(index, "java sql") == ["c:0"]
    assert find(index, "c++") == find(index, "C") == ["c:1"]
    for nothing in ("", "  ", "*", '"', "+-&|!(){}[]^~*?:\\/", ".*", "words:java", "\ud800", "\0", JOINERS, NUKTA):
        assert find(index, nothing) == []


def test_long_questions_and_names_are_cut() -> None:
    sentence = "advise on standards and " * 100
    index = named(sentence, "a" * 10_000)
    assert find(index, sentence) == ["c:0"]
    assert [hit.match for hit in index.search(f"{sentence} and more")] == ["exact"]
    assert find(index, "a" * 9_000) == ["c:1"]
    for query in ("b" * 10_000, "b " * 5_000, "advise standards " * 600, "क्ष" * 4_000):
        assert find(index, query) == find(index, query[:1_000])


def test_first_limits_the_hits() -> None:
    labels = tuple(f"en|head clerk {m}" for m in range(30))
    index = SearchIndex.build(Document("Role", f"r:{n}", "superior", labels) for n in range(30))
    for query in ("head clerk", "head", "clerk", "clirk"):
        assert [len(find(index, query, first)) for first in (-1, 0, 1, 7, 30, 10**12)] == [0, 0, 1, 7, 30, 30]
        assert len(set(find(index, query, 29))) == 29


def test_every_word_counts() -> None:
    index = named("law of many contracts")
    assert find(index, "contrakts of law") == ["c:0"]
    for query in ("contrakts of lew", "law zebra", "zebra law", "many law zebra", "of many contracts zebra"):
        assert find(index, query) == []


# --- size -------------------------------------------------------------------------------------


def test_all_of_esco_is_found(fixtures: Path) -> None:
    world = list(esco(fixtures / "esco-1.1.1"))
    names = [(d.id, text.partition("|")[2]) for d in world for text in (*d.labels, *d.alt_labels)]
    assert len(names) >= 147_830
    index = SearchIndex.build(world)
    for key, text in names[::500]:
        assert key in find(index, text)
