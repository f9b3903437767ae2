"""Derived from the model: constraints, indexes, tables and the texts that write nodes and relationships.

Two dialects: Neo4j takes the values as they come; the embedded engine has typed tables and types
a column that is null in a whole batch as a string, so that there each value is cast.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ontology.model import NODES, RELS
from ontology.terms import NodeType, Prop, RelType

META = "MATCH (s:Store {id: 'store'}) RETURN s.version, s.epoch, s.dataAsOn, s.identity"
"""The store's own node: its version, its epoch, its fixed date, its identity."""

STORE = "MERGE (s:Store {id: 'store'}) ON CREATE SET s.epoch = 0, s.version = $version"
"""Make the store's own node."""

SCHEMA = "MATCH (s:Store {id: 'store'}) RETURN s.version"
"""The store's version alone: what one of an older program has, too."""

IDENTITY = "MATCH (s:Store {id: 'store'}) WHERE s.identity IS NULL SET s.identity = $identity"
"""Give a store that has none an identity."""

VERSION = "MATCH (s:Store {id: 'store'}) SET s.version = $version"
"""Record a migration."""

EMBEDDED_TYPES = {
    "string": "STRING",
    "instant": "STRING",
    "float": "DOUBLE",
    "int": "INT64",
    "bool": "BOOLEAN",
    "text": "STRING[]",
    "list": "STRING[]",
}


def neo4j_schema(constraints: Collection[str] = (), indexes: Collection[str] = ()) -> Iterator[str]:
    """What Neo4j lacks, given the names of its constraints and indexes.

    One uniqueness constraint a label, one index an indexed property with the id behind it, for keysets.
    """
    for node in NODES.values():
        name = node.label.lower()
        if f"{name}_id" not in constraints:
            yield f"CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        for prop in node.props.values():
            if prop.index and f"{name}_{prop.name}" not in indexes:
                yield (f"CREATE INDEX {name}_{prop.name} IF NOT EXISTS FOR (n:{node.label}) ON (n.`{prop.name}`, n.id)")


def embedded_schema(existing: dict[str, set[str]], ends: dict[str, set[tuple[str, str]]]) -> Iterator[str]:
    """What the embedded store lacks, given its tables' columns and its relationships' ends."""
    for node in NODES.values():
        yield from _table(node.label, node.props, "NODE", "", existing)
    for rel in RELS.values():
        pairs = ", ".join(f"FROM `{a}` TO `{b}`" for a, b in rel.ends) + ", "
        yield from _table(rel.type, rel.props, "REL", pairs, existing)
        for a, b in rel.ends:
            if rel.type in existing and (a, b) not in ends[rel.type]:
                yield f"ALTER TABLE `{rel.type}` ADD FROM `{a}` TO `{b}`"


def _table(name: str, props: dict[str, Prop], kind: str, ends: str, existing: dict[str, set[str]]) -> Iterator[str]:
    if name not in existing:
        columns = ", ".join(f"`{p.name}` {EMBEDDED_TYPES[p.kind]}" for p in props.values())
        key = ", PRIMARY KEY(`id`)" if kind == "NODE" else ""
        yield f"CREATE {kind} TABLE `{name}`({ends}{columns}{key})"
        return
    for prop in props.values():
        if prop.name not in existing[name]:
            yield f"ALTER TABLE `{name}` ADD `{prop.name}` {EMBEDDED_TYPES[prop.kind]}"


def create_nodes(node: NodeType, names: Iterable[str], *, typed: bool) -> str:
    """Create nodes from `$rows` of {id, names…}."""
    pairs = "".join(f", {pair}" for pair in _pairs(node.props, names, typed=typed))
    return f"UNWIND $rows AS row CREATE (:{node.label} {{id: row.id{pairs}}})"


def create_nodes_listed(node: NodeType, names: Iterable[str]) -> str:
    """Create nodes from `$rows` of lists [id, names…], for Neo4j: it reads an item of a list faster than of a map."""
    return f"UNWIND $rows AS row CREATE (:{node.label} {{{_items(['id', *names], 0)}}})"


def merge_nodes(node: NodeType, names: Iterable[str], *, typed: bool) -> str:
    """Create or set nodes from `$rows` of {id, names…}."""
    sets = _sets("n", node.props, names, typed=typed)
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}}) SET {sets}"


def update_nodes(node: NodeType, names: Iterable[str], *, typed: bool) -> str:
    """Set the named properties of nodes from `$rows` of {id, names…}."""
    sets = _sets("n", node.props, names, typed=typed)
    return f"UNWIND $rows AS row MATCH (n:{node.label} {{id: row.id}}) SET {sets}"


