"""What is kept of a file besides what the model has a place for: lines of N-Quads in `extra`.

Two kinds of statements are kept, and a writer tells them apart by reading them with the same tables:

- A statement that is no fact of the model. It is written back as it is.
- A statement that is one, where the file states the fact in other words than the plain ones (`skos:narrower`
  for `skos:broader`, in a named graph, with a datatype or white space of its own, in several ways at once).
  Then all statements of that fact are kept. It is written back in place of the plain one while the model has
  the fact, and dropped once it has not.

So what states a fact plainly, and in no other way, is not kept: a writer states it so by itself. Plain are the
model's own terms, or for the things of a house (`loaders.rdf_vocabulary`) the house's; for members with
positions, a `skos:OrderedCollection` with its `skos:memberList`, unless a list is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from loaders.rdf_spool import Statements, Thing
from loaders.rdf_terms import TYPE, Statement, line, short
from loaders.rows import Place, Rejected, Remark, SourceError
from ontology.model import NODES

LOOSE = 200_000
"""Lines that may be kept on one thing: they are one property of one node."""

_BATCH = 10_000
_TOLD_APART = 200
"""Properties that are counted by name; the rest are counted together."""

_REFERS = """
CREATE TABLE loose(s TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO loose SELECT s FROM statement UNION SELECT s FROM class EXCEPT SELECT s FROM thing;
CREATE TABLE refers AS SELECT s, o FROM statement WHERE tag IS NULL AND o IN (SELECT s FROM loose)
  UNION SELECT a, b FROM link WHERE b IN (SELECT s FROM loose)
  UNION SELECT b, a FROM link WHERE a IN (SELECT s FROM loose);
CREATE INDEX refers_s ON refers(s);
CREATE TABLE holder(s TEXT PRIMARY KEY, owner TEXT, level INT) WITHOUT ROWID;
CREATE INDEX holder_level ON holder(level);
"""
_NEAR = """
INSERT INTO holder SELECT o, min(s), 1 FROM refers WHERE s IN (SELECT s FROM thing)
GROUP BY o HAVING count(DISTINCT s) = 1
"""
_FARTHER = """
INSERT OR IGNORE INTO holder SELECT r.o, min(h.owner), ? FROM holder h JOIN refers r ON r.s = h.s
WHERE h.level = ? GROUP BY r.o HAVING count(DISTINCT h.owner) = 1
"""


class Extra:
    """Keeps statements on the things that they are about."""

    def __init__(self, spool: Statements, at: Place) -> None:
        self._spool = spool
        self._at = at
        self._named: set[str] = set()
        self._waiting: list[tuple[str | None, str]] = []
        self._writing: str | None = None
        self._own: list[str] = []

    def only(self, said: Statement, owner: Thing | None, why: str = "kept only as extra") -> Remark | Rejected:
        """Keep what is no fact of the model; what is said of an officer is personal and is not kept elsewhere."""
        if owner and NODES[owner.label].personal:
            hint = "extra statements about people are not kept"
            return Rejected(self._at, f"the model has no place for {short(said.p)} of {owner.label}", said.s, hint)
        self._insert(said, owner)
        return Remark(self._at, f"{why}: {self._counted(said)}", f"{said.s} {said.o}")

    def form(self, said: Statement, owner: Thing) -> Remark:
        """Keep how a fact of the model is stated, if it is nobody's."""
        personal = NODES[owner.label].personal
        if not personal:
            self._insert(said, owner)
        kind = "form of personal data: not kept" if personal else "form kept as extra"
        return Remark(self._at, f"{kind}: {self._counted(said)}", f"{said.s} {said.o}")

    def _insert(self, said: Statement, owner: Thing | None) -> None:
        holder = owner.s if owner and "extra" in NODES[owner.label].props else None
        if holder and holder == self._writing:
            self._own.append(line(said))
            return
        self._waiting.append((holder, line(said)))
        if len(self._waiting) > _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._spool.db.executemany("INSERT INTO extra VALUES (?,?)", self._waiting)
        self._waiting.clear()

    def _counted(self, said: Statement) -> str:
        name = short(said.p)
        if name not in self._named and len(self._named) >= _TOLD_APART:
            return "other properties"
        self._named.add(name)
        return name

    # --- what is said of no thing ------------------------------------------------------------------

    def loose(self) -> Iterator[Remark | Rejected]:
        """Keep what is said of subjects that are no nodes: on the one thing that refers to them, else loose."""
        self._hold()
        rows = self._spool.db.execute(
            "SELECT n.*, h.owner, t.label FROM (SELECT s, p, o, tag, graph FROM statement UNION"
            " SELECT s, ?, o, NULL, graph FROM class) n JOIN loose l ON l.s = n.s LEFT JOIN holder h ON h.s = n.s"
            " LEFT JOIN thing t ON t.s = h.owner",
            (TYPE,),
        )
        for *said, owner, label in rows:
            yield self.only(Statement(*said), Thing(owner, label) if owner else None)
        self._spool.db.execute("CREATE INDEX extra_owner ON extra(owner)")

    def _hold(self) -> None:
        """Find the thing that a subject belongs to, by way of others: labels of SKOS-XL, node literals, blank nodes."""
        self._spool.run(_REFERS)
        found, level = self._spool.db.execute(_NEAR).rowcount, 1
        while found > 0:
            level += 1
            found = self._spool.db.execute(_FARTHER, (level, level - 1)).rowcount

    def begin(self, owner: Thing) -> None:
        """From now on until its lines are asked for, a thing's lines stay in memory."""
        self._writing, self._own = owner.s, []

    def lines(self, owner: str | None) -> list[str]:
        """The lines kept on a thing, sorted; with None those about no thing; SourceError for more than LOOSE."""
        if self._waiting:
            self._flush()
        own = self._own if owner and owner == self._writing else []
        rows = self._spool.db.execute("SELECT DISTINCT line FROM extra WHERE owner IS ? LIMIT ?", (owner, LOOSE + 1))
        found = {*own, *(row[0] for row in rows)}
        if len(found) > LOOSE:
            whose = owner or "no thing of it"
            reason = f"more than {LOOSE:,} statements that the model has no place for, about {whose}"
            raise SourceError(self._at, reason, "is it a vocabulary of competencies? split the file")
        return sorted(found)
