"""What a plan asks of a store: a tree of steps, without a word of Cypher.

The root step has no label and no columns; each of its children starts a match of its own. The
answer to a step is a list of rows: its columns in order, then one value a child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ontology.model import NODES, RELS
from queries.rights import BELONGS, NOBODY, Sight

Of = Literal["node", "edge"]
Operator = Literal["=", "<>", "<", "<=", ">", ">=", "IN", "CONTAINS", "STARTS WITH", "HAS", "IS NULL", "IS NOT NULL"]

AS_OF = "asOf"
"""The parameter that every validity is compared with."""


@dataclass(frozen=True, slots=True)
class Column:
    """A property of the node that a step reaches, or of the relationship it walks."""

    of: Of
    name: str


ID = Column("node", "id")


@dataclass(frozen=True, slots=True)
class Hop:
    """One relationship to walk, with the label at its far end; `any` is either direction."""

    type: str
    direction: Literal["out", "in", "any"]
    label: str

    @property
    def dated(self) -> bool:
        """Whether the relationship has a validity of its own."""
        return RELS[self.type].dated

    @property
    def reaches_dated(self) -> bool:
        """Whether the node's own dates say if it is reached: the relationship has none, and may lead to several."""
        return not self.dated and not RELS[self.type].single and "until" in NODES[self.label].props

    @property
    def personal(self) -> bool:
        """Whether it reaches personal data."""
        return RELS[self.type].personal or NODES[self.label].personal


def guarded(label: str, hop: Hop | None) -> bool:
    """Whether a node is personal data, and not one that belongs to the officer from whom the hop comes."""
    own = hop is not None and hop.direction == "out" and hop.type == BELONGS.get(label)
    return NODES[label].personal and not own


@dataclass(frozen=True, slots=True)
class Condition:
    """A column compared with a parameter; IS NULL and IS NOT NULL take none."""

    column: Column
    operator: Operator
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """From the node, the hops lead to the node whose id is the parameter.

    With `within` they lead to an organisation in the subtree of that one. `dense` says that many
    nodes have such a way: it is quicker to go through them in order and test each.
    """

    hops: tuple[Hop, ...]
    label: str
    parameter: str
    within: bool = False
    dense: bool = False
    sight: Sight = NOBODY
    """Which officers' records count on the way."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column to order by; `absent` stands for null, so that nulls come last; `after` is where a page goes on."""

    column: Column
    descending: bool = False
    absent: str | float | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Nodes of one label, reached by a hop from the parent step, by a column of it (`by`), or by conditions alone."""

    label: str = ""
    hop: Hop | None = None
    by: Column | None = None
    columns: tuple[Column, ...] = ()
    where: tuple[Condition | Reached, ...] = ()
    order: tuple[Key, ...] = ()
    limit: str = ""
    """The parameter with how many rows at most, for each parent."""
    dated: bool = False
    """Whether the node itself must be valid."""
    distinct: bool = False
    """Each node once, whatever the number of relationships to it."""
    counted: bool = False
    """The number of rows instead of the rows."""
    sight: Sight = NOBODY
    """Which officers' records come out, where the step reaches them."""
    children: tuple[Step, ...] = ()