def changed_until() -> str:
    """Note in the store the last moment until which something was otherwise, from `$rows` of {id, changed}."""
    later = "CASE WHEN s.changed > row.changed THEN s.changed ELSE row.changed END"
    return f"UNWIND $rows AS row MATCH (s:Store {{id: row.id}}) SET s.changed = {later}"


def delete_nodes(node: NodeType) -> str:
    """Delete nodes from `$rows` of {id}, with all their relationships."""
    return f"UNWIND $rows AS row MATCH (n:{node.label} {{id: row.id}}) DETACH DELETE n"


def _ends(start: str, end: str) -> str:
    # two MATCH clauses: with a comma the embedded engine joins the two tables, 25 times slower
    return f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.`end`}})"


def create_edges(rel: RelType, start: str, end: str, names: Iterable[str], *, typed: bool) -> str:
    """Create relationships from `$rows` of {start, end, names…}."""
    pairs = ", ".join(_pairs(rel.props, names, typed=typed))
    return f"{_ends(start, end)} CREATE (a)-[:`{rel.type}` {{{pairs}}}]->(b)"


def create_edges_listed(rel: RelType, start: str, end: str, names: Iterable[str]) -> str:
    """Create relationships from `$rows` of lists [start, ends, names…], for Neo4j: it finds each start once."""
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row[0]}}) UNWIND row[1] AS other MATCH (b:{end} {{id: other}})"
        f" CREATE (a)-[:`{rel.type}` {{{_items(names, 2)}}}]->(b)"
    )


def update_edges(rel: RelType, start: str, end: str, names: Iterable[str], *, typed: bool) -> str:
    """Set the named properties of the relationships that `edge_at` finds."""
    sets = _sets("r", rel.props, names, typed=typed)
    return f"{_ends(start, end)} {_edge_at(rel)} SET {sets}"


def delete_edges(rel: RelType, start: str, end: str) -> str:
    """Delete the relationships that `_edge_at` finds."""
    return f"{_ends(start, end)} {_edge_at(rel)} DELETE r"


def _edge_at(rel: RelType) -> str:
    """One relationship among parallel ones: by its key, its origin and the moment it was stated from."""
    found = [*rel.key, "origin", *(["since"] if rel.dated else [])]
    terms = [f"coalesce(r.`{name}`, '') = row.`at_{name}`" for name in found]
    return f"MATCH (a)-[r:`{rel.type}`]->(b) WHERE {' AND '.join(terms)}"


def read_nodes(node: NodeType) -> str:
    """All properties of the nodes with `$ids`, in the model's order."""
    columns = ", ".join(f"n.`{name}`" for name in node.props)
    return f"UNWIND $ids AS key MATCH (n:{node.label} {{id: key}}) RETURN {columns}"


def read_edges(rel: RelType, start: str, end: str, *, by: str) -> str:
    """Start, end and all properties of relationships, `by` their "origin" or their "start" ids."""
    columns = ", ".join(f"r.`{name}`" for name in rel.props)
    if by == "start":
        head = f"UNWIND $ids AS key MATCH (a:{start} {{id: key}})-[r:`{rel.type}`]->(b:{end})"
    else:
        head = f"MATCH (a:{start})-[r:`{rel.type}`]->(b:{end})"
    return f"{head} WHERE r.origin = $origin RETURN a.id, b.id, {columns}"


def stated_nodes(node: NodeType) -> str:
    """Id, status and earlier values of the nodes of one origin that are not retired."""
    live = "(n.status IS NULL OR n.status <> 'retired')"
    return f"MATCH (n:{node.label}) WHERE n.origin = $origin AND {live} RETURN n.id, n.status, n.earlier"


def all_pairs(rel: RelType, start: str, end: str, where: str = "") -> str:
    """Start and end of every relationship of a type that is still stated."""
    terms = [term for term in ("r.until IS NULL" if rel.dated else "", where) if term]
    condition = f"WHERE {' AND '.join(terms)} " if terms else ""
    return f"MATCH (a:{start})-[r:`{rel.type}`]->(b:{end}) {condition}RETURN a.id, b.id"


def _value(prop: Prop, *, typed: bool) -> str:
    return f"CAST(row.`{prop.name}` AS {EMBEDDED_TYPES[prop.kind]})" if typed else f"row.`{prop.name}`"


