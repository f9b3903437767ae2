"""Decisions on matches between competencies: suggested ones are stored, and a person confirms or rejects them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders.load import Options, Report, store_rows
from loaders.rows import EdgeRow, Place
from loaders.sssom import PREDICATES
from loaders.suggesting import Suggestion
from ontology import cypher
from ontology.model import RELS

if TYPE_CHECKING:
    from queries.stores import Store

ORIGIN = "crosswalk"
"""The source of what is decided here; matches of loaded mapping sets have their own."""

CURATED = "semapv:ManualMappingCuration"
KINDS = {type_.removesuffix("_MATCH").lower(): type_ for type_ in PREDICATES.values()}
_PLACE = Place("crosswalk")
_ENDS = ("Competency", "Competency")
_VALIDITY = ("since", "until", "origin")


@dataclass(frozen=True, slots=True)
class Stored:
    """A match as the store has it; `props` without its validity and origin."""

    type: str
    start: str
    end: str
    props: dict[str, Any]
    origin: str
    until: str | None

    def row(self, **changed: Any) -> EdgeRow:
        """The match with other properties."""
        ends = (("Competency", self.start), ("Competency", self.end))
        return EdgeRow(self.type, *ends, _PLACE, self.props | changed)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, and when; `at` is the moment from which it counts."""

    author: str
    date: str
    at: str


async def matches(store: Store, ids: Iterable[str] = (), *, at: str = "") -> list[Stored]:
    """The matches that start at any of the ids, all without ids; with `at`, those that still hold then."""
    return [found async for found in _matches(store, sorted(ids)) if not at or not found.until or found.until > at]


async def _matches(store: Store, ids: list[str]) -> AsyncIterator[Stored]:
    for type_ in PREDICATES.values():
        text = cypher.content_edges(RELS[type_], *_ENDS, few="a" if ids else "")
        async for start, end, *values in store.stream(text, **({"ids": ids} if ids else {})):
            props = {name: value for name, value in zip(RELS[type_].props, values, strict=True) if value is not None}
            stated = {name: value for name, value in props.items() if name not in _VALIDITY}
            yield Stored(type_, start, end, stated, props.get("origin") or "", props.get("until"))


async def store_suggested(store: Store, suggestions: Iterable[Suggestion], by: Decision) -> Report:
    """Store matches as suggested: they count for nothing until they are confirmed."""
    return await _store(store, [each.row(by.author, by.date, _PLACE) for each in suggestions], by)


async def confirm(store: Store, a: str, b: str, kind: str, by: Decision) -> Report:
    """State that the first matches the second; other decisions of the same two end."""
    known = await _between(store, a, b, by)
    decided = Stored(KINDS[kind], a, b, {}, ORIGIN, None)
    same = [each for each in known if (each.type, each.start) == (decided.type, a)]
    props: dict[str, Any] = {"state": "confirmed", "justification": CURATED, "author": by.author, "date": by.date}
    ended = [each.row(until=by.at) for each in known if each not in same]
    return await _store(store, [decided.row(**props, **({} if same else {"since": by.at})), *ended], by)


async def reject(store: Store, a: str, b: str, by: Decision) -> tuple[Report, list[str]]:
    """State that two do not match, so that it is not suggested again; also which other sources say they do."""
    known = await _between(store, a, b, by)
    props = {"state": "rejected", "justification": CURATED, "author": by.author, "date": by.date, "confidence": None}
    rows = [each.row(**props) for each in known] or [Stored("EXACT_MATCH", a, b, {}, ORIGIN, None).row(**props)]
    others = [each for each in await matches(store, (a, b), at=by.at) if {each.start, each.end} == {a, b}]
    return await _store(store, rows, by), sorted({each.origin for each in others} - {ORIGIN})


async def _between(store: Store, a: str, b: str, by: Decision) -> list[Stored]:
    found = await matches(store, (a, b), at=by.at)
    return [each for each in found if {each.start, each.end} == {a, b} and each.origin == ORIGIN]


async def _store(store: Store, rows: list[EdgeRow], by: Decision) -> Report:
    return await store_rows(store, rows, origin=ORIGIN, format="crosswalk", options=Options(at=by.at))
