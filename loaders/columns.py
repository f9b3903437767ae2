"""What a standard sheet and its columns are, and how their names are compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

_CLOSED = {"status", "mode", "state", "type"}
LEVELS = {"level": "scale", "fromLevel": "scale", "toLevel": "scale", "otherLevel": "otherScale"}
"""Columns that hold a level, and the column that names its scale."""
_CHOICES = re.compile(r"([\w-]+(?:, [\w-]+)* or [\w-]+)(?=[.;]| \()")
_LANG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
_TAGGED = re.compile(rf"(.+?)\s*(?:@({_LANG})|\(({_LANG})\))")
_KIND_WORDS = {
    "reference": "id of {}",
    "level": "name or number of a level",
    "text": "text, in any language",
    "string": "text",
    "float": "number",
    "int": "whole number",
    "bool": "yes or no",
    "list": "language tags",
    "instant": "date",
    "json": "JSON",
}
MORE = "more"
"""The column of what the others cannot hold."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a standard sheet, and the property or the relationship that its cells become.

    `kind` is id, reference, level or a kind of `ontology.terms`. A reference names a thing of one of
    `labels`; `link` is the relationship that it makes, from the thing named when `inward`. A column `of`
    another holds a property of the relationships that the other makes, in the same order.
    """

    name: str
    kind: str
    doc: str
    required: bool = False
    prop: str = ""
    link: str = ""
    labels: tuple[str, ...] = ()
    inward: bool = False
    many: bool = False
    of: str = ""

    @property
    def scale(self) -> str:
        """The column that names the scale of this level."""
        return LEVELS[self.name]

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that the model names for it, in its order; none where it may say anything."""
        listed = _CHOICES.match(self.doc) if self.kind == "string" else None
        return tuple(re.split(", | or ", listed[1])) if listed else ()

    @property
    def closed(self) -> bool:
        """Whether only its choices are values, because questions depend on them."""
        return self.name in _CLOSED or "interval" in self.choices

    @property
    def says(self) -> str:
        """What a cell holds, in words."""
        words = _KIND_WORDS.get(self.kind, self.kind).format(" or ".join(self.labels))
        if self.of:
            return f"{words}; one for each of `{self.of}`, with `;`"
        return f"{words}; several with `;`" if self.many or self.kind == "list" else words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A standard sheet: a row states one node or one relationship of the type `states`."""

    name: str
    states: str
    doc: str
    columns: tuple[Column, ...]
    ends: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def find(self, header: str) -> tuple[Column, str | None] | None:
        """The column that a header means, with its language: `title@hi`, `Title (hi)`, `title · नाम`; None for none."""
        named = {fold(column.name): column for column in self.columns}
        if plain := named.get(fold(header)):
            return plain, None
        tagged = _TAGGED.fullmatch(header.partition("·")[0].strip())
        column = named.get(fold(tagged[1])) if tagged else None
        return (column, tagged[2] or tagged[3]) if tagged and column and column.kind == "text" else None


def fold(name: str) -> str:
    """A sheet's or a column's name as it is compared: case, spaces, `_` and `-` do not matter."""
    return re.sub(r"[\s_-]+", "", name.partition("·")[0]).casefold()


def similar(word: str, words: Collection[str]) -> str | None:
    """The most similar of the words, as names are compared; None where none is."""
    known = {fold(each): each for each in words}
    close = get_close_matches(fold(word), known, 1)
    return known[close[0]] if close else None


def hint(word: str, words: Collection[str]) -> str:
    """What to say of an unknown word: the most similar one, or all there are."""
    close = similar(word, words)
    return f"did you mean {close}?" if close else f"expected one of {', '.join(words)}"
