"""Relationships: by a property between two things, by a class of ours with their properties, by an ordered list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from loaders.rdf_esco import INHERITED
from loaders.rdf_extra import Extra
from loaders.rdf_own import OBJECT, QUALIFIED, RELATIONSHIP, SUBJECT, terms
from loaders.rdf_spool import HOUSES, KNOWN, Statements, Thing
from loaders.rdf_terms import SKOLEM, Statement
from loaders.rdf_values import identifier, value_of
from loaders.rows import EdgeRow, Place, Rejected, Remark, Row
from ontology.iris import THINGS
from ontology.model import RELS
from ontology.terms import Prop

_PAIRS = """
SELECT l.a, l.b, x.label, x.house, y.label, y.house, l.p, l.graph
FROM (SELECT DISTINCT a, b, p, graph FROM link ORDER BY a, b) l
LEFT JOIN thing x ON x.s = l.a LEFT JOIN thing y ON y.s = l.b
"""
_UNFIT = "the model joins no such things: kept only as extra"
_ELSEWHERE = "end that the file does not describe (-o link=yes takes the store's): kept only as extra"


class Pair(NamedTuple):
    """The two ends of a relationship, and the things that they are if the file describes them."""

    a: str
    b: str
    start: Thing | None
    end: Thing | None

    @property
    def described(self) -> bool:
        """Whether the file describes both."""
        return self.start is not None and self.end is not None

    def joint(self, types: tuple[str, ...]) -> Joint | None:
        """The first type that may join the two; what the file does not describe fits any."""
        return joint(types, self.start and self.start.label, self.end and self.end.label)

    def owner(self, said: Statement) -> Thing | None:
        """The end on which a statement is kept: its subject, else the other, if the file describes it."""
        ends = [thing for thing in (self.start, self.end) if thing]
        return next((thing for thing in ends if thing.s == said.s), ends[0] if ends else None)


class Joint(NamedTuple):
    """A type of relationship with the labels of its ends."""

    type: str
    start: str
    end: str


@cache
def joint(types: tuple[str, ...], start: str | None, end: str | None) -> Joint | None:
    """The first type that may join the labels; None for a label fits what this file does not describe."""
    for type_ in types:
        for a, b in RELS[type_].ends:
            if start in (a, None) and end in (b, None):
                return Joint(type_, a, b)
    return None


class Relationships:
    """Turns what joins things into rows.

    Where the file does not describe an end, the relationship is kept as extra of the other end, unless
    `linking` says that such ends are the store's.
    """

    def __init__(self, spool: Statements, extra: Extra, at: Place, *, linking: bool) -> None:
        self._spool = spool
        self._extra = extra
        self._at = at
        self._linking = linking

    # --- by a property -----------------------------------------------------------------------------

    def plain(self) -> Iterator[Row]:
        """The rows of properties between things."""
        rows = self._spool.db.cursor().execute(_PAIRS)
        for (a, b, start, x, end, y), group in groupby(rows, key=itemgetter(slice(6))):
            pair = Pair(a, b, Thing(a, start, x) if start else None, Thing(b, end, y) if end else None)
            joints: dict[Joint | None, list[Statement]] = {}
            for *_, p, graph in group:
                link = KNOWN.links[p]
                said = Statement(b, p, a, None, graph) if link.inverse else Statement(a, p, b, None, graph)
                joints.setdefault(pair.joint(link.types), []).append(said)
            for found, statements in joints.items():
                yield from self._stated(found, pair, statements)

    def _stated(self, found: Joint | None, pair: Pair, said: list[Statement]) -> Iterator[Row]:
        if found and RELS[found.type].derived:
            yield Remark(self._at, f"derived by the service itself: {found.type} left out", f"{pair.a} {pair.b}")
        elif found is None or not (pair.described or self._linking):
            why = _UNFIT if pair.described else _ELSEWHERE
            yield from (self._extra.only(each, pair.owner(each), why) for each in said)
        elif by := self._spool.stated_by(found.type, pair.a, pair.b):
            yield from self._repeated(by, pair, said)
        else:
            yield self._edge(found, pair, _props(said))
            asserted = [each for each in said if not each.p.startswith(INHERITED)]
            if asserted and not _plain(found.type, asserted, pair.start):
                yield from self._forms(asserted, pair)

    def _repeated(self, by: str, pair: Pair, said: list[Statement]) -> Iterator[Row]:
        """A relationship of which a class or a list tells more: with a class goes the plain property."""
        odd = [each for each in said if by == "list" or each.graph or KNOWN.links[each.p].inverse]
        return self._forms(odd, pair)

    def _forms(self, said: list[Statement], pair: Pair) -> Iterator[Row]:
        return (self._extra.form(each, owner) for each in said if (owner := pair.owner(each)))

    def _edge(self, found: Joint, pair: Pair, props: dict[str, Any]) -> EdgeRow:
        return EdgeRow(found.type, (found.start, identifier(pair.a)), (found.end, identifier(pair.b)), self._at, props)

    # --- by a class of ours --------------------------------------------------------------------------

    def qualified(self) -> Iterator[Row]:
        """The rows of our own classes of relationships, each with its properties."""
        marks = ",".join("?" * len(QUALIFIED))
        found = f"SELECT DISTINCT s, o FROM class WHERE o IN ({marks}) ORDER BY s, o"
        self._spool.db.execute(
            f"CREATE TABLE qualified AS {found}", tuple(QUALIFIED)
        )  # each is taken out as it is read
        for s, class_ in self._spool.db.cursor().execute("SELECT s, o FROM qualified"):
            yield from self._qualified(s, QUALIFIED[class_])
            self._spool.take_out(s)

    def _qualified(self, s: str, type_: str) -> Iterator[Row]:
        about = self._spool.about(s)
        ends = [[said.o for said in about if said.p == end and said.tag is None] for end in (SUBJECT, OBJECT)]
        if any(len(end) != 1 for end in ends):
            yield Rejected(self._at, f"{type_} needs one kg:subject and one kg:object", s)
            return
        (a,), (b,) = ends
        pair = Pair(a, b, self._spool.thing(a), self._spool.thing(b))
        found = pair.joint((type_,))
        if found and (pair.described or self._linking):
            yield from self._detailed(found, pair, about)
        else:
            why = _UNFIT if pair.described else _ELSEWHERE
            yield from (self._extra.only(said, pair.owner(about[0]), why) for said in [*about, *self._spool.types(s)])

    def _detailed(self, found: Joint, pair: Pair, about: list[Statement]) -> Iterator[Row]:
        declared, props = terms(RELS[found.type].props), dict[str, Any]()
        types = self._spool.types(about[0].s)
        for said in about:
            prop = declared.get(said.p)
            value = value_of(prop.kind, said, said.o) if prop else None
            if prop and value is not None and _set(props, prop, value):
                continue
            if said.p not in {SUBJECT, OBJECT}:
                yield self._extra.only(said, pair.owner(said))
        others = (said for said in types if said.o not in QUALIFIED and said.o != RELATIONSHIP)
        yield from (self._extra.only(said, pair.owner(said)) for said in others)
        if any(said.graph for said in [*about, *types]):
            yield from self._forms([*about, *types], pair)
        if not about[0].s.startswith((SKOLEM, THINGS)):
            yield Remark(self._at, "IRI of a relationship: not kept", about[0].s)
        self._spool.state(found.type, pair.a, pair.b, "class")
        yield self._edge(found, pair, props)


def _set(props: dict[str, Any], prop: Prop, value: Any) -> bool:
    """Set a property; False when it has another value already."""
    if prop.kind in {"text", "list"}:
        props.setdefault(prop.name, []).append(value)
        return True
    return bool(props.setdefault(prop.name, value) == value)


def _props(said: list[Statement]) -> dict[str, Any]:
    """What the properties say of the relationship; what one affirms counts."""
    props: dict[str, Any] = {}
    for each in said:
        for name, value in KNOWN.links[each.p].props.items():
            props[name] = props.get(name, False) or value
    return props


def _plain(type_: str, said: list[Statement], start: Thing | None) -> bool:
    house = HOUSES.get(start.house) if start else None
    sets = (house.plain.get(type_) if house else None) or KNOWN.plain[type_]
    return not any(each.graph for each in said) and frozenset(each.p for each in said) in sets
