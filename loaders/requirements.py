"""One requirement changed: whose statement it is, and what of it would be other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from loaders import drafting, proposals
from loaders.drafts import BAD_REQUEST, NOT_FOUND, WritingError
from loaders.proposals import Edit, Proposed
from ontology import cypher
from ontology.model import NODES, RELS

if TYPE_CHECKING:
    from queries.stores import Store

Props = Mapping[str, Any]


async def changed(store: Store, role: str, competency: str, props: Props | None) -> tuple[str, list[Proposed]]:
    """The source whose statement changes, the role's for a new one, and the changes; None ends the requirement.

    What is left out of `props` stays. A requirement stated on another scale than before gives way to it.
    """
    stated = await _stated(store, role, competency)
    if len(stated) > 1:
        raise WritingError(BAD_REQUEST, f"{len(stated)} statements say this: draft the change of the one that is meant")
    if not stated and props is None:
        raise WritingError(NOT_FOUND, f"{role} does not require {competency} itself")
    origin = stated[0]["origin"] if stated else await _origin(store, role)
    start, end = ("Role", role), ("Competency", competency)
    before = {name: value for name, value in (stated[0] if stated else {}).items() if name != "origin"}
    after = None if props is None else before | dict(props)
    moved = bool(before) and after is not None and after.get("scale") != before.get("scale")
    ended = [Proposed("REQUIRES", start, end, before)] if moved else []
    made = await proposals.proposed(
        store, [Edit("REQUIRES", start, end, after)], await drafting.proposing(store, origin)
    )
    return origin, [*ended, *made]


async def _stated(store: Store, role: str, competency: str) -> list[dict[str, Any]]:
    """What is stated now of the requirement, with the sources."""
    at = (await drafting.proposing(store, "")).at
    text = cypher.content_edges(RELS["REQUIRES"], "Role", "Competency", few="a", dated=True)
    rows = await store.rows(text, ids=[role], asOf=at)
    named = (dict(zip(RELS["REQUIRES"].props, row[2:], strict=True)) for row in rows if row[1] == competency)
    return [{n: v for n, v in each.items() if v is not None and n not in {"since", "until"}} for each in named]


async def _origin(store: Store, role: str) -> str:
    rows = await store.rows(cypher.read_nodes(NODES["Role"]), ids=[role])
    if not rows:
        raise WritingError(NOT_FOUND, f"there is no role {role}")
    return str(dict(zip(NODES["Role"].props, rows[0], strict=True))["origin"])
