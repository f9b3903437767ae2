"""What a reader yields: node rows, relationship rows, rejected rows and remarks, each with its place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ontology.levels import Scales


class Place(NamedTuple):
    """Where in the source a row stands."""

    file: str
    line: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        parts = [self.file, f"sheet {self.sheet}" if self.sheet else "", f"line {self.line}" if self.line else ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node as the source states it; absent properties are left as they are in the store."""

    label: str
    id: str
    props: dict[str, Any]
    at: Place


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A relationship as the source states it, between things of this source or of the store."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]
    at: Place
    props: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not loaded, with the value at fault and what would mend it."""

    at: Place
    reason: str
    value: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader did or noticed that loses no row: reported by kind with a count."""

    at: Place
    kind: str
    value: str = ""


Row = NodeRow | EdgeRow | Rejected | Remark


class SourceError(Exception):
    """The source cannot be read at all: nothing is loaded. Names the place and a remedy."""

    def __init__(self, at: Place | str, reason: str, hint: str = "") -> None:
        super().__init__(f"{at}: {reason}" + (f" ({hint})" if hint else ""))
        self.at = at
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may need besides its source: the store's scales and the caller's options."""

    scales: Scales = field(default_factory=Scales)
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be loaded: its name, how to read it, how to recognise it.

    `complete` says that a load states all that its source has, so that what is absent retires.
    `origin` names the source for a path and options; only things of one origin are ever retired by it.
    """

    name: str
    doc: str
    read: Callable[[Path, Context], Iterator[Row]]
    recognises: Callable[[Path], bool]
    origin: Callable[[Path, Context], str]
    complete: bool = True
    options: dict[str, str] = field(default_factory=dict)


Content = Callable[[], AsyncIterator[NodeRow | EdgeRow]]
"""What to write, read from its start at each call: a writer may pass over it twice."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A format that can be written: its name, the ending of its files, and how.

    `write` puts the content at the path (a file, or a folder where `ending` is empty) and returns what
    could not be carried, a line each with a count. `history` says that it can carry what is no longer
    stated; else it gets what is valid at one date.
    """

    name: str
    doc: str
    ending: str
    write: Callable[[Content, Path, Mapping[str, str]], Awaitable[list[str]]]
    history: bool = False
    options: dict[str, str] = field(default_factory=dict)


def text(lang: str, *values: str) -> list[str]:
    """Language-tagged text as the model keeps it, empty values and repeats left out."""
    return list(dict.fromkeys(f"{lang}|{value}" for value in values if value))
