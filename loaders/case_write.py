"""Writing a framework as a CASE package; what the package cannot carry is counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from loaders.case_links import READ, WEAKER, Node, association_of, edge_of, stated
from loaders.case_package import Edition, in_order
from loaders.case_rubrics import Scale, alike, extension, rubric_of, scale_of
from loaders.case_terms import DOCUMENT, EXTENDED, ITEM, NEVER, OURS, TYPES, Fields, id_of, kept_of
from loaders.case_things import ITEMS, difference, fields_of, language, props_of, split, with_kept
from loaders.rows import Content, EdgeRow, NodeRow, Place, SourceError
from ontology.model import RELS

_HELD = frozenset({"CFAssociation", "CFRubric", "CFPackage"})
"""What is kept on a thing and is no field of it."""

_ASSOCIATED = frozenset(type_ for types in READ.values() for type_ in types)
_AT = Place("")


async def write(content: Content, path: Path, options: Mapping[str, str]) -> list[str]:
    """Write the one framework of the content as a package; what it could not carry, a line each.

    SourceError for content of no framework or of several. The whole package is held in memory.
    """
    edition = Edition.of(options)
    nodes, edges = [], []
    async for row in content():
        if isinstance(row, NodeRow):
            nodes.append(row)
        else:
            edges.append(row)
    package = _Package(edition, nodes, edges).made()
    _put(path, package)
    return edition.lines()


def _put(path: Path, package: Fields) -> None:
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class _Package:
    """A package while it is made: the rows, and the objects of the things written so far."""

    def __init__(self, edition: Edition, nodes: list[NodeRow], edges: list[EdgeRow]) -> None:
        self._edition = edition
        self._nodes = {(row.label, row.id): row for row in nodes}
        self._framework = _one([row for row in nodes if row.label == "Framework"])
        self._home: Node = ("Framework", self._framework.id)
        self._edges = edges
        self._named: dict[str, Node] = {}
        self._uuids: dict[Node, str] = {}
        self._held: list[tuple[Node, str, Any]] = []
        self._lang = _language(self._framework)
        self._titles = {node: str(row.props["title"]) for node, row in self._nodes.items() if "title" in row.props}
        self._members = {edge.start for edge in edges if edge.type == "IN_SCHEME" and edge.end == self._home}

    def made(self) -> Fields:
        """The package, each of its lists in an order that never changes."""
        document = self._thing(self._framework, DOCUMENT)
        self._lang = language(document, "")
        items = [self._thing(row, ITEM) for row in self._items()]
        associations = sorted(self._associations(), key=_place)
        rubrics = list(self._rubrics())
        found: Fields = {"CFDocument": document, "CFItems": items, "CFAssociations": associations}
        rest: Any = next((value for node, name, value in self._held if name == "CFPackage" and node == self._home), {})
        found |= self._edition.definitions(rest if isinstance(rest, dict) else {})
        return found | ({"CFRubrics": rubrics} if rubrics else {})

    # --- things ----------------------------------------------------------------------------------

    def _items(self) -> Iterator[NodeRow]:
        """The nodes that are items of this edition; the others are counted."""
        inside = ITEMS[:1] if self._edition.strict else ITEMS
        for label, count in Counter(label for label, _ in self._nodes).items():
            if label not in {*inside, "Framework", "Scale", "Level"}:
                self._edition.lose(f"{label}", count)
        yield from (row for row in self._nodes.values() if row.label in inside)

    def _thing(self, row: NodeRow, allowed: tuple[str, ...]) -> Fields:
        node = (row.label, row.id)
        props, kept, others = split(row.props)
        self._held += [(node, name, value) for name, value in kept if name in _HELD]
        made = fields_of(row.label, row.id, props, self._lang) | {"lastChangeDateTime": NEVER}
        found = with_kept(row.label, props, made, {n: v for n, v in kept if n not in _HELD}, self._lang)
        ours = difference(props, props_of(row.label, found, self._lang)) | ({"extra": others} if others else {})
        if row.label not in {"Framework", "Competency", "Role"}:
            ours["label"] = row.label
        if row.label != "Framework" and node not in self._members:
            ours["inFramework"] = False
        if allowed is DOCUMENT and self._edition.version == "1.1":
            found["caseVersion"] = "1.1"
        fitted = self._edition.fitted(found, allowed, ours, row.label)
        self._uuids[node] = fitted["identifier"]
        for name in (found["identifier"], found["uri"], fitted["identifier"]):
            self._named.setdefault(name, node)
        return fitted

    # --- associations ----------------------------------------------------------------------------

    def _ends(self, said: Mapping[str, Any]) -> tuple[str | None, str]:
        node = self._named.get(said.get("identifier", "")) or self._named.get(said.get("uri", ""))
        return node or (None, id_of(said))

    def _associations(self) -> Iterator[Fields]:
        edges = {stated(edge): edge for edge in self._stated()}
        used: set[tuple[Any, ...]] = set()
        for _, name, fields in self._held:
            if name == "CFAssociation" and isinstance(fields, dict):
                yield from self._kept(fields, edges, used)
        for key, edge in edges.items():
            if key not in used:
                self._weaker(edge)
                yield from self._allowed(association_of(edge, self._titles, self._uuids))

    def _stated(self) -> Iterator[EdgeRow]:
        """The relationships that are associations; the others are counted."""
        for edge in self._edges:
            if edge.type == "IN_SCHEME" and edge.end == self._home and not edge.props:
                continue  # by being in the package
            if edge.start not in self._uuids or edge.type not in _ASSOCIATED:
                if edge.type not in {"HAS_LEVEL", "DESCRIBES"}:
                    self._edition.lose(edge.type)
            elif edge.end in self._nodes and edge.end not in self._uuids:
                self._edition.lose(edge.type)
            else:
                yield edge

    def _kept(self, fields: Fields, edges: dict[Any, EdgeRow], used: set[Any]) -> Iterator[Fields]:
        """The association as the source had it, while the model has what it states; or if it states nothing."""
        read = edge_of(fields, self._ends, _AT)
        edge = edges.get(stated(read)) if read else None
        here = all(self._ends(fields[end])[0] for end in ("originNodeURI", "destinationNodeURI"))
        if read and edge:
            used.add(stated(read))
            self._weaker(edge)
            if dict(read.props) != dict(edge.props):
                fields = _changed(fields, association_of(edge, self._titles, self._uuids), edge.type)
        if edge or not (read and here):
            yield from self._allowed(fields)

    def _weaker(self, edge: EdgeRow) -> None:
        if edge.type == WEAKER:
            self._edition.lose(f"{WEAKER} as precedes, which says the order only")

    def _allowed(self, fields: Fields) -> Iterator[Fields]:
        type_ = fields["associationType"]
        if type_ not in TYPES[self._edition.version] and (self._edition.strict or not EXTENDED.fullmatch(type_)):
            self._edition.lose(f"association {type_}")
            return
        yield self._edition.association(fields)

    # --- rubrics ---------------------------------------------------------------------------------

    def _rubrics(self) -> Iterator[Fields]:
        for _, name, rubric in self._held:
            if name == "CFRubric" and isinstance(rubric, dict):
                yield self._edition.plain(rubric)
        for row in self._nodes.values():
            if row.label == "Scale":
                yield from self._rubric(row)

    def _rubric(self, row: NodeRow) -> Iterator[Fields]:
        scale, kept = self._scale(row)
        read = scale_of(kept, self._ends, self._lang, _AT) if kept else None
        if read and alike(read, scale):
            yield self._edition.plain(kept)
            return
        made = rubric_of(scale, self._titles, self._uuids, self._lang)
        made |= {"identifier": kept["identifier"]} if "identifier" in kept else {}
        if self._edition.strict and scale.props["kind"] != "ordinal":
            self._edition.lose("Scale: an interval has no levels")
            return
        if ours := extension(scale, made, self._ends, self._lang):
            made["extensions"] = {OURS: in_order(ours)}
        yield self._edition.plain(made)

    def _scale(self, row: NodeRow) -> tuple[Scale, Fields]:
        kept, others = kept_of(row.props.get("extra", []))
        props = {name: value for name, value in row.props.items() if name != "extra"}
        found = Scale(row.id, props | ({"extra": others} if others else {}))
        levels = [edge.end for edge in self._edges if edge.type == "HAS_LEVEL" and edge.start == ("Scale", row.id)]
        found.levels = {level.props["rank"]: level for node in levels if (level := self._nodes.get(node))}
        for edge in self._edges:
            if edge.type == "DESCRIBES" and edge.end in levels and edge.start in self._uuids:
                found.described[edge.start[1], edge.end[1]] = dict(edge.props)
        return found, next((value for name, value in kept if name == "CFRubric" and isinstance(value, dict)), {})


def _changed(fields: Fields, made: Fields, type_: str) -> Fields:
    """The source's association with what the made one says of the relationship."""
    foreign = {name: v for name, v in fields.get("extensions", {}).items() if name not in RELS[type_].props}
    extensions = foreign | made.get("extensions", {})
    found = {name: value for name, value in fields.items() if name not in {"sequenceNumber", "extensions"}}
    found |= {"sequenceNumber": made["sequenceNumber"]} if "sequenceNumber" in made else {}
    return found | ({"extensions": extensions} if extensions else {})


def _one(frameworks: list[NodeRow]) -> NodeRow:
    if len(frameworks) == 1:
        return frameworks[0]
    shown = ", ".join(row.id for row in frameworks[:5])
    hint = f"--framework with one of {shown}" if frameworks else "load one first, or --as-of a date when it was valid"
    raise SourceError("case", f"a package is one framework, here are {len(frameworks)}", hint)


def _language(framework: NodeRow) -> str:
    """The language of the package: the framework's first, else that of its title."""
    languages = framework.props.get("languages") or []
    labels = (said.partition("|") for said in framework.props.get("labels", []))
    return next(
        chain(languages[:1], (tag for tag, _, label in labels if label == framework.props["title"])), ""
    ).lower()


def _place(fields: Fields) -> tuple[str, str, int, str, str]:
    ends = (str(fields[end]["uri"]) for end in ("originNodeURI", "destinationNodeURI"))
    first, second = ends
    return first, fields["associationType"], fields.get("sequenceNumber", 0), second, fields["identifier"]
