"""Blank nodes become IRIs made of what is said of them, so that a file loaded again names them alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import blake2b

from loaders.rdf_terms import SKOLEM, Statement
from loaders.rows import SourceError

LIMIT = 100_000
"""Blank nodes in a file: naming them needs all of them in memory."""

STATEMENTS = 10 * LIMIT
ROUNDS = 8
"""How many links away what is said still tells two blank nodes apart; the rest are counted in the file's order."""


class BlankNodes:
    """The statements of a file that have blank nodes, until the file's end.

    `shared` are those, once named, to which more than one statement refers.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._met: dict[str, None] = {}
        self._statements: list[Statement] = []
        self.shared: set[str] = set()

    def add(self, said: Statement) -> None:
        """Keep a statement; SourceError when there are more than LIMIT blank nodes or STATEMENTS with them."""
        self._statements.append(said)
        for term in _blank(said):
            self._met[term] = None
        if len(self._met) > LIMIT or len(self._statements) > STATEMENTS:
            reason = f"more than {LIMIT:,} blank nodes, or {STATEMENTS:,} statements with them"
            raise SourceError(self._name, reason, "give things IRIs of their own, or split the file")

    def named(self) -> Iterator[Statement]:
        """The statements with an IRI for each blank node."""
        colours, count, names = self._colours(), Counter[str](), {}
        for node in self._met:
            colour = colours[node]
            count[colour] += 1
            names[node] = SKOLEM + (colour if count[colour] == 1 else f"{colour}-{count[colour]}")
        referred = Counter(term for said in self._statements for term in (said.o, said.graph) if term in names)
        self.shared = {names[node] for node, times in referred.items() if times > 1}
        for s, p, o, tag, graph in self._statements:
            value = names.get(o, o) if tag is None else o
            yield Statement(names.get(s, s), p, value, tag, names.get(graph, graph))

    def _colours(self) -> dict[str, str]:
        """A digest of what is said of each blank node, refined until it tells no more of them apart."""
        said = self._said()
        colours, alike, told = dict.fromkeys(self._met, ""), set(self._met), 0
        for _ in range(ROUNDS):
            colours |= {node: _digest(said[node], colours) for node in alike}
            count = Counter(colours.values())
            before, alike = len(alike), {node for node in alike if count[colours[node]] > 1}
            if not alike or (len(alike) == before and len(count) == told):
                break
            told = len(count)
        return colours

    def _said(self) -> dict[str, list[tuple[str, str]]]:
        """What is said of each: the rest of the statement, and the other resource in it."""
        said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for s, p, o, tag, graph in self._statements:
            if s.startswith("_:"):
                said[s].append((f"{p} {tag} {o}" if tag is not None else f"{p} >", "" if tag is not None else o))
            if tag is None and o.startswith("_:"):
                said[o].append((f"{p} <", s))
            if graph.startswith("_:"):
                said[graph].append((f"in {p} {tag}", s))
        return said


def _blank(said: Statement) -> Iterator[str]:
    if said.s.startswith("_:"):
        yield said.s
    if said.tag is None and said.o.startswith("_:"):
        yield said.o
    if said.graph.startswith("_:"):
        yield said.graph


def has_blank(said: Statement) -> bool:
    """Whether the statement has a blank node."""
    s, _, o, tag, graph = said
    return s.startswith("_:") or (tag is None and o.startswith("_:")) or graph.startswith("_:")


def _digest(about: list[tuple[str, str]], colours: dict[str, str]) -> str:
    words = sorted(f"{text} {colours.get(other, other)}" for text, other in about)
    return blake2b("\n".join(words).encode(), digest_size=8).hexdigest()
