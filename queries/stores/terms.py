"""Terms of a WHERE and an ORDER BY that both engines read alike, from the model's names only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from queries.rights import BELONGS, NOW, PERSON, Sight
from queries.steps import AS_OF, ID, Column, Condition, Hop, Key, Reached, Step, guarded


def property_of(column: Column, node: str, edge: str) -> str:
    """The property's text, on the variable that has it."""
    return f"{node if column.of == 'node' else edge}.`{column.name}`"


def conditions(step: Step, node: str, edge: str, *, leave_out: Collection[Condition | Reached] = ()) -> Iterator[str]:
    """Everything that the step demands of its node and relationship, but for the place of a page."""
    if guarded(step.label, step.hop) and not begins(step):
        yield from seen(step.label, step.sight, node)
    if step.hop and step.hop.dated:
        yield valid(edge)
    if step.dated:
        yield valid(node)
    for i, term in enumerate(step.where):
        if term in leave_out:
            continue
        yield _compared(term, node, edge) if isinstance(term, Condition) else _reached(term, node, f"{node}w{i}")


def valid(variable: str, at: str = AS_OF) -> str:
    """Stated at a moment, a parameter: intervals are half-open, an absent end is open."""
    return (
        f"({variable}.since IS NULL OR {variable}.since <= ${at})"
        f" AND ({variable}.until IS NULL OR {variable}.until > ${at})"
    )


def seen(label: str, sight: Sight, node: str) -> list[str]:
    """That the node's officer may be seen: the one predicate of rights. Nothing where all may be."""
    if sight.everyone:
        return []
    if label != PERSON:
        officer = f"{node}_o"
        [inner] = seen(PERSON, sight, officer)
        return [f"EXISTS {{ MATCH ({node})<-[:`{BELONGS[label]}`]-({officer}:{PERSON}) WHERE {inner} }}"]
    ways = [f"{node}.id = $subject"] if sight.own else []
    if sight.subtree:
        posting, office = f"{node}_p", f"{node}_g"
        ways.append(
            f"EXISTS {{ MATCH ({node})-[:`HAS_POSTING`]->({posting}:Posting)-[:`AT`]->({office}:Organisation)"
            f" WHERE {office}.path STARTS WITH $subtree AND {valid(posting, NOW)} }}"
        )
    return [f"({' OR '.join(ways)})" if ways else "false"]


def begins(step: Step) -> bool:
    """Whether a step begins at the organisations that are administered: to count, or where few are posted there."""
    alone = step.label == PERSON and not (step.hop or step.by or _by_id(step))
    only = step.sight.subtree and not (step.sight.own or step.sight.everyone)
    return alone and only and (step.counted or step.sight.few)


def _by_id(step: Step) -> bool:
    conditions = (term for term in step.where if isinstance(term, Condition))
    return any(term.column == ID and term.operator in {"=", "IN"} for term in conditions)


def administered(node: str) -> str:
    """The clauses that find, each once, the officers who are posted now where the subject administers."""
    posting, office = f"{node}_p", f"{node}_g"
    return (
        f"MATCH ({office}:Organisation) WHERE {office}.path STARTS WITH $subtree"
        f" MATCH ({office})<-[:`AT`]-({posting}:Posting)<-[:`HAS_POSTING`]-({node}:{PERSON})"
        f" WHERE {valid(posting, NOW)} WITH DISTINCT {node}"
    )


def _compared(condition: Condition, node: str, edge: str) -> str:
    left = property_of(condition.column, node, edge)
    if condition.operator == "HAS":
        return f"${condition.parameter} IN {left}"
    if condition.operator in {"IS NULL", "IS NOT NULL"}:
        return f"{left} {condition.operator}"
    return f"{left} {condition.operator} ${condition.parameter}"


def _reached(term: Reached, node: str, prefix: str) -> str:
    matches, terms = joined(term, node, prefix)
    return f"EXISTS {{ MATCH {', '.join(matches)} WHERE {' AND '.join(terms)} }}"


def joined(term: Reached, node: str, prefix: str) -> tuple[list[str], list[str]]:
    """Patterns from the node to where the hops lead, and what is demanded of them."""
    matches, terms = _path(term.hops, node, prefix, term.sight)
    end = f"{prefix}n{len(term.hops) - 1}" if term.hops else node
    if not term.within:
        return matches, [*terms, f"{end}.id = ${term.parameter}"]
    top = f"{prefix}t"
    return (
        [*matches, f"({top}:{term.label})"],
        [*terms, f"{top}.id = ${term.parameter}", f"{end}.path STARTS WITH {top}.path"],
    )


def _path(hops: Iterable[Hop], start: str, prefix: str, sight: Sight) -> tuple[list[str], list[str]]:
    text, terms = f"({start})", []
    for i, hop in enumerate(hops):
        text += arrow(hop, f"{prefix}e{i}") + f"({prefix}n{i}:{hop.label})"
        if hop.dated:
            terms.append(valid(f"{prefix}e{i}"))
        if hop.reaches_dated:
            terms.append(valid(f"{prefix}n{i}"))
        if guarded(hop.label, hop):
            terms += seen(hop.label, sight, f"{prefix}n{i}")
    return ([text] if terms or text != f"({start})" else []), terms


def arrow(hop: Hop, edge: str) -> str:
    """The relationship's part of a pattern."""
    start, end = {"out": ("-", "->"), "in": ("<-", "-"), "any": ("-", "-")}[hop.direction]
    return f"{start}[{edge}:`{hop.type}`]{end}"


def sort_key(key: Key, node: str, edge: str) -> str:
    """What a row is ordered by: never null, so that nulls come last in either direction."""
    text = property_of(key.column, node, edge)
    if key.absent is None:
        return text
    absent = f"'{key.absent}'" if isinstance(key.absent, str) else f"{key.absent:.1E}".replace("+", "")
    return f"coalesce({text}, {absent})"


def keyset(order: tuple[Key, ...], node: str, edge: str) -> list[str]:
    """What comes after the place in `order`; empty for a first page.

    `a >= $a AND CASE WHEN a = $a THEN b > $b ELSE true END`: an index serves the first term. An OR, the usual one or
    `a > $a OR b > $b`, is split by Neo4j into two seeks joined, which read all that follows (13 rows against 38,000).
    """
    if not order or not order[0].after:
        return []
    return [_beyond(order, node, edge)]


def _beyond(order: tuple[Key, ...], node: str, edge: str) -> str:
    key, *rest = order
    text, sign = sort_key(key, node, edge), "<" if key.descending else ">"
    if not rest:
        return f"{text} {sign} ${key.after}"
    tied = f"CASE WHEN {text} = ${key.after} THEN {_beyond(tuple(rest), node, edge)} ELSE true END"
    return f"{text} {sign}= ${key.after} AND {tied}"
