"""What a store states, spooled on disk so that it can be asked for: things with their relationships, in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from loaders.cells import is_tag
from loaders.cells_out import id_text, plain
from loaders.checks import spooled_scales
from loaders.levelnames import LevelNames
from loaders.rows import EdgeRow, NodeRow, Place
from loaders.sheet_row import Reading
from loaders.spool import Spool
from ontology.levels import Scales
from ontology.model import NODES, RELS

LANG = "en"
"""The language of titles, as the reader of tables takes it."""

BATCH = 5_000
Props = dict[str, Any]
_DECLARED = [*(node.props for node in NODES.values()), *(rel.props for rel in RELS.values())]
_TEXTS = {prop.name for props in _DECLARED for prop in props.values() if prop.kind == "text"}


async def spooled(rows: AsyncIterator[NodeRow | EdgeRow]) -> Spool:
    """The rows on disk; the caller closes it."""
    spool = Spool()
    batch: list[NodeRow | EdgeRow] = []
    async for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            _take(spool, batch)
    _take(spool, batch)
    return spool


def _take(spool: Spool, batch: list[NodeRow | EdgeRow]) -> None:
    for _ in spool.fill(batch):
        pass
    batch.clear()


@dataclass(slots=True)
class Source:
    """What is to be written; which relationships have found their row, and what has found none."""

    spool: Spool
    reading: Reading
    levels: dict[str, tuple[str, float]] = field(default_factory=dict)
    """The scale and rank of each level by its id."""
    on_scale: dict[str, NodeRow] = field(default_factory=dict)
    """The levels that have the id which a row of their scale gives them."""
    languages: dict[str, list[str]] = field(default_factory=dict)
    losses: Counter[str] = field(default_factory=Counter)
    _lost: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, spool: Spool) -> Source:
        """Begin with a filled spool."""
        spool.db.executescript(
            "CREATE INDEX edge_from ON edge(type, sid); CREATE INDEX edge_to ON edge(type, eid);"
            "CREATE TEMP TABLE told(n INTEGER PRIMARY KEY); BEGIN"
        )
        found = cls(spool, Reading("", LANG, LevelNames.of(spooled_scales(spool, Scales()))))
        found.languages = _languages(spool)
        kinds = {scale.id: scale.props["kind"] for scale in found.nodes("Scale") if plain(id_text(scale.id))}
        for level in found.nodes("Level"):
            scales = [edge.start[1] for edge in found.joined("HAS_LEVEL", level, inward=True)]
            if len(scales) == 1:
                scale, rank = scales[0], level.props["rank"]
                found.levels[level.id] = scale, rank
                if level.id == f"{scale}:{rank:g}" and rank >= 1 and kinds.get(scale) == "ordinal":
                    found.on_scale[level.id] = level
        for conflict in spool.rejected():
            found.losses[f"statement of another source that differs: {conflict.value}"] += 1
        return found

    def langs(self, name: str) -> list[str]:
        """The languages of a property with language-tagged text."""
        return self.languages.get(name) or [LANG]

    def told(self, *numbers: int) -> None:
        """Note that these relationships have their row."""
        self.spool.db.executemany("INSERT OR IGNORE INTO told VALUES (?)", ((n,) for n in numbers))

    def lose(self, row: NodeRow | EdgeRow) -> None:
        """Note that no row can state this."""
        if isinstance(row, NodeRow):
            self._lost.add((row.label, row.id))
            self.losses[f"{row.label}: its id fits no cell, or it lacks what its sheet requires"] += 1
        else:
            self.losses[f"{row.type}: an id fits no cell, or an end is not written"] += 1

    def is_lost(self, edge: EdgeRow) -> bool:
        """Whether an end of the relationship is not written."""
        return edge.start in self._lost or edge.end in self._lost

    def nodes(self, label: str) -> Iterator[NodeRow]:
        """The things of a type in the order of their ids."""
        for id_, props in self.spool.db.execute("SELECT id, props FROM node WHERE label = ? ORDER BY id", (label,)):
            yield NodeRow(label, id_, orjson.loads(props), Place(""))

    def edges(self, where: str, *params: Any) -> Iterator[EdgeRow]:
        """Relationships under a condition in their order; their number is the line of their place."""
        text = f"SELECT type, sl, sid, el, eid, props, n FROM edge WHERE {where} ORDER BY n"
        for type_, start, sid, end, eid, props, n in self.spool.db.execute(text, params):
            yield EdgeRow(type_, (start, sid), (end, eid), Place("", n), orjson.loads(props))

    def joined(self, type_: str, thing: NodeRow, *, inward: bool = False) -> Iterator[EdgeRow]:
        """The relationships of a type that leave a thing, or reach it."""
        near = "eid = ? AND el = ?" if inward else "sid = ? AND sl = ?"
        return self.edges(f"type = ? AND {near}", type_, thing.id, thing.label)

    @staticmethod
    def number(edge: EdgeRow) -> int:
        """The relationship's number, by which `told` knows it."""
        return edge.at.line or 0


def _languages(spool: Spool) -> dict[str, list[str]]:
    """The languages of each language-tagged property, in the order in which they follow each other in most things."""
    found: dict[str, list[str]] = {}
    for table in ("node", "edge"):
        for (props,) in spool.db.execute(f"SELECT props FROM {table} WHERE instr(props, '|')"):
            for name, texts in orjson.loads(props).items():
                if name in _TEXTS:
                    _follow(found.setdefault(name, []), filter(is_tag, (text.partition("|")[0] for text in texts)))
    return found


def _follow(order: list[str], langs: Iterable[str]) -> None:
    """Take in languages that are new, each after the one that it follows."""
    at = 0
    for lang in langs:
        if lang not in order:
            order.insert(at, lang)
        at = order.index(lang) + 1
