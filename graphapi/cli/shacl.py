"""Findings as a SHACL validation report (W3C SHACL, section 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from ontology.iris import PREFIXES, SHAPES, expand
from ontology.rdf import turtle
from queries.checks import Finding, Result

SEVERITIES = {"error": SH.Violation, "warning": SH.Warning, "note": SH.Info}


def report(results: Iterable[Result]) -> str:
    """The report in Turtle: one result a finding, named after what it says, so that it has one name in every report.

    A rule is the result's constraint component; a row of a source, which has no IRI, is a literal focus node.
    """
    graph, root = Graph(bind_namespaces="none"), BNode()
    for prefix in ("kgsh", "sh", "xsd"):
        graph.bind(prefix, PREFIXES[prefix])
    found = [finding for result in results for finding in result.findings]
    graph.add((root, RDF.type, SH.ValidationReport))
    graph.add((root, SH.conforms, Literal(not found)))
    for finding in found:
        name = _name(finding)
        graph.add((root, SH.result, name))
        _result(graph, name, finding)
    return turtle(graph)


def _name(finding: Finding) -> URIRef:
    thing = finding.thing
    return URIRef(uuid5(NAMESPACE_URL, f"{SHAPES[finding.rule]}\n{thing.type}\n{thing.id}\n{finding.message}").urn)


def _result(graph: Graph, name: URIRef, finding: Finding) -> None:
    thing = finding.thing
    graph.add((name, RDF.type, SH.ValidationResult))
    graph.add((name, SH.focusNode, Literal(thing.id) if thing.type == "Row" else expand(thing.id)))
    graph.add((name, SH.resultSeverity, SEVERITIES[finding.severity]))
    graph.add((name, SH.sourceConstraintComponent, SHAPES[finding.rule]))
    graph.add((name, SH.resultMessage, Literal(f"{thing.title}: {finding.message}; {finding.remedy}", "en")))
