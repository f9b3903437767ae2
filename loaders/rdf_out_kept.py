"""The statements that were kept as `extra`, while a writer works.

Those that may state facts wait, in a database on disk, until it is known whether the model has the facts.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import pyoxigraph
from pyoxigraph import RdfFormat

from loaders.batches import batches
from loaders.rdf_links import joint
from loaders.rdf_out_lines import iri_of
from loaders.rdf_own import IDENTIFIER, OWN, TITLE
from loaders.rdf_spool import HOUSES, KNOWN, Thing
from loaders.rdf_terms import TYPE, Statement, statement
from loaders.rdf_vocabulary import choice
from loaders.rows import NodeRow

_SCHEMA = """
PRAGMA synchronous=OFF;
PRAGMA journal_mode=OFF;
PRAGMA cache_size=-65536;
CREATE TABLE thing(s TEXT PRIMARY KEY, label TEXT, house TEXT) WITHOUT ROWID;
CREATE TABLE kept(s TEXT, p TEXT, o TEXT, tag TEXT, graph TEXT, a TEXT, b TEXT, used INT DEFAULT 0);
"""
BATCH = 10_000
_INDEXES = "CREATE INDEX kept_s ON kept(s); CREATE INDEX kept_ab ON kept(a, b) WHERE a IS NOT NULL;"
_LEFT = """
SELECT k.rowid, k.s, k.p, k.o, k.graph, x.label, y.label FROM kept k JOIN thing x ON x.s = k.a JOIN thing y ON y.s = k.b
WHERE k.used = 0
"""

_PREDICATE = re.compile(r"[^ \t]+[ \t]+<([^<>]*)>")
_TELLING = frozenset(
    {TYPE, IDENTIFIER, TITLE, *KNOWN.through}
    | {name for each in KNOWN.through.values() for name in (each.form, each.language)}
)
"""Properties by which a node's class and values may be stated, whatever its label, or which are on the way to one."""


