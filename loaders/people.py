"""Officers' records as they are sent one by one: what a row states, and what is recorded of the same id already."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from loaders.batches import batches
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology import cypher
from ontology.model import NODES, RELS

if TYPE_CHECKING:
    from queries.stores import Store

Props = Mapping[str, Any]

POSTING = "Posting"
RECORDS = {"holdings": "HOLDS", "enrolments": "TOOK", "completions": "TOOK", "postings": POSTING}
"""The kinds of record that are sent, and what each is in the model."""

ENDS = frozenset({"officer", "competency", "module", "role", "organisation"})
"""The names that the ends of records have in a row."""

OTHERS = {"HOLDS": ("competency", "Competency"), "TOOK": ("module", "Module")}
"""The other end of a record that is a relationship: its name in a row, its label."""

_LINKS = (("HAS_POSTING", "officer", "Officer", "b"), ("AS", "role", "Role", "a"),
          ("AT", "organisation", "Organisation", "a"))  # fmt: skip
"""The relationships of a posting: the name of the other end in a row, its label, and which end the posting is."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is stored: its properties with its ends by name, and the source that it is of."""

    props: Props
    origin: str

    @property
    def revision(self) -> str:
        """A digest of what is recorded: another for each other content."""
        return revision(self.props)


def revision(props: Props) -> str:
    """The digest of a record's content; absent properties do not count."""
    stated = {name: value for name, value in props.items() if value not in (None, [])}
    return hashlib.sha256(orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


async def known(store: Store, kind: str, rows: Iterable[Props]) -> dict[str, Record]:
    """What is recorded under the ids of the rows: of a posting, of whomever; of others, of the rows' officers."""
    what, wanted = RECORDS[kind], {row["id"] for row in rows}
    if what == POSTING:
        return await _postings(store, sorted(wanted))
    officers = sorted({row["officer"] for row in rows})
    other, label = OTHERS[what]
    found: dict[str, Record] = {}
    text = cypher.content_edges(RELS[what], "Officer", label, few="a", ordered=False)
    for batch in batches(officers):
        async for officer, end, *values in store.stream(text, ids=batch):
            props = _present(dict(zip(RELS[what].props, values, strict=True)))
            if props["id"] in wanted:
                origin = props.pop("origin", "")
                found[props["id"]] = Record(props | {"officer": officer, other: end}, origin)
    return found


async def _postings(store: Store, ids: list[str]) -> dict[str, Record]:
    names = list(NODES[POSTING].props)
    nodes = {row[0]: _present(dict(zip(names, row, strict=True)))
             for row in await store.rows(cypher.read_nodes(NODES[POSTING]), ids=ids)}  # fmt: skip
    for type_, name, label, side in _LINKS:
        ends = (label, POSTING) if side == "b" else (POSTING, label)
        text = cypher.content_edges(RELS[type_], *ends, few=side, ordered=False)
        for start, end, *_ in await store.rows(text, ids=ids):
            posting, other = (end, start) if side == "b" else (start, end)
            nodes[posting][name] = other
    return {id_: Record(props, props.pop("origin", "")) for id_, props in nodes.items()}


def _present(props: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if value not in (None, [])}


def stated(kind: str, props: Props, at: Place) -> Iterator[Row]:
    """The rows that state a record."""
    what, officer = RECORDS[kind], ("Officer", props["officer"])
    if what != POSTING:
        name, label = OTHERS[what]
        own = {n: v for n, v in props.items() if n in RELS[what].props}
        yield EdgeRow(what, officer, (label, props[name]), at, own)
        return
    posting = (POSTING, props["id"])
    yield NodeRow(POSTING, props["id"], {n: v for n, v in props.items() if n in NODES[POSTING].props and n != "id"}, at)
    yield EdgeRow("HAS_POSTING", officer, posting, at)
    for type_, name, label, _ in _LINKS[1:]:
        if props.get(name):
            yield EdgeRow(type_, posting, (label, props[name]), at)


def repeated(rows: Iterable[Props]) -> set[str]:
    """The ids that several rows have."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["id"]] += 1
    return {id_ for id_, count in counts.items() if count > 1}
