"""Ordered collections: members whose positions are 1, 2, 3… are written as a `skos:memberList`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

from loaders.rdf_out_kept import Kept
from loaders.rdf_out_lines import iri_of
from loaders.rdf_skos import MEMBER_LIST
from loaders.rdf_terms import FIRST, NIL, REST, SKOLEM, Statement
from loaders.rows import EdgeRow


def listed(kept: Kept, s: str, edges: list[EdgeRow], *, free: bool) -> tuple[list[Statement], set[str]]:
    """The statements of a collection's list, and the IRIs of the members whose positions a list says.

    That is the list which was kept, if the members are still as it has them; else a new one, if they have
    positions from 1 up and the collection's class is `free` to say so.
    """
    positions = _positions(edges)
    heads = [said for said in kept.about(s) if said.p == MEMBER_LIST and said.tag is None]
    if heads:
        items, cells = _walked(kept, heads[0].o)
        if positions == {item: n for n, item in enumerate(items, 1)}:
            return [], set(positions)
        kept.drop([*heads, *cells])
    in_order = sorted(positions, key=positions.__getitem__)
    numbered = [positions[item] for item in in_order] == list(range(1, len(in_order) + 1))
    if free and numbered and in_order and all(_competency(kept, item) for item in in_order):
        return list(_list(s, in_order)), set(in_order)
    return [], set()


def _positions(edges: list[EdgeRow]) -> dict[str, float]:
    """Positions by member; of nothing but a position."""
    found = [(iri_of(edge.end[1]), edge.props) for edge in edges]
    times = Counter(end for end, _ in found)
    return {end: props["position"] for end, props in found if props.keys() == {"position"} and times[end] == 1}


def _competency(kept: Kept, s: str) -> bool:
    thing = kept.thing(s)
    return thing is not None and thing.label == "Competency"


def _walked(kept: Kept, head: str) -> tuple[list[str], list[Statement]]:
    """The competencies of a kept list in order, each once, and the statements of its cells."""
    items: dict[str, None] = {}
    cells: list[Statement] = []
    met, cell = set[str](), head
    while cell != NIL and cell not in met:
        met.add(cell)
        about = [said for said in kept.about(cell) if said.p in {FIRST, REST}]
        cells += about
        firsts, rests = ([said.o for said in about if said.p == p and said.tag is None] for p in (FIRST, REST))
        if firsts and _competency(kept, firsts[0]):
            items[firsts[0]] = None
        cell = rests[0] if rests else NIL
    return list(items), cells


def _list(s: str, items: list[str]) -> Iterator[Statement]:
    base = SKOLEM + blake2b(s.encode(), digest_size=8).hexdigest()
    cells = [f"{base}-{n}" for n in range(len(items))]
    yield Statement(s, MEMBER_LIST, cells[0])
    for cell, after, item in zip(cells, [*cells[1:], NIL], items, strict=True):
        yield Statement(cell, FIRST, item)
        yield Statement(cell, REST, after)
