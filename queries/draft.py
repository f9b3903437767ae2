"""Steps in the making, and the orders that lists have."""

from __future__ import annotations

from dataclasses import dataclass, field

from ontology.model import NODES, RELS
from queries.rights import NOBODY, Sight
from queries.steps import ID, Column, Condition, Hop, Key, Reached, Step

_LAST_TEXT = "\uffff"
_LAST_NUMBER = 1e308


@dataclass(slots=True)
class Draft:
    """A step in the making."""

    label: str
    hop: Hop | None = None
    by: Column | None = None
    where: list[Condition | Reached] = field(default_factory=list)
    order: tuple[Key, ...] = ()
    limit: str = ""
    dated: bool = False
    distinct: bool = False
    counted: bool = False
    sight: Sight = NOBODY
    columns: list[Column] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)

    def column(self, column: Column) -> int:
        """The place of a column, added if it is new."""
        if column not in self.columns:
            self.columns.append(column)
        return self.columns.index(column)

    def child(self, draft: Draft) -> int:
        """The place of a new child."""
        self.children.append(draft)
        return len(self.children) - 1

    def step(self) -> Step:
        """The finished step."""
        return Step(
            self.label, self.hop, self.by, tuple(self.columns), tuple(self.where), self.order, self.limit,
            self.dated, self.distinct, self.counted, self.sight, tuple(child.step() for child in self.children),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """Where a list of nodes comes from."""

    label: str
    hop: Hop | None = None
    order: tuple[Key, ...] = ()
    by: tuple[str, ...] = ()
    dated: bool = False
    edge: bool = False


def has_dates(label: str) -> bool:
    """Whether nodes of the label have a validity of their own."""
    return "until" in NODES[label].props


def default_order(label: str, edge: Hop | None = None) -> tuple[Key, ...]:
    """By title and id, then parallel relationships by what tells them apart."""
    named = (Key(Column("node", "title")),) if "title" in NODES[label].props else ()
    return (*named, Key(ID), *parallel_order(edge))


def parallel_order(edge: Hop | None) -> tuple[Key, ...]:
    """What tells parallel relationships apart; nothing where nodes are listed once."""
    if edge is None:
        return ()
    rel = RELS[edge.type]
    names = [*rel.key, "origin", *(["since"] if rel.dated else [])]
    return tuple(Key(Column("edge", name), absent="") for name in names)


def order_by(column: Column, kind: str, *, required: bool, descending: bool) -> tuple[Key, ...]:
    """By a property and then by id, nulls last."""
    last: str | float = _LAST_NUMBER if kind in {"float", "int"} else _LAST_TEXT
    first: str | float = -_LAST_NUMBER if kind in {"float", "int"} else ""
    absent = None if required else first if descending else last
    return (Key(column, descending, absent), *(() if column == ID else (Key(ID, descending),)))
