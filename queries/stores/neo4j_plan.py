"""A plan as one Neo4j text: nested subqueries, positional lists, one record.

The order of rows within a subquery is the order of its `WITH … ORDER BY`, which `collect` keeps.
"""

from __future__ import annotations

from functools import lru_cache

from ontology.model import NODES
from queries.steps import AS_OF, Key, Reached, Step, guarded
from queries.stores.terms import administered, arrow, begins, conditions, joined, keyset, property_of, sort_key


@lru_cache(maxsize=2048)
def emit(root: Step) -> str:
    """The text that returns one record of one list: a value for each child of the root."""
    calls = [_call(child, "", f"{i}") for i, child in enumerate(root.children)]
    names = ", ".join(f"c{i}" for i in range(len(calls)))
    return f"{' '.join(calls)} RETURN [{names}]"


def _call(step: Step, parent: str, place: str) -> str:
    """The subquery of a step, from the parent's place in the tree; its variables end in its own place."""
    node, edge = f"n{place}", f"e{place}"
    if _countable(step):
        return f"CALL () {{ {_subtracted(step, node)} AS c{place} }}"
    first = [administered(node)] if begins(step) else []
    joins = [joined(lead, node, f"{node}j{i}") for i, lead in enumerate(leads(step))]
    patterns = [] if first else [_pattern(step, parent, place)]
    patterns += [match for matches, _ in joins for match in matches]
    terms = [*_terms(step, parent, node, edge), *(term for _, demanded in joins for term in demanded)]
    where = f" WHERE {' AND '.join(terms)}" if terms else ""
    matched = " ".join([*first, *(f"MATCH {pattern}" for pattern in patterns)])
    return f"CALL ({_scope(step, parent)}) {{ {matched}{where} {_returned(step, place)} }}"


def _countable(step: Step) -> bool:
    """A count of all nodes of a label: the database knows it, but for those that are not valid."""
    hidden = guarded(step.label, step.hop) and not step.sight.everyone
    indexed = {prop.name for prop in NODES[step.label].props.values() if prop.index} if step.label else set()
    bare = step.counted and not (step.hop or step.by or step.where or hidden)
    return bare and step.dated and {"since", "until"} <= indexed


def _subtracted(step: Step, node: str) -> str:
    """All by the count store, less those that an index knows to begin later or to have ended: not one is looked at."""
    later, ended = f"{node}l", f"{node}u"
    return (
        f"MATCH ({node}:{step.label}) WITH count({node}) AS {node}a"
        f" CALL () {{ MATCH ({later}:{step.label}) WHERE {later}.since > ${AS_OF} AND {later}.id IS NOT NULL"
        f" RETURN count({later}) AS {node}b }}"
        f" CALL () {{ MATCH ({ended}:{step.label}) WHERE {ended}.until <= ${AS_OF} AND {ended}.id IS NOT NULL"
        f" AND coalesce({ended}.since, '') <= ${AS_OF} RETURN count({ended}) AS {node}c }}"
        f" RETURN {node}a - {node}b - {node}c"
    )


def leads(step: Step) -> list[Reached]:
    """The conditions that are joined: few nodes meet them, or all are counted. Others are tested node by node."""
    if step.hop or step.by:
        return []
    return [term for term in step.where if isinstance(term, Reached) and (step.counted or not term.dense)]


def _scope(step: Step, parent: str) -> str:
    if step.by:
        return f"{'n' if step.by.of == 'node' else 'e'}{parent}"
    return f"n{parent}" if step.hop else ""


def _pattern(step: Step, parent: str, place: str) -> str:
    node = f"(n{place}:{step.label})"
    return f"(n{parent}){arrow(step.hop, f'e{place}')}{node}" if step.hop else node


def _terms(step: Step, parent: str, node: str, edge: str) -> list[str]:
    terms = [*conditions(step, node, edge, leave_out=leads(step)), *keyset(step.order, node, edge)]
    if step.by:
        terms.append(f"{node}.id = {property_of(step.by, f'n{parent}', f'e{parent}')}")
    if _on_index(step):
        # an index on (title, id) is used only by a text that says that neither is null: 64 hits, else 70,000
        terms += [f"{property_of(key.column, node, edge)} IS NOT NULL" for key in step.order]
    return terms


def _on_index(step: Step) -> bool:
    """A page of all nodes, in an order that an index may have."""
    return bool(not step.hop and step.limit and step.order and step.order[0].absent is None)


def _returned(step: Step, place: str) -> str:
    name, node, edge = f"c{place}", f"n{place}", f"e{place}"
    if step.counted:
        once = step.distinct or leads(step)
        return f"RETURN count({f'DISTINCT {node}' if once else edge if step.hop else node}) AS {name}"
    calls = "".join(f"{_call(child, place, f'{place}_{i}')} " for i, child in enumerate(step.children))
    values = [property_of(column, node, edge) for column in step.columns]
    values += [f"c{place}_{i}" for i in range(len(step.children))]
    return f"{_narrowed(step, node, edge)}{calls}RETURN collect([{', '.join(values)}]) AS {name}"


def _narrowed(step: Step, node: str, edge: str) -> str:
    """Order and limit; the relationship is dropped where each node counts once."""
    once = step.distinct or leads(step)
    if not (step.order or step.limit or once):
        return ""
    keys = [sort_key(key, node, edge) for key in step.order]
    limit = f"LIMIT ${step.limit} " if step.limit else ""
    if not once:
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
