"""Relationships as statements: by the plain property, and by a class of ours where they carry more than it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

import orjson

from loaders.rdf_out_kept import Kept
from loaders.rdf_out_lines import iri_of, linked, resource
from loaders.rdf_out_ways import HOUSED, Ways, ways
from loaders.rdf_out_words import Words
from loaders.rdf_spool import KNOWN
from loaders.rdf_terms import Statement
from loaders.rows import EdgeRow
from ontology.iris import THINGS, name_of
from ontology.model import RELS

ALIKE = "relationships that two sources state alike: written once"

_NAMES = {rel.type: (name_of(rel), (*rel.key, "since")) for rel in RELS.values()}
"""The name of a type, and the properties that tell parallel relationships apart."""

Edges = list[EdgeRow]


class Links:
    """Turns the relationships of one type between two things into statements."""

    def __init__(self, kept: Kept, words: Words, losses: Counter[str]) -> None:
        self._kept = kept
        self._words = words
        self._losses = losses
        self._house: tuple[str, str] = ("", "")

    def lines(self, edges: Edges) -> list[str]:
        """What is said of all relationships of a type between two things; in one text what has a subject of its own."""
        if len(edges) > 1:
            edges = self._once(edges)
        first = edges[0]
        a, b = iri_of(first.start[1]), iri_of(first.end[1])
        kept = self._kept.links(first.type, (first.start[0], first.end[0]), a, b)
        if kept and len(edges) == 1 and _read(kept) == first.props:
            return []
        house = self._house_of(first.start[0], a) if first.type in HOUSED else ""
        at = self._words.at
        found = [ways(edge.type, edge.props, house, at) for edge in edges]
        if len(edges) > 1 or not found[0].plain:
            return self._detailed(edges, found, (a, b), kept)
        self._kept.drop(kept)
        return [linked(resource(a), name, resource(b)) for name in found[0].plain]

    def _detailed(self, edges: Edges, found: list[Ways], ends: tuple[str, str], kept: list[Statement]) -> list[str]:
        start, end = map(resource, ends)
        lines = [linked(start, name, end) for each in found for name in each.loosely]
        if not lines:
            self._kept.drop(kept)
        if found[0].form:
            named = zip(_names(edges), found, strict=True)
            lines += [each.form % {"about": f"<{name}>", "start": start, "end": end} for name, each in named]
        return lines

    def _once(self, edges: Edges) -> Edges:
        found = {orjson.dumps(edge.props, option=orjson.OPT_SORT_KEYS): edge for edge in edges}
        if len(found) < len(edges):
            self._losses[ALIKE] += len(edges) - len(found)
        return [found[props] for props in sorted(found)]

    def _house_of(self, label: str, s: str) -> str:
        if label in self._words.house:
            return self._words.house[label]
        if not self._kept.houses:
            return ""
        if self._house[0] != s:
            thing = self._kept.thing(s)
            self._house = s, thing.house if thing else ""
        return self._house[1]


def _read(kept: list[Statement]) -> dict[str, Any]:
    """What kept statements say of a relationship."""
    props: dict[str, Any] = {}
    for each in kept:
        for name, value in KNOWN.links[each.p].props.items():
            props[name] = props.get(name, False) or value
    return props


def _names(edges: Edges) -> Iterator[str]:
    """The IRIs of relationships: in the document of their start, by the other end, their key and date."""
    name, key = _NAMES[edges[0].type]
    document = _document(edges[0].start[1])
    met: dict[str, int] = {}
    for edge in edges:
        told = (*edge.start, *edge.end, *[str(edge.props.get(each, "")) for each in key])
        digest = blake2b("\n".join(told).encode(), digest_size=8).hexdigest()
        met[digest] = met.get(digest, 0) + 1
        yield f"{document}#{name}-{digest}" + (f"-{met[digest]}" if met[digest] > 1 else "")


@lru_cache(1 << 16)
def _document(id_: str) -> str:
    """The IRI under our own that leads to what we say of a thing, whosever its IRI is."""
    return THINGS + quote(id_, safe=":")
