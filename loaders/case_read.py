"""Reading a CASE package: each field is a fact, or is kept on its thing, or in a row that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from loaders.case_clean import Fault, cleaned, listed
from loaders.case_links import READ, Node, association_of, edge_of, unfit
from loaders.case_rubrics import Scale, rubric_of, scale_of
from loaders.case_terms import EXTENDED, NEVER, TYPES, UUID, Fields, id_of, kept_lines, uuid_of
from loaders.case_things import ITEMS, besides, extended, facts, fields_of, language, props_of, with_extension
from loaders.documents import document
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Remark, Row, SourceError
from ontology.model import NODES

DEPTH = 100
"""Objects within objects: a package needs ten."""

_PARTS = frozenset({"CFDocument", "CFItems", "CFAssociations", "CFRubrics"})
_QUIET = frozenset({"identifier", "uri", "lastChangeDateTime", "creator", "CFDocumentURI", "CFPackageURI"})
"""Fields that every package has and that are kept without a word."""


def read(path: Path, context: Context) -> Iterator[Row]:
    """The rows of a package of CASE 1.0 or 1.1."""
    package = opened(path)
    yield from Package(package, Place(path.name), context.options).rows()


def opened(path: Path) -> Fields:
    """The package of a file; SourceError when it is none."""
    value = document(path)
    if not isinstance(value, dict) or not isinstance(value.get("CFDocument"), dict):
        raise SourceError(path.name, "is no CASE package: it has no CFDocument", "as a CASE API gives at /CFPackages")
    if _deeper(value, DEPTH):
        raise SourceError(path.name, f"is nested more than {DEPTH} deep", "is it a CASE package?")
    return value


def _deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [x for v in level if isinstance(v, dict | list) for x in (v.values() if isinstance(v, dict) else v)]
    return bool(level)


class Package:
    """A package while it is read: which of its things there are, and the lines to keep on each."""

    def __init__(self, package: Fields, at: Place, options: Mapping[str, str]) -> None:
        self._package = package
        self._at = at
        self._linking = _yes(options, "link")
        self._faults: list[Fault] = []
        self._nodes: dict[Node, NodeRow] = {}
        self._named: dict[str, Node] = {}
        self._uuids: dict[Node, str] = {}
        self._apart: set[Node] = set()
        self._lang = options.get("lang", "").lower()
        self._framework: Node = ("Framework", "")

    def rows(self) -> Iterator[Row]:
        """The rows, in the order of the package's parts."""
        self._document()
        for item in listed(self._package, "CFItems", self._at, self._faults):
            self._item(item)
        edges = list(self._edges())
        scales = list(self._scales())
        yield from self._faults
        for node in self._nodes.values():
            node.props["extra"].sort()
            yield node
        yield from scales
        yield from self._members(edges)
        yield from edges

    # --- things ----------------------------------------------------------------------------------

    def _document(self) -> None:
        fields = cleaned(self._package["CFDocument"], self._at, self._faults)
        if not (fields.get("uri") or fields.get("identifier")):
            raise SourceError(self._at, "the CFDocument has neither identifier nor uri")
        self._lang = language(fields, self._lang)
        fields.pop("caseVersion", None)
        self._framework = self._thing("Framework", fields)
        rest, _ = extended({n: v for n, v in self._package.items() if n not in _PARTS and v is not None})
        if isinstance(rest.get("CFDefinitions"), dict):
            rest["CFDefinitions"] = self._definitions(rest["CFDefinitions"])
        if rest:
            self._keep(self._framework, "CFPackage", rest)

    def _definitions(self, said: Fields) -> Fields:
        """The definitions without fields that say nothing: 1.1 requires a description where 1.0 has none."""
        found: Fields = {}
        for name, values in said.items():
            sound = name != "extensions" and isinstance(values, list) and all(isinstance(each, dict) for each in values)
            found[name] = [self._definition(each) for each in values] if sound else values
        return found

    def _definition(self, said: Fields) -> Fields:
        for name in (name for name, value in said.items() if value is None):
            self._remark(f"null taken as absent: {name}", str(said.get("identifier", "")))
        return {n: value for n, value in said.items() if value is not None and (n, value) != ("description", "")}

    def _item(self, fields: Fields) -> None:
        if not isinstance(fields.get("fullStatement"), str) or not (fields.get("uri") or fields.get("identifier")):
            missing = "fullStatement" if "fullStatement" not in fields else "identifier"
            self._reject(f"an item without {missing}", str(fields.get("identifier") or fields)[:200])
            return
        node = (self._label(fields), id_of(fields))
        known = self._named.get(fields.get("identifier", "")) or self._named.get(fields.get("uri", ""))
        if known or any((label, node[1]) in self._nodes for label in ("Framework", *ITEMS)):
            self._reject(
                "the identifier or uri of another", fields.get("identifier", node[1]), "each thing has its own"
            )
            return
        self._thing(node[0], fields)

    def _label(self, fields: Fields) -> str:
        said = extended(fields)[1].get("label")
        return said if said in ITEMS else "Role" if fields.get("CFItemType", "").strip() == "Role" else "Competency"

    def _thing(self, label: str, fields: Fields) -> Node:
        """Note a node, with the fields that writing would not make kept in its `extra`."""
        fields, said = extended(fields)
        node = (label, id_of(fields))
        self._names(node, fields)
        read = props_of(label, fields, self._lang)
        props = with_extension(read, NODES[label].props, said)
        others = self._sound(props.pop("extra", []))
        kept = besides(fields, fields_of(label, node[1], props, self._lang) | {"lastChangeDateTime": NEVER})
        self._nodes[node] = NodeRow(label, node[1], props | {"extra": others + kept_lines(node[1], kept)}, self._at)
        if said.get("inFramework") is False:
            self._apart.add(node)
        for name, value in kept:
            if value is not None and name not in _QUIET:
                self._remark(f"{'form ' if name in facts(label) else ''}kept as extra: {name}", node[1])
        return node

    def _names(self, node: Node, fields: Fields) -> None:
        uuid = fields.get("identifier", "")
        for name in (uuid, fields.get("uri", "")):
            if name:
                self._named.setdefault(name, node)
        if not UUID.fullmatch(uuid):
            self._remark("identifier is no UUID: one is made of the uri", uuid or node[1])
        self._uuids[node] = uuid if UUID.fullmatch(uuid) else uuid_of(node[1])

    def _sound(self, lines: list[str]) -> list[str]:
        """The lines that are N-Quads: nothing else may stand in `extra`."""
        try:
            list(parse(input="\n".join(lines), format=RdfFormat.N_QUADS))
        except SyntaxError as error:
            self._reject("extra is no N-Quads", str(error))
            return []
        return lines

    def _keep(self, node: Node, name: str, value: Any) -> None:
        self._nodes[node].props["extra"] += kept_lines(node[1], [(name, value)])

    # --- associations ----------------------------------------------------------------------------

    def _ends(self, said: Mapping[str, Any]) -> tuple[str | None, str]:
        node = self._named.get(said.get("identifier", "")) or self._named.get(said.get("uri", ""))
        return node or (None, id_of(said))

    def _edges(self) -> Iterator[EdgeRow]:
        met: set[str] = set()
        for said in listed(self._package, "CFAssociations", self._at, self._faults):
            fields, _ = extended(said)
            name, type_ = fields.get("identifier") or fields.get("uri") or "", fields.get("associationType", "")
            if name in met:
                self._reject("the identifier of another association", name, "each association has its own")
            elif not all(fields.get(end) for end in ("originNodeURI", "destinationNodeURI")):
                self._reject("an association needs an origin and a destination", name)
            elif type_ not in TYPES["1.1"] and not EXTENDED.fullmatch(type_):
                self._reject("unknown associationType", type_, f"one of {', '.join(sorted(TYPES['1.1']))}, or ext:NAME")
            else:
                yield from self._edge(fields)
            met.update({name} if name else ())

    def _edge(self, fields: Fields) -> Iterator[EdgeRow]:
        ends = [self._ends(fields[end]) for end in ("originNodeURI", "destinationNodeURI")]
        home = next(((label, id_) for label, id_ in ends if label), self._framework)
        edge = edge_of(fields, self._ends, self._at)
        here = all(label for label, _ in ends)
        if edge and (bad := unfit(fields, edge)):
            self._reject(f"{fields['associationType']}: an extension that is not of its type", bad)
            return
        if edge and (here or (self._linking and any(label for label, _ in ends))):
            if fields["associationType"] == "precedes":
                self._remark("precedes says order only: read as prerequisite", edge.start[1])
            yield edge
            if fields == association_of(edge, self._titles(), self._uuids):
                return
        else:
            elsewhere = not here and fields["associationType"] in READ
            why = "an end elsewhere" if elsewhere else "no relationship of the model"
            self._remark(f"association kept as extra: {fields['associationType']}, {why}", ends[1][1])
        self._keep(home, "CFAssociation", fields)

    def _titles(self) -> Mapping[Node, str]:
        return _Titles(self._nodes)

    def _members(self, edges: list[EdgeRow]) -> Iterator[EdgeRow]:
        """Every item is in the framework; those of which an association says so, are in it by that one."""
        said = {edge.start for edge in edges if edge.type == "IN_SCHEME" and edge.end == self._framework}
        for node in self._nodes:
            if node != self._framework and node not in said and node not in self._apart:
                yield EdgeRow("IN_SCHEME", node, self._framework, self._at)

    # --- rubrics ---------------------------------------------------------------------------------

    def _scales(self) -> Iterator[Row]:
        for rubric in listed(self._package, "CFRubrics", self._at, self._faults):
            known = bool(rubric.get("uri") or rubric.get("identifier"))
            scale = scale_of(rubric, self._ends, self._lang, self._at) if known else None
            if scale is None:
                self._remark("rubric kept as extra: its criteria have no levels in common", rubric.get("title", ""))
                self._keep(self._framework, "CFRubric", rubric)
                continue
            self._kept_rubric(scale, rubric)
            yield from scale.rows(self._at)

    def _kept_rubric(self, scale: Scale, rubric: Fields) -> None:
        made = rubric_of(scale, self._titles(), self._uuids, self._lang)
        if extended(rubric)[0] != made:
            scale.props["extra"] = [*scale.props.get("extra", []), *kept_lines(scale.id, [("CFRubric", rubric)])]

    # --- faults ----------------------------------------------------------------------------------

    def _reject(self, reason: str, value: str, hint: str = "") -> None:
        self._faults.append(Rejected(self._at, reason, value, hint))

    def _remark(self, kind: str, value: str) -> None:
        self._faults.append(Remark(self._at, kind, value))


class _Titles(Mapping[Node, str]):
    """The titles of nodes, as links name them."""

    def __init__(self, nodes: Mapping[Node, NodeRow]) -> None:
        self._nodes = nodes

    def __getitem__(self, node: Node) -> str:
        return str(self._nodes[node].props["title"])

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def _yes(options: Mapping[str, str], option: str) -> bool:
    given = options.get(option, "no")
    if given not in {"yes", "no"}:
        raise SourceError(f"option {option}", f"{given!r} is neither yes nor no")
    return given == "yes"
