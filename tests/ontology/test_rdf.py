"""The RDF side of the model: names, vocabulary, shapes, context."""

from __future__ import annotations

import json
import re
from typing import Any

import pyshacl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SH, SKOS, XSD, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from ontology.iris import KG, SHAPES, THINGS, class_name, name_of, term
from ontology.model import NODES, RELS
from ontology.rdf import PREFIXES, compact, context, expand, iri, shapes, turtle, vocabulary
from ontology.terms import NodeType, RelType

DECLARED: list[NodeType | RelType] = [*NODES.values(), *RELS.values()]
CLASSES = [d for d in DECLARED if isinstance(d, NodeType) or any(p.public for p in d.props.values())]
VOCABULARY = vocabulary()
SHACL = shapes()

# --- names ---------------------------------------------------------------------------------------


def test_iri_expands_a_prefixed_name() -> None:
    assert iri("skos:broader") == SKOS.broader
    assert iri("kg:requires") == URIRef("https://w3id.org/karmagraph/ns#requires")


@pytest.mark.parametrize("bad", ["scos:broader", "broader", "skos:", ":broader", "", "http://www.w3.org/2004/02/skos"])
def test_iri_refuses_what_has_no_known_prefix(bad: str) -> None:
    with pytest.raises(ValueError, match="known prefix"):
        iri(bad)


def test_every_standard_term_exists_in_its_vocabulary() -> None:
    closed = {"skos": SKOS, "dct": DCTERMS, "schema": SDO, "owl": OWL}
    published = {  # from the publishers' own files; rdflib does not carry these vocabularies
        "asn:ProgressionLevel", "ceterms:Occupation", "ceterms:Task", "esco:skillReuseLevel", "iso-thes:status",
    }  # fmt: skip
    named = {d.term for d in DECLARED} | {p.term for d in DECLARED for p in d.props.values()}
    for name in sorted(named - {None}, key=str):
        prefix, _, local = str(name).partition(":")
        assert local in closed[prefix] if prefix in closed else name in published, name


def test_no_class_has_two_properties_of_one_iri() -> None:
    for declared in DECLARED:
        leaving = [rel for rel in RELS.values() if any(start == class_name(declared) for start, _ in rel.ends)]
        terms = [*map(term, declared.props.values()), *map(term, leaving)]
        assert len(terms) == len(set(terms)), declared


def test_no_term_of_the_context_is_a_prefix() -> None:
    names = {p.name for d in DECLARED for p in d.props.values()} | {name_of(rel) for rel in RELS.values()}
    assert not names & PREFIXES.keys()


# --- ids and IRIs --------------------------------------------------------------------------------

schemes = st.sampled_from(["http://", "https://", "urn:x-y:", "did:web:", THINGS, "kcm:", ""])
ids = st.builds(str.__add__, schemes, st.text())


@given(ids)
def test_compact_undoes_expand(identifier: str) -> None:
    assert compact(expand(identifier)) == identifier


@given(ids)
def test_an_expanded_id_is_an_iri_that_survives_rdf(identifier: str) -> None:
    subject = expand(identifier)
    assert re.fullmatch(r"(https?://|urn:|did:)[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\[\]]*", subject)
    graph = Graph().add((subject, RDF.type, KG.Role))
    assert set(Graph().parse(data=graph.serialize(format="nt"), format="nt").subjects()) == {subject}


@pytest.mark.parametrize(
    "identifier",
    [
        "http://data.europa.eu/esco/skill/00735755-adc6-4ea0-b034-b8caff339c9f",
        "https://example.org/a?b=c#d",
        "https://उदाहरण.भारत/भूमिका",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "did:web:example.org:officer",
    ],
)
def test_an_id_that_is_an_iri_stays(identifier: str) -> None:
    assert expand(identifier) == URIRef(identifier)


@pytest.mark.parametrize(
    ("identifier", "tail"),
    [
        ("kcm:COMSUBTHEME-000276", "kcm:COMSUBTHEME-000276"),
        ("table.dop:R 1/2", "table.dop:R%201%2F2"),
        ("table:लेखा", "table:%E0%A4%B2%E0%A5%87%E0%A4%96%E0%A4%BE"),
        ("https://example.org/\u3000", "https:%2F%2Fexample.org%2F%E3%80%80"),
        ("http://not an iri", "http:%2F%2Fnot%20an%20iri"),
        ("https://w3id.org/karmagraph/id/x", "https:%2F%2Fw3id.org%2Fkarmagraph%2Fid%2Fx"),
    ],
)
def test_other_ids_are_encoded_under_our_address(identifier: str, tail: str) -> None:
    assert expand(identifier) == URIRef("https://w3id.org/karmagraph/id/" + tail)


