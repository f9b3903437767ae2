"""Sentences say what the answer says, in both languages, and leave nothing unfilled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.rows import NodeRow, Row
from queries import answers, rules, why_texts, whys
from queries.rules import Counting
from queries.stores import Store
from queries.why_texts import LANGUAGES, Text
from tests.conftest import Run, wipe
from tests.queries.test_answers import put
from tests.queries.worlds import AT, DAYS, OFFICERS, ROLES, World, edge, worlds

TEXTS: dict[str, Text] = {
    f"{name}.{key}": text
    for name, value in vars(why_texts).items()
    if name.isupper() and isinstance(value, dict) and name != "REVIEWED"
    for key, text in (value.items() if isinstance(next(iter(value.values())), dict) else [("", value)])
}
SLOT = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_each_sentence_is_in_both_languages_with_the_same_slots(name: str) -> None:
    text = TEXTS[name]
    assert tuple(text) == LANGUAGES
    assert len({frozenset(SLOT.findall(words)) for words in text.values()}) == 1
    if re.search("[A-Za-z]{3}", SLOT.sub("", text["en"])):
        assert re.search("[\u0900-\u097f]", text["hi"])


def test_every_word_of_the_rules_has_sentences() -> None:
    assert set(why_texts.STANDING) == {rules.MET, rules.GAP, rules.NOT_STATED, rules.NOT_COMPARABLE}
    assert set(why_texts.PROVISION) == {rules.COVERED, rules.LEVEL_NOT_STATED, rules.PARTLY, rules.UNCOVERED}


def rows() -> list[Row]:
    """An officer who meets one requirement, falls short of another, and whose record of a third has expired."""
    model = {"title": "Model", "labels": ["en|Model"], "version": "7", "publisher": "The board"}
    found: list[Row] = [
        NodeRow("Framework", "f", model, AT),
        NodeRow("Scale", "k", {"title": "K", "kind": "ordinal"}, AT),
    ]
    for rank, name in ((1, "Basic"), (2, "Expert")):
        found += [NodeRow("Level", f"k{rank}", {"title": name, "rank": float(rank)}, AT)]
        found += [edge("HAS_LEVEL", ("Scale", "k"), ("Level", f"k{rank}"))]
    found += [NodeRow("Role", "r", {"title": "Clerk", "labels": ["en|Clerk", "hi|लिपिक"]}, AT)]
    found += [NodeRow("Officer", "o", {}, AT), NodeRow("Posting", "p", {}, AT)]
    found += [edge("HAS_POSTING", ("Officer", "o"), ("Posting", "p")), edge("AS", ("Posting", "p"), ("Role", "r"))]
    since = {"source": "Order 5", "since": "2025-01-01T00:00:00Z"}
    for c, name in (("a", "लेखा"), ("b", "नोटिंग"), ("c", "नियम")):
        found += [NodeRow("Competency", c, {"title": f"C{c}", "labels": [f"en|C{c}", f"hi|{name}"]}, AT)]
        found += [edge("IN_SCHEME", ("Competency", c), ("Framework", "f"))]
        found += [edge("REQUIRES", ("Role", "r"), ("Competency", c), level=2.0, scale="k", **since)]
    found += [edge("DESCRIBES", ("Competency", "a"), ("Level", "k2"), text=["en|Keeps accounts", "hi|लेखा रखता है"])]
    found += [NodeRow("Module", "m", {"title": "Course", "labels": ["en|Course", "hi|पाठ्यक्रम"], "status": "live"}, AT)]
    found += [edge("COVERS", ("Module", "m"), ("Competency", "b"), toLevel=1.0, scale="k")]
    holds: dict[str, dict[str, Any]] = {
        "a": {"level": 2.0}, "b": {"level": 1.0}, "c": {"level": 2.0, "expires": "2025-03-01T00:00:00Z"},
    }  # fmt: skip
    for c, props in holds.items():
        given_ = {"id": f"h{c}", "scale": "k", "source": "course", "awarded": "2025-01-05T00:00:00Z"} | props
        found += [edge("HOLDS", ("Officer", "o"), ("Competency", c), **given_)]
    return found


AS_OF = "2025-06-01T00:00:00Z"


async def of_officer(store: Store, officer: str, as_of: str, language: str) -> dict[str | None, whys.Why]:
    known = await answers.scales(store, as_of)
    found = (await answers.officer_gaps(store, [officer], Counting(as_of), known))[officer]
    return {why.competency: why for why in await whys.whys_of_officer(store, found, known, language)}


def test_the_words_of_an_officer(run: Run, store: Store) -> None:
    put(run, store, rows())
    found = run(of_officer(store, "o", AS_OF, "en"))
    assert found[None].text.startswith("1 of 3 essential requirements are met; 0 have no stated level")
    assert found["a"].text == (
        "“Ca” is met: level 2 of 2 (Expert) is required, and level 2 of 2 (Expert) is held. It is required of Clerk by"
        " Order 5, since 01-01-2025. Counted: course, level 2 of 2 (Expert) of 05-01-2025. What level 2 of 2 (Expert)"
        " means: “Keeps accounts” As on 01-06-2025. Framework: Model, version 7, published by The board."
    )
    assert "falls short: level 2 of 2 (Expert) is required, and level 1 of 2 (Basic) is held" in found["b"].text
    assert "nothing that counts is held" in found["c"].text
    assert "Not counted: course, level 2 of 2 (Expert) of 05-01-2025 (expired)." in found["c"].text
    hindi = run(of_officer(store, "o", AS_OF, "hi"))
    assert hindi["a"].text.startswith("“लेखा” की अपेक्षा पूरी है: 2 में से स्तर 2 (Expert) अपेक्षित है")
    assert "लिपिक" in hindi["a"].text
    assert "“लेखा रखता है”" in hindi["a"].text
    assert [why.reviewed for why in (found["a"], hindi["a"])] == [True, False]


def test_the_words_of_a_role(run: Run, store: Store) -> None:
    put(run, store, rows())

    async def ask(language: str) -> dict[str | None, str]:
        known = await answers.scales(store, AS_OF)
        found = (await answers.role_coverage(store, ["r"], AS_OF, known))["r"]
        return {why.competency: why.text for why in await whys.whys_of_role(store, found, known, language)}

    english, hindi = run(ask("en")), run(ask("hi"))
    assert english["a"].startswith("For “Ca” there is no course; level 2 of 2 (Expert) is required.")
    assert english["b"].startswith("For “Cb”, courses stop short of what is required, level 2 of 2 (Expert): Course.")
    assert hindi["b"].startswith("“नोटिंग” के लिए पाठ्यक्रम अपेक्षित स्तर, 2 में से स्तर 2 (Expert), तक नहीं पहुँचाते: पाठ्यक्रम।")


@settings(
    max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(world=worlds(), as_of=st.sampled_from(DAYS[2:]), language=st.sampled_from(LANGUAGES))
def test_no_answer_is_without_words(run: Run, store: Store, world: World, as_of: str, language: str) -> None:
    run(wipe(store))
    put(run, store, world)

    async def ask() -> list[tuple[Any, whys.Why]]:
        known = await answers.scales(store, as_of)
        gaps = await answers.officer_gaps(store, OFFICERS, Counting(as_of), known)
        roles = await answers.role_coverage(store, ROLES, as_of, known)
        found: list[tuple[Any, whys.Why]] = []
        for one in gaps.values():
            found += zip(one.judgements, (await whys.whys_of_officer(store, one, known, language))[1:], strict=True)
        for each in roles.values():
            found += zip(each.offers, await whys.whys_of_role(store, each, known, language), strict=True)
        return found

    for judged, why in run(ask()):
        assert (why.competency, why.status) == (judged.needed.competency, judged.status)
        texts = why_texts.STANDING | why_texts.PROVISION
        pattern = re.escape(texts[judged.status][language]).replace(r"\ ", " ")
        assert re.match(re.sub(r"\\\{\w+\\\}", ".*", pattern), why.text), why.text
        assert "{" not in why.text
        assert "None" not in why.text
