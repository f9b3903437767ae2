"""What follows from what is loaded: paths in the organisation tree, and what counts as the same competency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders import matches
from loaders.batches import batches
from loaders.difference import Load
from loaders.spool import Spool
from ontology import cypher
from ontology.model import NODES, RELS
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

Pair = tuple[str, str]


async def derived(spool: Spool, store: Store, load: Load, *, typed: bool, empty: bool) -> list[Statement]:
    """The statements that bring derived properties and relationships up to date."""
    return [
        *await _paths(spool, store, typed=typed, empty=empty),
        *await matches.counted(spool, store, load, typed=typed, empty=empty),
    ]


# --- the organisation tree -----------------------------------------------------------------------------


async def _paths(spool: Spool, store: Store, *, typed: bool, empty: bool) -> list[Statement]:
    touched = {row[0] for row in spool.db.execute("SELECT id FROM node WHERE label = 'Organisation'")}
    within = "type = 'PART_OF' AND sl = 'Organisation'"
    open_ = "json_extract(props, '$.until') IS NULL"
    parents = dict(spool.db.execute(f"SELECT sid, eid FROM edge WHERE {within} AND {open_}"))
    gone = set(spool.db.execute(f"SELECT sid, eid FROM old WHERE {within} AND action IN ('close', 'retire')"))
    if not touched and not parents:
        return []
    if not empty:
        known = await store.rows(cypher.all_pairs(RELS["PART_OF"], "Organisation", "Organisation"))
        parents = {a: b for a, b in known if (a, b) not in gone} | parents
    rows = [{"id": id_, "path": path(id_, parents)} for id_ in sorted({*touched, *parents, *parents.values()})]
    text = cypher.update_nodes(NODES["Organisation"], ["path"], typed=typed)
    return [Statement(text, batch) for batch in batches(rows)]


def path(id_: str, parents: dict[str, str]) -> str:
    """The place in the tree, `/root/child/`; slashes within an id are escaped, so that a subtree is a prefix."""
    way = [id_]
    while (parent := parents.get(way[-1])) and parent not in way:
        way.append(parent)
    return "/" + "".join(f"{part.replace('~', '~0').replace('/', '~1')}/" for part in reversed(way))
