"""Nothing is lost: what was read of a file, written back by the rule of `loaders.rdf_extra`, is the file again.

The writer here knows how a fact is stated plainly, and which facts the kept statements give; nothing else.
"""

from __future__ import annotations

import lzma
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from loaders import rdf
from loaders.rdf_spool import KNOWN
from loaders.rdf_terms import SKOLEM
from loaders.rdf_values import written
from loaders.rows import Context, EdgeRow, NodeRow, Rejected, Row
from ontology.iris import PREFIXES, iri, term
from ontology.model import NODES, RELS

RDF, SKOS, ESCO, DCT, XL = (PREFIXES[prefix] for prefix in ("rdf", "skos", "esco", "dct", "skosxl"))
TYPE = NamedNode(RDF + "type")
Fact = tuple[Any, ...]


def rows_of(path: Path, **options: str) -> list[Row]:
    return list(rdf.read(path, Context(options=options)))


def canonical(quads: Iterable[Quad]) -> Dataset:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def node(iri_: str) -> NamedNode | BlankNode:
    return BlankNode("b" + iri_.removeprefix(SKOLEM)) if iri_.startswith(SKOLEM) else NamedNode(iri_)


def unskolemised(quad: Quad) -> Quad:
    terms = (node(t.value) if isinstance(t, NamedNode) else t for t in (quad.subject, quad.object, quad.graph_name))
    subject, value, graph = terms
    return Quad(subject, quad.predicate, value, graph)  # type: ignore[arg-type]


# --- facts, and how they are stated plainly --------------------------------------------------------


def facts(rows: Iterable[Row]) -> set[Fact]:
    found: set[Fact] = set()
    for row in rows:
        if isinstance(row, NodeRow):
            for name, value in row.props.items():
                if name not in {"title", "extra"}:
                    found.update(
                        ("value", row.id, name, each) for each in (value if isinstance(value, list) else [value])
                    )
        elif isinstance(row, EdgeRow):
            found.add(("edge", row.type, row.start[1], row.end[1], tuple(sorted(row.props.items()))))
    return found


def plainly(fact: Fact, labels: dict[str, str], escos: set[str]) -> Iterator[Quad]:
    if fact[0] == "value":
        yield value_plainly(*fact[1:], label=labels[fact[1]], esco=fact[1] in escos)
    elif fact[0] == "edge" and "position" not in dict(fact[4]):
        _, type_, a, b, props = fact
        names = [str(iri(term(RELS[type_])))]
        if dict(props).get("top"):
            names.append(SKOS + "topConceptOf")
        if a in escos and "essential" in dict(props):
            names = [ESCO + ("relatedEssentialSkill" if dict(props)["essential"] else "relatedOptionalSkill")]
        yield from (Quad(node(a), NamedNode(name), node(b)) for name in names)


def value_plainly(id_: str, name: str, value: Any, *, label: str, esco: bool) -> Quad:
    if esco and label == "Competency" and name in {"kind", "reuse"}:
        kind = {"kind": "skill-type", "reuse": "skill-reuse-level"}[name]
        predicate = {"kind": "skillType", "reuse": "skillReuseLevel"}[name]
        return Quad(node(id_), NamedNode(ESCO + predicate), NamedNode(f"http://data.europa.eu/esco/{kind}/{value}"))
    prop = NODES[label].props[name]
    text, tag = written(prop.kind, value)
    literal = (
        Literal(text, language=tag[1:])
        if tag.startswith("@")
        else Literal(text, datatype=NamedNode(tag))
        if tag
        else Literal(text)
    )
    return Quad(node(id_), NamedNode(str(iri(term(prop)))), literal)


def lists(edges: set[Fact], listed: set[str]) -> Iterator[Quad]:
    """Ordered collections as lists, but those whose lists were kept."""
    members: dict[str, dict[float, str]] = defaultdict(dict)
    for _, _, a, b, props in edges:
        members[a][dict(props)["position"]] = b
    for count, (a, positions) in enumerate(members.items()):
        if a in listed:
            continue
        cells = [BlankNode(f"cell{count}x{n}") for n in range(len(positions))]
        yield Quad(node(a), NamedNode(SKOS + "memberList"), cells[0])
        for n, (cell, position) in enumerate(zip(cells, sorted(positions), strict=True)):
            yield Quad(cell, NamedNode(RDF + "first"), node(positions[position]))
            yield Quad(cell, NamedNode(RDF + "rest"), cells[n + 1] if n + 1 < len(cells) else NamedNode(RDF + "nil"))


