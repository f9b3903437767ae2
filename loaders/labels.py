"""Labels as a source spells them: kept as they are; what looks wrong is remarked on, never mended or merged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from loaders.rows import Place, Remark, text

Label = tuple[str, str, Place]
"""The id a label belongs to, the label, and where it stands."""

_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_NUMBER = re.compile(r"[\w+]+")

_LEAST = 7
"""Letters of the shortest word checked: shorter ones are often one letter from another good word (POLICY, POLICE)."""

_NEARNESS = ((1, 7, 10), (2, 10, 40))
"""Edits, letters of the shortest word, and how many times more frequent the other spelling must be."""


def labelled(name: str, fallback: str, at: Place, lang: str = "en") -> Generator[Remark, None, dict[str, Any]]:
    """The properties `title` and `labels` for a name; yields remarks on the name and on what was done to it."""
    clean = name.strip()
    if clean != name:
        yield Remark(at, "outer white space trimmed", repr(name))
    if re.search(r"\s\s", clean):
        yield Remark(at, "double spaces kept", f"{fallback}: {clean}")
    if re.match(r"[,;:.-]|.*[,;:-]$", clean):
        yield Remark(at, "begins or ends with punctuation", f"{fallback}: {clean}")
    if not clean:
        yield Remark(at, "no name: its code is the title", fallback)
        return {"title": fallback}
    return {"title": clean, "labels": text(lang, clean)}


def doubtful(labels: Iterable[Label]) -> Iterator[Remark]:
    """Remarks on labels of one list that look like another's variant, or hold a word that looks misspelt."""
    known = list(labels)
    yield from _variants(known)
    yield from _misspelt(known)


def _variants(labels: list[Label]) -> Iterator[Remark]:
    """Labels of the same words in another order, spacing or punctuation, or with GRADE before the number or not."""
    groups: dict[tuple[str, ...], list[Label]] = defaultdict(list)
    for label in labels:
        found = sorted(_WORD_OR_NUMBER.findall(label[1].casefold()))
        groups[tuple(word for word in found if word != "grade") or tuple(found)].append(label)
    for group in groups.values():
        if len(group) > 1:
            names = " / ".join(f"{id_} {name}" for id_, name, _ in group)
            yield Remark(group[0][2], "perhaps the same: kept apart", names)


def _misspelt(labels: list[Label]) -> Iterator[Remark]:
    words = [set(_WORD.findall(name.casefold())) for _, name, _ in labels]
    count = Counter(word for found in words for word in found if len(word) >= _LEAST)
    better = {word: other for rule in _NEARNESS for word, other in _nearest(count, *rule)}
    for (id_, name, at), found in zip(labels, words, strict=True):
        for word in sorted(found & better.keys()):
            yield Remark(at, "perhaps misspelt: kept", f"{id_} {name}: {word}, for {better[word]}?")


def _nearest(count: Counter[str], edits: int, letters: int, times: int) -> Iterator[tuple[str, str]]:
    """Rare words with the most frequent word within the edits of each.

    Two words are near when deleting a letter or two of each leaves the same: no comparison of every pair.
    """
    frequent: dict[str, list[str]] = defaultdict(list)
    for word, number in count.items():
        if number > times and len(word) >= letters:
            for rest in _deletions(word, edits):
                frequent[rest].append(word)
    for word in count:
        near = {other for rest in _deletions(word, edits) for other in frequent.get(rest, ())}
        better = [other for other in near if count[other] > times * count[word] and not _derived(word, other)]
        if better and len(word) >= letters:
            yield word, max(better, key=lambda other: (count[other], other))


def _derived(word: str, other: str) -> bool:
    """Plurals and the like: division, divisional."""
    return word.startswith(other) or other.startswith(word)


def _deletions(word: str, edits: int) -> set[str]:
    found = newest = {word}
    for _ in range(edits):
        newest = {rest[:i] + rest[i + 1 :] for rest in newest for i in range(len(rest))}
        found = found | newest
    return found
