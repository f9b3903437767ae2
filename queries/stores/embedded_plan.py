"""A plan on the embedded engine: one flat statement a step, stitched to its parents by id.

A step is asked by a path that begins where few ids are known: at an ancestor, else at the top. A
path from the root is far faster than a list of parents' ids, but reaches a parent by every way
there is, so that repeated rows are dropped here, by the relationship's own number.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from queries.steps import ID, Condition, Key, Reached, Step
from queries.stores.terms import administered, arrow, begins, conditions, joined, keyset, property_of, sort_key

if TYPE_CHECKING:
    from queries.stores import Store

FEW = 8
"""Ids from which a path may begin in the middle of a plan: an index look-up costs more for each."""

_PARENT, _PARENTS = "parent", "parents"
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A node that was found: its id, and its values as the plan returns them."""

    id: str
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with the names of the parameters it uses; the engine refuses others."""

    text: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a plan is read from, with the values of its parameters."""

    store: Store
    params: Mapping[str, Any]

    async def rows(self, asked: Asked, parents: list[str] | None = None) -> list[list[Any]]:
        """The rows of a statement."""
        values = {**self.params, _PARENTS: parents, _PARENT: parents[0] if parents else None}
        return await self.store.rows(asked.text, **{name: values[name] for name in asked.parameters})


async def fetch(store: Store, root: Step, params: Mapping[str, Any]) -> list[Any]:
    """One value a child of the root: its rows, or their number."""
    reading = Reading(store, params)
    return list(await asyncio.gather(*(_top(reading, child) for child in root.children)))


async def _top(reading: Reading, step: Step) -> Any:
    rows = await reading.rows(_top_text(step))
    if step.counted:
        return rows[0][0]
    found = [Row(row[0], row[1:]) for row in rows]
    await _fill(reading, (step,), (_ids(found),), found)
    return [row.values for row in found]


async def _fill(reading: Reading, chain: tuple[Step, ...], known: tuple[list[str], ...], rows: list[Row]) -> None:
    """Add to each row the values of its children; `known` are the ids found at each step of the chain."""
    step = chain[-1]
    found = await asyncio.gather(*(_child(reading, chain, known, rows, child) for child in step.children))
    for child, values in zip(step.children, found, strict=True):
        at = step.columns.index(child.by) if child.by else None
        none: Any = 0 if child.counted else []
        for row in rows:
            row.values.append(values.get(row.id if at is None else row.values[at], none))


async def _child(
    reading: Reading, chain: tuple[Step, ...], known: tuple[list[str], ...], rows: list[Row], child: Step
) -> dict[str, Any]:
    """The child's rows, or their number, by the parent's id (or the parent's column that leads to it)."""
    if not rows:
        return {}
    start = next((i for i in reversed(range(len(chain))) if len(known[i]) <= FEW), 0)
    if child.by:
        at = chain[-1].columns.index(child.by)
        wanted = list({row.values[at] for row in rows if row.values[at] is not None})
        asked, chain, known, start = _by_text(child), (), (), 0
        answer = await reading.rows(asked, wanted)
    else:
        wanted = known[-1]
        one = len(known[start]) == 1
        asked = _path_text(chain[start:], child, one=one, limited=one and start == len(chain) - 1)
        answer = await reading.rows(asked, known[start])
    if child.counted:
        return {row[0]: row[1] for row in answer}
    limit = reading.params[child.limit] if child.limit else None
    grouped = _grouped(answer, set(wanted), limit, by_edge=not child.distinct)
    kept = [row for group in grouped.values() for row in group]
    await _fill(reading, (*chain, child), (*known, _ids(kept)), kept)
    return {parent: [row.values for row in group] for parent, group in grouped.items()}


def _ids(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.id for row in rows))


def _grouped(answer: list[list[Any]], wanted: set[str], limit: int | None, *, by_edge: bool) -> dict[str, list[Row]]:
    """Rows by parent, each relationship (or each node) once, at most `limit` of each parent."""
    seen: set[tuple[Any, Any]] = set()
    grouped: dict[str, list[Row]] = {}
    for parent, edge, own, *values in answer:
        key = (parent, edge if by_edge else own)
        if parent not in wanted or key in seen:
            continue
        seen.add(key)
        group = grouped.setdefault(parent, [])
        if limit is None or len(group) < limit:
            group.append(Row(own, values))
    return grouped


# --- texts -----------------------------------------------------------------------------------------