def written_back(rows: list[Row], folder: Path) -> Dataset:
    labels = {row.id: row.label for row in rows if isinstance(row, NodeRow)}
    lines = [line for row in rows if isinstance(row, NodeRow) for line in row.props.get("extra", [])]
    kept = list(parse(input="\n".join(lines), format=RdfFormat.N_QUADS))
    classes = {
        (q.subject.value, q.object.value) for q in kept if q.predicate == TYPE and isinstance(q.object, NamedNode)
    }
    escos = {id_ for id_, name in classes if name.startswith(ESCO)}
    typed = {id_ for id_, name in classes if name in KNOWN.classes}
    plain = facts(rows) - given_by(kept, labels, folder)
    positioned = {fact for fact in facts(rows) if fact[0] == "edge" and "position" in dict(fact[4])}
    listed = {
        q.subject.value for q in kept if q.predicate.value == SKOS + "memberList" and isinstance(q.subject, NamedNode)
    }
    ordered = {fact[2] for fact in positioned} - listed
    quads = [quad for fact in plain for quad in plainly(fact, labels, escos)]
    for id_ in labels.keys() - typed - {id_ for id_ in labels if id_.startswith("rdf:")}:
        name = SKOS + "OrderedCollection" if id_ in ordered else standard(labels[id_])
        quads.append(Quad(node(id_), TYPE, NamedNode(name)))
    return canonical([*quads, *lists(positioned, listed), *map(unskolemised, kept)])


def given_by(kept: list[Quad], labels: dict[str, str], folder: Path) -> set[Fact]:
    """The facts that the kept statements give, once it is said what the things are."""
    types = [
        Quad(NamedNode(id_), TYPE, NamedNode(standard(label)))
        for id_, label in labels.items()
        if ":/" in id_ or "urn:" in id_
    ]
    if not types:
        return set()
    told = folder / "kept.nq"
    told.write_bytes(serialize([*kept, *types], format=RdfFormat.N_QUADS) or b"")
    return facts(rows_of(told))


def standard(label: str) -> str:
    return str(iri(NODES[label].term or ""))


# --- random graphs -----------------------------------------------------------------------------------

THINGS = [NamedNode(f"https://example.org/{name}") for name in "abcde"] + [BlankNode("x")]
CLASSES = [
    SKOS + name for name in ("Concept", "Concept", "Concept", "ConceptScheme", "Collection", "OrderedCollection")
]
CLASSES += [ESCO + "Occupation", ESCO + "Skill", XL + "Label", str(iri("ceterms:Job")), "https://example.org/Other"]
LINKS = [name for name in KNOWN.links if name.startswith((SKOS, ESCO, DCT))] + [
    XL + "prefLabel",
    "https://example.org/p",
]
VALUES = [name for name in KNOWN.values if not name.startswith(PREFIXES["kg"])]
VALUES += [XL + "literalForm", SKOS + "hiddenLabel", "https://example.org/q", DCT + "identifier"]
TEXTS = st.sampled_from(
    ["", "a", "b", " a ", 'a\n"b"\\', "true", "2026-01-01T00:00:00Z", "retired", "1.0", "हिन्दी\u0000"]
)
LITERALS = st.builds(Literal, TEXTS) | st.builds(
    lambda t, g: Literal(t, language=g), TEXTS, st.sampled_from(["en", "hi"])
)
LITERALS |= st.builds(lambda t: Literal(t, datatype=NamedNode(PREFIXES["xsd"] + "token")), TEXTS)
GRAPHS = st.sampled_from([None, None, None, None, NamedNode("https://example.org/g"), BlankNode("x")])
RESOURCES = st.sampled_from(THINGS)


