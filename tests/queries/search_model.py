"""A plain model of search: what is found, how, and in what order."""

from __future__ import annotations

from typing import Any

from queries.search import Document
from queries.search_text import spellings, typing_errors, words


def distance(asked: str, word: str, *, unfinished: bool) -> int:
    """Edits from one word to the other (neighbours swapped count once), or to a beginning of it."""
    rows = [list(range(len(word) + 1))]
    for i, a in enumerate(asked, 1):
        row = [i]
        for j, b in enumerate(word, 1):
            row.append(min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == word[j - 2] and asked[i - 2] == b:
                row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        rows.append(row)
    return min(rows[-1]) if unfinished else rows[-1][-1]


def near(asked: list[str], name: list[str], errors: int) -> bool:
    return all(
        any(
            distance(a, b, unfinished=n == len(asked) - 1) <= min(errors, typing_errors(word))
            for a in spellings(word)
            for other in name
            for b in spellings(other)
        )
        for n, word in enumerate(asked)
    )


def rank(asked: list[str], name: list[str], kind: int) -> int | None:
    """0 exact, 1 prefix, 2 words, 3 and 4 typing errors; ids only whole, codes only from the start."""
    if asked == name:
        return 0
    if kind < 3 and " ".join(name).startswith(" ".join(asked)):
        return 1
    return next((2 + e for e in range(3) if kind < 2 and near(asked, name, e)), None)


def model(world: list[Document], query: str, types: set[str], frameworks: set[str]) -> list[tuple[str, str]]:
    """Id and kind of match of what is found, in order."""
    best: dict[str, Any] = {}
    for d in world:
        if (types and d.label not in types) or (frameworks and not frameworks & set(d.frameworks)):
            continue
        kinds = (d.labels, d.alt_labels, [f"|{d.notation or ''}", f"|{d.id[3:]}"], [f"|{d.id}"])
        for kind, tagged in [(kind, text) for kind, texts in enumerate(kinds) for text in texts]:
            name = words(tagged.partition("|")[2])
            found = rank(words(query), name, kind) if name and words(query) else None
            if found is not None:
                place = (found, kind, len(" ".join(name)), d.retired, d.title, d.id)
                best[d.id] = min(best.get(d.id, place), place)
    match = ("exact", "prefix", "words", "typo", "typo")
    return [(place[5], match[place[0]]) for place in sorted(best.values())]
