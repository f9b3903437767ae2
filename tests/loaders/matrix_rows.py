"""The facts of the matrix of formats: each property and relationship that the model declares, in a small graph.

A fact knows how to leave itself out of the graph and how to be in it, so that a format is asked one thing at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from loaders.content import SERVICE
from loaders.rdf_out_lines import iri_of
from loaders.rows import EdgeRow, NodeRow, Place, Row
from ontology.earlier import EARLIER
from ontology.levels import Scale, Scales
from ontology.model import NODES, RELS
from ontology.terms import Prop

AT = Place("graph")
IS_THERE = "is there"
FRAMEWORK = "igot:fw"
SCALES = Scales.of(
    [Scale("kcm:k", "K", ranks={1.0: "K1", 2.0: "K2"}), Scale("kcm:lv", "LV", "interval", 0.0, 7.0)]
)  # fmt: skip
IDS = {
    "Framework": (FRAMEWORK, "igot:other-fw"),
    "Competency": ("kcm:COMSUBTHEME-000001", "kcm:COMSUBTHEME-000002"),
    "Scale": ("kcm:lv", "kcm:k"),
    "Level": ("kcm:k:1", "kcm:k:2"),
    "Collection": ("kcm:list-1", "kcm:list-2"),
    "Role": ("kcm:DESG-000001", "kcm:DESG-000002"),
    "Activity": ("kcm:act-1", "kcm:act-2"),
    "Module": ("igot:do_1", "igot:do_2"),
    "Organisation": ("igot:0101", "igot:0102"),
    "Officer": ("igot-user:1", "igot-user:2"),
    "Posting": ("kcm:post-1", "kcm:post-2"),
    "Identifier": ("igot:fw_subtheme_1", "igot:fw_subtheme_2"),
}
"""Two things of each label; the first is the one whose properties are asked for."""

THEME, AREA = "kcm:COMTHEME-000001", "kcm:COMAREA-000001"
NEEDED: dict[str, dict[str, Any]] = {
    "Competency": {"kind": "sub-theme"},
    "Scale": {"kind": "interval", "min": 0.0, "max": 7.0},
    "Level": {"rank": 1.0},
    "HOLDS": {"id": "h"},
    "TOOK": {"id": "t"},
    "DESCRIBES": {"text": ["en|Descriptor"]},
    **{type_: {"state": "confirmed", "justification": "semapv:ManualMappingCuration"}
       for type_ in RELS if type_.endswith("_MATCH")},
}  # fmt: skip
"""What the graph says of a thing or relationship from the start, for want of which a format may not know it."""

VALUES: dict[str, Any] = {
    "since": "2020-01-01T00:00:00Z",
    "until": "2099-01-01T00:00:00Z",
    "status": "draft",
    "kind": "theme",
    "Scale.kind": "interval",
    "Role.kind": "position",
    "Module.kind": "programme",
    "Identifier.system": "igot",
    "mode": "digital",
    "min": 0.0,
    "max": 7.0,
    "rank": 1.0,
    "fromLevel": 1.0,
    "toLevel": 2.0,
    "level": 2.0,
    "rating": 4.0,
    "state": "suggested",
    "date": "2024-01-31T18:30:00Z",
    "justification": "semapv:LexicalMatching",
    "verified": False,
    "expires": "2099-01-01T00:00:00Z",
    "languages": ["hi", "en"],
    "themeType": "Core",
    "publisher": "https://example.org/publisher",
    "licence": "https://example.org/licence",
    "TOOK.state": "started",
    "HOLDS.source": "course",
}
BY_KIND: dict[str, Any] = {
    "string": "word",
    "float": 0.5,
    "int": 3,
    "bool": True,
    "instant": "2024-01-01T00:00:00Z",
    "text": ["en|Word"],
    "list": ["hi", "en"],
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its group and name in the matrix, the row that it belongs to, the properties that state it.

    Without properties it is that the row is there at all.
    """

    group: str
    name: str
    row: NodeRow | EdgeRow
    props: Mapping[str, Any]
    ordered: bool = False
    required: bool = False
    ended: bool = False

    def stated(self) -> NodeRow | EdgeRow:
        """The row that states it."""
        return replace(self.row, props={**self.row.props, **self.props})

    def left_out(self) -> NodeRow | EdgeRow | None:
        """The row without it; None where there is no row without it."""
        if not self.props or self.required:
            return None
        return replace(self.row, props={k: v for k, v in self.row.props.items() if k not in self.props})

    def within(self, rows: Iterable[Row]) -> bool:
        """Whether rows that were read state it."""
        mine = key(self.row)
        found = [row for row in rows if isinstance(row, NodeRow | EdgeRow) and key(row) == mine]
        return any(all(self._same(row.props.get(name), value) for name, value in self.props.items()) for row in found)

    def _same(self, found: Any, value: Any) -> bool:
        if isinstance(value, list) and isinstance(found, list):
            return found == value if self.ordered else set(value) <= set(found)
        return bool(found == value) and isinstance(found, bool) == isinstance(value, bool)


