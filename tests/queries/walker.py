"""GraphQL answered by walking the rows of a world, field by field: what plans must agree with.

It reads the printed schema, runs graphql-core's own executor, and shares with the planner only the
declaration of what each field means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import ExecutionResult, GraphQLResolveInfo, build_schema, execute_sync, parse

from graphapi.schema.build import CATALOGUE
from loaders.rows import EdgeRow
from ontology.model import NODES, RELS
from queries.fields import ColumnFilter, Entity, Far, Lookup, Page, RelationFilter, Value, Walk
from queries.steps import Hop, Key
from tests.world import AS_OF, World

SCHEMA = build_schema((Path(__file__).parents[2] / "schema.graphql").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, the relationship that led to it, and the moment that is asked for."""

    label: str
    props: Mapping[str, Any]
    as_of: str
    edge: EdgeRow | None = None

    @property
    def at(self) -> tuple[str, str]:
        """The node's place in the world."""
        return self.label, self.props["id"]

    def value(self, key: Key) -> Any:
        """The value of a key."""
        return (self.props if key.column.of == "node" else self.edge.props if self.edge else {}).get(key.column.name)


@dataclass(frozen=True, slots=True)
class Walker:
    """Answers documents about a world."""

    world: World

    def answer(self, text: str, variables: Mapping[str, Any] | None = None) -> ExecutionResult:
        """The result of a document."""
        return execute_sync(
            SCHEMA,
            parse(text),
            variable_values=dict(variables or {}),
            field_resolver=self._resolve,
            type_resolver=lambda value, _info, _type: value.label,
        )

    def _resolve(  # noqa: PLR0911 - one for each meaning
        self, source: Any, info: GraphQLResolveInfo[Any], **given: Any
    ) -> Any:
        name = info.field_name
        if isinstance(source, dict):
            return source[name]
        match CATALOGUE.fields[info.parent_type.name, name]:
            case Entity(label):
                found = [s for s in self._all(label, given) if s.props["id"] == _bare(given["id"], label)]
                return found[0] if found else None
            case Page(label):
                live = [
                    s for s in self._all(label, given) if "until" not in NODES[label].props or _valid(s.props, s.as_of)
                ]
                return _page(self._filtered(live, given), given, label)
            case Value(column, kind):
                return _shown(
                    source, (source.props if column.of == "node" else source.edge.props).get(column.name), kind, given
                )
            case Far():
                return source
            case Lookup(column, label):
                key = (label, (source.edge.props if column.of == "edge" else source.props).get(column.name))
                return Spot(label, self.world.nodes[key], source.as_of) if key in self.world.nodes else None
            case Walk() as walk:
                return self._walk(walk, source, given)
            case other:
                raise TypeError(other)

    def _all(self, label: str, given: Mapping[str, Any]) -> list[Spot]:
        as_of = given.get("asOf") or AS_OF
        return [Spot(label, props, as_of) for (found, _), props in self.world.nodes.items() if found == label]

    def _walk(self, walk: Walk, source: Spot, given: Mapping[str, Any]) -> Any:
        spots = [spot for hop in walk.hops for spot in self._along(source, hop)]
        if walk.dated:
            spots = [s for s in spots if "until" not in NODES[s.label].props or _valid(s.props, s.as_of)]
        spots = [s for s in spots if s.edge and all(given.get(n) in {None, s.edge.props.get(n)} for n in walk.by)]
        label = walk.hops[0].label
        if walk.form == "connection":
            return _page(self._filtered(spots, given), given, label, walk)
        ordered = _ordered(self._filtered(spots, given), walk.order or _order(label, walk))
        if not walk.edge:
            ordered = _once(ordered)
        if walk.form == "one":
            return ordered[0] if ordered else None
        return ordered[: given["first"]]

    def _along(self, source: Spot, hop: Hop) -> Iterator[Spot]:
        for edge in self.world.edges:
            if edge.type != hop.type or (RELS[hop.type].dated and not _valid(edge.props, source.as_of)):
                continue
            out = edge.start == source.at and hop.direction in {"out", "any"} and edge.end[0] == hop.label
            back = edge.end == source.at and hop.direction in {"in", "any"} and edge.start[0] == hop.label
            if out or back:
                end = edge.end if out else edge.start
                yield Spot(hop.label, self.world.nodes[end], source.as_of, edge)

    # --- filters -----------------------------------------------------------------------------------

    def _filtered(self, spots: list[Spot], given: Mapping[str, Any]) -> list[Spot]:
        where = given.get("where") or {}
        return [spot for spot in spots if all(self._meets(spot, name, value) for name, value in where.items())]

    def _meets(self, spot: Spot, name: str, value: Any) -> bool:
        wanted = CATALOGUE.filters[spot.label][name]
        if isinstance(wanted, ColumnFilter):
            return all(_compare(spot, wanted, word, operand) for word, operand in value.items())
        return self._reaches(spot, wanted, _bare(value, wanted.label))

    def _reaches(self, spot: Spot, wanted: RelationFilter, id_: str) -> bool:
        ends = [spot]
        for hop in wanted.hops:
            ends = [end for start in ends for end in self._along(start, hop)]
            if hop.reaches_dated:
                ends = [end for end in ends if _valid(end.props, end.as_of)]
        if not wanted.within:
            return any(end.props["id"] == id_ for end in ends)
        top = self.world.nodes.get((wanted.label, id_), {}).get("path")
        return top is not None and any((end.props["path"] or "\0").startswith(top) for end in ends)


