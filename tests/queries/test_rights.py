"""Rights are predicates: of every statement that reaches an officer's record, and of nothing else."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from ontology.model import NODES, RELS
from queries import questions
from queries.rights import BELONGS, NOBODY, PERSON, Right, Sight, Subject
from queries.steps import ID, Hop, Reached, Step, guarded
from queries.stores.embedded_plan import _path_text, _top_text
from queries.stores.neo4j_plan import emit

PERSONAL = sorted(label for label, node in NODES.items() if node.personal)
INTO = sorted(
    {
        (start if way == "out" else end, Hop(type_, way, end if way == "out" else start))
        for type_, rel in RELS.items()
        for start, end in rel.ends
        for way in ("out", "in")
        if NODES[end if way == "out" else start].personal
    },
    key=repr,
)
"""Every way of the model that leads to personal data, with the label that it comes from."""

SIGHT = Sight(own=True, subtree=True)
EVERYONE = Sight(everyone=True)

OF_CHECKED_IDS = "is asked only of officers who were looked up under the predicate"
AGGREGATES = "is counted, and comes out as counts of no fewer than five"
INSIDE = "is for the command line on the store itself, and for the service's own start page where all is open"
REASONS = {
    "officer/enrolments": OF_CHECKED_IDS,
    "officer/gaps": OF_CHECKED_IDS,
    "officer/postings": OF_CHECKED_IDS,
    "officer/target": OF_CHECKED_IDS,
    "organisation/officers": "names officers who are looked up under the predicate before anything is said of them",
    "holding/expiring": AGGREGATES,
    "posting/officers": "names officers for the audit trail alone, of postings that came out",
    "officer/examples": INSIDE,
    "store/counts": INSIDE,
}
"""Why a stored question may match officers without the predicate."""
FAMILIES = {
    "career/": OF_CHECKED_IDS,
    "population/": AGGREGATES,
    "rollup/": AGGREGATES,
    "effect/": AGGREGATES,
    "check/": AGGREGATES,
    "writing/": "writes, by a right",
}


def test_each_personal_label_is_a_person_or_belongs_to_one() -> None:
    # what has no rule cannot be put into a statement: the emitters would not know whose it is
    assert set(PERSONAL) == {PERSON, *BELONGS}
    for label, type_ in BELONGS.items():
        assert (PERSON, label) in RELS[type_].ends
    for rel in RELS.values():
        if any(NODES[label].personal for ends in rel.ends for label in ends) and rel.type != "AT":
            assert rel.personal


@pytest.mark.parametrize("right", get_args(Right))
def test_a_right_alone_shows_nobody(right: Right) -> None:
    assert not Subject("x", frozenset({right})).sight
    both = Subject("x", frozenset({right}), officer="o", organisation="g")
    assert both.sight == Sight(own=right == "officer", subtree=right == "administrator")


@pytest.mark.parametrize("label", PERSONAL)
def test_who_may_see_nobody_gets_a_statement_that_finds_nothing(label: str) -> None:
    step = Step(label, columns=(ID,))
    assert step.sight == NOBODY
    assert "WHERE false" in emit(Step(children=(step,)))
    assert "WHERE false" in _top_text(step).text


@pytest.mark.parametrize("label", PERSONAL)
@pytest.mark.parametrize("counted", [False, True])
def test_all_of_a_label_are_only_those_seen(label: str, *, counted: bool) -> None:
    step = Step(label, columns=(ID,), counted=counted, sight=SIGHT)
    assert scoped(emit(Step(children=(step,))))
    assert scoped(_top_text(step).text)


@pytest.mark.parametrize(("start", "hop"), INTO)
def test_every_way_to_a_person_leads_to_those_seen(start: str, hop: Hop) -> None:
    child = Step(hop.label, hop, columns=(ID,), sight=SIGHT)
    top = Step(start, columns=(ID,), children=(child,), sight=SIGHT)
    assert scoped(emit(Step(children=(top,))))
    # the embedded engine walks on from `n0`, whose id was found under the predicate
    walked = _path_text((top,), child, one=True, limited=False).text
    assert scoped(walked, known="n0") or not guarded(hop.label, hop)


@pytest.mark.parametrize(("start", "hop"), [way for way in INTO if guarded(way[1].label, way[1])])
def test_a_filter_by_a_person_counts_only_those_seen(start: str, hop: Hop) -> None:
    step = Step(start, columns=(ID,), where=(Reached((hop,), hop.label, "p0", sight=SIGHT),), sight=SIGHT)
    assert scoped(emit(Step(children=(step,))))
    assert scoped(_top_text(step).text)


@pytest.mark.parametrize("label", PERSONAL)
def test_who_may_see_everyone_pays_nothing(label: str) -> None:
    plain = Step(label, columns=(ID,), sight=EVERYONE)
    assert "subject" not in emit(Step(children=(plain,))) + _top_text(plain).text
    assert "EXISTS" not in emit(Step(children=(plain,))) + _top_text(plain).text


def scoped(text: str, known: str = "") -> bool:
    """Whether a statement tests every officer but the `known`, and every posting that is not one of an officer."""
    officers = set(re.findall(rf"\((\w+):{PERSON}\)", text)) - {known}
    postings = set(re.findall(r"\((\w+):Posting\)", text)) - {known, *(f"{officer}_p" for officer in officers)}
    own = {match for match in postings if re.search(rf"-\[\w*:`?HAS_POSTING`?\]->\({match}:Posting\)", text)}
    tested = all(f"{officer}.id = $subject" in text for officer in officers)
    return "$subject" in text and tested and all(f"{posting}_o:{PERSON}" in text for posting in postings - own)


def test_each_stored_question_about_people_says_why_it_needs_no_predicate() -> None:
    personal = re.compile(r":(?:Officer|Posting|HOLDS|TOOK|HAS_POSTING)\b|\|Officer\b")
    about = {name for name, asked in questions().items() if personal.search(asked.text)}
    without = {name for name in about if "$subject" not in questions()[name].text}
    listed = {name for name in without if name in REASONS or name.startswith(tuple(FAMILIES))}
    assert without == listed
    assert set(REASONS) <= set(questions())
