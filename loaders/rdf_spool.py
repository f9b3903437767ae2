"""The statements of a file on disk, sorted by what they are: of which type a thing is, what it is joined to, the rest.

Memory does not grow with the file, but for its blank nodes, which are limited.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from pyoxigraph import Quad

from loaders import rdf_ctdl, rdf_esco, rdf_own, rdf_skos, schemaorg, w3c_org
from loaders.batches import batches
from loaders.rdf_bnodes import BlankNodes, has_blank
from loaders.rdf_terms import SKOS, TYPE, Statement, statement
from loaders.rdf_vocabulary import together
from loaders.rows import Place, Rejected, Remark, SourceError

VOCABULARIES = (
    rdf_esco.VOCABULARY,
    rdf_ctdl.VOCABULARY,
    rdf_skos.VOCABULARY,
    w3c_org.VOCABULARY,
    schemaorg.VOCABULARY,
    rdf_own.VOCABULARY,
)
"""The vocabularies that are read; where two read one term, the earlier one counts."""

KNOWN = together(*VOCABULARIES)
HOUSES = {each.house: each for each in VOCABULARIES if each.house}
"""The vocabularies in whose words the things of their classes are stated."""

LONGEST = 1 << 20
"""Characters of one term: a longer one is no label or description."""

_SCHEMA = """
PRAGMA synchronous=OFF;
PRAGMA journal_mode=OFF;
PRAGMA cache_size=-65536;
CREATE TABLE statement(s TEXT, p TEXT, o TEXT, tag TEXT, graph TEXT);
CREATE TABLE class(s TEXT, o TEXT, graph TEXT);
CREATE TABLE link(a TEXT, b TEXT, p TEXT, graph TEXT);
CREATE TABLE thing(s TEXT PRIMARY KEY, label TEXT, rank INT, house TEXT) WITHOUT ROWID;
CREATE TABLE stated(type TEXT, a TEXT, b TEXT, by TEXT, PRIMARY KEY(type, a, b)) WITHOUT ROWID;
CREATE TABLE extra(owner TEXT, line TEXT);
"""
_INDEXES = """
CREATE INDEX statement_s ON statement(s);
CREATE INDEX class_s ON class(s);
CREATE INDEX link_ab ON link(a, b);
CREATE INDEX link_b ON link(b);
"""
_ROLES = """
WITH RECURSIVE role(s) AS (
  SELECT s FROM thing WHERE label = 'Role'
  UNION SELECT t.s FROM role JOIN link l ON l.a = role.s JOIN thing t ON t.s = l.b
    WHERE l.p IN (:broader, :narrower) AND t.rank = 1
  UNION SELECT t.s FROM role JOIN link l ON l.b = role.s JOIN thing t ON t.s = l.a
    WHERE l.p IN (:broader, :narrower) AND t.rank = 1)
