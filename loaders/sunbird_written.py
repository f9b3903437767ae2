"""A Sunbird framework document from its terms: the plain form, or what was kept in place of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from loaders.sunbird_extra import Kept, compact
from loaders.sunbird_terms import CODES, ROLE, STATUS, Edge, Item, Term, Terms, kept_instead, kind, number

MADE = frozenset({"identifier", "code", "category"})
"""Keys that are written for want of a fact."""

_KEYS = ("identifier", "code", "refId", "refType", "name", "description", "category", "status", "index", "translations",
         "additionalProperties", "associations", "children", "categories", "terms")  # fmt: skip
_NAMES = {"area": "Competency Area", "theme": "Competency Theme", "sub-theme": "Competency Sub-Theme",
          ROLE: "Designation"}  # fmt: skip


def document(terms: Terms, framework: Item, kept: Kept) -> Item:
    """The framework; `framework` has what the model says of it, `kept` what was kept besides."""
    categories = _categories(terms, kept)
    codes = category_codes(categories)
    writer = Writer(terms, codes)
    own = {key: value for key, value in kept.items() if key not in {"category", "term"}}
    by_category: dict[str, list[Item]] = {code: [] for code in categories}
    for item in kept.get("term", []):  # things of others that it names in full
        by_category.setdefault(str(item.get("category")), []).append(item)
    for term in terms.by_id.values():
        if not writer.nested(term):
            by_category[codes[term.kind]].append(writer.term(term))
    written = dict(kept_instead(framework, own, MADE))
    written["categories"] = [
        categories[code] | {"terms": sorted(found, key=place)} for code, found in by_category.items()
    ]
    return ordered(written)


def category_codes(categories: Iterable[str]) -> dict[str, str]:
    """The first category of each kind."""
    return {kind(code): code for code in reversed(list(categories))}


def _categories(terms: Terms, kept: Kept) -> dict[str, Item]:
    """Each category by its code, without its terms: those that were kept, and those that the terms need besides."""
    found = {str(item["code"]): item for item in sorted(kept.get("category", []), key=place)}
    known = {kind(code) for code in found}
    kinds = {term.kind for term in terms.by_id.values()} - known
    for number_, each in enumerate(sorted(kinds, key=lambda each: _rank(each, terms)), len(found) + 1):
        code = CODES.get(each, each)
        name = _NAMES.get(each, each.capitalize())
        identifier = f"{terms.framework}_{slug(code)}"
        found[code] = {"identifier": identifier, "code": code, "name": name, "index": number_, "status": "Live"}
    return found


def _rank(kind_: str, terms: Terms) -> tuple[bool, int, str]:
    known = kind_ in terms.order
    return kind_ == ROLE, terms.order.index(kind_) if known else len(terms.order), kind_


def place(item: Item) -> tuple[float, str, str]:
    """Where an object stands in its list: by its index, then by its identifier."""
    index = number(item.get("index"))
    return (float("inf") if index is None else index), str(item.get("identifier") or ""), compact(item)


def ordered(item: Item) -> Item:
    """The object with its keys in one order at every depth that this module writes."""
    keys = sorted(item, key=lambda key: (_KEYS.index(key) if key in _KEYS else len(_KEYS), key))
    return {key: _inner(key, item[key]) for key in keys}


def _inner(key: str, value: Any) -> Any:
    if key in {"categories", "terms", "associations", "children"} and isinstance(value, list):
        return [ordered(each) if isinstance(each, dict) else each for each in value]
    return value


def slug(text: str) -> str:
    """A text as part of a platform identifier."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_")


