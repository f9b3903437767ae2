"""Matches between two frameworks that their names suggest, in any language: for a person to confirm, never counted.

Names are compared folded (`queries.search_text`), and only within one language. What is suggested is a guess from
spelling: two things of one name under one framework halve it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from loaders.rows import EdgeRow, Place
from queries.search import Document, SearchIndex
from queries.search_text import words

JUSTIFICATION = "semapv:LexicalMatching"
_PREFERRED, _ALTERNATIVE = 1.0, 0.85
_SAME, _OTHER_ORDER, _NEAR = 0.95, 0.85, 0.8
_ALIKE = 0.9
_HITS = 5
_LEAST = 4
"""Letters of the shortest name that is compared otherwise than whole."""

_LITTLE = frozenset(["and", "of", "the", "in", "for", "to", "a", "an", "और", "एवं", "तथा", "का", "की", "के"])
"""Words by which names of one thing differ."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two competencies that may be the same: which kind of match, how sure, and the name of each that led there."""

    subject: Document
    object: Document
    type: str
    confidence: float
    names: tuple[str, str]

    def row(self, author: str, date: str, at: Place) -> EdgeRow:
        """The match as it is stored: suggested."""
        props = {"state": "suggested", "justification": JUSTIFICATION, "confidence": self.confidence, "author": author,
                 "date": date}  # fmt: skip
        return EdgeRow(self.type, ("Competency", self.subject.id), ("Competency", self.object.id), at, props)


class _Name(NamedTuple):
    thing: Document
    tagged: str
    weight: float
    words: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.tagged.partition("|")[0].partition("-")[0].lower()


def suggest(
    ours: Iterable[Document], theirs: Iterable[Document], known: Collection[tuple[str, str]] = ()
) -> list[Suggestion]:
    """The pairs of a thing of ours and one of theirs whose names are alike, the surest first; `known` are left out."""
    a, b = ([name for thing in things for name in _names(thing)] for things in (ours, theirs))
    found: dict[tuple[str, str], Suggestion] = {}
    for each in (*_whole(a, b), *_reordered(a, b), *_near(a, b)):
        pair = each.subject.id, each.object.id
        different = pair[0] != pair[1] and pair not in known and pair[::-1] not in known
        if different and (pair not in found or found[pair].confidence < each.confidence):
            found[pair] = each
    return sorted(found.values(), key=lambda each: (-each.confidence, each.subject.id, each.object.id))


def _names(thing: Document) -> Iterator[_Name]:
    labels = thing.labels or (f"|{thing.title}",)
    for texts, weight in ((labels, _PREFERRED), (thing.alt_labels, _ALTERNATIVE)):
        for tagged in texts:
            if found := tuple(words(tagged.partition("|")[2])):
                yield _Name(thing, tagged, weight, found)


def _suggestion(a: _Name, b: _Name, score: float, shared: int) -> Suggestion:
    confidence = round(score * a.weight * b.weight / (2 if shared > 1 else 1), 3)
    sure = a.words == b.words and a.weight == b.weight == _PREFERRED and shared == 1
    names = a.tagged, b.tagged
    return Suggestion(a.thing, b.thing, "EXACT_MATCH" if sure else "CLOSE_MATCH", confidence, names)


def _languages(a: _Name, b: _Name) -> bool:
    """Whether two names may be of one language: where one does not say, they may."""
    return a.language == b.language or not (a.language and b.language)


def _whole(a: list[_Name], b: list[_Name]) -> Iterator[Suggestion]:
    yield from _grouped(_by(a, lambda name: name.words), _by(b, lambda name: name.words), _SAME)


def _reordered(a: list[_Name], b: list[_Name]) -> Iterator[Suggestion]:
    yield from _grouped(_by(a, _plain), _by(b, _plain), _OTHER_ORDER)


def _plain(name: _Name) -> tuple[str, ...]:
    """The words of a name that mean something, in one order; none for a short name."""
    found = tuple(sorted(word for word in name.words if word not in _LITTLE))
    return found if sum(map(len, found)) >= _LEAST else ()


Groups = dict[tuple[str, ...], list[_Name]]


def _by(names: list[_Name], key: Callable[[_Name], tuple[str, ...]]) -> Groups:
    found: Groups = defaultdict(list)
    for name in names:
        if value := key(name):
            found[value].append(name)
    return found


def _grouped(a: Groups, b: Groups, score: float) -> Iterator[Suggestion]:
    for key in a.keys() & b.keys():
        pairs = [(x, y) for x in a[key] for y in b[key] if _languages(x, y)]
        things = [len({each[side].thing.id for each in pairs}) for side in (0, 1)]
        yield from (_suggestion(x, y, score, max(things)) for x, y in pairs)


def _near(a: list[_Name], b: list[_Name]) -> Iterator[Suggestion]:
    """Names spelt almost alike: the preferred ones of the smaller framework, looked up in an index of the other."""
    turned = _size(a) > _size(b)
    asking, asked = (b, a) if turned else (a, b)
    index = SearchIndex.build({name.thing.id: name.thing for name in asked}.values())
    by_text = {(name.thing.id, name.tagged): name for name in asked}
    for name in (each for each in asking if each.weight == _PREFERRED):
        for hit in index.search(" ".join(name.words), first=_HITS):
            other = by_text.get((hit.id, f"{hit.lang}|{hit.text}"))
            if other and other.words != name.words and _languages(name, other) and (alike := _alike(name, other)):
                first, second = (other, name) if turned else (name, other)
                yield _suggestion(first, second, _NEAR * alike, 1)


def _size(names: list[_Name]) -> tuple[int, list[str]]:
    """How many names there are; equal numbers are told apart by the ids, so that turning round changes nothing."""
    return len(names), sorted({name.thing.id for name in names})


def _alike(a: _Name, b: _Name) -> float:
    """How alike two names are spelt, 0 where that is too little."""
    one, two = (" ".join(name.words) for name in (a, b))
    if min(len(one), len(two)) < _LEAST:
        return 0.0
    ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0
