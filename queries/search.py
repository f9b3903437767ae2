"""Search over the names of all things but people: in memory, any script, forgiving, the same on both stores.

Ranks do not depend on statistics of the text: every name has a fixed place among all names, and
the better kind of match comes first. So two stores with the same things give the same hits.
Whole names and their beginnings are found in a sorted list, words and typing errors by tantivy.
"""

from __future__ import annotations

import asyncio
import re
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Self

from ontology import cypher
from ontology.model import NODES
from queries.search_text import words
from queries.search_words import Filter, WordIndex, most_errors
from queries.stores import Store

SEARCHED = tuple(node for node in NODES.values() if {"labels", "notation"} <= node.props.keys() and not node.personal)
"""The node types in the index: what a source publishes under a name; nothing personal."""

Match = Literal["exact", "prefix", "words", "typo"]
"""How a name matched, best first: all of it, its beginning, every word, every word but for typing errors."""

_Asked = tuple[tuple[str, ...], frozenset[str], frozenset[str], int]

RECENT = 2_000
"""Answers that an index keeps: dashboards, and people who type, ask for the same again."""

_PREFERRED, _ALTERNATIVE, _CODE, _ID = range(4)
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing as the index takes it; `labels` and `alt_labels` are `lang|text`."""

    label: str
    id: str
    title: str
    labels: tuple[str, ...] = ()
    alt_labels: tuple[str, ...] = ()
    notation: str | None = None
    identifiers: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, the name that matched, that name's language, and how it matched."""

    label: str
    id: str
    title: str
    text: str
    lang: str
    match: Match


class _Name(NamedTuple):
    """One name of a thing; the order of these tuples is the order of hits of one kind of match."""

    kind: int
    length: int
    retired: bool
    title: str
    id: str
    tagged: str
    words: str
    document: Document


class SearchIndex:
    """An index in memory that never changes; a newer one takes its place."""

    def __init__(self, names: Sequence[_Name]) -> None:
        by_words = sorted(range(len(names)), key=[name.words for name in names].__getitem__)
        self._names = [(name.document, name.tagged) for name in names]
        self._wholes = [names[place].words for place in by_words]
        self._places = array("L", by_words)
        # an id begins with its source's name, which thousands share: it is found whole, or by its own part
        self._ids = sum(name.kind < _ID for name in names)
        self._words = WordIndex(
            (name.words, name.document.label, name.document.frameworks) for name in names if name.kind < _CODE
        )
        # not `lru_cache` of a method: it would hold the index, which must go at once when a newer one comes
        self._recent: OrderedDict[_Asked, tuple[Hit, ...]] = OrderedDict()

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Self:
        """The index of all documents."""
        # one document an id: no two names are then equal, and the order is total
        things = {document.id: document for document in documents}
        return cls(sorted(name for document in things.values() for name in _names(document)))

    def search(
        self, query: str, types: Collection[str] = (), frameworks: Collection[str] = (), first: int = 20
    ) -> list[Hit]:
        """The best hits, one a thing; only of the node types and frameworks given, if any are.

        The last word may be unfinished. Nothing in `query` is an operator: it is read as words.
        """
        asked = tuple(words(query)), frozenset(types), frozenset(frameworks), first
        if asked not in self._recent:
            self._recent[asked] = self._found(*asked)
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        self._recent.move_to_end(asked)
        return list(self._recent[asked])

    def _found(
        self, asked: tuple[str, ...], types: frozenset[str], frameworks: frozenset[str], first: int
    ) -> tuple[Hit, ...]:
        found: dict[str, Hit] = {}
        for match, place in self._matches(asked, Filter(types, frameworks), first):
            document, tagged = self._names[place]
            if document.id not in found:
                lang, _, text = tagged.partition("|")
                found[document.id] = Hit(document.label, document.id, document.title, text, lang, match)
            if len(found) == first:
                break
        return tuple(found.values())

    def _matches(self, asked: Sequence[str], wanted: Filter, first: int) -> Iterator[tuple[Match, int]]:
        """The places of names that match, best first, looked for only as far as they are read.

        A place may come again, with a lesser kind of match.
        """
        if not asked or first < 1:
            return
        for place in self._between(" ".join(asked), "", wanted):
            yield "exact", place
        for place in self._between(" ".join(asked), _LAST, wanted):
            yield "prefix", place
        for errors in range(most_errors(asked) + 1):
            for place in self._words.places(asked, errors, wanted, 4 * first):
                yield "typo" if errors else "words", place

    def _between(self, text: str, end: str, wanted: Filter) -> Iterator[int]:
        """Places of the names that are the text, or begin with it when `end` is the last character."""
        places = self._places[bisect_left(self._wholes, text) : bisect_right(self._wholes, text + end)]
        for place in sorted(places):
            document, _ = self._names[place]
            if (place < self._ids or not end) and wanted.allows(document.label, document.frameworks):
                yield place


def _names(document: Document) -> Iterator[_Name]:
    """The names of a document, each spelling once, the better kind first."""
    local = re.split(r"[/#:]", document.id.rstrip("/#:"))[-1]
    tagged = [
        *((_PREFERRED, label) for label in (*document.labels, f"|{document.title}")),
        *((_ALTERNATIVE, label) for label in document.alt_labels),
        *((_CODE, f"|{code}") for code in (document.notation, local) if code),
        *((_ID, f"|{key}") for key in (document.id, *document.identifiers)),
    ]
    seen = {""}
    for kind, text in tagged:
        whole = " ".join(words(text.partition("|")[2]))
        if whole not in seen:
            seen.add(whole)
            yield _Name(kind, len(whole), document.retired, document.title, document.id, text, whole, document)


async def documents(store: Store) -> AsyncIterator[Document]:
    """Every thing of the store that can be searched."""
    for node in SEARCHED:
        async for row in store.stream(cypher.search_rows(node)):
            yield _document(node.label, row)


def _document(label: str, row: list[Any]) -> Document:
    key, title, labels, others, notation, status, frameworks, identifiers = row
    return Document(
        label,
        key,
        title,
        tuple(labels or ()),
        tuple(others or ()),
        notation,
        tuple(sorted(identifiers or ())),
        tuple(sorted(frameworks or ())),
        retired=status == "retired",
    )


class FreshIndex:
    """The search index of a store, rebuilt when the store has changed; `index` may be read at any time."""

    def __init__(self, store: Store) -> None:
        self.index = SearchIndex.build(())
        self.identity, self.epoch = "", -1
        self._store = store
        self._content = 0
        self._lock = asyncio.Lock()

    async def refresh(self) -> bool:
        """Follow the store's epoch; whether a new index took the old one's place.

        The index is built in a thread. A write that changes no name (a new holding) builds none.
        """
        async with self._lock:
            health = await self._store.health()
            if (health.identity, health.epoch) == (self.identity, self.epoch):
                return False
            found = frozenset([document async for document in documents(self._store)])
            changed = hash(found) != self._content
            if changed:
                self.index = await asyncio.to_thread(SearchIndex.build, found)
            self.identity, self.epoch, self._content = health.identity, health.epoch, hash(found)
            return changed