def key(row: NodeRow | EdgeRow) -> tuple[Any, ...]:
    return (row.label, row.id) if isinstance(row, NodeRow) else (row.type, row.start, row.end)


# --- the graph -----------------------------------------------------------------------------------------


def named(label: str, id_: str, **props: Any) -> NodeRow:
    title = f"{label} {id_.rpartition(':')[2]}"
    base = {"title": title, "labels": [f"en|{title}"]} if "title" in NODES[label].props else {}
    return NodeRow(label, id_, base | NEEDED.get(label, {}) | props, AT)


def nodes() -> Iterator[NodeRow]:
    """Two things of each label, and what a format needs above them."""
    for label, ids in IDS.items():
        yield from (named(label, id_) for id_ in ids[: 1 if label in {"Framework", "Scale", "Level"} else 2])
    yield NodeRow("Scale", "kcm:k", {"title": "Scale k", "labels": ["en|Scale k"], "kind": "ordinal"}, AT)
    yield named("Level", "kcm:k:2", rank=2.0)
    yield named("Competency", THEME, kind="theme")
    yield named("Competency", AREA, kind="area")


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, NEEDED.get(type_, {}) | props)


def edges() -> Iterator[EdgeRow]:
    """What puts the things in their places, without which some formats do not see them."""
    for label in ("Competency", "Role", "Module", "Collection", "Activity"):
        for id_ in (*IDS[label], *((THEME, AREA) if label == "Competency" else ())):
            yield edge("IN_SCHEME", (label, id_), ("Framework", FRAMEWORK))
    for id_ in IDS["Competency"]:
        yield edge("BROADER", ("Competency", id_), ("Competency", THEME))
    yield edge("BROADER", ("Competency", THEME), ("Competency", AREA))
    for n, id_ in enumerate(IDS["Identifier"]):
        yield edge("OF", ("Identifier", id_), ("Competency", IDS["Competency"][n]))
    for level in IDS["Level"]:
        yield edge("HAS_LEVEL", ("Scale", "kcm:k"), ("Level", level))
        yield edge("DESCRIBES", ("Competency", IDS["Competency"][0]), ("Level", level))
    for n, posting in enumerate(IDS["Posting"]):
        yield edge("HAS_POSTING", ("Officer", IDS["Officer"][n]), ("Posting", posting))
        yield edge("AS", ("Posting", posting), ("Role", IDS["Role"][n]))
    for type_, label in {"REQUIRES": "Role", "COVERS": "Module", "HOLDS": "Officer"}.items():
        for n, id_ in enumerate(IDS[label]):
            yield edge(type_, (label, id_), ("Competency", IDS["Competency"][n]))


BASE: list[NodeRow | EdgeRow] = [*nodes(), *edges()]


