"""Rows on disk between reading and writing, so that memory does not grow with the source."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row
from ontology.model import NODES, RELS
from ontology.terms import Prop

_SCHEMA = """
CREATE TABLE node(id TEXT PRIMARY KEY, label TEXT, props BLOB, file TEXT, line INT, sheet TEXT,
                  action TEXT NOT NULL DEFAULT 'create') WITHOUT ROWID;
CREATE TABLE edge(n INTEGER PRIMARY KEY, type TEXT, sl TEXT, sid TEXT, el TEXT, eid TEXT, key TEXT, since TEXT,
                  props BLOB, file TEXT, line INT, sheet TEXT, action TEXT NOT NULL DEFAULT 'create', was TEXT);
CREATE UNIQUE INDEX edge_identity ON edge(type, sid, eid, key, since);
CREATE TABLE old(type TEXT, sl TEXT, sid TEXT, el TEXT, eid TEXT, key TEXT, since TEXT, until TEXT, props BLOB,
                 action TEXT NOT NULL DEFAULT 'same');
CREATE INDEX old_identity ON old(type, sid, eid, key);
CREATE TABLE rejected(file TEXT, line INT, sheet TEXT, reason TEXT, value TEXT, suggestion TEXT);
CREATE TABLE remark(kind TEXT PRIMARY KEY, count INT, at TEXT, value TEXT) WITHOUT ROWID;
"""

Cells = tuple[Any, ...]


class Spool:
    """A private database on disk that goes with the object: rows, what was rejected, what was remarked."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute("PRAGMA cache_size=-65536")
        self.db.executescript(_SCHEMA)
        self.columns: dict[str, set[str]] = {}
        self.read: Counter[str] = Counter()

    def fill(self, rows: Iterable[Row]) -> Iterator[int]:
        """Take in all rows; yields their number so far now and then."""
        take = {NodeRow: self._node, EdgeRow: self._edge, Rejected: self.reject, Remark: self.remark}
        count = 0
        self.db.execute("BEGIN")
        for row in rows:
            take[type(row)](row)  # type: ignore[operator]
            count += 1
            if not count % 20_000:
                yield count
        self.db.execute("COMMIT")
        yield count

    def _node(self, row: NodeRow) -> None:
        self.read[row.label] += 1
        declared = NODES[row.label].props
        props = coerced(declared, row.props)
        absent = next((p.name for p in declared.values() if p.required and p.name != "id" and p.name not in props), None)
        if not row.id or absent:
            self.reject(Rejected(row.at, f"{row.label} has no {absent or 'id'}", row.id, f"give it a {absent or 'id'}"))
            return
        self.columns.setdefault(row.label, set()).update(props)
        taken = self.db.execute(
            "INSERT OR IGNORE INTO node(id, label, props, file, line, sheet) VALUES (?,?,?,?,?,?)",
            (row.id, row.label, orjson.dumps(props, option=orjson.OPT_SORT_KEYS), row.at.file, row.at.line, row.at.sheet),
        ).rowcount
        if not taken:
            where = "label, props, file, line, sheet FROM node WHERE id = ?"
            self._again(row.at, row.id, (row.label,), props, self.db.execute(f"SELECT {where}", (row.id,)).fetchone())

    def _edge(self, row: EdgeRow) -> None:
        self.read[row.type] += 1
        rel = RELS[row.type]
        props = coerced(rel.props, row.props)
        self.columns.setdefault(row.type, set()).update(props)
        key = "|".join(str(props.get(name, "")) for name in rel.key)
        since = props.get("since", "") if rel.dated else ""
        identity = (row.type, *row.start, *row.end, key, since)
        taken = self.db.execute(
            "INSERT OR IGNORE INTO edge(type, sl, sid, el, eid, key, since, props, file, line, sheet)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (*identity, orjson.dumps(props, option=orjson.OPT_SORT_KEYS), row.at.file, row.at.line, row.at.sheet),
        ).rowcount
        if not taken:
            first = self.db.execute(
                "SELECT props, file, line, sheet FROM edge WHERE type=? AND sid=? AND eid=? AND key=? AND since=?",
                (row.type, row.start[1], row.end[1], key, since),
            ).fetchone()
            value = f"{row.start[1]} {row.type} {row.end[1]}"
            self._again(row.at, value, (), props, first)

    def _again(self, at: Place, value: str, own: Cells, props: dict[str, Any], first: Cells) -> None:
        *same, known, file, line, sheet = first
        if tuple(same) == own and orjson.loads(known) == props:
            self.remark(Remark(at, "row repeated", value))
        else:
            where = Place(file, line, sheet)
            self.reject(Rejected(at, f"stated already, differently, at {where}", value, "keep one of them"))

    def reject(self, row: Rejected) -> None:
        """Note a row that is not loaded."""
        cells = (row.at.file, row.at.line, row.at.sheet, row.reason, row.value[:500], row.suggestion)
        self.db.execute("INSERT INTO rejected VALUES (?,?,?,?,?,?)", cells)

    def remark(self, row: Remark) -> None:
        """Count something noticed; the first of a kind is kept as its example."""
        self.db.execute(
            "INSERT INTO remark VALUES (?,1,?,?) ON CONFLICT(kind) DO UPDATE SET count = count + 1",
            (row.kind, str(row.at), row.value[:500]),
        )

    def reject_edges(self, where: str, params: Cells, reason: str, value: str, suggestion: str = "") -> None:
        """Move the edges that satisfy a condition to the rejected rows; reason and value are SQL expressions."""
        self.db.execute(
            f"INSERT INTO rejected SELECT file, line, sheet, {reason}, {value}, ? FROM edge WHERE {where} ORDER BY n",
            (suggestion, *params),
        )
        self.db.execute(f"DELETE FROM edge WHERE {where}", params)

    def rejected(self) -> Iterator[Rejected]:
        """The rejected rows in the order they were found."""
        for file, line, sheet, *rest in self.db.execute("SELECT * FROM rejected"):
            yield Rejected(Place(file, line, sheet), *rest)

    def one(self, text: str, *params: Any) -> Any:
        """The single value of a query."""
        return self.db.execute(text, params).fetchone()[0]

    def groups(self) -> list[tuple[str, str, str]]:
        """The (type, start label, end label) that stand among the edges."""
        return self.db.execute("SELECT DISTINCT type, sl, el FROM edge ORDER BY type, sl, el").fetchall()

    def close(self) -> None:
        """Give the disk space back."""
        self.db.close()


_COERCE = {"float": float, "int": int, "bool": bool}


def coerced(declared: dict[str, Prop], props: dict[str, Any]) -> dict[str, Any]:
    """The properties in the types of the model, without the absent ones (None, empty list, empty text)."""
    found = {}
    for name, value in props.items():
        if value is None or value in ("", []):
            continue
        cast = _COERCE.get(declared[name].kind)
        found[name] = cast(value) if cast else value
    return found