def test_compact_refuses_what_cannot_be_an_id() -> None:
    with pytest.raises(ValueError, match="invalid start byte"):
        compact(THINGS + "%FF")


# --- vocabulary -----------------------------------------------------------------------------------


def classes_of(node: Node) -> list[Node]:
    """The members of a union, or the one class."""
    union = VOCABULARY.value(node, OWL.unionOf)
    return list(Collection(VOCABULARY, union)) if union else [node]


def test_domains_and_ranges_are_declared_classes_or_datatypes() -> None:
    declared = set(VOCABULARY.subjects(RDF.type, OWL.Class)) | {SKOS.Concept}
    datatypes = {XSD.string, XSD.double, XSD.integer, XSD.boolean, XSD.dateTime, RDF.PlainLiteral}
    for name in VOCABULARY.subjects(RDF.type, OWL.ObjectProperty):
        for end in (*VOCABULARY.objects(name, RDFS.domain), *VOCABULARY.objects(name, RDFS.range)):
            assert set(classes_of(end)) <= declared, name
    for name in VOCABULARY.subjects(RDF.type, OWL.DatatypeProperty):
        assert set(VOCABULARY.objects(name, RDFS.range)) <= datatypes
        for end in VOCABULARY.objects(name, RDFS.domain):
            assert set(classes_of(end)) <= declared, name


def test_each_name_means_one_thing() -> None:
    for name in set(VOCABULARY.subjects()) - set(VOCABULARY.subjects(RDF.type, OWL.Ontology)):
        if isinstance(name, BNode):
            continue
        kinds = set(VOCABULARY.objects(name, RDF.type)) - {OWL.FunctionalProperty}
        assert len(kinds) == 1, (name, kinds)
        assert len(list(VOCABULARY.objects(name, RDFS.label))) == 1, name
        assert list(VOCABULARY.objects(name, RDFS.comment)), name
        assert len(list(VOCABULARY.objects(name, RDFS.domain))) <= 1, name
        assert len(list(VOCABULARY.objects(name, RDFS.range))) <= 1, name


def test_only_our_own_names_are_defined() -> None:
    subjects = {str(s) for s in VOCABULARY.subjects() if isinstance(s, URIRef)}
    assert all(s.startswith(str(KG)) for s in subjects - {"https://w3id.org/karmagraph/ns"})


def test_every_name_of_ours_in_the_shapes_is_in_the_vocabulary() -> None:
    used = {node for triple in SHACL for node in triple if str(node).startswith(str(KG))}
    assert used
    assert used <= set(VOCABULARY.subjects())


def test_the_vocabulary_says_what_the_model_says() -> None:
    assert (KG.Competency, RDFS.subClassOf, SKOS.Concept) in VOCABULARY
    assert (KG.Requires, KG.qualifies, KG.requires) in VOCABULARY
    assert (KG.Covers, KG.qualifies, SDO.teaches) in VOCABULARY
    assert (KG.requires, RDFS.domain, KG.Role) in VOCABULARY
    assert (KG.requires, RDFS.range, KG.Competency) in VOCABULARY
    assert (KG["as"], RDF.type, OWL.FunctionalProperty) in VOCABULARY
    domain = VOCABULARY.value(KG.prerequisite, RDFS.domain)
    assert domain
    assert classes_of(domain) == [KG.Competency, KG.Module]
    assert VOCABULARY.value(KG.hours, RDFS.comment) == Literal(NODES["Module"].props["hours"].doc, "en")


def test_the_vocabulary_has_every_public_declaration_and_nothing_else() -> None:
    own = {KG[p.name] for d in CLASSES for p in d.props.values() if p.public and not p.term}
    links = {KG[name_of(rel)] for rel in RELS.values() if not rel.term}
    assert set(VOCABULARY.subjects(RDF.type, OWL.DatatypeProperty)) == own
    assert set(VOCABULARY.subjects(RDF.type, OWL.ObjectProperty)) == links | {KG.subject, KG.object}
    named = {c for c in VOCABULARY.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef)}
    assert named == {KG[class_name(d)] for d in CLASSES} | {KG.Relationship}
    assert own.isdisjoint({KG.extra, KG.origin, KG.rows})


