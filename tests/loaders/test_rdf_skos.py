"""SKOS and SKOS-XL as rows: texts, hierarchies, schemes, collections, and what makes a concept a role."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.rdf_terms import SKOLEM
from tests.loaders.rdf_rows import E, Read, edges, extra, nodes, reader, remarks


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reader(tmp_path)


def test_a_concept_with_its_texts(read: Read) -> None:
    rows = read("""e:c a skos:Concept ; skos:prefLabel "Reading"@en, "पढ़ना"@hi, "Lesen"@de-AT ;
      skos:notation "R.1" ; skos:altLabel "To read"@en, "Reading"@en ; skos:hiddenLabel "Raeding"@en ;
      skos:definition " What it is. "@en .""")
    [row] = nodes(rows).values()
    assert (row.label, row.id) == ("Competency", E + "c")
    assert {name: value for name, value in row.props.items() if name != "extra"} == {
        "title": "Reading",
        "labels": ["de-at|Lesen", "en|Reading", "hi|पढ़ना"],
        "altLabels": ["en|To read"],
        "definitions": ["en|What it is."],
        "notation": "R.1",
    }
    assert extra(row) == [
        'c altLabel "Reading"@en .', 'c definition " What it is. "@en .', 'c hiddenLabel "Raeding"@en .',
    ]  # fmt: skip
    assert remarks(rows) == {
        "another value of altLabels: kept only as extra: skos:altLabel": 1,
        "form kept as extra: skos:definition": 1,
        "kept only as extra: skos:hiddenLabel": 1,
        "outer white space trimmed": 1,
    }


@pytest.mark.parametrize(
    ("labels", "options", "title"),
    [
        ('"x"@fr, "y"@en', {}, "y"),
        ('"x"@fr, "y"@en-GB, "z"', {}, "y"),
        ('"x"@fr, "z"', {}, "z"),
        ('"b"@fr, "a"@hi', {}, "b"),
        ('"x"@fr, "y"@en', {"lang": "fr"}, "x"),
        ('"same"@ar, "same"@en, "x"@fr', {}, "same"),
    ],
)
def test_the_title_is_in_the_language_asked_for(read: Read, labels: str, options: dict[str, str], title: str) -> None:
    assert nodes(read(f"e:c a skos:Concept ; skos:prefLabel {labels} .", **options))["c"].props["title"] == title


def test_a_thing_without_a_label_is_titled_by_its_notation_or_id(read: Read) -> None:
    rows = read('e:a a skos:Concept ; skos:notation "7" . e:b a skos:Concept ; skos:prefLabel " "@en .')
    assert [row.props["title"] for row in nodes(rows).values()] == ["7", E + "b"]
    assert remarks(rows)["no label: its notation or id is the title"] == 2


def test_a_second_preferred_label_of_a_language_is_kept_as_extra(read: Read) -> None:
    rows = read('e:c a skos:Concept ; skos:prefLabel "b"@en, "a"@en .')
    assert nodes(rows)["c"].props["labels"] == ["en|a"]
    assert extra(nodes(rows)["c"]) == ['c prefLabel "b"@en .']


HIERARCHY = {
    "e:a skos:broader e:b .": [],
    "e:b skos:narrower e:a .": ["b narrower a ."],
    "e:a skos:broader e:b . e:b skos:narrower e:a .": ["a broader b .", "b narrower a ."],
}


@pytest.mark.parametrize("said", HIERARCHY)
def test_which_inverse_of_broader_was_stated_is_kept(read: Read, said: str) -> None:
    rows = read('e:a a skos:Concept ; skos:prefLabel "A"@en . e:b a skos:Concept ; skos:prefLabel "B"@en .' + said)
    assert edges(rows) == {("BROADER", "a", "b"): {}}
    assert [line for row in nodes(rows).values() for line in extra(row)] == HIERARCHY[said]


TOPS = {
    "e:a skos:inScheme e:s .": ({}, 0),
    "e:a skos:inScheme e:s ; skos:topConceptOf e:s .": ({"top": True}, 0),
    "e:a skos:topConceptOf e:s .": ({"top": True}, 1),
    "e:s skos:hasTopConcept e:a .": ({"top": True}, 1),
    "e:a skos:inScheme e:s ; skos:topConceptOf e:s . e:s skos:hasTopConcept e:a .": ({"top": True}, 3),
}


@pytest.mark.parametrize("said", TOPS)
def test_a_top_concept_is_in_its_scheme_however_it_is_said(read: Read, said: str) -> None:
    rows = read(
        'e:a a skos:Concept ; skos:prefLabel "A"@en . e:s a skos:ConceptScheme ; skos:prefLabel "S"@en .' + said
    )
    props, kept = TOPS[said]
    assert edges(rows) == {("IN_SCHEME", "a", "s"): props}
    assert sum(len(extra(row)) for row in nodes(rows).values()) == kept


def test_related_and_matches_stay_as_stated_and_count_as_confirmed(read: Read) -> None:
    rows = read("""e:a a skos:Concept ; skos:related e:b ; skos:exactMatch e:b ; skos:closeMatch e:b ;
      skos:broadMatch e:b ; skos:narrowMatch e:b ; skos:relatedMatch e:b ; dct:isReplacedBy e:b .
      e:b a skos:Concept .""")
    matches = {
        (f"{name}_MATCH", "a", "b"): {"state": "confirmed"} for name in ("EXACT", "CLOSE", "BROAD", "NARROW", "RELATED")
    }
    assert edges(rows) == matches | {("RELATED", "a", "b"): {}, ("REPLACED_BY", "a", "b"): {}}
    assert not any(extra(row) for row in nodes(rows).values())


def test_collections_and_their_members_in_order(read: Read) -> None:
    rows = read("""e:a a skos:Concept . e:b a skos:Concept . e:c a skos:Concept .
      e:set a skos:Collection ; skos:member e:a, e:b .
      e:list a skos:OrderedCollection ; skos:memberList ( e:c e:a e:b ) .""")
    assert edges(rows) == {
        ("MEMBER", "set", "a"): {},
        ("MEMBER", "set", "b"): {},
        ("MEMBER", "list", "c"): {"position": 1},
        ("MEMBER", "list", "a"): {"position": 2},
        ("MEMBER", "list", "b"): {"position": 3},
    }
    assert not any(extra(row) for row in nodes(rows).values())


def test_a_list_with_more_than_competencies_keeps_its_order_and_itself(read: Read) -> None:
    rows = read("""e:a a skos:Concept . e:b a skos:Concept . e:set a skos:Collection .
      e:list a skos:OrderedCollection ; skos:memberList ( e:b e:set e:a e:b ) .""")
    assert edges(rows) == {("MEMBER", "list", "b"): {"position": 1}, ("MEMBER", "list", "a"): {"position": 2}}
    assert len(extra(nodes(rows)["list"])) == 1 + 1 + 2 * 4


def test_labels_of_skos_xl_with_all_that_is_said_of_them(read: Read) -> None:
    rows = read("""e:c a skos:Concept ; xl:prefLabel [ a xl:Label ; xl:literalForm "Reading"@en ; e:since "1999" ] ;
      xl:altLabel e:l . e:l xl:literalForm "To read"@en .""")
    [row] = nodes(rows).values()
    assert (row.props["labels"], row.props["altLabels"]) == (["en|Reading"], ["en|To read"])
    assert len(extra(row)) == 6
    assert sum(SKOLEM in line for line in row.props["extra"]) == 4


def test_a_framework_with_its_rights_and_languages(read: Read) -> None:
    rows = read("""e:s a skos:ConceptScheme ; dct:title "House"@en, "घर"@hi ; dct:publisher "Ministry" ;
      owl:versionInfo "2" ; dct:license <https://creativecommons.org/licenses/by/4.0/> ; dct:rights "Notice"@en ;
      dct:language "en", <http://id.loc.gov/vocabulary/iso639-2/hin>, <https://example.org/lang/xx> .""")
    [row] = nodes(rows).values()
    assert row.label == "Framework"
    assert {name: value for name, value in row.props.items() if name != "extra"} == {
        "title": "House",
        "labels": ["en|House", "hi|घर"],
        "publisher": "Ministry",
        "version": "2",
        "attribution": "Notice",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "languages": ["en", "hi"],
    }
    assert len(extra(row)) == 6


def test_the_status_is_read_where_the_model_has_it(read: Read) -> None:
    rows = read("""@prefix iso: <http://purl.org/iso25964/skos-thes#> . e:a a skos:Concept ; iso:status "deprecated" .
      e:b a skos:Concept ; owl:deprecated true . e:c a skos:Concept ; iso:status "released" .
      e:d a skos:Concept ; iso:status "draft" .""")
    assert [row.props.get("status") for row in nodes(rows).values()] == ["retired", "retired", None, "draft"]
    assert [len(extra(row)) for row in nodes(rows).values()] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ("<https://purl.org/ctdl/terms/Occupation>", None),
        ("<http://purl.org/ctdl/terms/Job>, skos:Concept", "job"),
        ("<http://data.europa.eu/esco/model#Occupation>, skos:Concept", "occupation"),
        ("<http://schema.org/Occupation>", None),
    ],
)
def test_an_occupation_is_a_role_even_if_it_is_a_concept(read: Read, types: str, kind: str | None) -> None:
    row = nodes(read(f'e:r a {types} ; skos:prefLabel "R"@en .'))["r"]
    assert (row.label, row.props.get("kind")) == ("Role", kind)
