"""Ordered collections: the members of a `skos:memberList`, each with its position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.rdf_own import OWN
from loaders.rdf_skos import MEMBER_LIST, ORDERED
from loaders.rdf_spool import KNOWN, Statements
from loaders.rdf_terms import FIRST, NIL, REST, SKOLEM, TYPE, Statement
from loaders.rdf_values import identifier
from loaders.rows import EdgeRow, Place, Remark, Row


@dataclass(slots=True)
class Members:
    """The members of a list in order, its cells, and whether it is a list of blank nodes and nothing more."""

    items: list[str]
    cells: list[str]
    whole: bool


def ordered(spool: Statements, at: Place) -> Iterator[Row]:
    """The members of ordered collections; a list that a writer could not make again from them stays to be kept."""
    rows = spool.db.execute(
        "SELECT s, min(o), count(DISTINCT o), max(graph) FROM statement JOIN thing USING(s)"
        " WHERE p = ? AND tag IS NULL AND label = 'Collection' GROUP BY s", (MEMBER_LIST,),
    ).fetchall()  # fmt: skip
    for s, head, count, graph in rows:
        members = _members(spool, head)
        described = [item for item in members.items if (thing := spool.thing(item)) and thing.label == "Competency"]
        for position, item in enumerate(dict.fromkeys(described), 1):
            spool.state("MEMBER", s, item, "list")
            ends = ("Collection", identifier(s)), ("Competency", identifier(item))
            yield EdgeRow("MEMBER", *ends, at, {"position": position})
        said = [each for each in spool.types(s) if each.o in KNOWN.classes and each.o not in OWN]
        as_usual = count == 1 and not graph and said == [Statement(s, TYPE, ORDERED)]
        if members.whole and as_usual and len({*described}) == len(members.items) > 0:
            _take_out(spool, s, members)
        else:
            yield Remark(at, "ordered list that is more than competencies in order: kept as extra too", s)


def _members(spool: Statements, head: str) -> Members:
    found = Members([], [], whole=True)
    met, cell = set[str](), head
    while cell != NIL and cell not in met:
        met.add(cell)
        about = spool.about(cell)
        firsts, rests = ([said for said in about if said.p == p and said.tag is None] for p in (FIRST, REST))
        found.cells.append(cell)
        found.items += [said.o for said in firsts][:1]
        alone = len(about) == len(firsts) + len(rests) and not any(said.graph for said in about)
        alone &= len(firsts) == len(rests) == 1 and not spool.types(cell) and cell not in spool.shared
        found.whole &= alone and cell.startswith(SKOLEM)
        cell = rests[0].o if rests else NIL
    return found


def _take_out(spool: Statements, s: str, members: Members) -> None:
    """The list and the class that goes with it have their place: members with positions."""
    for cell in members.cells:
        spool.take_out(cell)
    spool.db.execute("DELETE FROM statement WHERE s = ? AND p = ?", (s, MEMBER_LIST))
    spool.db.execute("DELETE FROM class WHERE s = ? AND o = ?", (s, ORDERED))
