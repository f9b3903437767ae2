"""Write a framework as Sunbird's `framework/v1/read` gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loaders.losses import Losses
from loaders.rows import Content, EdgeRow, NodeRow, SourceError, Writing
from loaders.sunbird_extra import Kept, kept
from loaders.sunbird_terms import Edge, Term, Terms
from loaders.sunbird_written import document, framework_identifier, framework_plain, place

_STATED = frozenset({"title", "labels", "definitions", "status", "notation", "extra"})
_CARRIED: dict[str, frozenset[str]] = {
    "Framework": _STATED | {"languages"},
    "Competency": _STATED | {"kind", "themeType"},
    "Role": _STATED | {"kind"},
    "Identifier": frozenset({"system"}),
    "OF": frozenset(),
    "IN_SCHEME": frozenset({"top"}),
    "BROADER": frozenset({"position"}),
    "RELATED": frozenset(),
    "REQUIRES": frozenset(),
}
_EDGES = frozenset({"BROADER", "RELATED", "REQUIRES"})
_TOLD = frozenset({"AT", "SPECIALISES", "Organisation"})
"""What an organisation's own framework says by its identifier and the codes of its designations."""


class _Gathered:
    """A framework's rows, as terms."""

    def __init__(self) -> None:
        self.losses = Losses()
        self.frameworks: dict[str, dict[str, Any]] = {}
        self.kept: Kept = {}
        self._terms: dict[str, Term] = {}
        self._edges: dict[Edge, float | None] = {}
        self._members: dict[str, bool | None] = {}
        self._identifiers: dict[str, list[str]] = {}
        self._spoken: set[str] = set()

    def take(self, row: NodeRow | EdgeRow) -> None:
        """Take in a row, or note that it is not carried."""
        if isinstance(row, EdgeRow):
            self._edge(row)
        elif self.losses.row(row, _CARRIED):
            found, others = kept(row.props.get("extra", ()))
            self.losses.note("statements of RDF kept as extra", others)
            self._texts(row)
            self._words(row)
            if row.label == "Framework":
                self.frameworks[row.id], self.kept = row.props, found
            elif row.label != "Identifier":
                identifier = row.id.removeprefix("igot:") if row.id.startswith("igot:") else ""
                self._terms[row.id] = Term(row.label, row.id, row.props, identifier, found)

    def _texts(self, row: NodeRow) -> None:
        others = [text for text in row.props.get("definitions", ()) if not text.startswith("en|")]
        self.losses.note("definitions in other languages than English", len(others))

    def _words(self, row: NodeRow) -> None:
        """What a document says by the codes of its terms, and a reader makes of them again."""
        props = row.props
        self._spoken |= {label.partition("|")[0] for label in props.get("labels", ())} - {""}
        lost = {
            "Competency.notation": not row.id.endswith(props.get("notation") or ""),
            "Role.kind": props.get("kind") not in {None, "designation", "job"},
        }
        for name, there in lost.items():
            self.losses.note(name, int(there and name.startswith(f"{row.label}.")))

    def _edge(self, row: EdgeRow) -> None:
        if row.type in _TOLD and row.start[0] == "Role" and row.start[1].startswith("igot:"):
            return
        if not self.losses.row(row, _CARRIED):
            return
        if row.type == "BROADER" and row.start[0] == "Role":
            self.losses.note("BROADER between roles")
        elif row.type == "OF" and row.end[0] == "Framework":
            self.losses.note("identifiers of frameworks")
        elif row.type == "OF" and row.start[1].startswith("igot:"):
            self._identifiers.setdefault(row.end[1], []).append(row.start[1].removeprefix("igot:"))
        elif row.type == "OF":
            self.losses.note("identifiers of other systems than igot")
        elif row.type in _EDGES:
            self._edges[Edge(row.type, row.start[1], row.end[1])] = row.props.get("position")
        elif row.type == "IN_SCHEME":
            self._members[row.start[1]] = row.props.get("top")

    def terms(self, framework: str) -> Terms:
        """The framework's terms, each with its platform identifier, and their relationships."""
        terms = {id_: term for id_, term in self._terms.items() if id_ in self._members}
        self.losses.note("things outside the framework", len(self._terms) - len(terms))
        edges = {edge: position for edge, position in self._edges.items() if edge.start in terms}
        found = Terms(framework, by_id=terms, edges=edges)
        found.arrange(str(each["code"]) for each in sorted(self.kept.get("category", []), key=place))
        [props] = self.frameworks.values()
        self.losses.note("Framework.languages", int(set(props.get("languages", self._spoken)) != self._spoken))
        said = ((self._members[id_], term.kind == found.order[0]) for id_, term in terms.items())
        self.losses.note("IN_SCHEME.top", sum(top is not None and top != first for top, first in said))
        for item in self.kept.get("term", []):
            found.another(str(item.get("category")), item)
        for id_, identifiers in self._identifiers.items():
            best = sorted(identifiers, key=lambda each: (not each.startswith(f"{framework}_"), each))
            if id_ in terms:
                terms[id_].identifier = terms[id_].identifier or best[0]
                self.losses.note("further platform identifiers of one term", len(best) - 1)
        for term in found.by_id.values():
            found.names |= {name: term.id for name in (term.identifier, *_refs(term)) if name}
        return found


def _refs(term: Term) -> list[str]:
    return [str(ref) for ref in term.kept.get("refId", [])]


async def write(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write the one framework; SourceError unless the content has exactly one."""
    found = _Gathered()
    async for row in content():
        found.take(row)
    if len(found.frameworks) != 1:
        raise SourceError(
            str(path), f"{len(found.frameworks)} frameworks: a document has one", "name it: --framework ID"
        )
    [(id_, props)] = found.frameworks.items()
    written = document(found.terms(framework_identifier(id_)), framework_plain(id_, props), found.kept)
    answer = {"id": "api.framework.read", "ver": "1.0", "responseCode": "OK", "result": {"framework": written}}
    _put(answer, path)
    return found.losses.lines()


def _put(answer: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


WRITING = Writing("sunbird", "A framework as Sunbird's framework/v1/read gives it.", ".json", write)