def test_personal_data_is_marked() -> None:
    marked = set(VOCABULARY.subjects(KG.personal, Literal(True)))
    assert marked == {KG.Officer, KG.Posting, KG.Holds, KG.holds, KG.Took, KG.took, KG.hasPosting, KG["as"]}


@pytest.mark.parametrize("graph", [VOCABULARY, SHACL], ids=["vocabulary", "shapes"])
def test_turtle_gives_the_same_bytes_and_declares_its_prefixes(graph: Graph) -> None:
    text = turtle(graph)
    again = Graph()
    for triple in sorted(Graph().parse(data=text), key=str, reverse=True):
        again.add(triple)
    for prefix, namespace in PREFIXES.items():
        again.bind(prefix, namespace)
    assert isomorphic(again, graph)
    assert turtle(again) == text
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <(.+)>$", text, re.MULTILINE))
    assert declared.items() <= PREFIXES.items()


@given(st.permutations(range(6)))
def test_turtle_does_not_depend_on_the_order_or_the_names_of_blank_nodes(order: list[int]) -> None:
    graph, same = Graph(), Graph()
    for into, ranks in ((graph, range(6)), (same, order)):
        for rank in ranks:
            relationship = BNode()
            into.add((relationship, RDF.type, KG.Requires))
            into.add((relationship, KG.level, Literal(rank)))
    assert turtle(same) == turtle(graph)


# --- shapes ----------------------------------------------------------------------------------------

HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()) + (
    "@prefix id: <https://w3id.org/karmagraph/id/> .\n"
)
GOOD = (
    HEAD
    + """
id:f a kg:Framework, skos:ConceptScheme ; dct:identifier "f" ; dct:title "KCM" ; dct:language "en", "hi" .
id:c a kg:Competency, skos:Concept ; dct:identifier "c" ; dct:title "Budgeting" ; dct:type "theme" ;
    skos:prefLabel "Budgeting"@en, "बजट"@hi ; skos:altLabel "Budget", "Budget work"@en ;
    skos:inScheme id:f ; schema:validFrom "2026-03-31T18:30:00Z"^^xsd:dateTime ; skos:broader id:area .
id:area a kg:Competency ; dct:identifier "area" ; dct:title "Finance" ; kg:describes id:l2 .
id:s a kg:Scale ; dct:identifier "s" ; dct:title "KCM 3" ; kg:kind "ordinal" ; kg:hasLevel id:l2 .
id:l2 a kg:Level ; dct:identifier "l2" ; dct:title "Tactical" ; schema:position "2"^^xsd:double .
id:r a kg:Role ; dct:identifier "r" ; dct:title "Section Officer" ; kg:grade "8" ; kg:requires id:c ; kg:at id:o .
id:o a kg:Organisation ; dct:identifier "o" ; dct:title "Ministry" .
id:d a kg:Organisation ; dct:identifier "d" ; dct:title "Department" ; dct:isPartOf id:o .
id:m a kg:Module ; dct:identifier "m" ; dct:title "Budgets" ; kg:hours "8.5"^^xsd:double ; schema:teaches id:c ;
    schema:maximumAttendeeCapacity 30 ; schema:provider id:o .
id:p a kg:Posting ; dct:identifier "p" ; kg:as id:r ; kg:at id:d .
[] a kg:Requires ; kg:subject id:r ; kg:object id:c ; kg:level "2"^^xsd:double ; kg:scale "s" ; kg:essential true ;
    kg:since "2026-03-31T18:30:00Z"^^xsd:dateTime .
[] a kg:PartOf ; kg:subject id:d ; kg:object id:o .
[] a kg:Describes ; kg:subject id:area ; kg:object id:l2 ; kg:text "plans a budget"@en .
"""
)


def violations(turtle_text: str) -> set[tuple[str, str]]:
    """The (path, constraint) of each finding of pySHACL."""
    data = Graph().parse(data=turtle_text)
    conforms, report, _ = pyshacl.validate(data, shacl_graph=SHACL, inference="none")
    assert isinstance(report, Graph)
    found = {
        (local(report.value(result, SH.resultPath)), local(report.value(result, SH.sourceConstraintComponent)))
        for result in report.objects(None, SH.result)
    }
    assert conforms == (not found)
    return found