def _asked(text: str) -> Asked:
    return Asked(text, tuple(dict.fromkeys(_PARAMETER.findall(text))))


@lru_cache(maxsize=2048)
def _top_text(step: Step) -> Asked:
    leads = [term for term in step.where if isinstance(term, Reached)]
    ids = [term for term in step.where if isinstance(term, Condition) and term.column == ID and term.operator == "IN"]
    terms = [*conditions(step, "n", "", leave_out=[*leads, *ids]), *keyset(step.order, "n", "")]
    # looked up one by one, not scanned for: ten times faster
    pattern = "".join(f"UNWIND ${term.parameter} AS key " for term in ids[:1])
    pattern += administered("n") if begins(step) else f"MATCH (n:{step.label}{' {id: key}' if ids else ''})"
    for i, lead in enumerate(leads):
        # joined, not tested node by node: four times faster where few nodes qualify
        matches, demanded = joined(lead, "n", f"l{i}")
        pattern += "".join(f" MATCH {match}" for match in matches)
        terms += demanded
    distinct = " WITH DISTINCT n" if leads else ""
    values = "count(*)" if step.counted else ", ".join(["n.id", *_columns(step, "n", "")])
    return _asked(f"{pattern}{_where(terms)}{distinct} RETURN {values}{_ordered(step, 'n', '', limited=True)}")


@lru_cache(maxsize=2048)
def _path_text(chain: tuple[Step, ...], child: Step, *, one: bool, limited: bool) -> Asked:
    """From the first step of the chain, whose ids are given, to the child.

    What is demanded stands after the match, behind a WITH: within it, the engine would start from a
    scan of the node that a condition names (50 times slower; measured). One id is looked up by `=`.
    """
    steps, terms = (*chain[1:], child), []
    pattern = f"(n0:{chain[0].label})"
    for i, step in enumerate(steps, 1):
        assert step.hop is not None  # noqa: S101 - a step by column begins a chain
        pattern += f"{arrow(step.hop, f'e{i}')}(n{i}:{step.label})"
        terms += [*conditions(step, f"n{i}", f"e{i}"), *keyset(step.order, f"n{i}", f"e{i}")]
    start = f"MATCH {pattern} WHERE n0.id {f'= ${_PARENT}' if one else f'IN ${_PARENTS}'}"
    kept = ", ".join(f"n{i}, e{i}" for i in range(1, len(steps) + 1))
    demanded = f" WITH n0, {kept}{_where(terms)}" if terms else ""
    return _asked(start + demanded + _returned(child, len(steps), limited=limited))


def _returned(child: Step, depth: int, *, limited: bool) -> str:
    parent, node, edge = f"n{depth - 1}", f"n{depth}", f"e{depth}"
    once = "0" if child.distinct else f"offset(ID({edge}))"
    if child.counted:
        return f" RETURN {parent}.id, count(DISTINCT {f'{node}.id' if child.distinct else once})"
    by_edge = any(key.column.of == "edge" for key in child.order)
    alone = limited and not (child.distinct and by_edge)
    distinct = f" WITH DISTINCT {parent}, {node}" if alone and child.distinct else ""
    values = ", ".join([f"{parent}.id", once, f"{node}.id", *_columns(child, node, edge)])
    return f"{distinct} RETURN {values}{_ordered(child, node, edge, limited=alone)}"


@lru_cache(maxsize=2048)
def _by_text(step: Step) -> Asked:
    terms = [f"n.id IN ${_PARENTS}", *conditions(step, "n", "")]
    return _asked(
        f"MATCH (n:{step.label}){_where(terms)} RETURN n.id, 0, {', '.join(['n.id', *_columns(step, 'n', '')])}"
    )


def _columns(step: Step, node: str, edge: str) -> list[str]:
    return [property_of(column, node, edge) for column in step.columns]


def _where(terms: list[str]) -> str:
    return f" WHERE {' AND '.join(terms)}" if terms else ""


def _ordered(step: Step, node: str, edge: str, *, limited: bool) -> str:
    if step.counted:
        return ""
    by = ", ".join(_direction(key, sort_key(key, node, edge)) for key in step.order)
    limit = f" LIMIT ${step.limit}" if step.limit and limited else ""
    return f"{f' ORDER BY {by}' if by else ''}{limit}"


def _direction(key: Key, text: str) -> str:
    return f"{text} DESC" if key.descending else text
