"""A plan as one Neo4j text: nested subqueries, positional lists, one record.

The order of rows within a subquery is the order of its `WITH … ORDER BY`, which `collect` keeps.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from queries.steps import Key, Step
from queries.stores.terms import arrow, conditions, keyset, property_of, sort_key


@lru_cache(maxsize=2048)
def emit(root: Step) -> tuple[str, dict[str, Any]]:
    """The text that returns one record with one value a child of the root, and its fixed parameters."""
    calls = [_call(child, "", f"{i}") for i, child in enumerate(root.children)]
    names = ", ".join(f"c{i}" for i in range(len(calls)))
    return f"{' '.join(calls)} RETURN [{names}]", {}


def _call(step: Step, parent: str, place: str) -> str:
    """The subquery of a step, from the parent's place in the tree; its variables end in its own place."""
    node, edge = f"n{place}", f"e{place}"
    scope = _scope(step, parent)
    where = _where(step, node, edge)
    return f"CALL ({scope}) {{ MATCH {_pattern(step, parent, place)}{where} {_returned(step, node, edge, place)} }}"


def _scope(step: Step, parent: str) -> str:
    if step.by:
        return f"{'n' if step.by.of == 'node' else 'e'}{parent}"
    return f"n{parent}" if step.hop else ""


def _pattern(step: Step, parent: str, place: str) -> str:
    node = f"(n{place}:{step.label})"
    return f"(n{parent}){arrow(step.hop, f'e{place}')}{node}" if step.hop else node


def _where(step: Step, node: str, edge: str) -> str:
    terms = [*conditions(step, node, edge), *keyset(step.order, node, edge)]
    if step.by:
        parent = f"{'n' if step.by.of == 'node' else 'e'}{node[1:].rpartition('_')[0]}"
        terms.append(f"{node}.id = {parent}.`{step.by.name}`")
    if _on_index(step):
        terms.append(f"{property_of(step.order[0].column, node, edge)} IS NOT NULL")
    return f" WHERE {' AND '.join(terms)}" if terms else ""


def _on_index(step: Step) -> bool:
    """A first page in the order of an index: the index is used only when the text says that no value is null."""
    if step.hop or not (step.limit and step.order):
        return False
    return not step.order[0].after and step.order[0].absent is None


def _returned(step: Step, node: str, edge: str, place: str) -> str:
    name = f"c{place}"
    if step.counted:
        what = node if step.hop is None else f"DISTINCT {node}" if step.distinct else edge
        return f"RETURN count({what}) AS {name}"
    calls = "".join(f"{_call(child, place, f'{place}_{i}')} " for i, child in enumerate(step.children))
    values = [property_of(column, node, edge) for column in step.columns]
    values += [f"c{place}_{i}" for i in range(len(step.children))]
    return f"{_narrowed(step, node, edge)}{calls}RETURN collect([{', '.join(values)}]) AS {name}"


def _narrowed(step: Step, node: str, edge: str) -> str:
    """Order and limit; the relationship is dropped where each node counts once."""
    if not (step.order or step.limit or step.distinct):
        return ""
    keys = [sort_key(key, node, edge) for key in step.order]
    limit = f"LIMIT ${step.limit} " if step.limit else ""
    if not step.distinct:
        kept = f"{node}, {edge}" if step.hop else node
        return f"WITH {kept}{_ordered(step.order, keys)} {limit}"
    named = [f"o{i}" for i in range(len(keys))]
    lowest = "".join(
        f", min({text}) AS {name}"
        for key, text, name in zip(step.order, keys, named, strict=True)
        if key.column.of == "edge"
    )
    by = [name if key.column.of == "edge" else text for key, text, name in zip(step.order, keys, named, strict=True)]
    return f"WITH {'' if lowest else 'DISTINCT '}{node}{lowest}{_ordered(step.order, by)} {limit}"


def _ordered(order: tuple[Key, ...], texts: list[str]) -> str:
    by = ", ".join(text + (" DESC" if key.descending else "") for key, text in zip(order, texts, strict=True))
    return f" ORDER BY {by}" if by else ""
