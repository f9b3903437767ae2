"""The files that Neo4j's own import tool reads, written from a store's framework and checked officers' records.

The tool makes a whole database at once, from an empty one, while no server runs: nothing else is as fast. The
framework, a few hundred thousand rows, comes from the store that it was loaded into.
"""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from loaders.bulk_checked import Checked
from loaders.bulk_tables import END, START, Table
from loaders.whole import ITSELF, Edge, Node, Stored, everything
from ontology.model import NODES, RELS
from ontology.terms import Prop
from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries.stores import Store

BETWEEN = "\x1f"
"""Stands between the items of a list: no text has it."""

_KINDS = {"float": "double", "int": "long", "bool": "boolean", "text": "string[]", "list": "string[]"}
_HEADS = {START: ":START_ID", END: ":END_ID", "id": "id:ID"}
_OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields-format=v2")
_SHOWN = 2_000
"""Characters of what the tool said that are shown when it fails."""


@dataclass(slots=True)
class Files:
    """The files in `folder`, in the tool's form."""

    folder: Path
    nodes: list[str] = field(default_factory=list)
    """`label=path`, as the tool is told."""
    edges: list[str] = field(default_factory=list)
    lined: list[str] = field(default_factory=list)
    """Paths of those in which a text may have several lines."""

    def arguments(self, database: str) -> list[str]:
        """What the tool is told: the database that it is to make, and the files."""
        nodes, edges = (f"--nodes={one}" for one in self.nodes), (f"--relationships={one}" for one in self.edges)
        told = f"--report-file={self.folder / 'import.report'}"
        return [database, *_OPTIONS, told, f"--multiline-fields={','.join(self.lined)}", *nodes, *edges]

    async def framework(self, store: Store, itself: Mapping[str, Any], also: Iterable[Stored]) -> None:
        """Write all that a store has, what it says of itself under another identity, and some rows more."""
        groups: dict[tuple[str, ...], list[Stored]] = {}
        async for row in everything(store):
            groups.setdefault(row.group, []).append(row)
        own = {name: value for name, value in itself.items() if name != "id"}
        renewed = Node(ITSELF, "store", own | {"identity": uuid4().hex, "epoch": itself["epoch"] + 1})
        for row in (renewed, *also):
            groups.setdefault(row.group, []).append(row)
        for group, rows in groups.items():
            self._stored(group, rows)

    def _stored(self, group: tuple[str, ...], rows: Iterable[Stored]) -> None:
        name, *ends = group
        props = RELS[name].props if ends else {n: p for n, p in NODES[name].props.items() if n != "id"}
        path = self._new(name, ends)
        self.lined.append(str(path))
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            heads = (START, END, *props) if ends else ("id", *props)
            writer.writerow([_head(ends, props, head) for head in heads])
            for row in rows:
                at = [row.start[1], row.end[1]] if isinstance(row, Edge) else [row.id]
                writer.writerow([*at, *(_cell(row.props.get(prop)) for prop in props)])

    def people(self, checked: Checked, table: Table) -> None:
        """Write the rows of a table."""
        path = self._new(table.name, table.ends or ())
        terms = ", ".join(f'{_term(table, name)} AS "{_head(table.ends, table.props, name)}"' for name in table.columns)
        checked.connection.execute(f"COPY (SELECT {terms} FROM {table.rows}) TO '{path}' (FORMAT csv, HEADER true)")

    def _new(self, name: str, ends: Sequence[str]) -> Path:
        path = self.folder / f"{'.'.join((name, *ends))}.{len(self.nodes) + len(self.edges)}.csv"
        (self.edges if ends else self.nodes).append(f"{name}={path}")
        return path


def run(command: Sequence[str], arguments: Sequence[str]) -> None:
    """Run the tool; StoreError with the last that it said when it fails."""
    try:
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - the operator's own command
    except OSError as error:
        raise StoreError(f"{command[0]}: {error.strerror}", "name the import tool: --tool 'COMMAND …'") from error
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-_SHOWN:]
        raise StoreError(f"the import tool failed: {said}", "the server must be stopped, and its database empty")


def _head(ends: object, props: Mapping[str, Prop], name: str) -> str:
    """A column's header: `id:ID`, `level:double`."""
    if name in _HEADS and (name != "id" or not ends):
        return _HEADS[name]
    kind = _KINDS.get(props[name].kind)
    return f"{name}:{kind}" if kind else name


def _term(table: Table, name: str) -> str:
    listed = name in table.props and table.props[name].kind in {"list", "text"}
    return f"array_to_string({table.columns[name]}, chr(31))" if listed else table.columns[name]


def _cell(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return BETWEEN.join(value)
    return value
