"""Whose records one request looked at, and which requests looked at one officer's."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from queries.officer_keys import OfficerKeys
from queries.trail import parted

MOST = 1_000
"""Officers named by one entry: of a list of more, the first ones and how many more there were."""

_MARK = b'"officers":['


@dataclass(slots=True)
class Looks:
    """What one request reached of personal data."""

    ready: Callable[[], None] = lambda: None
    """Raises where it could not be recorded: then nothing is shown."""
    types: set[str] = field(default_factory=set)
    officers: dict[str, None] = field(default_factory=dict)
    more: int = 0
    """Looks at officers beyond those that are named: an upper bound of their number."""
    written: int = 0
    """Rows of personal data that were written."""

    def reach(self, types: Iterable[str]) -> None:
        """Personal types are read."""
        self.ready()
        self.types.update(types)

    def see(self, officers: Iterable[str]) -> None:
        """The records of officers are shown."""
        for id_ in officers:
            if len(self.officers) < MOST:
                self.officers[id_] = None
            elif id_ not in self.officers:
                self.more += 1

    def add(self, other: Looks) -> None:
        """What another reading reached, whose answer this request has too."""
        if other is not self:
            self.types |= other.types
            self.see(other.officers)
            self.more += other.more
            self.written += other.written

    def entry(self) -> dict[str, Any]:
        """What an entry says of them, but for the officers, who need their keys."""
        return {"types": sorted(self.types), "more": self.more, "written": self.written}


_CURRENT: ContextVar[Looks | None] = ContextVar("looks", default=None)


def current() -> Looks | None:
    """The looks of the request that is being answered; of what the service reads for itself, none."""
    return _CURRENT.get()


@contextmanager
def looking(looks: Looks) -> Iterator[Looks]:
    """All that is read within belongs to these looks."""
    token = _CURRENT.set(looks)
    try:
        yield looks
    finally:
        _CURRENT.reset(token)


# --- in the trail ----------------------------------------------------------------------------------------


def tag(key: bytes, request: str) -> str:
    """What stands for an officer in one entry: another in each, so that entries are not tied to one another."""
    return hmac.digest(key, request.encode(), "sha256")[:12].hex()


def tagged(keys: Mapping[str, bytes], officers: Iterable[str], request: str) -> list[str]:
    """The officers as an entry names them, in no order that tells of them; those who were forgotten are left out."""
    return sorted(tag(keys[id_], request) for id_ in officers if id_ in keys)


Entry = tuple[dict[str, Any], tuple[str, ...]]
"""What is told, and the ids of the officers whose records were shown."""


def composed(keys: OfficerKeys, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries as they are written: officers by what only their own keys tie to them."""
    listed = list(entries)
    named = {id_ for _, officers in listed for id_ in officers}
    known = keys.keys(named) if named else {}
    return [
        facts | {"officers": tagged(known, officers, facts["request"])} if officers else facts
        for facts, officers in listed
    ]


def who_looked(paths: Sequence[Path], key: bytes) -> Iterator[tuple[dict[str, Any], bool]]:
    """The entries that look at the officer with this key, and whether that is certain.

    Not certain is an entry of more officers than it names.
    """
    for path in paths:
        with path.open("rb") as stream:
            for line in stream:
                if _MARK in line and (found := parted(line)):
                    entry = found[0]
                    named = tag(key, entry["request"]) in entry["officers"]
                    if named or entry.get("more"):
                        yield entry, named
