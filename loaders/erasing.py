"""A person's erasure: what is taken out of a store, or of an archive, so that nothing names them any more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from loaders.backup import itself
from loaders.batches import BATCH
from loaders.touched import of_officers
from loaders.whole import ITSELF, Edge, Node, Stored, changed, deleted, edges, nodes
from ontology.iris import expand
from ontology.model import NODES, RELS
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.officer_keys import OfficerKeys
    from queries.stores import Store

PERSON, POSTING = "Officer", "Posting"

_BARE = frozenset({"at", "origin", "draft", "author"})
"""What stays of a change that was about a person: that something was written, when, from where and by whom."""


@dataclass(frozen=True)
class Erasure:
    """Officers to be erased, with their postings and the ids of their holdings and enrolments."""

    officers: frozenset[str] = frozenset()
    postings: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()

    def kept(self, row: Stored) -> Stored | None:
        """What stays of a row: itself, what names nobody, or nothing."""
        if not self.officers:
            return row
        if self._theirs(row):
            return None
        if isinstance(row, Node) and row.label in {"Change", "Draft"}:
            return self._record(row)
        props = {name: self._cleared(value) for name, value in row.props.items()}
        if props == row.props:
            return row
        if isinstance(row, Node):
            return Node(row.label, row.id, props)
        return Edge(row.type, row.start, row.end, props)

    def _theirs(self, row: Stored) -> bool:
        own = {PERSON: self.officers, POSTING: self.postings}
        ends = [(row.label, row.id)] if isinstance(row, Node) else [row.start, row.end]
        return any(id_ in own.get(label, ()) for label, id_ in ends)

    def _record(self, row: Node) -> Node | None:
        """What stays of a change or a draft: the words of others may name a person anywhere in a text."""
        named = {name for name, value in row.props.items() if self._said(value)}
        if row.props.get("thing") in self.records:
            named.add("thing")
        about = bool(named - {"author"})
        if self._said(row.id) or (about and row.label == "Draft"):
            return None
        stays = _BARE if about else row.props.keys()
        return Node(row.label, row.id, {n: v for n, v in row.props.items() if n in stays - named}) if named else row

    def _said(self, text: Any) -> bool:
        return isinstance(text, str) and bool(self._word.search(text) or self._quoted.search(text))

    def _cleared(self, value: Any) -> Any:
        """A property of what is about something else: no more than an id of theirs, or a statement with one."""
        if isinstance(value, list):  # N-Quads kept for export
            return [text for text in value if not self._quoted.search(text)] or None
        return None if isinstance(value, str) and value in self.officers else value

    @cached_property
    def _word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w-])(?:{_either(self.officers | self.postings)})(?![\w-])")

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        """An id as JSON or N-Quads have it, whole: a record's may be a number, and stand in any text by chance."""
        ids = self.officers | self.postings | self.records
        text, address = _either(orjson.dumps(id_).decode() for id_ in ids), _either(f"<{expand(id_)}>" for id_ in ids)
        return re.compile(f"{text}|{address}")


def _either(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))


# --- in an archive -----------------------------------------------------------------------------------------


def forgotten_in(rows: Iterable[Stored], keys: OfficerKeys) -> Erasure:
    """The erasure of those in an archive who were forgotten since it was written; their nodes come first there."""
    if not keys.anyone():
        return Erasure()
    officers: set[str] = set()
    asked: list[str] = []
    stated: list[Edge] = []
    for row in rows:
        if asked and (len(asked) >= BATCH or isinstance(row, Edge)):
            officers |= keys.forgotten(asked)
            asked.clear()
        if isinstance(row, Node) and row.label == PERSON:
            asked.append(row.id)
        elif isinstance(row, Edge) and row.start[0] == PERSON and row.start[1] in officers:
            stated.append(row)
    return _of(officers | keys.forgotten(asked), stated)


def _of(officers: Iterable[str], stated: Iterable[Edge]) -> Erasure:
    found = list(stated)
    postings = frozenset(edge.end[1] for edge in found if edge.end[0] == POSTING)
    return Erasure(frozenset(officers), postings, frozenset(edge.props["id"] for edge in found if "id" in edge.props))


# --- in a store --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure takes out: rows that go by type, and rows that are cleared of a name."""

    gone: dict[str, int]
    cleared: dict[str, int]

    @property
    def nothing(self) -> bool:
        """Whether the store has nothing of those officers."""
        return not self.gone and not self.cleared


async def erase(store: Store, officers: Iterable[str], *, dry_run: bool = False) -> Erased:
    """Take officers out of a store, with all that names them, in one transaction; with `dry_run` only tell.

    Not found are ids of theirs within free text of a framework. ConflictError when somebody wrote meanwhile.
    """
    ids = frozenset(officers)
    state = await itself(store)
    stated = [edge async for edge in _stated(store, ids)]
    erasure = _of(ids, stated)
    pairs = [(row, kept) async for row in _candidates(store, erasure) if (kept := erasure.kept(row)) != row]
    gone = [row for row, kept in pairs if kept is None]
    cleared = [(row, kept) for row, kept in pairs if kept is not None]
    if pairs and not dry_run:
        marked = await of_officers(store, ids, state["epoch"])
        statements = _statements(gone, cleared, typed=store.dialect == "embedded")
        await store.write(chain(statements, marked), state["epoch"])
    return Erased(_counted([*gone, *stated]), _counted(row for row, _ in cleared))


async def _stated(store: Store, officers: frozenset[str]) -> AsyncIterator[Edge]:
    for rel in RELS.values():
        for ends in rel.ends:
            if ends[0] == PERSON:
                async for edge in edges(store, rel, ends, officers):
                    yield edge


async def _candidates(store: Store, erasure: Erasure) -> AsyncIterator[Stored]:
    """Their own nodes, and whatever is not personal: it may name them."""
    own = {PERSON: erasure.officers, POSTING: erasure.postings}
    for node in NODES.values():
        if node.label != ITSELF and not (node.personal and node.label not in own):
            async for row in nodes(store, node, own.get(node.label)):
                yield row
    for rel in RELS.values():
        if not rel.personal:
            for ends in rel.ends:
                if not any(NODES[label].personal for label in ends):
                    async for edge in edges(store, rel, ends):
                        yield edge


def _statements(gone: list[Stored], cleared: list[tuple[Stored, Stored]], *, typed: bool) -> Iterator[Statement]:
    for label in NODES:
        yield from deleted(label, [row.id for row in gone if isinstance(row, Node) and row.label == label])
    for before, after in cleared:
        yield changed(before, after, typed=typed)


def _counted(rows: Iterable[Stored]) -> dict[str, int]:
    return dict(sorted(Counter(row.group[0] for row in rows).items()))
