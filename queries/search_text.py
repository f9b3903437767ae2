"""Words of labels and questions in any script, folded so that spellings which look alike are alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 1_000
"""Characters of a label or a question that count."""

LONGEST_MISSPELT = 64
"""Letters of a word up to which it may hold a typing error: longer ones cost milliseconds."""

_VIRAMA, _ANUSVARA, _CANDRABINDU = 0x094D, 0x0902, 0x0901
_SPELLED_OUT = re.compile(f"[ङञणनम]{chr(_VIRAMA)}(?=[क-ह]|$)")

_OPTIONAL_MARKS = frozenset({7, *range(10, 37), *range(200, 241)})
"""Combining classes of marks that people leave out: nukta, Hebrew and Arabic points, accents.

Vowel signs and viramas, of other classes, are letters of their scripts.
"""


class _Letters(dict[int, int | str | None]):
    """What `str.translate` makes of a character: itself, nothing, or the space between words."""

    def __missing__(self, code: int) -> int | str | None:
        character = chr(code)
        category = unicodedata.category(character)
        dropped = category == "Cf" or unicodedata.combining(character) in _OPTIONAL_MARKS
        self[code] = None if dropped else code if category[0] in "LMN" else " "
        return self[code]


_LETTERS = _Letters({_CANDRABINDU: _ANUSVARA})


def words(text: str) -> list[str]:
    """The words of a text, compatibility forms, case, accents, nuktas and zero-width characters folded.

    A word is a run of letters, marks and numbers (Unicode), so that a conjunct stays in one piece.
    """
    text = text[:LONGEST]
    if text.isascii():
        return text.lower().translate(_LETTERS).split()
    # composed again at the end: a typing error in a syllable of Hangul then counts once
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", folded).split()


@lru_cache(maxsize=10_000)
def spellings(word: str) -> tuple[str, ...]:
    """The word, and with anusvara for a spelled-out nasal: हिन्दी is also हिंदी."""
    return tuple(dict.fromkeys((word, _SPELLED_OUT.sub(chr(_ANUSVARA), word))))


@lru_cache(maxsize=10_000)
def typing_errors(word: str) -> int:
    """How many typing errors the word may hold: 1 from 4 letters, 2 from 8; none in a number."""
    letters = sum(character.isalpha() for character in word)
    if letters > LONGEST_MISSPELT or any(character.isdigit() for character in word):
        return 0
    return (letters >= 4) + (letters >= 8)  # noqa: PLR2004 - the rule's own numbers