def local(node: Node | None) -> str:
    return re.split("[#/]", str(node or ""))[-1].removesuffix("ConstraintComponent")


def test_shapes_are_valid_shacl() -> None:
    some = Graph()  # one of each form: all of them take 12 seconds
    todo: set[Node] = {SHAPES.Module, SHAPES.Posting, SHAPES.PartOf, SHAPES.Describes, SHAPES["start-of-at"]}
    while todo:
        found = set(SHACL.triples((todo.pop(), None, None)))
        todo |= {node for _, _, node in found - set(some)}
        some.addN((*triple, some) for triple in found)
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=some, meta_shacl=True)
    assert conforms, text


def test_a_good_graph_conforms() -> None:
    assert violations(GOOD) == set()


FAULTS = {
    "missing title": ('; dct:title "Budgeting"', "", {("title", "MinCount")}),
    "empty title": ('dct:title "Budgeting"', 'dct:title ""', {("title", "MinLength")}),
    "tagged title": ('dct:title "Budgeting"', 'dct:title "Budgeting"@en', {("title", "Datatype")}),
    "two titles": ('dct:title "Budgeting"', 'dct:title "Budgeting", "Budget"', {("title", "MaxCount")}),
    "missing id": ('dct:identifier "c" ;', "", {("identifier", "MinCount")}),
    "missing rank": ('schema:position "2"^^xsd:double', "", {("position", "MinCount")}),
    "number for a string": ('kg:grade "8"', "kg:grade 8", {("grade", "Datatype")}),
    "string for a number": ('kg:hours "8.5"^^xsd:double', 'kg:hours "8.5"', {("hours", "Datatype")}),
    "string for a truth": ("kg:essential true", 'kg:essential "yes"', {("essential", "Datatype")}),
    "number for a text": ('"plans a budget"@en', "7", {("text", "Node")}),
    "two preferred labels": ('"बजट"@hi', '"Budget"@en', {("prefLabel", "UniqueLang")}),
    "bare date": ('"2026-03-31T18:30:00Z"^^xsd:dateTime ; skos', '"2026-03-31"^^xsd:date ; skos',
                  {("validFrom", "Datatype"), ("validFrom", "Pattern")}),
    "date as moment": ('31T18:30:00Z"^^xsd:dateTime ; skos', '31"^^xsd:dateTime ; skos', {("validFrom", "Pattern")}),
    "local moment": ('31T18:30:00Z"^^xsd:dateTime ; skos', '31T18:30:00+05:30"^^xsd:dateTime ; skos',
                     {("validFrom", "Pattern")}),
    "no such month": ('2026-03-31T18:30:00Z"^^xsd:dateTime ; skos', '2026-13-31T18:30:00Z"^^xsd:dateTime ; skos',
                      {("validFrom", "Datatype")}),
    "wrong end": ("kg:requires id:c", "kg:requires id:m", {("requires", "Node")}),
    "text for an end": ("kg:requires id:c", 'kg:requires "c"', {("requires", "Node")}),
    "an end that is nowhere": ("kg:requires id:c", "kg:requires id:nowhere", {("requires", "Node")}),
    "wrong end of a standard term": ("schema:teaches id:c", "schema:teaches id:r", {("teaches", "Node")}),
    "wrong start": ("schema:teaches id:c", "schema:teaches id:c ; kg:requires id:c", {("", "Node")}),
    "wrong pair": ("dct:isPartOf id:o", "dct:isPartOf id:m", {("isPartOf", "Node")}),
    "qualified: wrong subject": ("kg:subject id:r", "kg:subject id:m", {("", "Node")}),
    "qualified: wrong object": ("kg:object id:c", "kg:object id:m", {("", "Node")}),
    "qualified: no object": ("; kg:object id:c", "", {("object", "MinCount")}),
    "qualified: wrong pair": ("kg:subject id:d", "kg:subject id:m", {("", "Or")}),
    "qualified: two subjects": ("kg:subject id:r", "kg:subject id:r, id:r2", {("subject", "MaxCount"), ("", "Node")}),
    "a posting at two places": ("kg:at id:d", "kg:at id:d, id:o", {("at", "MaxCount")}),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_refused_for_its_reason(old: str, new: str, expected: set[tuple[str, str]]) -> None:
    assert GOOD.count(old) >= 1
    assert violations(GOOD.replace(old, new, 1)) == expected


def test_every_class_requires_what_the_model_requires() -> None:
    for declared in CLASSES:
        shape = SHAPES[class_name(declared)]
        required = {
            SHACL.value(prop, SH.path)
            for prop in SHACL.objects(shape, SH.property)
            if SHACL.value(prop, SH.minCount) == Literal(1)
        }
        ends = {KG.subject, KG.object} if isinstance(declared, RelType) else set()
        assert required == ends | {iri(term(p)) for p in declared.props.values() if p.public and p.required}, declared


# --- JSON-LD ----------------------------------------------------------------------------------------

# rdflib's own reader of JSON-LD uses a class that rdflib deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

VALUES: dict[str, tuple[Any, set[Literal]]] = {
    "string": ("x", {Literal("x")}),
    "list": (["x", "y"], {Literal("x"), Literal("y")}),
    "text": ({"hi": ["क", "ख"], "@none": "c"}, {Literal("क", "hi"), Literal("ख", "hi"), Literal("c")}),
    "instant": ("2026-03-31T18:30:00Z", {Literal("2026-03-31T18:30:00Z", datatype=XSD.dateTime)}),
    "float": (2.5, {Literal("2.5", datatype=XSD.double)}),
    "int": (2, {Literal("2", datatype=XSD.integer)}),
    "bool": (True, {Literal(True)}),
}


def test_the_context_reads_every_property_as_its_term() -> None:
    documents, expected = [], set()
    for declared in CLASSES:
        owner = class_name(declared)
        for prop in (p for p in declared.props.values() if p.public):
            value, literals = VALUES[prop.kind]
            subject = URIRef(f"https://example.org/{owner}/{prop.name}")
            documents.append({"@id": subject, "@type": owner, prop.name: value})
            expected |= {(subject, RDF.type, KG[owner])} | {(subject, iri(term(prop)), o) for o in literals}
    assert set(load({"@graph": documents})) == expected


def test_the_context_reads_every_relationship_as_its_term() -> None:
    subject, end = URIRef("https://example.org/x"), URIRef("https://example.org/y")
    for label in NODES:
        leaving = [rel for rel in RELS.values() if any(start == label for start, _ in rel.ends)]
        graph = load({"@id": subject, "@type": label, **{name_of(rel): end for rel in leaving}})
        assert set(graph) == {(subject, RDF.type, KG[label])} | {(subject, iri(term(rel)), end) for rel in leaving}


def load(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(context() | document), format="json-ld")


def test_a_document_means_the_same_as_its_turtle() -> None:
    graph = load({"@graph": [{
        "@id": "https://example.org/r", "@type": "Role", "id": "r", "title": "Section Officer", "kind": "job",
        "labels": {"en": "Section Officer", "hi": "अनुभाग अधिकारी"},
        "requires": {"@id": "https://example.org/c", "@type": "Competency", "since": "2026-03-31T18:30:00Z"},
        "relationships": [
            {"@type": "Requires", "object": "https://example.org/c", "level": 2.5, "since": "2026-03-31T18:30:00Z"},
        ],
    }]})  # fmt: skip
    expected = Graph().parse(
        data=HEAD
        + """
        <https://example.org/r> a kg:Role ; dct:identifier "r" ; dct:title "Section Officer" ; dct:type "job" ;
            kg:requires <https://example.org/c> ; skos:prefLabel "Section Officer"@en, "अनुभाग अधिकारी"@hi .
        <https://example.org/c> a kg:Competency ; schema:validFrom "2026-03-31T18:30:00Z"^^xsd:dateTime .
        [] a kg:Requires ; kg:subject <https://example.org/r> ; kg:object <https://example.org/c> ;
            kg:level "2.5"^^xsd:double ; kg:since "2026-03-31T18:30:00Z"^^xsd:dateTime .
    """
    )
    assert isomorphic(graph, expected)


def test_a_graph_written_with_the_context_reads_back() -> None:
    graph = Graph().parse(data=GOOD)
    text = graph.serialize(format="json-ld", context=context()["@context"], auto_compact=False)
    assert '"title"' in text
    assert isomorphic(Graph().parse(data=text, format="json-ld"), graph)