UPDATE thing SET label = 'Role' WHERE label = 'Competency' AND rank = 1 AND s IN (SELECT s FROM role)
"""


class Thing(NamedTuple):
    """A subject that is a node: its IRI, its label, and the house in whose words it is stated."""

    s: str
    label: str
    house: str = ""


class Statements:
    """A private database on disk that goes with the object.

    `thing`: the subjects that are nodes. `link`: properties between things, turned the way the relationship goes.
    `stated`: relationships that the file states in more detail, by a class or a list. `extra`: lines of N-Quads to
    keep and the thing on which they are kept. `shared`: blank nodes that several statements refer to. What has its
    place in the model is taken out of `statement` and `class`.
    """

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.executescript(_SCHEMA)
        self.db.execute("BEGIN")  # one for all: each statement on its own would write to disk
        self.count = 0
        self.shared: set[str] = set()
        self._detailed = False

    def close(self) -> None:
        """Give the disk space back."""
        self.db.close()

    # --- filling ---------------------------------------------------------------------------------

    def fill(self, quads: Iterable[Quad | Rejected | Remark], at: Place) -> Iterator[Rejected | Remark]:
        """Take in all statements; yields those that cannot be kept.

        SourceError when there are none, or too many blank nodes.
        """
        blank = BlankNodes(at.file)
        for batch in batches(quads):
            said = []
            for quad in batch:
                found = statement(quad) if isinstance(quad, Quad) else None
                if found is None or len(found.o) > LONGEST:
                    yield _refused(quad, at)
                elif has_blank(found):
                    blank.add(found)
                else:
                    said.append(found)
            self._put(said)
        for named in batches(blank.named()):
            self._put(named)
        self.shared = blank.shared
        self.run(_INDEXES)
        if not self.count:
            raise SourceError(at, "states nothing", "is it the right file?")

    def _put(self, batch: list[Statement]) -> None:
        self.count += len(batch)
        classes, links, others = [], [], []
        for said in batch:
            s, p, o, tag, graph = said
            if tag is not None:
                others.append(said)
            elif link := KNOWN.links.get(p):
                links.append((o, s, p, graph) if link.inverse else (s, o, p, graph))
            elif p == TYPE:
                classes.append((s, o, graph))
            else:
                others.append(said)
        self.db.executemany("INSERT INTO class VALUES (?,?,?)", classes)
        self.db.executemany("INSERT INTO link VALUES (?,?,?,?)", links)
        self.db.executemany("INSERT INTO statement VALUES (?,?,?,?,?)", others)

    # --- things ------------------------------------------------------------------------------------

    def name_things(self, at: Place) -> Iterator[Remark]:
        """Find the subjects that are nodes, and their labels; remarks on those whose classes are at odds.

        Plain concepts above or below a role are roles too: ESCO's occupation groups have no class of their own.
        """
        rows = self.db.execute("SELECT DISTINCT s, o FROM class ORDER BY s, o")
        for s, pairs in groupby(rows, key=itemgetter(0)):
            known = [o for _, o in pairs if o in KNOWN.classes]
            if not known:
                continue
            classes = [KNOWN.classes[o] for o in known]
            best = max(classes, key=lambda found: found.rank)
            house = next((house for house in HOUSES if any(o.startswith(house) for o in known)), "")
            self.db.execute("INSERT INTO thing VALUES (?,?,?,?)", (s, best.label, best.rank, house))
            if labels := {found.label for found in classes if found.rank == best.rank} - {best.label}:
                yield Remark(at, f"of several types: taken as {best.label}", f"{s} {', '.join(labels)}")
        self.db.execute(_ROLES, {"broader": SKOS + "broader", "narrower": SKOS + "narrower"})

    def thing(self, s: str) -> Thing | None:
        """The thing with this IRI; None when this file does not describe it."""
        found = self.db.execute("SELECT s, label, house FROM thing WHERE s = ?", (s,)).fetchone()
        return Thing(*found) if found else None

    def about(self, s: str) -> list[Statement]:
        """What is said of a subject besides its types and relationships, each statement once."""
        rows = set(self.db.execute("SELECT s, p, o, tag, graph FROM statement WHERE s = ?", (s,)))
        return [Statement._make(row) for row in sorted(rows, key=_order)]  # SQLite sorts few rows slowly

    def types(self, s: str) -> list[Statement]:
        """The types of a subject, each statement once."""
        rows = sorted(set(self.db.execute("SELECT o, graph FROM class WHERE s = ?", (s,))))
        return [Statement(s, TYPE, o, None, graph) for o, graph in rows]

    def take_out(self, s: str) -> None:
        """All that is said of a subject has its place in the model."""
        self.db.execute("DELETE FROM statement WHERE s = ?", (s,))
        self.db.execute("DELETE FROM class WHERE s = ?", (s,))

    def state(self, type_: str, a: str, b: str, by: str) -> None:
        """Note that a relationship is stated in detail, by a `class` or a `list`."""
        self._detailed = True
        self.db.execute("INSERT OR IGNORE INTO stated VALUES (?,?,?,?)", (type_, a, b, by))

    def stated_by(self, type_: str, a: str, b: str) -> str | None:
        """What states a relationship in detail, if anything does."""
        found = "SELECT by FROM stated WHERE type = ? AND a = ? AND b = ?"
        return self.one(found, type_, a, b) if self._detailed else None

    def run(self, texts: str) -> None:
        """Run texts that a semicolon ends, within the one transaction."""
        for text in texts.split(";"):
            self.db.execute(text)

    def one(self, text: str, *params: Any) -> Any:
        """The first value of a query, None when there is none."""
        found = self.db.execute(text, params).fetchone()
        return found[0] if found else None


def _order(row: tuple[str, str, str, str | None, str]) -> tuple[str, str, str, str]:
    _, p, o, tag, graph = row
    return p, o, tag or "", graph


def _refused(quad: Quad | Rejected | Remark, at: Place) -> Rejected | Remark:
    if not isinstance(quad, Quad):
        return quad
    found = statement(quad)
    if found is None:
        return Rejected(at, "a statement about a statement (RDF 1.2)", str(quad)[:200], "state it of a thing")
    reason = f"a text of {len(found.o):,} characters: at most {LONGEST:,} are kept"
    return Rejected(at, reason, f"{found.s} {found.p} {found.o[:60]}…", "shorten it, or refer to it")
