"""A cell's text as the value of its column, or the fault that rejects its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

from loaders.columns import Column
from ontology.instants import instant

Note = Callable[[str, str], None]
"""Takes a remark on a cell: its kind and the value."""

_BOUNDS: dict[str, tuple[float, float]] = {
    "importance": (0, 1),
    "confidence": (0, 1),
    "score": (0, 100),
    "rating": (1, 5),
    "hours": (0, 1e6),
    "capacity": (0, 1e9),
    "sanctioned": (0, 1e9),
}
_YES = {"yes", "y", "true", "1", "हाँ", "हां"}
_NO = {"no", "n", "false", "0", "नहीं"}
_ESSENTIAL = {"essential": True, "optional": False}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_FORMULA = re.compile(r"[=+\-@'\t\r]")
_QUOTED = re.compile(rf"'{_FORMULA.pattern}")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA"}


class CellError(ValueError):
    """What is wrong with a cell: the reason, the value at fault and what would mend it."""

    def __init__(self, reason: str, value: str = "", suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value
        self.suggestion = suggestion


def unquoted(cell: str) -> str:
    """The cell without the `'` that kept a spreadsheet from reading it as a formula."""
    return cell[1:] if _QUOTED.match(cell) else cell


def quoted(text: str) -> str:
    """The text with a `'` before what a spreadsheet would read as a formula, or `unquoted` as a quote."""
    return f"'{text}" if _FORMULA.match(text) else text


def cleaned(cell: str, note: Note) -> str:
    """The cell without formula quote and outer white space, each remarked on; CellError for a spreadsheet's error."""
    text = unquoted(cell)
    if text != cell:
        note("formula quote removed", cell)
    stripped = text.strip()
    if stripped and stripped != text:
        note("outer white space trimmed", repr(text))
    if stripped in _ERRORS:
        raise CellError("the cell holds a spreadsheet error", stripped, "mend the formula, or empty the cell")
    return stripped


def folded(text: str) -> str:
    """The text as words are compared: one normal form, no case."""
    return normalize("NFC", text).casefold().strip()


def is_tag(text: str) -> bool:
    """Whether the text has the form of a language tag (BCP 47)."""
    return _TAG.fullmatch(text) is not None


def nearest(word: str, words: Sequence[str]) -> str:
    """The most similar of `words`, case aside; all of them where none is similar."""
    known = {folded(each): each for each in words}
    close = get_close_matches(folded(word), known, 1)
    return known[close[0]] if close else ", ".join(words)


def parse(column: Column, text: str, note: Note) -> Any:
    """The value of a cell that is not empty, but for references, levels and texts; CellError when it has none."""
    return _READERS[column.kind](column, text, note)


def several(column: Column, text: str) -> list[str]:
    """The values of a cell, split at `;` where the column takes several."""
    return list(dict.fromkeys(filter(None, map(str.strip, text.split(";"))))) if column.many else [text]


def _number(column: Column, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise CellError(f"{column.name} is not a number", text, "write digits, and a point before decimals")
    found = float(text)
    low, high = _BOUNDS.get(column.name, (found, found))
    if not low <= found <= high:
        raise CellError(f"{column.name} is not between {low:g} and {high:g}", text)
    return found


def _float(column: Column, text: str, _note: Note) -> float:
    return _number(column, text)


def _int(column: Column, text: str, _note: Note) -> int:
    found = _number(column, text)
    if not found.is_integer():
        raise CellError(f"{column.name} is not a whole number", text)
    return int(found)


def _bool(column: Column, text: str, _note: Note) -> bool:
    word = folded(text)
    if column.name == "essential" and word in _ESSENTIAL:
        return _ESSENTIAL[word]
    if word not in _YES | _NO:
        words = ("essential", "optional") if column.name == "essential" else ("yes", "no")
        raise CellError(f"{column.name} is neither {words[0]} nor {words[1]}", text, nearest(text, words))
    return word in _YES


def _string(column: Column, text: str, note: Note) -> str:
    choices = {folded(choice): choice for choice in column.choices}
    chosen = choices.get(folded(text))
    if chosen is None and column.closed:
        raise CellError(f"{column.name} is none of {', '.join(column.choices)}", text, nearest(text, column.choices))
    if chosen is None and choices:
        note(f"unusual {column.name} kept", text)
    elif chosen is not None and chosen != text:
        note(f"{column.name} written as in the model", text)
    return chosen or text


def _instant(column: Column, text: str, _note: Note) -> str:
    try:
        return instant(text)
    except (ValueError, OverflowError) as error:
        raise CellError(f"{column.name} is not a date", text, "write it as 2026-11-24 or 24-11-2026") from error


def _tags(_column: Column, text: str, note: Note) -> list[str]:
    tags = list(dict.fromkeys(filter(None, map(str.strip, re.split("[;,]", text)))))
    for tag in tags:
        if not is_tag(tag):
            note("no language tag: kept", tag)
    return tags


_READERS: dict[str, Callable[[Column, str, Note], Any]] = {
    "string": _string,
    "float": _float,
    "int": _int,
    "bool": _bool,
    "list": _tags,
    "instant": _instant,
}