class Writer:
    """Writes terms; which end of each relationship states it is settled once for all.

    `stated` are the entries of each term under `associations` and `children`.
    """

    def __init__(self, terms: Terms, codes: dict[str, str]) -> None:
        self._terms = terms
        self._codes = codes
        self.stated: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._children: dict[str, list[Term]] = defaultdict(list)
        self._positions: dict[str, set[float | None]] = defaultdict(set)
        for edge, position in terms.edges.items():
            if edge.type == "BROADER":
                self._positions[edge.start].add(position)
        self._settle()

    def nested(self, term: Term) -> bool:
        """Whether the term is written within its parent."""
        return self._parent(term) is not None

    def _parent(self, term: Term) -> str | None:
        for parent in term.kept.get("nested", []):
            if Edge("BROADER", term.id, parent) in self._terms.edges and parent in self._terms.by_id:
                return str(parent)
        return None

    def _settle(self) -> None:
        done: set[Edge] = set()
        for term in self._terms.by_id.values():
            if parent := self._parent(term):
                done.add(Edge("BROADER", term.id, parent))
                self._children[parent].append(term)
            for key in ("associations", "children"):
                for entry in _entries(term.kept, key):
                    edge = self._terms.edge(term, entry, key)
                    known = self._terms.related(edge) if edge else None
                    if known is None or known in self._terms.edges:
                        self.stated[term.id, key].append(entry)
                        done |= {known} if known else set()
        for edge in sorted(self._terms.edges.keys() - done, key=self._by_position):
            self._plainly(edge)

    def _by_position(self, edge: Edge) -> tuple[float, Edge]:
        position = self._terms.edges[edge]
        return (float("inf") if position is None else position), edge

    def _plainly(self, edge: Edge) -> None:
        """A broader competency names its narrower ones, a role its competencies."""
        start, end = (edge.end, edge.start) if edge.type == "BROADER" else (edge.start, edge.end)
        if start not in self._terms.by_id:  # the broader one is of another framework, of the category above
            self.stated[end, "associations"].append(self.entry(start, self._above(end)))
            return
        within = edge.type == "BROADER" and self._terms.kind_of(start) == self._terms.kind_of(end)
        outside = "competency" if edge.type == "REQUIRES" else self._codes[self._terms.by_id[start].kind]
        self.stated[start, "children" if within else "associations"].append(self.entry(end, outside))

    def _above(self, id_: str) -> str:
        """The category above a term's."""
        order, kind_ = self._terms.order, self._terms.by_id[id_].kind
        above = order[max(order.index(kind_) - 1, 0)] if kind_ in order else order[-1]
        return self._codes.get(above) or CODES.get(above, above)

    def term(self, term: Term) -> Item:
        """The term as the document has it."""
        found = dict(kept_instead(self.plain(term), term.kept, MADE))
        for key in ("associations", "children"):
            entries = list(self.stated[term.id, key])
            if key == "children":
                entries += [self.term(child) for child in self._children[term.id]]
            if entries:
                found[key] = sorted(entries, key=place) if key == "children" else entries
            elif key in term.kept:
                found[key] = [] if isinstance(term.kept[key][0], list) else term.kept[key][0]
        return found

    def plain(self, term: Term) -> Item:
        """What the model says of a term, in the platform's words; nothing of its relationships."""
        category = self._codes[term.kind]
        begin = f"{self._terms.framework}_{slug(category)}_"
        identifier = term.identifier or begin + slug(term.id)
        notation = str(term.props.get("notation") or "")
        found = names(term.props) | {"identifier": identifier, "category": category}
        found["code"] = notation if term.kind == ROLE and notation else identifier.removeprefix(begin)
        found |= {"refId": ref} if (ref := ref_of(term.id)) else {}
        positions = self._positions[term.id]
        if len(positions) == 1 and (index := next(iter(positions))) is not None:
            found["index"] = int(index) if index.is_integer() else index
        if theme_type := term.props.get("themeType"):
            found["additionalProperties"] = {"themeType": theme_type}
        return found

    def entry(self, id_: str, category: str = "competency") -> Item:
        """How another term names this one; of one in another framework no more than its id is known."""
        if id_ not in self._terms.by_id:
            ref = ref_of(id_)
            return ({"refId": ref} if ref else {"identifier": id_.removeprefix("igot:")}) | {"category": category}
        plain = self.plain(self._terms.by_id[id_])
        wanted = ("identifier", "name", "category", "refId", "description")
        return {key: plain[key] for key in wanted if key in plain}


def _entries(kept: Kept, key: str) -> Iterable[Item]:
    [value, *_] = kept.get(key, [[]])
    return value if isinstance(value, list) else []


def names(props: Item) -> Item:
    """Name, translations, description and status, in the platform's words."""
    labels = dict(label.split("|", 1) for label in props.get("labels", ()))
    found: Item = {"name": labels.pop("en", None) or labels.pop("", None) or props["title"]}
    found |= {"translations": labels} if labels else {}
    definitions = dict(text.split("|", 1) for text in props.get("definitions", ()))
    if "en" in definitions:
        found["description"] = definitions["en"]
    if status := props.get("status"):
        found["status"] = STATUS.get(status, "Draft")
    return found


def ref_of(id_: str) -> str:
    """The refId of a thing: the model's, or our id where the platform identifier does not give it."""
    return "" if id_.startswith("igot:") else id_.removeprefix("kcm:")


def framework_plain(id_: str, props: Item) -> Item:
    """What the model says of a framework, in the platform's words."""
    identifier = framework_identifier(id_)
    found = names(props) | {"identifier": identifier, "code": props.get("notation") or identifier}
    return found if id_ == f"igot:{identifier}" else found | {"refId": id_}


def framework_identifier(id_: str) -> str:
    """The platform identifier of a framework: its own, or one made of our id."""
    return id_.removeprefix("igot:") if id_.startswith("igot:") else slug(id_)
