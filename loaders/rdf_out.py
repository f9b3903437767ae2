"""RDF out, in six syntaxes: what the readers of `loaders.rdf` read, written back.

A fact is stated as the reader expects it plainly (`loaders.rdf_extra`): by the standard term that the model names,
or ours. What was kept of the source as `extra` stands in place of the plain statement while the model has the fact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, closing
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO, cast

from loaders import rdf_out_lists, rdf_out_syntax
from loaders.batches import batches
from loaders.rdf_out_kept import Kept, telling
from loaders.rdf_out_lines import iri_of, line
from loaders.rdf_out_links import Links
from loaders.rdf_out_nodes import Nodes
from loaders.rdf_out_sorted import Sorted
from loaders.rdf_out_words import Words, words
from loaders.rdf_parse import SYNTAXES
from loaders.rdf_terms import Statement
from loaders.rows import Content, EdgeRow, NodeRow, Writing

NO_GRAPHS = "statements of named graphs: written without the name of the graph"
STALE = "kept statements of what the model no longer has: left out"

Rows = AsyncGenerator[NodeRow | EdgeRow]


async def serialise(content: Content, out: IO[bytes], syntax: str, how: Words) -> Counter[str]:
    """Write the content; what could not be carried, by kind."""
    losses: Counter[str] = Counter()
    graphs = SYNTAXES[syntax].supports_datasets
    with closing(Kept()) as kept, Sorted() as lines:
        await _state(content, kept, how, losses, lines.add)
        for batch in batches(kept.left()):
            lines.add(map(line, batch if graphs else _triples(batch, losses)))
        if kept.dropped:
            losses[STALE] = kept.dropped
        rdf_out_syntax.write(lines, out, syntax, losses)
    return losses


async def _state(
    content: Content, kept: Kept, how: Words, losses: Counter[str], take: Callable[[Iterable[str]], None]
) -> None:
    """Give all lines of the content; a node whose facts may be stated by what is kept waits until all of that is known.

    For those nodes the content is read again.
    """
    nodes, links = Nodes(kept, how, losses), Links(kept, how, losses)

    def alone(row: NodeRow) -> None:
        kept.add(row)
        if not telling(row):
            take(nodes.lines(row))

    def with_kept(row: NodeRow) -> None:
        if telling(row):
            take(nodes.lines(row))

    def linked(edges: list[EdgeRow]) -> None:
        take(_linked(edges, kept, nodes, links))

    async with aclosing(cast("Rows", content())) as rows:
        first = await _nodes(rows, alone)
        kept.complete()
        if not kept.found:
            await _edges(first, rows, linked)
    if kept.found:
        async with aclosing(cast("Rows", content())) as rows:
            await _edges(await _nodes(rows, with_kept), rows, linked)
    take(map(line, nodes.waiting()))


async def _nodes(rows: Rows, do: Callable[[NodeRow], None]) -> EdgeRow | None:
    """Do something with each node; the first relationship, which comes after all of them."""
    async for row in rows:
        if isinstance(row, EdgeRow):
            return row
        do(row)
    return None


async def _edges(first: EdgeRow | None, rest: Rows, do: Callable[[list[EdgeRow]], None]) -> None:
    """Do something with the relationships, several where they are to be looked at as one."""
    waiting = [first] if first else []
    async for row in rest:
        edge = cast("EdgeRow", row)
        if not _together(waiting[0], edge):
            do(waiting)
            waiting = []
        waiting.append(edge)
    if waiting:
        do(waiting)


def _triples(statements: Iterable[Statement], losses: Counter[str]) -> Iterator[Statement]:
    """The statements without the names of their graphs."""
    for said in statements:
        losses.update([NO_GRAPHS] if said.graph else [])
        yield said._replace(graph="") if said.graph else said


def _together(one: EdgeRow, other: EdgeRow) -> bool:
    """Whether to look at them as one: the relationships between two things, all members of a collection."""
    if one.end != other.end and one.type != "MEMBER":
        return False
    return one.type == other.type and one.start == other.start and one.end[0] == other.end[0]


def _linked(edges: list[EdgeRow], kept: Kept, nodes: Nodes, links: Links) -> Iterable[str]:
    return _members(edges, kept, nodes, links) if edges[0].type == "MEMBER" else links.lines(edges)


def _members(edges: list[EdgeRow], kept: Kept, nodes: Nodes, links: Links) -> Iterator[str]:
    s = iri_of(edges[0].start[1])
    statements, told = rdf_out_lists.listed(kept, s, edges, free=s in nodes.collections)
    if statements:
        nodes.ordered(s)
    yield from map(line, statements)
    for end, pair in groupby(edges, lambda edge: edge.end):
        if (member := iri_of(end[1])) in told:
            kept.links("MEMBER", ("Collection", "Competency"), s, member)  # said by the list, and in these ways too
        else:
            yield from links.lines(list(pair))


async def _write(content: Content, path: Path, options: Mapping[str, str], *, syntax: str) -> list[str]:
    with path.open("wb") as out:
        losses = await serialise(content, out, syntax, words(options))
    return [f"{count:,} {kind}" for kind, count in sorted(losses.items())]


OPTIONS = {
    "profile": "own, skos or esco. Left out: our class, id and title only on things whose ids are no IRIs.",
    "at": "The date that plain properties are valid at. Left out: what has no end.",
    "lang": "The language of titles, as in loading. Left out: en.",
}
_ENDINGS = {
    "turtle": ".ttl",
    "ntriples": ".nt",
    "nquads": ".nq",
    "trig": ".trig",
    "rdfxml": ".rdf",
    "jsonld": ".jsonld",
}
_NAMES = {"turtle": "Turtle", "ntriples": "N-Triples", "nquads": "N-Quads", "trig": "TriG", "rdfxml": "RDF/XML",
          "jsonld": "JSON-LD"}  # fmt: skip

WRITINGS = tuple(
    Writing(name, f"RDF in {_NAMES[name]}, in the standard terms and ours; as SKOS or ESCO by profile.", ending,
            partial(_write, syntax=name), history=True, options=OPTIONS)
    for name, ending in _ENDINGS.items()
)  # fmt: skip
