"""Statements as JSON-LD within the context of `loaders.ctdl_context`: the same statements give the same document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from loaders.ctdl_context import ADDRESSES, LINKS, PREFIX, TEXTS
from loaders.rdf_terms import TYPE, Statement

DEEP = 8
"""Blank nodes within each other: what lies deeper stands by itself."""

_NAMES = {namespace: prefix for prefix, namespace in reversed(PREFIX.items())}
_LOCAL = re.compile(r"(.*[/#])([A-Za-z][\w-]*)", re.ASCII)

Nodes = dict[str, dict[str, list[Statement]]]
"""What is said of each subject, by property."""


def document(statements: Iterable[Statement]) -> dict[str, Any]:
    """The document: the things in order, then the named graphs with theirs; one graph alone is the document."""
    graphs: dict[str, Nodes] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for said in sorted(set(statements), key=lambda each: (each.graph, each.s, each.p, each.o, each.tag or "")):
        graphs[said.graph][said.s][said.p].append(said)
    met = Counter(term for nodes in graphs.values() for term in _blank(nodes))
    shared = {term for term, count in met.items() if count > 1}
    found = _Graph(graphs.pop("", {}), shared).things()
    named: list[dict[str, Any]] = [
        {"@id": name, "@graph": _Graph(nodes, shared).things()} for name, nodes in sorted(graphs.items())
    ]
    if len(named) == 1 and not found and not named[0]["@id"].startswith("_:"):
        return {"@context": [ADDRESSES[0], PREFIX], **named[0]}
    return {"@context": [ADDRESSES[0], PREFIX], "@graph": found + named}


def _blank(nodes: Nodes) -> set[str]:
    """The blank nodes of a graph."""
    said = (each for by in nodes.values() for some in by.values() for each in some)
    terms = (term for each in said for term in (each.s, each.o if each.tag is None else ""))
    return {term for term in terms if term.startswith("_:")}


class _Graph:
    """The things of one graph: a blank node that one statement refers to stands within it, unless it is shared."""

    def __init__(self, nodes: Mapping[str, dict[str, list[Statement]]], shared: set[str]) -> None:
        self._nodes = nodes
        objects = (said.o for by in nodes.values() for some in by.values() for said in some if said.tag is None)
        once = {o for o, n in Counter(objects).items() if n == 1 and o.startswith("_:") and o in nodes}
        self._within = once - shared
        self._done: set[str] = set()

    def things(self) -> list[dict[str, Any]]:
        """The things that stand by themselves, in order, each with the blank nodes within it."""
        found = [self._thing(s, 0) for s in self._nodes if s not in self._within]
        found.extend(self._thing(s, 0) for s in self._nodes if s not in self._done)  # too deep, or in a circle
        return found

    def _thing(self, s: str, depth: int) -> dict[str, Any]:
        self._done.add(s)
        found: dict[str, Any] = {} if depth else {"@id": s}
        for predicate, said in self._nodes[s].items():
            if predicate == TYPE and all(each.tag is None for each in said):
                found["@type"] = _few([_name(each.o) for each in said])
            else:
                self._add(found, _name(predicate), said, depth)
        return found

    def _add(self, found: dict[str, Any], name: str, said: list[Statement], depth: int) -> None:
        """Add a property; texts by language, and what is none of them under the property's whole IRI."""
        if name not in TEXTS:
            found[name] = _few([self._value(name, each, depth) for each in said])
            return
        texts: dict[str, list[str]] = defaultdict(list)
        others = []
        for each in said:
            if each.tag and each.tag.startswith("@") and "--" not in each.tag:
                texts[each.tag[1:]].append(each.o)
            else:
                others.append(self._value(each.p, each, depth))
        found |= {name: {tag: _few(some) for tag, some in texts.items()}} if texts else {}
        found |= {said[0].p: _few(others)} if others else {}

    def _value(self, name: str, said: Statement, depth: int) -> Any:
        o, tag = said.o, said.tag
        if tag is None:
            if o in self._within and o not in self._done and depth < DEEP:
                return self._thing(o, depth + 1)
            return o if name in LINKS and not o.startswith("_:") else {"@id": o}
        if not tag:
            return {"@value": o} if name in LINKS else o
        language, _, direction = tag[1:].partition("--")
        if not tag.startswith("@"):
            return {"@value": o, "@type": tag}
        return {"@value": o, "@language": language} | ({"@direction": direction} if direction else {})


def _few(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _name(iri: str) -> str:
    """The prefixed name of a property or class, else its IRI."""
    found = _LOCAL.fullmatch(iri)
    prefix = _NAMES.get(found[1]) if found else None
    return f"{prefix}:{found[2]}" if found and prefix else iri
