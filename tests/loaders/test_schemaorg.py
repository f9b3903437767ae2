"""schema.org, LRMI and the Organization Ontology: what they say in terms of the model; only people go."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from loaders import rdf
from loaders.rdf_out import WRITINGS
from loaders.rows import Context, EdgeRow, NodeRow, Row
from tests.conftest import Run
from tests.loaders.platform_rows import written
from tests.loaders.rdf_rows import edges, nodes, reader, remarks

WORDS = """@prefix s: <{}> . @prefix lrmi: <http://purl.org/dcx/lrmi-terms/> .
@prefix org: <http://www.w3.org/ns/org#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""
SCHEMA = ("https://schema.org/", "http://schema.org/")
COURSES = """
e:set a s:DefinedTermSet ; s:name "Skills"@en ; s:hasDefinedTerm e:t2 ; s:version "3" ; s:license "CC0" .
e:t1 a s:DefinedTerm ; s:name "Noting"@en ; s:termCode "T1" ; s:inDefinedTermSet e:set ; s:isPartOf e:t2 .
e:t2 a s:DefinedTerm ; s:name "Office work" ; s:alternateName "Clerical work"@en ; s:description "All of it"@en .
e:c a s:Course, s:LearningResource ; s:name "Noting for all"@en ; s:teaches e:t1 ; s:timeRequired "PT1H30M" ;
  s:provider e:o ; s:url "https://example.org/course" ; s:inLanguage "hi" ; s:coursePrerequisites e:c2 ;
  s:creativeWorkStatus "Obsolete" ; s:isPartOf e:p ;
  s:educationalAlignment [ a s:AlignmentObject ; s:alignmentType "teaches" ; s:targetUrl e:t2 ] ,
    [ a s:AlignmentObject ; s:alignmentType "requires" ; s:targetUrl e:set ] .
e:c2 a s:LearningResource ; s:name "First"@en ; s:timeRequired "P1M" .
e:p a s:EducationalOccupationalProgram ; s:name "Programme"@en .
e:o a s:EducationalOrganization ; s:name "Institute"@en ; s:parentOrganization e:m .
e:m a s:GovernmentOrganization ; s:name "Ministry"@en .
e:r a s:Occupation ; s:name "Clerk"@en ; s:skills e:t1 .
"""


@pytest.mark.parametrize("schema", SCHEMA)
def test_courses_and_what_they_teach(tmp_path: Path, schema: str) -> None:
    rows = reader(tmp_path)(WORDS.format(schema) + COURSES)
    assert set(edges(rows)) == {
        ("IN_SCHEME", "t1", "set"), ("IN_SCHEME", "t2", "set"), ("BROADER", "t1", "t2"),
        ("COVERS", "c", "t1"), ("COVERS", "c", "t2"), ("PREREQUISITE", "c", "c2"), ("PART_OF", "c", "p"),
        ("OFFERED_BY", "c", "o"), ("PART_OF", "o", "m"), ("REQUIRES", "r", "t1"),
    }  # fmt: skip
    found = {
        id_: {k: v for k, v in row.props.items() if k not in {"title", "extra"}} for id_, row in nodes(rows).items()
    }
    assert found == {
        "set": {"labels": ["en|Skills"], "version": "3", "licence": "CC0"},
        "t1": {"labels": ["en|Noting"], "notation": "T1"},
        "t2": {"labels": ["|Office work"], "altLabels": ["en|Clerical work"], "definitions": ["en|All of it"]},
        "c": {"labels": ["en|Noting for all"], "hours": 1.5, "url": "https://example.org/course", "languages": ["hi"],
              "status": "retired", "kind": "course"},
        "c2": {"labels": ["en|First"]},  # a month is no number of hours
        "p": {"labels": ["en|Programme"], "kind": "programme"},
        "o": {"labels": ["en|Institute"]},
        "m": {"labels": ["en|Ministry"]},
        "r": {"labels": ["en|Clerk"]},
    }  # fmt: skip


ORGANISATIONS = """
e:m a org:FormalOrganization ; skos:prefLabel "Ministry"@en ; org:identifier "M1" ; org:hasUnit e:d .
e:d a org:OrganizationalUnit ; skos:prefLabel "Department"@en .
e:s a org:Organization ; skos:prefLabel "Section"@en ; org:subOrganizationOf e:d ; org:purpose e:x .
e:p a org:Post ; skos:prefLabel "Under Secretary (Policy)"@en ; org:postIn e:d ; org:role e:r .
e:r a org:Role ; skos:prefLabel "Under Secretary"@en .
"""
PEOPLE = """
e:p org:heldBy e:someone . e:someone a foaf:Person ; foaf:name "Name" ; org:holds e:p .
e:d org:hasMember e:someone . [] a org:Membership ; org:member e:someone ; org:organization e:d .
"""


def test_organisations_with_their_posts(tmp_path: Path) -> None:
    rows = reader(tmp_path)(WORDS.format(SCHEMA[0]) + ORGANISATIONS)
    assert set(edges(rows)) == {
        ("PART_OF", "d", "m"), ("PART_OF", "s", "d"), ("AT", "p", "d"), ("SPECIALISES", "p", "r"),
    }  # fmt: skip
    found = nodes(rows)
    assert {id_: row.label for id_, row in found.items()} == {
        "m": "Organisation", "d": "Organisation", "s": "Organisation", "p": "Role", "r": "Role",
    }  # fmt: skip
    assert (found["m"].props["notation"], found["d"].props["kind"], found["p"].props["kind"]) == (
        "M1",
        "department",
        "job",
    )


def test_of_people_nothing_is_kept_but_their_number(tmp_path: Path) -> None:
    rows = reader(tmp_path)(WORDS.format(SCHEMA[0]) + ORGANISATIONS + PEOPLE)
    assert "someone" not in repr([row for row in rows if isinstance(row, NodeRow | EdgeRow)])
    assert "Membership" not in repr([row for row in rows if isinstance(row, NodeRow | EdgeRow)])
    assert remarks(rows)["statements about people: left out"] == 1
    assert facts(rows) == facts(reader(tmp_path)(WORDS.format(SCHEMA[0]) + ORGANISATIONS))


def facts(rows: list[Row]) -> list[str]:
    return sorted(repr(row) for row in rows if isinstance(row, NodeRow | EdgeRow))


@pytest.mark.parametrize("text", [WORDS.format(SCHEMA[0]) + COURSES, WORDS.format(SCHEMA[1]) + COURSES + ORGANISATIONS])
def test_what_is_read_is_written_again(run: Run, tmp_path: Path, text: str) -> None:
    rows = reader(tmp_path)(text)
    [turtle] = [each for each in WRITINGS if each.name == "turtle"]
    path, losses = written(run, turtle, sorted(rows, key=lambda row: isinstance(row, EdgeRow)), tmp_path)
    assert losses == []
    again = list(rdf.read(path, Context()))
    assert edges(again) == edges(rows)
    before, after = (_statements(each) for each in (tmp_path / "a.ttl", path))
    assert before <= after
    assert {quad.predicate.value for quad in after - before} <= {"https://schema.org/teaches"}  # of an alignment


def _statements(path: Path) -> set[Quad]:
    """The statements without blank nodes, whose names are not told."""
    quads = parse(path=str(path), format=RdfFormat.TURTLE)
    return {quad for quad in quads if "_:" not in f"{quad.subject} {quad.object}"}
