"""The model in RDF: OWL vocabulary, SHACL shapes, JSON-LD context.

One rule for each kind of declaration:

- A node type is a class of ours (`kg:Competency`), a subclass of its standard term.
- A property is its standard term (`skos:prefLabel`), or ours (`kg:grade`) where the model names none.
- A relationship is a property likewise (`schema:teaches`, `kg:requires`). Where it carries properties it is a
  class as well (`kg:Covers`, `kg:Requires`): each instance is one relationship, with its ends in `kg:subject`
  and `kg:object`; `kg:qualifies` ties the class to the property. The plain property has no room for a level,
  a date or a state, so it is stated only of what is valid, confirmed and not negative.
- What the model keeps to itself (`public=False`) is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, Node, URIRef
from rdflib.collection import Collection

from ontology.iris import DATATYPES, KG, PREFIXES, SHAPES, class_name, compact, expand, iri, name_of, term
from ontology.model import NODES, RELS
from ontology.terms import NodeType, Prop, RelType

__all__ = ["PREFIXES", "compact", "context", "expand", "iri", "shapes", "turtle", "vocabulary"]

INSTANT_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$"
"""A moment in UTC; rdflib rewrites `Z` as `+00:00` when it parses."""

Declared = NodeType | RelType


# --- vocabulary ---------------------------------------------------------------------------------


def vocabulary() -> Graph:
    """The model as an OWL ontology: our classes and properties; standard terms are referred to, not redefined."""
    graph = _graph()
    _say(graph, URIRef(PREFIXES["kg"].rstrip("#")), OWL.Ontology, "Karmagraph", "What a competency graph is made of.")
    _frame(graph)
    for declared in _classes():
        _class(graph, declared)
    for rel in RELS.values():
        if not rel.term:
            _object_property(graph, rel)
    for name, uses in _own_properties().items():
        _datatype_property(graph, KG[name], uses)
    return graph


def _public(declared: Declared) -> list[Prop]:
    return [prop for prop in declared.props.values() if prop.public]


def _classes() -> list[Declared]:
    """What is a class: node types, and relationships that carry properties."""
    return [*NODES.values(), *filter(_public, RELS.values())]


def _frame(graph: Graph) -> None:
    """What every qualified relationship shares."""
    _say(graph, KG.Relationship, OWL.Class, "relationship", "One relationship with its properties.")
    for end, doc in ((KG.subject, "Where it starts."), (KG.object, "Where it ends.")):
        _say(graph, end, OWL.ObjectProperty, end.removeprefix(KG), doc)
        graph.add((end, RDFS.domain, KG.Relationship))
    _say(graph, KG.qualifies, OWL.AnnotationProperty, "qualifies", "The plain property that the class gives detail to.")
    _say(graph, KG.personal, OWL.AnnotationProperty, "personal", "Whether it is personal data about an officer.")


def _class(graph: Graph, declared: Declared) -> None:
    name = KG[class_name(declared)]
    _say(graph, name, OWL.Class, class_name(declared), declared.doc)
    if isinstance(declared, RelType):
        graph.add((name, RDFS.subClassOf, KG.Relationship))
        graph.add((name, KG.qualifies, iri(term(declared))))
    elif declared.term:
        graph.add((name, RDFS.subClassOf, iri(declared.term)))
    if declared.personal:
        graph.add((name, KG.personal, Literal(True)))


def _object_property(graph: Graph, rel: RelType) -> None:
    name = iri(term(rel))
    _say(graph, name, OWL.ObjectProperty, name_of(rel), rel.doc)
    graph.add((name, RDFS.domain, _any_of(graph, (start for start, _ in rel.ends))))
    graph.add((name, RDFS.range, _any_of(graph, (end for _, end in rel.ends))))
    if rel.single:
        graph.add((name, RDF.type, OWL.FunctionalProperty))
    if rel.personal:
        graph.add((name, KG.personal, Literal(True)))


def _own_properties() -> dict[str, list[tuple[str, Prop]]]:
    """Our own properties by name, each with the classes that have it."""
    found = defaultdict(list)
    for declared in _classes():
        for prop in _public(declared):
            if not prop.term:
                found[prop.name].append((class_name(declared), prop))
    return found


def _datatype_property(graph: Graph, name: URIRef, uses: list[tuple[str, Prop]]) -> None:
    for _, prop in uses:
        _say(graph, name, OWL.DatatypeProperty, prop.name, prop.doc)
        datatype = RDF.PlainLiteral if prop.kind == "text" else iri(DATATYPES[prop.kind])
        graph.add((name, RDFS.range, datatype))
    graph.add((name, RDFS.domain, _any_of(graph, (owner for owner, _ in uses))))


def _any_of(graph: Graph, names: Iterable[str]) -> Node:
    """The class of that name, or the union of several."""
    members = [KG[name] for name in sorted(set(names))]
    if len(members) == 1:
        return members[0]
    union = BNode()
    graph.add((union, RDF.type, OWL.Class))
    graph.add((union, OWL.unionOf, _list(graph, members)))
    return union


def _say(graph: Graph, name: URIRef, kind: URIRef, label: str, doc: str) -> None:
    words = re.sub(r"(?<=[a-z])([A-Z])", lambda capital: f" {capital[1].lower()}", label)
    graph.add((name, RDF.type, kind))
    graph.add((name, RDFS.label, Literal(words, "en")))
    graph.add((name, RDFS.comment, Literal(doc, "en")))


# --- shapes ---------------------------------------------------------------------------------------


def shapes() -> Graph:
    """SHACL shapes of the model: one node shape a class, one named property shape a property or relationship."""
    graph = _graph()
    graph.add((SHAPES.text, RDF.type, SH.NodeShape))
    graph.add((SHAPES.text, SH["or"], _list(graph, [_datatype(graph, RDF.langString), _datatype(graph, XSD.string)])))
    for declared in _classes():
        graph.add((shape := SHAPES[class_name(declared)], RDF.type, SH.NodeShape))
        graph.add((shape, SH.targetClass, KG[class_name(declared)]))
        for prop in _public(declared):
            _value_shape(graph, shape, prop)
    for rel in RELS.values():
        _link_shapes(graph, rel)
        if _public(rel):
            _ends_shape(graph, rel)
    return graph


def _value_shape(graph: Graph, owner: URIRef, prop: Prop) -> None:
    shape = _property(graph, owner, prop.name, iri(term(prop)))
    graph.add((shape, SH.description, Literal(prop.doc, "en")))
    if prop.kind == "text":
        graph.add((shape, SH.node, SHAPES.text))
    else:
        graph.add((shape, SH.datatype, iri(DATATYPES[prop.kind])))
    if prop.kind not in ("text", "list"):
        graph.add((shape, SH.maxCount, Literal(1)))
    if prop.kind == "instant":
        graph.add((shape, SH.pattern, Literal(INSTANT_PATTERN)))
    if prop.required:
        graph.add((shape, SH.minCount, Literal(1)))
        if prop.kind == "string":
            graph.add((shape, SH.minLength, Literal(1)))
    if prop.term == "skos:prefLabel":  # SKOS, condition S14: one preferred label a language
        graph.add((shape, SH.uniqueLang, Literal(True)))


def _link_shapes(graph: Graph, rel: RelType) -> None:
    """The plain property: where it may end from each start, and, if it is ours, where it may start."""
    for start in sorted({start for start, _ in rel.ends}):
        shape = _property(graph, SHAPES[start], name_of(rel), iri(term(rel)))
        _one_of(graph, shape, [_instance(graph, end) for begin, end in rel.ends if begin == start])
        if rel.single:
            graph.add((shape, SH.maxCount, Literal(1)))
    if not rel.term:
        starts = SHAPES[f"start-of-{name_of(rel)}"]
        graph.add((starts, RDF.type, SH.NodeShape))
        graph.add((starts, SH.targetSubjectsOf, iri(term(rel))))
        _one_of(graph, starts, [_instance(graph, start) for start in sorted({start for start, _ in rel.ends})])


def _ends_shape(graph: Graph, rel: RelType) -> None:
    """The qualified relationship: one subject and one object, and which may go together."""
    owner = SHAPES[class_name(rel)]
    for end in (KG.subject, KG.object):
        shape = _property(graph, owner, end.removeprefix(KG), end)
        graph.add((shape, SH.minCount, Literal(1)))
        graph.add((shape, SH.maxCount, Literal(1)))
    _one_of(graph, owner, [_pair(graph, start, end) for start, end in rel.ends])


def _pair(graph: Graph, start: str, end: str) -> URIRef:
    pair = SHAPES[f"from-{start}-to-{end}"]
    graph.add((pair, RDF.type, SH.NodeShape))
    for path, label in ((KG.subject, start), (KG.object, end)):
        shape = SHAPES[f"{path.removeprefix(KG)}-{label}"]
        graph.add((pair, SH.property, shape))
        graph.add((shape, SH.path, path))
        graph.add((shape, SH["class"], KG[label]))
    return pair


def _instance(graph: Graph, label: str) -> URIRef:
    graph.add((shape := SHAPES[f"a-{label}"], RDF.type, SH.NodeShape))
    graph.add((shape, SH["class"], KG[label]))
    return shape


def _datatype(graph: Graph, datatype: URIRef) -> URIRef:
    shape = SHAPES[datatype.rpartition("#")[2]]
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.datatype, datatype))
    return shape


def _one_of(graph: Graph, shape: URIRef, options: list[URIRef]) -> None:
    if len(options) == 1:
        graph.add((shape, SH.node, options[0]))
    else:
        graph.add((shape, SH["or"], _list(graph, options)))


def _property(graph: Graph, owner: URIRef, name: str, path: URIRef) -> URIRef:
    shape = URIRef(f"{owner}-{name}")
    graph.add((owner, SH.property, shape))
    graph.add((shape, RDF.type, SH.PropertyShape))
    graph.add((shape, SH.path, path))
    graph.add((shape, SH.name, Literal(name)))
    return shape


# --- JSON-LD ----------------------------------------------------------------------------------------


def context() -> dict[str, Any]:
    """The JSON-LD 1.1 context: names as in GraphQL.

    A name that means one thing everywhere is defined once, others within the types that have them (`kind`).
    `relationships` lists a thing's qualified relationships; values of `@id` are expanded ids.
    """
    scopes = {class_name(declared): _scope(declared) for declared in _classes()}
    meanings = defaultdict(list)
    for scope in scopes.values():
        for name, meaning in scope.items():
            meanings[name].append(meaning)
    shared = {name: found[0] for name, found in meanings.items() if all(other == found[0] for other in found)}
    own = {
        owner: {"@id": f"kg:{owner}", "@context": {name: scope[name] for name in scope if name not in shared}}
        for owner, scope in scopes.items()
    }
    ends = {end: {"@id": f"kg:{end}", "@type": "@id"} for end in ("subject", "object")}
    return {
        "@context": {"@version": 1.1, **PREFIXES, "relationships": {"@reverse": "kg:subject"}, **ends, **shared, **own}
    }


def _scope(declared: Declared) -> dict[str, dict[str, str]]:
    names = {prop.name: _definition(prop) for prop in _public(declared)}
    for rel in RELS.values():
        if isinstance(declared, NodeType) and any(start == declared.label for start, _ in rel.ends):
            names[name_of(rel)] = {"@id": term(rel), "@type": "@id"}
    return names


def _definition(prop: Prop) -> dict[str, str]:
    if prop.kind == "text":
        return {"@id": term(prop), "@container": "@language"}
    datatype = DATATYPES[prop.kind]
    return {"@id": term(prop)} if datatype == "xsd:string" else {"@id": term(prop), "@type": datatype}


# --- writing ------------------------------------------------------------------------------------------


def turtle(graph: Graph) -> str:
    """The graph as Turtle, sorted: the same graph gives the same bytes.

    Blank nodes are ordered by what is said of them, in a time that grows with the square of their number
    (1,000 take 50 s): a large graph names its nodes.
    """
    return graph.serialize(format="longturtle", canon=True)


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def _list(graph: Graph, members: list[URIRef]) -> BNode:
    head = BNode()
    Collection(graph, head, list(members))
    return head
