"""From what a person types to one thing: its id, that without the source's prefix, a notation, another identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology import cypher
from ontology.model import NODES
from queries import question

if TYPE_CHECKING:
    from queries.stores import Store


class UnknownIdError(Exception):
    """No thing, or more than one, answers to what was typed; `suggestions` are near it."""

    def __init__(self, message: str, suggestions: list[tuple[str, str]]) -> None:
        super().__init__(message)
        self.suggestions = suggestions


async def resolve(store: Store, label: str, typed: str) -> str:
    """The id of the one node of that label that `typed` names; UnknownIdError when there is not exactly one."""
    node = NODES[label]
    typed = typed.strip().removeprefix(f"{label}:")
    origins = [row["id"] for row in await store.ask(question("store/origins"))]
    # a table's own ids begin with `table.NAME` or with the prefix that it was loaded with: `table:NAME`, `table:PREFIX`
    prefixes = [p for o in origins for p in dict.fromkeys((o.removeprefix("table:"), o.replace(":", ".", 1)))]
    ids = [typed, *(f"{prefix}:{typed}" for prefix in prefixes)]
    found = [row[0] for row in await store.rows(cypher.read_nodes(node), ids=ids)]
    if typed in found:
        return typed
    if "notation" in node.props:
        found += [row[0] for row in await store.rows(cypher.ids_by(node, "notation"), value=typed)]
    found += [
        row["thing"] for row in await store.ask(question("store/identified"), ids=[typed]) if row["label"] == label
    ]
    match sorted(set(found)):
        case [id_]:
            return str(id_)
        case []:
            raise UnknownIdError(f"no {label} answers to {typed!r}", await _near(store, label, typed))
        case several:
            raise UnknownIdError(f"{typed!r} names several: use one of these ids", [(id_, "") for id_ in several[:10]])


async def _near(store: Store, label: str, typed: str) -> list[tuple[str, str]]:
    if "title" not in NODES[label].props or not typed:
        return []
    return [(id_, title) for id_, title in await store.rows(cypher.similar(NODES[label]), value=typed)]
