"""The tables of the graph that checked sheets fill: nodes of a label, relationships of a type between two labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from loaders.bulk_checked import Checked, Part
from loaders.columns import Column
from ontology.model import NODES, RELS
from ontology.terms import Prop

START, END = "start", "end"


class Table(NamedTuple):
    """A table: its label or type, the labels of its ends if it is of relationships, and its columns as SQL terms.

    The columns are properties of the model; relationships have `start` and `end` before them.
    """

    name: str
    ends: tuple[str, str] | None
    columns: Mapping[str, str]
    rows: str
    """Where the rows are, as SQL."""

    @property
    def props(self) -> Mapping[str, Prop]:
        """What the model says of the columns that are properties."""
        return RELS[self.name].props if self.ends else NODES[self.name].props

    def count(self, checked: Checked) -> int:
        """How many rows it has."""
        [count] = checked.connection.execute(f"SELECT count(*) FROM {self.rows}").fetchone() or (0,)
        return int(count)


def tables(checked: Checked, origin: str) -> Iterator[Table]:
    """All tables that the sheets fill: nodes before the relationships between them."""
    found = [table for part in checked.parts.values() for table in _of(part, origin)]
    return iter(sorted(found, key=lambda table: table.ends is not None))


def _of(part: Part, origin: str) -> Iterator[Table]:
    sheet = part.sheet
    own = {c.prop: f'"{c.name}"' for c in part.columns if c.prop} | {"origin": _literal(origin)}
    if sheet.ends:
        first, second = sheet.ends
        at = {START: f'"{first.name}"', END: f'"{second.name}"'}
        yield Table(sheet.states, (first.labels[0], second.labels[0]), at | own, part.table)
        return
    yield Table(sheet.states, None, own, part.table)
    for column in (column for column in part.columns if column.link):
        yield _link(part, column, origin)


def _link(part: Part, column: Column, origin: str) -> Table:
    ends, at = (part.sheet.states, column.labels[0]), ('"id"', f'"{column.name}"')
    if column.inward:
        ends, at = (ends[1], ends[0]), (at[1], at[0])
    rows = f'(SELECT * FROM {part.table} WHERE "{column.name}" IS NOT NULL)'
    return Table(column.link, ends, {START: at[0], END: at[1], "origin": _literal(origin)}, rows)


def _literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
