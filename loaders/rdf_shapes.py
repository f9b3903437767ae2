"""What our SHACL shapes find in what a store states, written as RDF in our own words and validated by pySHACL."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import RdfFormat
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef

from loaders.content import Scope, content
from loaders.rdf_out import serialise
from loaders.rdf_out_lines import iri_of
from loaders.rdf_out_words import Words
from loaders.rows import EdgeRow, NodeRow
from ontology import rdf
from ontology.iris import KG, SHAPES, class_name
from ontology.model import NODES, RELS
from queries.answers import moment
from queries.checks import Finding, Result, Thing

if TYPE_CHECKING:
    from queries.stores import Store

RULE, SEVERITY = "shape", "error"
DOC = "What our SHACL shapes do not allow in the store's RDF; officers are left out."
BATCH = 20_000
"""Statements that are validated at a time: pySHACL holds them all, and more."""

_CHECKED = Namespace("urn:karmagraph:checked:")
"""Classes that stand for ours as targets: the other end of a relationship has a class, and is not validated again."""

_OURS = {str(KG[name]): name for name in (*NODES, *map(class_name, RELS.values()))}
"""The names of our classes by their IRIs."""


async def validated(store: Store) -> Result:
    """What the shapes find in all that the store states about others than officers, at its date.

    What is kept of a source besides the model's facts is left out.
    """
    titles: dict[str, tuple[str, str, str]] = {}

    async def public() -> AsyncIterator[NodeRow | EdgeRow]:
        async for row in content(store, Scope()):
            if isinstance(row, NodeRow):
                titles[iri_of(row.id)] = row.label, row.id, row.props.get("title", row.id)
                yield replace(row, props={name: value for name, value in row.props.items() if name != "extra"})
            elif not NODES[row.start[0]].personal:
                yield row

    out = io.BytesIO()
    await serialise(public, out, "ntriples", Words("own", await moment(store, None)))
    found = {finding for batch in _batches(out) for finding in _found(batch, titles)}
    ordered = sorted(found, key=lambda each: (each.thing.type, each.thing.id, each.message))
    return Result(RULE, DOC, SEVERITY, tuple(ordered))


def _batches(out: io.BytesIO) -> Iterator[list[bytes]]:
    """The lines in parts, all about a subject together."""
    out.seek(0)
    batch: list[bytes] = []
    last = b""
    for line in out:
        s = line.partition(b" ")[0]
        if len(batch) >= BATCH and s != last:
            yield batch
            batch = []
        batch.append(line)
        last = s
    yield batch


def _found(batch: list[bytes], things: dict[str, tuple[str, str, str]]) -> Iterator[Finding]:
    import pyshacl  # noqa: PLC0415 - slow to import

    data = _graph(batch, things)
    answer: Any = pyshacl.validate(data, shacl_graph=_shapes(), inplace=True)
    results: Graph = answer[1]
    for result in results.subjects(RDF.type, SH.ValidationResult):
        yield _finding(results, result, data, things)


def _graph(batch: list[bytes], things: dict[str, tuple[str, str, str]]) -> Graph:
    """The statements, and the classes of what they refer to."""
    graph = Graph()
    for quad in pyoxigraph.parse(input=b"".join(batch), format=RdfFormat.N_TRIPLES):
        subject, predicate, value = _term(quad.subject), URIRef(quad.predicate.value), _term(quad.object)
        graph.add((subject, predicate, value))
        other = quad.object.value if isinstance(quad.object, pyoxigraph.NamedNode) else ""
        if predicate == RDF.type and other in _OURS:
            graph.add((subject, RDF.type, _CHECKED[_OURS[other]]))
        elif other in things:
            graph.add((value, RDF.type, KG[things[other][0]]))
    return graph


def _term(term: Any) -> Any:
    if isinstance(term, pyoxigraph.Literal):
        return Literal(term.value, lang=term.language, datatype=None if term.language else term.datatype.value)
    return URIRef(term.value) if isinstance(term, pyoxigraph.NamedNode) else BNode(term.value)


@cache
def _shapes() -> Graph:
    """The shapes, for what is marked as to be checked."""
    graph = rdf.shapes()
    for shape, target in list(graph.subject_objects(SH.targetClass)):
        graph.remove((shape, SH.targetClass, target))
        graph.add((shape, SH.targetClass, _CHECKED[str(target).removeprefix(KG)]))
    return graph


def _finding(results: Graph, result: Any, data: Graph, things: dict[str, tuple[str, str, str]]) -> Finding:
    focus = results.value(result, SH.focusNode)
    shape = str(results.value(result, SH.sourceShape)).removeprefix(SHAPES)
    about = data.value(focus, KG.subject) or focus
    label, id_, title = things.get(str(about), ("Thing", str(about), str(about)))
    messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
    value = results.value(result, SH.value)
    message = f"{shape}: {_one(messages)}" + (f" ({value})" if value not in (None, focus) else "")
    return Finding(RULE, SEVERITY, Thing(label, id_, title), message, "correct it at its source, and load it again")


def _one(messages: Iterable[str]) -> str:
    return " ".join("; ".join(messages).split())
