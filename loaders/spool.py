"""Rows on disk between reading and writing, so that memory does not grow with the source."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

import orjson

from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row
from ontology.model import NODES, RELS
from ontology.terms import Prop

_SCHEMA = """
CREATE TABLE node(n INTEGER PRIMARY KEY, h INT, id TEXT, label TEXT, props BLOB, file TEXT, line INT, sheet TEXT,
                  action TEXT NOT NULL DEFAULT 'create');
CREATE TABLE edge(n INTEGER PRIMARY KEY, h INT UNIQUE, type TEXT, sl TEXT, sid TEXT, sh INT, el TEXT, eid TEXT, eh INT,
                  key TEXT, since TEXT, props BLOB, file TEXT, line INT, sheet TEXT,
                  action TEXT NOT NULL DEFAULT 'create', was TEXT);
CREATE UNIQUE INDEX node_h ON node(h);
CREATE TABLE old(type TEXT, sl TEXT, sid TEXT, sh INT, el TEXT, eid TEXT, eh INT, key TEXT, since TEXT, until TEXT,
                 props BLOB, action TEXT NOT NULL DEFAULT 'same');
CREATE INDEX old_identity ON old(sh, eh);
CREATE TABLE rejected(file TEXT, line INT, sheet TEXT, reason TEXT, value TEXT, suggestion TEXT);
CREATE TABLE remark(kind TEXT, at TEXT, value TEXT);
"""

_COLUMNS = {
    "node": "h, n, id, label, props, file, line, sheet",
    "edge": "h, n, type, sl, sid, sh, el, eid, eh, key, since, props, file, line, sheet",
}
FLUSH = 10_000
TOGETHER = 200
"""Rows in one INSERT: a quarter faster than one by one."""

EXAMPLES = 20
"""Values kept of one kind of remark."""

Cells = tuple[Any, ...]


class Spool:
    """A private database on disk that goes with the object: rows, what was rejected, what was remarked.

    Rows are found by `h`, the hash of a node's id or of a relationship's identity in this process:
    a number is looked up several times faster than an IRI.
    """

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA page_size=32768")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA cache_size=-131072")
        self.db.executescript(_SCHEMA)
        self.columns: dict[str, set[str]] = {}
        self._groups: set[tuple[str, str, str]] = set()
        self.read: Counter[str] = Counter()
        self.remarks: Counter[str] = Counter()
        self._n = 0
        self._nodes: list[Cells] = []
        self._edges: list[Cells] = []
        self._seen: dict[Cells, tuple[str, str, bytes]] = {}

    def fill(self, rows: Iterable[Row]) -> Iterator[int]:
        """Take in all rows; yields their number so far now and then."""
        take = {NodeRow: self._node, EdgeRow: self._edge, Rejected: self.reject, Remark: self.remark}
        self.db.execute("BEGIN")
        for row in rows:
            take[type(row)](row)  # type: ignore[operator]
            self._n += 1
            if not self._n % FLUSH:
                self._flush()
                yield self._n
        self._flush()
        self.db.execute("COMMIT")
        yield self._n

    def _node(self, row: NodeRow) -> None:
        self.read[row.label] += 1
        declared = NODES[row.label].props
        props = coerced(declared, row.props)
        absent = next(
            (p.name for p in declared.values() if p.required and p.name != "id" and p.name not in props), None
        )
        if not row.id or absent:
            self.reject(Rejected(row.at, f"{row.label} has no {absent or 'id'}", row.id, f"give it a {absent or 'id'}"))
            return
        self.columns.setdefault(row.label, set()).update(props)
        place = (row.at.file, row.at.line, row.at.sheet)
        self._nodes.append((hash(row.id), self._n, row.id, row.label, _dumped(props), *place))

    def _edge(self, row: EdgeRow) -> None:
        type_ = row.type
        self.read[type_] += 1
        (start, sid), (end, eid) = row.start, row.end
        key, since, props = self._stated(type_, start, end, row.props)
        identity = hash((type_, sid, eid, key, since))
        at = row.at
        self._edges.append(
            (identity, self._n, type_, start, sid, hash(sid), end, eid, hash(eid), key, since, props,
             at.file, at.line, at.sheet)
        )  # fmt: skip

    def _stated(self, type_: str, start: str, end: str, props: Mapping[str, Any]) -> tuple[str, str, bytes]:
        """The key, the date and the properties of a relationship: the same for thousands of rows, made once."""
        try:
            known = (type_, start, end, *props.items())
            if found := self._seen.get(known):
                return found
        except TypeError:  # a list among the values
            known = None
        rel = RELS[type_]
        stated = coerced(rel.props, props)
        self._groups.add((type_, start, end))
        self.columns.setdefault(type_, set()).update(stated)
        key = "|".join([str(stated.get(name, "")) for name in rel.key]) if rel.key else ""
        made = key, stated.get("since", "") if rel.dated else "", _dumped(stated)
        if known and len(self._seen) < FLUSH:
            self._seen[known] = made
        return made

    def _flush(self) -> None:
        for table, rows in (("node", self._nodes), ("edge", self._edges)):
            for at in range(0, len(rows), TOGETHER):
                some = rows[at : at + TOGETHER]
                if self.db.execute(_insert(table, len(some)), tuple(chain.from_iterable(some))).rowcount < len(some):
                    self._repeated(table, some)
            rows.clear()

    def _repeated(self, table: str, rows: list[Cells]) -> None:
        """Remark on rows that were stated before, and reject those that say otherwise."""
        same = "n, label, props" if table == "node" else "n, sl, el, props"
        for cells in rows:
            n, *known, file, line, sheet = self.db.execute(
                f"SELECT {same}, file, line, sheet FROM {table} WHERE h = ?", (cells[0],)
            ).fetchone()
            if n == cells[1]:
                continue
            own = [*cells[3:5]] if table == "node" else [cells[3], cells[6], cells[11]]
            value = cells[2] if table == "node" else f"{cells[4]} {cells[2]} {cells[7]}"
            at = Place(*cells[-3:])
            if known == own:
                self.remark(Remark(at, "row repeated", value))
            else:
                where = Place(file, line, sheet)
                self.reject(Rejected(at, f"stated already, differently, at {where}", value, "keep one of them"))

    def reject(self, row: Rejected) -> None:
        """Note a row that is not loaded."""
        cells = (row.at.file, row.at.line, row.at.sheet, row.reason, row.value[:500], row.suggestion)
        self.db.execute("INSERT INTO rejected VALUES (?,?,?,?,?,?)", cells)

    def remark(self, row: Remark) -> None:
        """Count something noticed; the first values of a kind are kept as examples."""
        self.remarks[row.kind] += 1
        if self.remarks[row.kind] <= EXAMPLES:
            self.db.execute("INSERT INTO remark VALUES (?,?,?)", (row.kind, str(row.at), row.value[:500]))

    def remarked(self) -> list[dict[str, Any]]:
        """Each kind of remark with its count and its first values, the most frequent first."""
        return [
            {
                "kind": kind,
                "count": count,
                "examples": [
                    {"at": at, "value": value}
                    for at, value in self.db.execute("SELECT at, value FROM remark WHERE kind = ?", (kind,))
                ],
            }
            for kind, count in self.remarks.most_common()
        ]

    def reject_edges(self, where: str, params: Cells, reason: str, value: str, suggestion: str = "") -> None:
        """Move the edges that satisfy a condition to the rejected rows; reason and value are SQL expressions."""
        copied = self.db.execute(
            f"INSERT INTO rejected SELECT file, line, sheet, {reason}, {value}, ? FROM edge WHERE {where} ORDER BY n",
            (suggestion, *params),
        )
        if copied.rowcount:
            self.db.execute(f"DELETE FROM edge WHERE {where}", params)

    def rejected(self) -> Iterator[Rejected]:
        """The rejected rows in the order they were found."""
        for file, line, sheet, *rest in self.db.execute("SELECT * FROM rejected"):
            yield Rejected(Place(file, line, sheet), *rest)

    def one(self, text: str, *params: Any) -> Any:
        """The single value of a query."""
        return self.db.execute(text, params).fetchone()[0]

    def groups(self) -> list[tuple[str, str, str]]:
        """The (type, start label, end label) that were stated; of some, all edges may have been rejected."""
        return sorted(self._groups)

    def close(self) -> None:
        """Give the disk space back."""
        self.db.close()


@cache
def _insert(table: str, count: int) -> str:
    """The text that inserts so many rows, but those whose `h` is there."""
    columns = _COLUMNS[table]
    row = f"({', '.join('?' for _ in columns.split(','))})"
    return f"INSERT OR IGNORE INTO {table}({columns}) VALUES {', '.join([row] * count)}"


def _dumped(props: dict[str, Any]) -> bytes:
    return orjson.dumps(props, option=orjson.OPT_SORT_KEYS)


_COERCE = {"float": float, "int": int, "bool": bool}


def coerced(declared: Mapping[str, Prop], props: Mapping[str, Any]) -> dict[str, Any]:
    """The properties in the types of the model, without the absent ones (None, empty list, empty text).

    KeyError for a property that the model does not have: a reader's mistake.
    """
    found = {}
    for name, value in props.items():
        kind = declared[name].kind
        if value is None or value in ("", []):
            continue
        cast = _COERCE.get(kind)
        found[name] = cast(value) if cast else value
    return found
