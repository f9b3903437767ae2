"""Relationships as statements: by the plain property, and by a class of ours where they carry more than it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

import orjson

from loaders.rdf_esco import ESCO
from loaders.rdf_out_kept import Kept
from loaders.rdf_out_lines import iri_of, linked, literal, resource, typed
from loaders.rdf_out_words import Words, said, several
from loaders.rdf_own import CONFIRMED, OBJECT, QUALIFIED, SUBJECT, terms
from loaders.rdf_spool import KNOWN
from loaders.rdf_terms import SKOS, Statement
from loaders.rows import EdgeRow
from ontology.iris import THINGS, iri, name_of, term
from ontology.model import RELS

ALIKE = "relationships that two sources state alike: written once"
_CLASS = {type_: name for name, type_ in QUALIFIED.items()}
_PLAIN = {rel.type: str(iri(term(rel))) for rel in RELS.values()}
_NEEDS = {True: ESCO + "relatedEssentialSkill", False: ESCO + "relatedOptionalSkill"}
_PROPS = {rel.type: [(prop, name) for name, prop in terms(rel.props).items()] for rel in RELS.values()}

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
        if len(edges) > 1:
            return self._detailed(edges, a, b, kept)
        if kept and _read(kept) == first.props:
            return []
        plain = self._plain(first.type, self._house_of(first.start[0], a), first.props)
        if not plain:
            return self._detailed(edges, a, b, kept)
        self._kept.drop(kept)
        return [linked(resource(a), name, resource(b)) for name in plain]

    def _detailed(self, edges: Edges, a: str, b: str, kept: list[Statement]) -> list[str]:
        start, end = resource(a), resource(b)
        counting = [edge for edge in edges if self._counts(edge)]
        if not counting:
            self._kept.drop(kept)
        found = [linked(start, name, end) for edge in counting for name in self._loosely(edge, a)]
        if edges[0].type in _CLASS:
            found += [_qualified(name, edge, start, end) for name, edge in _named(edges)]
        return found

    def _once(self, edges: Edges) -> Edges:
        found = {orjson.dumps(edge.props, option=orjson.OPT_SORT_KEYS): edge for edge in edges}
        if len(found) < len(edges):
            self._losses[ALIKE] += len(edges) - len(found)
        return [found[props] for props in sorted(found)]

    def _house_of(self, label: str, s: str) -> str:
        if label in self._words.house:
            return self._words.house[label]
        if self._house[0] != s:
            thing = self._kept.thing(s) if self._kept.houses and label in {"Role", "Competency"} else None
            self._house = s, thing.house if thing else ""
        return self._house[1]

    # --- what a plain property says -------------------------------------------------------------------

    def _plain(self, type_: str, house: str, props: Mapping[str, Any]) -> list[str]:
        """The properties that say all of a relationship; none where they do not."""
        if house == ESCO and type_ in {"REQUIRES", "SUPPORTED_BY"}:
            return [_NEEDS[props["essential"]]] if props.keys() == {"essential"} else []
        if type_.endswith("_MATCH"):
            return [_PLAIN[type_]] if props == CONFIRMED else []
        if props == {"top": True}:
            return [_PLAIN[type_], SKOS + "topConceptOf"]
        return [] if props else [_PLAIN[type_]]

    def _loosely(self, edge: EdgeRow, a: str) -> list[str]:
        """The properties that say of a relationship that it is, and no more."""
        if edge.type in {"REQUIRES", "SUPPORTED_BY"} and self._house_of(edge.start[0], a) == ESCO:
            return [_NEEDS[edge.props["essential"]]] if "essential" in edge.props else []
        return [_PLAIN[edge.type], *([SKOS + "topConceptOf"] if edge.props.get("top") else [])]

    def _counts(self, edge: EdgeRow) -> bool:
        """Whether a relationship is valid, confirmed, verified and not negative: else no plain property says it."""
        props, at = edge.props, self._words.at
        if edge.type.endswith("_MATCH") and props.get("state") != "confirmed":
            return False
        if props.get("negative") or props.get("verified") is False:
            return False
        since = props.get("since") or props.get("awarded")
        until = props.get("until") or props.get("expires")
        return not until if at is None else (since or "") <= at and (not until or until > at)


def _read(kept: list[Statement]) -> dict[str, Any]:
    """What kept statements say of a relationship."""
    props: dict[str, Any] = {}
    for each in kept:
        for name, value in KNOWN.links[each.p].props.items():
            props[name] = props.get(name, False) or value
    return props


def _named(edges: Edges) -> Iterator[tuple[str, EdgeRow]]:
    """The relationships with their IRIs: in the document of their start, by the other end, their key and date."""
    met: dict[str, int] = {}
    name, key = _NAMES[edges[0].type]
    document = _document(edges[0].start[1])
    for edge in edges:
        told = [*edge.start, *edge.end, *[str(edge.props.get(each, "")) for each in key]]
        digest = blake2b("\n".join(told).encode(), digest_size=8).hexdigest()
        met[digest] = met.get(digest, 0) + 1
        again = f"-{met[digest]}" if met[digest] > 1 else ""
        yield f"{document}#{name}-{digest}{again}", edge


@lru_cache(1024)
def _document(id_: str) -> str:
    """The IRI under our own that leads to what we say of a thing, whosever its IRI is."""
    return THINGS + quote(id_, safe=":")


def _qualified(name: str, edge: EdgeRow, start: str, end: str) -> str:
    """The lines about a relationship, in order."""
    props = tuple(edge.props.items())
    try:
        form = _form(edge.type, props)
    except TypeError:  # a list among the values: no two relationships need say the same
        form = _form.__wrapped__(edge.type, props)
    return form % {"about": f"<{name}>", "start": start, "end": end}


@lru_cache(4096, typed=True)
def _form(type_: str, props: tuple[tuple[str, Any], ...]) -> str:
    """What is said of a relationship with these properties, but for its ends and its name: the same for thousands."""
    stated = dict(props)
    said_ = [
        f"<{predicate}> {literal(*said(prop.kind, value))}".replace("%", "%%")
        for prop, predicate in _PROPS[type_]
        if prop.name in stated
        for value in several(stated, prop.name)
    ]
    ends = [f"<{SUBJECT}> %(start)s", f"<{OBJECT}> %(end)s"]
    return typed("%(about)s", _CLASS[type_]) + "".join(f"%(about)s {each} .\n" for each in sorted([*said_, *ends]))
