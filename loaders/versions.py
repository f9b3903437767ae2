"""How two versions of a framework differ: files or the store at a date, each as what is valid at one moment.

Dates of validity are not compared: at its moment a version has a statement or has it not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson

from loaders.checks import spooled_scales
from loaders.content import OWNED
from loaders.spool import Spool
from ontology.levels import Scales

KINDS = ("added", "removed", "replaced", "relabelled", "moved", "relevelled", "essential", "optional", "changed")
"""What can happen to a thing or to a relationship, in the order in which it is told."""

_NOT_COMPARED = {"since", "until", "origin", "path"}
_LEVELS = ("scale", "level", "fromLevel", "toLevel")
Props = dict[str, Any]
Group = tuple[str, str, str]
"""Relationships of a type that leave one thing: the type, and the label and the id of the thing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of a thing (`type` is its label), or of a relationship that leaves it, to `other`.

    `before` and `after` are what is in one version only: labels, broader things, levels in words, or
    properties by name.
    """

    kind: str
    type: str
    label: str
    id: str
    other: str = ""
    before: Any = None
    after: Any = None


@dataclass(slots=True)
class Versions:
    """Two versions on disk, and how their levels are said in words."""

    before: Spool
    after: Spool

    def title(self, id_: str) -> str:
        """The title of a thing, as the newer version has it; its id where neither has one."""
        for spool in (self.after, self.before):
            found = spool.db.execute("SELECT json_extract(props, '$.title') FROM node WHERE h = ?", (hash(id_),))
            if title := next(found, (None,))[0]:
                return str(title)
        return id_

    def has(self, id_: str) -> tuple[bool, bool]:
        """Whether the older and the newer version have the thing."""
        seen = [
            spool.db.execute("SELECT 1 FROM node WHERE h = ?", (hash(id_),)).fetchone() is not None
            for spool in (self.before, self.after)
        ]
        return seen[0], seen[1]

    def referring(self, label: str, id_: str, of: str) -> set[str]:
        """The things of a type (Role, Module) that refer to a thing in either version, itself among them."""
        found = {id_} if label == of else set()
        for spool in (self.before, self.after):
            found.update(row[0] for row in spool.db.execute(_REFERRING, (id_, of)))
            if label == "Scale":
                found.update(row[0] for row in spool.db.execute(_ON_SCALE, (id_, of)))
        return found


_REFERRING = "SELECT DISTINCT sid FROM edge WHERE eid = ? AND sl = ?"
_ON_SCALE = "SELECT DISTINCT sid FROM edge WHERE json_extract(props, '$.scale') = ? AND sl = ?"


def prepared(spool: Spool, at: str, framework: str | None) -> Spool:
    """The version as it is valid at a moment, of one framework if one is named, ready to be compared."""
    for table in ("node", "edge"):
        spool.db.execute(
            f"DELETE FROM {table} WHERE json_extract(props, '$.until') <= :at OR json_extract(props, '$.since') > :at",
            {"at": at},
        )
    if framework:
        _restrict(spool, framework)
    spool.db.executescript(
        "CREATE INDEX edge_group ON edge(type, sl, sid); CREATE INDEX edge_to ON edge(eid);"
        " CREATE INDEX node_order ON node(label, id)"
    )
    return spool


def _restrict(spool: Spool, framework: str) -> None:
    """Leave what is published in a framework, with what that brings along, and the relationships that start there."""
    spool.db.execute("CREATE TEMP TABLE kept(id TEXT PRIMARY KEY)")
    spool.db.execute("INSERT INTO kept VALUES (?)", (framework,))
    spool.db.execute(
        "INSERT OR IGNORE INTO kept SELECT sid FROM edge WHERE type = 'IN_SCHEME' AND eid = ?", (framework,)
    )
    spool.db.execute(
        "INSERT OR IGNORE INTO kept SELECT DISTINCT json_extract(props, '$.scale') FROM edge"
        " WHERE sid IN kept AND json_extract(props, '$.scale') IS NOT NULL"
    )
    for type_, side in OWNED.items():
        owner, owned = ("sid", "eid") if side == "end" else ("eid", "sid")
        spool.db.execute(
            f"INSERT OR IGNORE INTO kept SELECT {owned} FROM edge WHERE type = ? AND {owner} IN kept", (type_,)
        )
    spool.db.execute("DELETE FROM node WHERE id NOT IN kept")
    spool.db.execute("DELETE FROM edge WHERE sid NOT IN kept")


def compare(versions: Versions) -> Iterator[Change]:
    """Every difference: of things by type and id, then of relationships; what comes with a thing is told with it."""
    yield from _nodes(versions)
    scales = spooled_scales(versions.after, spooled_scales(versions.before, Scales()))
    before, after = (_groups(spool) for spool in (versions.before, versions.after))
    for key, old, new in _merged(before, after):
        if key[0] == "REPLACED_BY" or all(versions.has(key[2])) or not any(versions.has(key[2])):
            yield from _edges(key, old or {}, new or {}, versions, scales)


# --- things --------------------------------------------------------------------------------------------


def _nodes(versions: Versions) -> Iterator[Change]:
    for (label, id_), old, new in _merged(_things(versions.before), _things(versions.after)):
        if old is None or new is None:
            yield Change("added" if old is None else "removed", label, label, id_)
        elif old != new:
            yield from _node(label, id_, orjson.loads(old), orjson.loads(new))


def _things(spool: Spool) -> Iterator[tuple[tuple[str, str], bytes]]:
    for label, id_, props in spool.db.execute("SELECT label, id, props FROM node ORDER BY label, id"):
        yield (label, id_), props


def _node(label: str, id_: str, old: Props, new: Props) -> Iterator[Change]:
    before, after = ([each for each in one.get("labels", ()) if each not in other.get("labels", ())]
                     for one, other in ((old, new), (new, old)))  # fmt: skip
    if before or after or old.get("title") != new.get("title"):
        yield Change("relabelled", label, label, id_, "", before or [old.get("title")], after or [new.get("title")])
    before_props, after_props = _differing(old, new, {"title", "labels"})
    if before_props or after_props:
        yield Change("changed", label, label, id_, "", before_props, after_props)


def _differing(old: Props, new: Props, but: Iterable[str] = ()) -> tuple[Props, Props]:
    """The properties that differ, as each version has them; the order of several values is no difference."""
    names = sorted((old.keys() | new.keys()) - _NOT_COMPARED - set(but))
    differ = [name for name in names if _unordered(old.get(name)) != _unordered(new.get(name))]
    return tuple({name: props[name] for name in differ if name in props} for props in (old, new))  # type: ignore[return-value]


def _unordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


# --- relationships -------------------------------------------------------------------------------------


Ends = dict[str, list[Props]]


def _groups(spool: Spool) -> Iterator[tuple[Group, Ends]]:
    """The relationships of each type that leave each thing: what they say, by the id that they reach."""
    found = spool.db.execute("SELECT type, sl, sid, eid, props FROM edge ORDER BY type, sl, sid, eid, key")
    for key, rows in groupby(found, key=lambda row: row[:3]):
        ends: Ends = defaultdict(list)
        for *_, end, props in rows:
            ends[end].append({n: v for n, v in orjson.loads(props).items() if n not in _NOT_COMPARED})
        yield key, ends


def _edges(key: Group, old: Ends, new: Ends, versions: Versions, scales: Scales) -> Iterator[Change]:
    type_, label, id_ = key
    gone, come = (sorted(one.keys() - other.keys()) for one, other in ((old, new), (new, old)))
    if type_ == "BROADER" and (gone or come):
        yield Change("moved", type_, label, id_, "", gone, come)
    elif type_ == "REPLACED_BY":
        yield from (Change("replaced", type_, label, id_, end) for end in come)
        yield from (Change("removed", type_, label, id_, end) for end in gone)
    else:
        for kind, ends in (("removed", gone), ("added", come)):
            told = (end for end in ends if type_ not in OWNED or all(versions.has(end)))
            yield from (Change(kind, type_, label, id_, end) for end in told)
    for end in sorted(old.keys() & new.keys()):
        if old[end] != new[end]:
            yield from _edge(key, end, old[end], new[end], scales)


def _edge(key: Group, end: str, old: list[Props], new: list[Props], scales: Scales) -> Iterator[Change]:
    type_, label, id_ = key
    before, after = (_levels(each, scales) for each in (old, new))
    if before != after:
        yield Change("relevelled", type_, label, id_, end, before, after)
    was, is_ = (_essential(each) for each in (old, new))
    if was != is_:
        yield Change("essential" if is_ else "optional", type_, label, id_, end, was, is_)
    before_props, after_props = _differing(_joined(old), _joined(new), {*_LEVELS, "essential"})
    if before_props or after_props:
        yield Change("changed", type_, label, id_, end, before_props, after_props)


def _levels(statements: list[Props], scales: Scales) -> list[str]:
    return sorted(_level(props, scales) for props in statements)


def _level(props: Props, scales: Scales) -> str:
    """The levels of a statement in words: `Level 2 of 3 · Tactical (kcm:levels)`."""
    scale = scales.by_id.get(props.get("scale", ""))
    said = [
        word + (scale.words(props[name]) if scale else f"{props[name]:g}")
        for name, word in (("level", ""), ("fromLevel", "from "), ("toLevel", "to "))
        if name in props
    ]
    return f"{' '.join(said)} ({props.get('scale')})" if said else "no level"


def _essential(statements: list[Props]) -> bool | None:
    """Whether any statement says essential; None where none says either."""
    said = [props["essential"] for props in statements if "essential" in props]
    return any(said) if said else None


def _joined(statements: list[Props]) -> Props:
    """What several parallel statements say together: each property's values."""
    names = {name for props in statements for name in props}
    values = {name: [props[name] for props in statements if name in props] for name in names}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


# --- both together -------------------------------------------------------------------------------------


def _merged(one: Iterator[tuple[Any, Any]], other: Iterator[tuple[Any, Any]]) -> Iterator[tuple[Any, Any, Any]]:
    """The keys of two sorted streams with the value that each has, None where it has none."""
    left, right = next(one, None), next(other, None)
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            assert left is not None  # noqa: S101 - the loop's condition
            yield left[0], left[1], None
            left = next(one, None)
        elif left is None or right[0] < left[0]:
            yield right[0], None, right[1]
            right = next(other, None)
        else:
            yield left[0], left[1], right[1]
            left, right = next(one, None), next(other, None)
