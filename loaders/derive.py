"""What follows from what is loaded: paths in the organisation tree, and what counts as the same competency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loaders.checks import batches
from loaders.spool import Spool
from ontology import cypher
from ontology.model import NODES, RELS
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

Pair = tuple[str, str]


async def derived(spool: Spool, store: Store, *, typed: bool, empty: bool) -> list[Statement]:
    """The statements that bring derived properties and relationships up to date."""
    return [
        *await _paths(spool, store, typed=typed, empty=empty),
        *await _same(spool, store, typed=typed, empty=empty),
    ]


def _spooled(spool: Spool, type_: str, label: str, where: str = "") -> list[Pair]:
    return spool.db.execute(
        f"SELECT sid, eid FROM edge WHERE type = ? AND sl = ? AND el = ? {where}", (type_, label, label)
    ).fetchall()


# --- the organisation tree -----------------------------------------------------------------------------


async def _paths(spool: Spool, store: Store, *, typed: bool, empty: bool) -> list[Statement]:
    touched = {row[0] for row in spool.db.execute("SELECT id FROM node WHERE label = 'Organisation'")}
    parents = dict(_spooled(spool, "PART_OF", "Organisation"))
    if not touched and not parents:
        return []
    if not empty:
        known = await store.rows(cypher.all_pairs(RELS["PART_OF"], "Organisation", "Organisation"))
        parents = dict(known) | parents  # type: ignore[arg-type]
    rows = [{"id": id_, "path": path(id_, parents)} for id_ in sorted({*touched, *parents, *parents.values()})]
    text = cypher.update_nodes(NODES["Organisation"], ["path"], typed=typed)
    return [Statement(text, batch) for batch in batches(rows)]


def path(id_: str, parents: dict[str, str]) -> str:
    """The place in the tree, `/root/child/`; slashes within an id are escaped, so that a subtree is a prefix."""
    way = [id_]
    while (parent := parents.get(way[-1])) and parent not in way:
        way.append(parent)
    return "/" + "".join(f"{part.replace('~', '~0').replace('/', '~1')}/" for part in reversed(way))


# --- exact matches -------------------------------------------------------------------------------------


async def _same(spool: Spool, store: Store, *, typed: bool, empty: bool) -> list[Statement]:
    """COUNTS_AS between all members of each group of confirmed exact matches.

    Symmetric and transitive (SKOS S44, S45); in a group with two live competencies of one
    framework only the direct matches count.
    """
    new = _spooled(spool, "EXACT_MATCH", "Competency", "AND json_extract(props, '$.state') = 'confirmed'")
    if not new:
        return []
    old: set[Pair] = set()
    frameworks: dict[str, set[str]] = defaultdict(set)
    rel, match = RELS["COUNTS_AS"], RELS["EXACT_MATCH"]
    if not empty:
        stated = await store.rows(cypher.all_pairs(match, "Competency", "Competency", "r.state = 'confirmed'"))
        new += [(a, b) for a, b in stated]
        old = {(a, b) for a, b in await store.rows(cypher.all_pairs(rel, "Competency", "Competency"))}
        for row in await store.ask(question("competency/frameworks"), ids=sorted({end for pair in new for end in pair})):
            frameworks[row["id"]].add(row["framework"])
    for id_, framework in spool.db.execute("SELECT sid, eid FROM edge WHERE type = 'IN_SCHEME' AND sl = 'Competency'"):
        frameworks[id_].add(framework)
    pairs = set(counts_as(new, frameworks)) - old
    rows = [{"start": a, "end": b} for a, b in sorted(pairs)]
    text = cypher.create_edges(rel, "Competency", "Competency", [], typed=typed)
    return [Statement(text, batch) for batch in batches(rows)]


def counts_as(matches: Iterable[Pair], frameworks: dict[str, set[str]]) -> Iterator[Pair]:
    """Every ordered pair that counts as the same, from confirmed exact matches."""
    matches = list(matches)
    direct = {(a, b) for a, b in matches if a != b} | {(b, a) for a, b in matches if a != b}
    for group in groups(matches):
        seen: set[str] = set()
        ambiguous = False
        for id_ in group:
            ambiguous = ambiguous or bool(seen & frameworks.get(id_, set()))
            seen |= frameworks.get(id_, set())
        for a in group:
            for b in group:
                if a != b and (not ambiguous or (a, b) in direct):
                    yield a, b


def groups(pairs: Iterable[Pair]) -> list[list[str]]:
    """The connected groups, by union-find."""
    parent: dict[str, str] = {}

    def find(item: str) -> str:
        root = item
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[item] != root:
            parent[item], item = root, parent[item]
        return root

    for a, b in pairs:
        parent[find(a)] = find(b)
    found: dict[str, list[str]] = defaultdict(list)
    for item in parent:
        found[find(item)].append(item)
    return [sorted(group) for group in found.values()]