def quad(s: Any, p: str, o: Any, g: Any = None) -> Quad:
    return Quad(s, NamedNode(p), o, g) if g else Quad(s, NamedNode(p), o)


def quads() -> st.SearchStrategy[list[Quad]]:
    """Some things with their types, and statements between them and about them, some of them inverse pairs."""
    typed = st.builds(quad, RESOURCES, st.just(RDF + "type"), st.sampled_from(CLASSES).map(NamedNode), GRAPHS)
    links = st.builds(quad, RESOURCES, st.sampled_from(LINKS), RESOURCES, GRAPHS)
    values = st.builds(quad, RESOURCES, st.sampled_from(VALUES), LITERALS | RESOURCES, GRAPHS)
    lists = st.builds(
        members, RESOURCES, st.lists(RESOURCES, min_size=1, max_size=3), st.sampled_from([NIL, NIL, THINGS[0]])
    )
    parts = st.tuples(
        st.lists(typed, min_size=3, max_size=12), st.lists(links, max_size=8), st.lists(values, max_size=8),
        st.lists(lists, max_size=2),
    )  # fmt: skip
    return parts.map(lambda p: [*p[0], *p[1], *p[2], *(each for found in p[3] for each in found)])


NIL = NamedNode(RDF + "nil")


def members(s: Any, items: list[Any], end: Any) -> list[Quad]:
    cells = [BlankNode() for _ in items]
    found = [quad(s, SKOS + "memberList", cells[0])]
    for cell, after, item in zip(cells, [*cells[1:], end], items, strict=True):
        found += [quad(cell, RDF + "first", item), quad(cell, RDF + "rest", after)]
    return found


@settings(max_examples=400, deadline=None)
@given(quads())
def test_any_graph_comes_back(found: list[Quad]) -> None:
    comes_back(found)


A, B, C, LIST = (NamedNode(f"https://example.org/{name}") for name in ("a", "b", "c", "list"))
GRAPH = NamedNode("https://example.org/g")
ORDERED = [quad(LIST, RDF + "type", NamedNode(SKOS + "OrderedCollection"))]
ORDERED += [quad(each, RDF + "type", NamedNode(SKOS + "Concept")) for each in (A, B, C)]
CELL = members(LIST, [A, B, C], NIL)[0].object
ODD = [
    quad(LIST, SKOS + "member", A),
    quad(LIST, SKOS + "member", C),
    quad(LIST, RDF + "type", NamedNode(SKOS + "Collection")),
    quad(LIST, RDF + "type", NamedNode(SKOS + "OrderedCollection"), GRAPH),
    quad(LIST, SKOS + "memberList", NIL),
    quad(LIST, SKOS + "memberList", A),
    quad(LIST, SKOS + "memberList", CELL),
    quad(LIST, SKOS + "memberList", CELL, GRAPH),
    quad(CELL, RDF + "first", A),
    quad(CELL, RDF + "first", B, GRAPH),
    quad(CELL, RDF + "first", Literal("a")),
    quad(CELL, RDF + "rest", NIL),
    quad(CELL, RDF + "rest", CELL),
    quad(CELL, RDF + "type", NamedNode(RDF + "List")),
    quad(CELL, SKOS + "note", Literal("a")),
    quad(B, SKOS + "note", CELL),
    quad(B, RDF + "type", NamedNode(SKOS + "Collection")),
]


@settings(max_examples=150, deadline=None)
@example([A], [quad(B, SKOS + "note", CELL)])
@given(
    st.lists(st.sampled_from([A, B, C, A, B, C, LIST, Literal("a")]), max_size=4),
    st.lists(st.sampled_from(ODD), max_size=3),
)
def test_any_ordered_list_comes_back(items: list[Any], odd: list[Quad]) -> None:
    listed = members(LIST, items, NIL) if items else []
    cell = listed[0].object if listed else A
    odd = [Quad(*(cell if each == CELL else each for each in said)) for said in odd]  # type: ignore[arg-type]
    comes_back([*ORDERED, *listed, *odd])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(VALUES), LITERALS, GRAPHS), max_size=3),
    st.sampled_from(CLASSES),
    st.lists(st.tuples(st.integers(0, 2), GRAPHS, st.sampled_from(["", " ", "\n"])), min_size=1, max_size=3),
)
def test_what_is_said_in_several_ways_comes_back(values: list[Any], kind: str, again: list[Any]) -> None:
    said = [quad(A, RDF + "type", NamedNode(kind)), *(quad(A, p, o, g) for p, o, g in values)]
    for index, graph, space in again:
        for p, o, _ in values[index : index + 1]:
            said.append(quad(A, p, Literal(o.value + space, language=o.language), graph))
    comes_back(said)