def _pairs(props: dict[str, Prop], names: Iterable[str], *, typed: bool) -> list[str]:
    return [f"`{name}`: {_value(props[name], typed=typed)}" for name in names]


def _items(names: Iterable[str], first: int) -> str:
    return ", ".join(f"`{name}`: row[{at}]" for at, name in enumerate(names, first))


def _sets(variable: str, props: dict[str, Prop], names: Iterable[str], *, typed: bool) -> str:
    return ", ".join(f"{variable}.`{name}` = {_value(props[name], typed=typed)}" for name in names)


def search_rows(node: NodeType) -> str:
    """Id, title, labels, altLabels, notation, status, frameworks and identifiers of all nodes of a type.

    A retired thing keeps the frameworks that it was in.
    """
    text, frameworks, identifiers = f"MATCH (n:{node.label}) ", "null", "null"
    if (node.label, "Framework") in RELS["IN_SCHEME"].ends:
        # no WHERE: the embedded engine joins an OPTIONAL MATCH on what its WHERE says of n, and null joins nothing
        stated = "CASE WHEN r.until IS NULL OR n.status = 'retired' THEN f.id END"
        text += f"OPTIONAL MATCH (n)-[r:IN_SCHEME]->(f:Framework) WITH n, collect(DISTINCT {stated}) AS frameworks "
        frameworks = "frameworks"
    if ("Identifier", node.label) in RELS["OF"].ends:
        text += "OPTIONAL MATCH (i:Identifier)-[:OF]->(n) "
        identifiers = "collect(DISTINCT i.id)"
    columns = "n.id, n.title, n.labels, n.altLabels, n.notation, n.status"
    return f"{text}RETURN {columns}, {frameworks}, {identifiers}"


def ids_by(node: NodeType, name: str) -> str:
    """Ids of the nodes whose property has `$value`; two are enough to know that it is not one."""
    return f"MATCH (n:{node.label}) WHERE n.`{name}` = $value RETURN n.id LIMIT 10"


def similar(node: NodeType) -> str:
    """Id and title of a few nodes whose title contains `$value`."""
    return (
        f"MATCH (n:{node.label}) WHERE lower(n.title) CONTAINS lower($value)"
        " RETURN n.id AS id, n.title AS title ORDER BY title, id LIMIT 5"
    )


def ids(node: NodeType) -> str:
    """Ids of all nodes of a type that are not retired."""
    where = "WHERE n.status IS NULL OR n.status <> 'retired' " if "status" in node.props else ""
    return f"MATCH (n:{node.label}) {where}RETURN n.id"


def every_id(node: NodeType) -> str:
    """Ids of all nodes of a type, retired ones too."""
    return f"MATCH (n:{node.label}) RETURN n.id"


def content_nodes(node: NodeType, *, few: bool = False, dated: bool = False, ordered: bool = True) -> str:
    """Id and all properties of the nodes of a type, or of `$ids`, in the order of their ids; at `$asOf` if dated.

    Not `ordered`, they come as the engine finds them: it need not hold them all to sort them.
    """
    terms = ["n.id IN $ids"] if few else []
    terms += _valid("n") if dated and "until" in node.props else []
    columns = "".join(f", n.`{name}`" for name in node.props if name != "id")
    return f"MATCH (n:{node.label}) {_where(terms)}RETURN n.id{columns}{' ORDER BY n.id' if ordered else ''}"


def content_edges(
    rel: RelType, start: str, end: str, *, few: str = "", dated: bool = False, ordered: bool = True
) -> str:
    """Start, end and all properties of relationships, in the order of both ids, the key and the date.

    `few` is "a" or "b", the end that is among `$ids`, or empty for all; valid at `$asOf` if dated.
    """
    terms = [f"{few}.id IN $ids"] if few else []
    terms += _valid("r") if dated and rel.dated else []
    columns = "".join(f", r.`{name}`" for name in rel.props)
    order = ", ".join(["a.id", "b.id", *(f"r.`{name}`" for name in (*rel.key, *(["since"] if rel.dated else [])))])
    text = f"MATCH (a:{start})-[r:`{rel.type}`]->(b:{end}) {_where(terms)}RETURN a.id, b.id{columns}"
    return f"{text} ORDER BY {order}" if ordered else text


def _valid(variable: str) -> list[str]:
    return [f"({variable}.since IS NULL OR {variable}.since <= $asOf)",
            f"({variable}.until IS NULL OR {variable}.until > $asOf)"]  # fmt: skip


def _where(terms: list[str]) -> str:
    return f"WHERE {' AND '.join(terms)} " if terms else ""