def graph(facts: Iterable[Fact] = (), but: Iterable[Fact] = ()) -> list[NodeRow | EdgeRow]:
    """The small graph with some facts and without others, in the order of `loaders.content`."""
    found: dict[tuple[Any, ...], NodeRow | EdgeRow] = {key(row): row for row in BASE}
    for fact in but:
        if (row := fact.left_out()) is None:
            found.pop(key(fact.row), None)
        else:
            found[key(row)] = row
    found |= {key(fact.row): fact.stated() for fact in facts}
    things = [row for row in found.values() if isinstance(row, NodeRow)]
    known = {(row.label, row.id) for row in things}
    joined = [row for row in found.values() if isinstance(row, EdgeRow) and {row.start, row.end} <= known]
    things.sort(key=lambda row: (row.label, row.id))
    joined.sort(key=lambda row: (row.type, row.start, row.end))
    return [*things, *joined]


# --- the facts -----------------------------------------------------------------------------------------


def facts() -> list[Fact]:
    """Every fact of the matrix, in the order of the model."""
    return [*_of_nodes(), *_of_edges()]


def _of_nodes() -> Iterator[Fact]:
    for label, node in NODES.items():
        if label in SERVICE:
            continue
        row = next(row for row in BASE if isinstance(row, NodeRow) and row.label == label)
        yield Fact(label, IS_THERE, row, {})
        for prop in node.props.values():
            if prop.name not in {"id", "origin", "path", EARLIER}:
                yield from _of_prop(label, row, prop)


def _of_edges() -> Iterator[Fact]:
    for type_, rel in RELS.items():
        for start, end in () if rel.derived else rel.ends:
            group = f"{type_} ({start} → {end})" if len(rel.ends) > 1 else type_
            row = _joining(type_, start, end)
            yield Fact(group, IS_THERE, row, {})
            for prop in rel.props.values():
                if prop.name not in {"id", "origin", "scale"}:
                    yield from _of_prop(group, row, prop)
            if rel.dated:
                yield Fact(group, "that it has ended", row, {"until": "2021-01-01T00:00:00Z"}, ended=True)


def _joining(type_: str, start: str, end: str) -> EdgeRow:
    """The relationship of the graph, else one from the first to the second thing of its labels."""
    found = (r for r in BASE if isinstance(r, EdgeRow) and (r.type, r.start[0], r.end[0]) == (type_, start, end))
    a, b = IDS[start][0], IDS[end][start == end]
    return next(found, None) or edge(type_, (start, a), (end, b))


def _of_prop(group: str, row: NodeRow | EdgeRow, prop: Prop) -> Iterator[Fact]:
    value = _value(row, prop)
    if prop.kind != "text":
        yield Fact(group, prop.name, row, _levelled(row, prop.name, value), required=prop.required)
        if (group, prop.name) == ("Officer", "languages"):
            yield Fact(group, "languages (best first)", row, {prop.name: value}, ordered=True)
        return
    yield Fact(group, prop.name, row, {prop.name: value}, required=prop.required)
    yield Fact(group, f"{prop.name} (more languages)", row, {prop.name: [*value, "hi|शब्द"]})


def _value(row: NodeRow | EdgeRow, prop: Prop) -> Any:
    name = row.label if isinstance(row, NodeRow) else row.type
    if prop.name == "extra" and isinstance(row, NodeRow):
        return [f'<{iri_of(row.id)}> <https://example.org/p> "v" .']
    if prop.kind == "text" or prop.name == "title":
        return row.props.get(prop.name) or ["en|Another word"]
    return VALUES.get(f"{name}.{prop.name}", VALUES.get(prop.name, BY_KIND[prop.kind]))


def _levelled(row: NodeRow | EdgeRow, name: str, value: Any) -> dict[str, Any]:
    levels = {"level", "fromLevel", "toLevel"}
    return {name: value} | ({"scale": "kcm:k"} if isinstance(row, EdgeRow) and name in levels else {})


def rounds(found: list[Fact]) -> list[list[Fact]]:
    """The facts in few graphs, each with at most one fact of a thing or relationship."""
    waiting: dict[tuple[Any, ...], list[Fact]] = {}
    for fact in found:
        waiting.setdefault(key(fact.row), []).append(fact)
    return [[each[n] for each in waiting.values() if n < len(each)] for n in range(max(map(len, waiting.values())))]