def comes_back(found: list[Quad]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.nq"
        path.write_bytes(serialize(found, format=RdfFormat.N_QUADS) or b"")
        rows = rows_of(path, link="no")
        assert not [row for row in rows if isinstance(row, Rejected)]
        assert written_back(rows, Path(folder)) == canonical(parse(path=path, format=RdfFormat.N_QUADS))


ESCO_RELEASE = """
@prefix esco: <http://data.europa.eu/esco/model#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix scheme: <http://data.europa.eu/esco/concept-scheme/> . @prefix o: <http://data.europa.eu/esco/occupation/> .
@prefix s: <http://data.europa.eu/esco/skill/> . @prefix isco: <http://data.europa.eu/esco/isco/> .
scheme:skills a esco:ConceptScheme, skos:ConceptScheme ; dct:title "Skills"@en .
isco:C2511 a skos:Concept ; skos:prefLabel "Systems analysts"@en ; skos:notation "2511" ; skos:broader isco:C251 .
isco:C251 a skos:Concept ; skos:prefLabel "Developers and analysts"@en ; skos:narrower isco:C2512 .
isco:C2512 a skos:Concept ; skos:prefLabel "Software developers"@en .
o:analyst a esco:Occupation, skos:Concept ; skos:prefLabel "data analyst"@en ; skos:broader isco:C2511 ;
  esco:memberOfISCOGroup isco:C2511 ; esco:relatedEssentialSkill s:data ; esco:relatedOptionalSkill s:sql .
o:junior a esco:Occupation, skos:Concept ; skos:prefLabel "junior analyst"@en ; skos:broader o:analyst ;
  esco:relatedOptionalSkill s:data .
s:data a esco:Skill, skos:Concept, esco:MemberConcept ; skos:prefLabel "manage data"@en, "Daten verwalten"@de ;
  skos:altLabel "data managing"@en ; skosxl:prefLabel <http://data.europa.eu/esco/label/1> ;
  iso-thes:status "released" ;
  dct:description <http://data.europa.eu/esco/node-literal/1> ; skos:inScheme scheme:skills ;
  esco:skillType <http://data.europa.eu/esco/skill-type/skill> ; esco:isEssentialSkillFor o:analyst ;
  esco:skillReuseLevel <http://data.europa.eu/esco/skill-reuse-level/cross-sector> .
s:sql a esco:Skill, skos:Concept ; skosxl:prefLabel <http://data.europa.eu/esco/label/2> ;
  esco:relatedEssentialSkill s:data ; esco:skillType <http://data.europa.eu/esco/skill-type/knowledge> .
<http://data.europa.eu/esco/label/1> a skosxl:Label ; skosxl:literalForm "manage data"@en .
<http://data.europa.eu/esco/label/2> a skosxl:Label ; skosxl:literalForm "SQL"@en .
<http://data.europa.eu/esco/node-literal/1> a esco:NodeLiteral ; esco:language "en-us"^^xsd:language ;
  esco:nodeLiteral "Keep data." .
"""
"""The forms of the real release (its portal's Turtle), on made-up concepts."""


def test_an_esco_release_comes_back() -> None:
    comes_back(list(parse(input=ESCO_RELEASE, format=RdfFormat.TURTLE)))


def test_the_unesco_thesaurus_comes_back(fixtures: Path, tmp_path: Path) -> None:
    path = fixtures / "unesco-thesaurus" / "unesco-thesaurus.ttl.xz"
    source = Dataset(parse(input=lzma.decompress(path.read_bytes()), format=RdfFormat.TURTLE))
    assert written_back(rows_of(path), tmp_path) == source
