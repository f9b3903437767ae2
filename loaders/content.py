"""What a store states, read back as the rows that a reader yields: where every writer starts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders.rows import EdgeRow, NodeRow, Place
from ontology import cypher
from ontology.earlier import EARLIER, differing
from ontology.model import NODES, RELS
from ontology.terms import NodeType, RelType

if TYPE_CHECKING:
    from queries.stores import Store

SERVICE = frozenset({"Change", "Draft", "Rollup", "Store"})
"""Node types that are the service's own: never exchanged."""

OWNED = {"HAS": "end", "HAS_LEVEL": "end", "OF": "start"}
"""Relationships by which a thing brings another along into its framework, and at which end that stands."""

FEW = 200
"""Ids up to which looking each up beats reading all and leaving out."""

Members = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What to read: all, one framework or some things; at a date or with its history; with people only if asked.

    A framework brings the things published in it, their activities and identifiers, and the scales
    that its levels are on. A relationship is read when its start is (an identifier's when its end is);
    its other end may lie outside.
    """

    framework: str | None = None
    things: tuple[tuple[str, str], ...] = ()
    as_of: str | None = None
    people: bool = False
    named_at: str | None = None
    """The date whose names and other values things have, where relationships come with their history."""

    @property
    def whole(self) -> bool:
        """Whether nothing is left out but people."""
        return not self.framework and not self.things


async def content(store: Store, scope: Scope) -> AsyncIterator[NodeRow | EdgeRow]:
    """All nodes, then all relationships, in an order that never changes: by type, then by id.

    Memory is flat for a whole store; for less than that, the ids in scope are held.
    """
    members = None if scope.whole else await _members(store, scope)
    for node in NODES.values():
        if node.label not in SERVICE and (scope.people or not node.personal):
            async for row in _nodes(store, scope, node, members):
                yield row
    for rel in RELS.values():
        if not rel.derived and (scope.people or not rel.personal):
            for start, end in rel.ends:
                if not scope.people and (NODES[start].personal or NODES[end].personal):
                    continue
                async for edge in _edges(store, scope, rel, (start, end), members):
                    yield edge


async def _nodes(store: Store, scope: Scope, node: NodeType, members: Members | None) -> AsyncIterator[NodeRow]:
    wanted = None if members is None else members.get(node.label, frozenset())
    if wanted is not None and not wanted:
        return
    few = wanted is not None and len(wanted) <= FEW
    text = cypher.content_nodes(node, few=few, dated=bool(scope.as_of))
    at, names = Place(store.uri), [name for name in node.props if name != "id"]
    async for id_, *values in store.stream(text, **_params(scope, wanted, few=few)):
        if wanted is None or id_ in wanted:
            props = _then(_stated(names, values), scope.as_of or scope.named_at)
            if not scope.as_of or props.get("until", "~") > scope.as_of:  # else it was retired then, and came back
                yield NodeRow(node.label, id_, props, at)


async def _edges(
    store: Store, scope: Scope, rel: RelType, ends: tuple[str, str], members: Members | None
) -> AsyncIterator[EdgeRow]:
    by = OWNED.get(rel.type) == "start"  # which end must be in scope
    wanted = None if members is None else members.get(ends[by], frozenset())
    if wanted is not None and not wanted:
        return
    few = wanted is not None and len(wanted) <= FEW
    text = cypher.content_edges(rel, *ends, few=("b" if by else "a") if few else "", dated=bool(scope.as_of))
    at, names = Place(store.uri), list(rel.props)
    async for start, end, *values in store.stream(text, **_params(scope, wanted, few=few)):
        if wanted is None or (start, end)[by] in wanted:
            yield EdgeRow(rel.type, (ends[0], start), (ends[1], end), at, _stated(names, values))


def _then(props: dict[str, Any], day: str | None) -> dict[str, Any]:
    """What a node said at a date; what it says, for none."""
    earlier = props.pop(EARLIER, None)
    then = differing(earlier, day) if earlier and day else {}
    return {name: value for name, value in (props | then).items() if value is not None} if then else props


def _params(scope: Scope, wanted: Iterable[str] | None, *, few: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"asOf": scope.as_of} if scope.as_of else {}
    return found | ({"ids": sorted(wanted or ())} if few else {})


def _stated(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    named = zip(names, values, strict=True)
    return {name: value for name, value in named if value is not None and value != [] and name != "origin"}


# --- what belongs to a scope ------------------------------------------------------------------------


async def _members(store: Store, scope: Scope) -> Members:
    found: dict[str, set[str]] = {}
    for label, id_ in scope.things:
        found.setdefault(label, set()).add(id_)
    if scope.framework:
        found.setdefault("Framework", set()).add(scope.framework)
        for start, end in RELS["IN_SCHEME"].ends:
            rows = store.stream(cypher.content_edges(RELS["IN_SCHEME"], start, end, few="b"), ids=[scope.framework])
            found.setdefault(start, set()).update([row[0] async for row in rows])
        found.setdefault("Scale", set()).update(await _scales(store, found))
    for type_, side in OWNED.items():
        await _owned(store, RELS[type_], side, found)
    return {label: frozenset(ids) for label, ids in found.items()}


async def _owned(store: Store, rel: RelType, side: str, found: dict[str, set[str]]) -> None:
    for ends in rel.ends:
        owner, owned = (0, 1) if side == "end" else (1, 0)
        async for row in _touching(store, rel, ends, owner, found):
            found.setdefault(ends[owned], set()).add(row[owned])


async def _scales(store: Store, found: dict[str, set[str]]) -> set[str]:
    """The scales of the levels that the things found state, and of the levels that they describe."""
    scales: set[str] = set()
    for rel in RELS.values():
        if "scale" in rel.props and not rel.personal:
            at = 2 + list(rel.props).index("scale")
            for ends in rel.ends:
                scales.update([row[at] async for row in _touching(store, rel, ends, 0, found) if row[at]])
    described = _touching(store, RELS["DESCRIBES"], RELS["DESCRIBES"].ends[0], 0, found)
    levels = {row[1] async for row in described}
    if levels:
        rows = store.stream(cypher.content_edges(RELS["HAS_LEVEL"], "Scale", "Level", few="", dated=False))
        scales.update([row[0] async for row in rows if row[1] in levels])
    return scales


async def _touching(
    store: Store, rel: RelType, ends: tuple[str, str], side: int, found: dict[str, set[str]]
) -> AsyncIterator[list[Any]]:
    """The relationships whose end of that side was found."""
    ids = found.get(ends[side], set())
    if not ids:
        return
    few = len(ids) <= FEW
    text = cypher.content_edges(rel, *ends, few="ab"[side] if few else "", dated=False)
    async for row in store.stream(text, **({"ids": sorted(ids)} if few else {})):
        if row[side] in ids:
            yield row