def _bare(key: str, label: str) -> str:
    return key.removeprefix(f"{label}:")


def _valid(props: Mapping[str, Any], as_of: str) -> bool:
    return (props["since"] is None or props["since"] <= as_of) and (props["until"] is None or props["until"] > as_of)


def _compare(spot: Spot, wanted: ColumnFilter, word: str, operand: Any) -> bool:
    value = spot.props.get(wanted.column.name)
    if operand is None:
        return (value is None) == (word == "eq")
    if value is None:
        return False
    if wanted.kind == "id":
        operand = [_bare(o, spot.label) for o in operand] if word == "in" else _bare(operand, spot.label)
    compared: dict[str, Any] = {
        "eq": lambda: value == operand,
        "ne": lambda: value != operand,
        "in": lambda: value in operand,
        "contains": lambda: operand in value,
        "startsWith": lambda: value.startswith(operand),
        "gt": lambda: value > operand,
        "gte": lambda: value >= operand,
        "lt": lambda: value < operand,
        "lte": lambda: value <= operand,
        "has": lambda: operand in value,
    }
    return bool(compared[word]())


def _shown(spot: Spot, value: Any, kind: str, given: Mapping[str, Any]) -> Any:
    if kind == "id":
        return f"{spot.label}:{value}"
    if kind not in {"text", "label"}:
        return value
    texts = [dict(zip(("lang", "text"), text.split("|", 1), strict=True)) for text in value or ()]
    if kind == "text":
        return texts
    for wanted in given.get("languages") or ():
        for text in texts:
            if (text["lang"] + "-").startswith(wanted + "-"):
                return text
    return texts[0] if texts else None


# --- order and pages ---------------------------------------------------------------------------------


def _order(label: str, walk: Walk | None) -> tuple[Key, ...]:
    """Title, id, and what tells parallel relationships apart."""
    from queries.draft import default_order  # noqa: PLC0415 - told here what the default is, not how it is reached

    return default_order(label, walk.hops[0] if walk and walk.edge else None)


def _ordered(spots: list[Spot], order: tuple[Key, ...]) -> list[Spot]:
    """By the keys, what is absent read as the key says."""
    for key in reversed(order):
        spots = sorted(spots, key=lambda spot: _key(spot, key), reverse=key.descending)
    return spots


def _key(spot: Spot, key: Key) -> Any:
    value = spot.value(key)
    return key.absent if value is None else value


def _once(spots: list[Spot]) -> list[Spot]:
    """Each node once, at its first place."""
    found: dict[Any, Spot] = {}
    for spot in spots:
        found.setdefault(spot.at, spot)
    return list(found.values())


def _page(spots: list[Spot], given: Mapping[str, Any], label: str, walk: Walk | None = None) -> dict[str, Any]:
    order = (walk.order if walk else ()) or _order(label, walk)
    if given.get("orderBy"):
        column = CATALOGUE.schema.type_map[f"{label}Order"].values[given["orderBy"]].value  # type: ignore[attr-defined]
        order = (*column, *(key for key in _order(label, walk) if key.column.of == "edge"))
    ordered = _ordered(spots, order)
    if not (walk and walk.edge):
        ordered = _once(ordered)
    page = ordered[: given["first"]]
    return {
        "nodes": page,
        "edges": [{"node": spot} for spot in page],
        "pageInfo": {"hasNextPage": len(ordered) > given["first"], "hasPreviousPage": False},
        "totalCount": len(ordered),
    }