class Kept:
    """Kept statements that may state facts, and the things that are written."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._things: list[tuple[str, str, str]] = []
        self._rows: list[tuple[str | None, ...]] = []
        self._linked: set[str] = set()
        self._start, self._ends = "", defaultdict[str, list[Statement]](list)
        self.houses = False
        self.found = False
        self.dropped = 0

    def close(self) -> None:
        """Give the disk space back."""
        self._db.close()

    # --- filling -----------------------------------------------------------------------------------

    def add(self, row: NodeRow) -> None:
        """Take a node and what is kept with it."""
        s = iri_of(row.id)
        found = list(parsed(row.props.get("extra", ())))
        house = house_of(said.o for said in found if said.s == s and said.p == TYPE) if found else ""
        self._things.append((s, row.label, house))
        self.houses |= bool(house)
        self.found |= telling(row)
        if found:
            self._linked.update(*(KNOWN.links[said.p].types for said in found if said.p in KNOWN.links))
            self._rows += map(_row, found)
        if len(self._things) + len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT OR IGNORE INTO thing VALUES (?,?,?)", self._things)
        self._things.clear()
        self._db.executemany("INSERT INTO kept VALUES (?,?,?,?,?,?,?,0)", self._rows)
        self._rows.clear()

    def complete(self) -> None:
        """All nodes were taken."""
        self._flush()
        for text in _INDEXES.split(";"):
            self._db.execute(text)

    # --- asking ------------------------------------------------------------------------------------

    def thing(self, s: str) -> Thing | None:
        """The thing with this IRI, if it is written."""
        found = self._db.execute("SELECT s, label, house FROM thing WHERE s = ?", (s,)).fetchone()
        return Thing(*found) if found else None

    def about(self, s: str) -> list[Statement]:
        """What is kept about a subject, each statement once."""
        rows = self._db.execute("SELECT DISTINCT s, p, o, tag, graph FROM kept WHERE s = ?", (s,))
        return sorted(map(Statement._make, rows), key=lambda said: (said.p, said.o, said.tag or "", said.graph))

    def links(self, type_: str, labels: tuple[str, str], a: str, b: str) -> list[Statement]:
        """The kept statements that state a relationship of a type; they are used from now on."""
        stated = self._from(a).get(b) if type_ in self._linked else None
        if not stated:
            return []
        found = [said for said in stated if _states(said, labels) == type_]
        self._db.executemany(
            "UPDATE kept SET used = 1 WHERE a = ? AND b = ? AND s = ? AND p = ?", ((a, b, x.s, x.p) for x in found)
        )
        return found

    def _from(self, a: str) -> dict[str, list[Statement]]:
        """The kept links that start at a thing, by their end; of the thing asked for last they are at hand."""
        if a != self._start:
            self._start, self._ends = a, defaultdict(list)
            for b, *row in self._db.execute("SELECT DISTINCT b, s, p, o, tag, graph FROM kept WHERE a = ?", (a,)):
                self._ends[b].append(Statement._make(row))
        return self._ends

    # --- deciding ----------------------------------------------------------------------------------

    def drop(self, statements: Iterable[Statement]) -> None:
        """Leave statements out: the model has not what they state."""
        for s, p, o, tag, graph in statements:
            where = "s = ? AND p = ? AND o = ? AND tag IS ? AND graph = ?"
            self.dropped += self._db.execute(f"DELETE FROM kept WHERE {where}", (s, p, o, tag, graph)).rowcount

    def left(self) -> Iterator[Statement]:
        """What is written after all: without the links between things that the model does not state."""
        stale = []
        for row, s, p, o, graph, start, end in self._db.execute(_LEFT).fetchall():
            if _states(Statement(s, p, o, None, graph), (start, end)):
                stale.append((row,))
        self.dropped += len(stale)
        self._db.executemany("DELETE FROM kept WHERE rowid = ?", stale)
        for batch in batches(self._db.execute("SELECT s, p, o, tag, graph FROM kept")):
            yield from map(Statement._make, batch)


def telling(row: NodeRow) -> bool:
    """Whether what is kept with a node may state its class or values, so that all that is kept must be known first.

    What does not is written as it is, whatever the node says; relationships come when all is known.
    """
    return any(_tells(found[1] if (found := _PREDICATE.match(each)) else TYPE, row.label)
               for each in row.props.get("extra", ()))  # fmt: skip


@lru_cache(4096)
def _tells(predicate: str, label: str) -> bool:
    return predicate in _TELLING or choice(KNOWN.values, predicate, label) is not None


def _states(said: Statement, labels: tuple[str, str]) -> str | None:
    found = joint(KNOWN.links[said.p].types, *labels)
    return found.type if found else None


def _row(said: Statement) -> tuple[str | None, ...]:
    link = KNOWN.links.get(said.p) if said.tag is None else None
    a, b = (None, None) if link is None else (said.o, said.s) if link.inverse else (said.s, said.o)
    return (*said, a, b)


def parsed(lines: Sequence[str]) -> Iterator[Statement]:
    """Lines of N-Quads as statements."""
    if not lines:
        return
    found = pyoxigraph.parse(input="\n".join(lines), format=RdfFormat.N_QUADS, lenient=True)
    yield from (said for said in map(statement, found) if said)


def known(classes: Iterable[str]) -> list[str]:
    """The classes that say what a thing is, without our own, in order."""
    return sorted({name for name in classes if name in KNOWN.classes and name not in OWN})


def house_of(classes: Iterable[str]) -> str:
    """The namespace of the vocabulary in whose words a thing of these classes is stated."""
    return next((house for house in HOUSES if any(name.startswith(house) for name in known(classes))), "")


@lru_cache(1024)
def label_of(classes: tuple[str, ...]) -> str | None:
    """The label that the classes give."""
    found = [KNOWN.classes[name] for name in classes if name in KNOWN.classes]
    return max(found, key=lambda each: each.rank).label if found else None
