"""The terms of a Sunbird document, and their relationships, read into `sunbird_terms.Terms`."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from loaders.documents import objects, word
from loaders.labels import labelled
from loaders.rows import Place, Rejected, Remark, Row, text
from loaders.sunbird_kept import entries
from loaders.sunbird_terms import (
    BODY,
    REF,
    ROLE,
    Item,
    Term,
    Terms,
    kind,
    number,
    status,
    theme_type,
    thing,
    translations,
)
from loaders.sunbird_written import place, slug


class Reading:
    """Takes in a document: `terms`, the objects they were read from, categories, and what is only named in full."""

    def __init__(self, framework: str, at: Place) -> None:
        self.terms = Terms(framework)
        self.sources: dict[str, Item] = {}
        self.categories: list[Item] = []
        self.others: list[Item] = []
        self._at = at

    def read(self, categories: Any) -> Iterator[Row]:
        """Take in all categories."""
        found = objects(categories or [], self._at, "categories")
        tops = [(code, term) for category in found for code, term in self._category(category)]
        self.terms.arrange(str(each["code"]) for each in sorted(self.categories, key=place))
        for code, item in tops:
            yield from self._term(code, item, None)
        for id_ in list(self.sources):
            yield from self._nested(id_)
        yield from self._joined()

    def _category(self, category: Item) -> Iterator[tuple[str, Item]]:
        code = word(category, "code", self._at) or word(category, "identifier", self._at)
        self.categories.append({key: value for key, value in category.items() if key != "terms"} | {"code": code})
        for term in objects(category.get("terms") or [], self._at, f"terms of {code}"):
            yield code, term

    # --- terms ----------------------------------------------------------------------------------------

    def _term(self, code: str, item: Item, parent: str | None) -> Iterator[Row]:
        kind_, identifier, ref = kind(code), word(item, "identifier", self._at), word(item, "refId", self._at)
        own = self.terms.own
        if kind_ == BODY or (own and kind_ != ROLE and REF.fullmatch(ref)):
            yield from self._another(code, item)
            return
        begin, tail = f"{self.terms.framework}_{slug(code)}_", word(item, "code", self._at)
        identifier = identifier or (begin + tail if tail else "")
        id_ = thing(identifier, ref, own=own and kind_ == ROLE)
        if not id_:
            yield Rejected(self._at, "the term has neither identifier nor code", word(item, "name", self._at))
        elif id_ in self.sources:
            yield from self._again(id_, item)
        else:
            props = yield from self.stated(item, tail or identifier)
            notation = tail if kind_ == ROLE else ref if REF.fullmatch(ref) else tail
            props |= {
                "kind": self._kind(kind_),
                "notation": notation,
                "themeType": theme_type(item.get("additionalProperties")),
            }
            self._add(
                Term("Role" if kind_ == ROLE else "Competency", id_, filled(props), identifier), item, ref, parent
            )

    def _kind(self, kind_: str) -> str:
        return "job" if kind_ == ROLE and self.terms.own else kind_

    def _add(self, term: Term, item: Item, ref: str, parent: str | None) -> None:
        self.terms.by_id[term.id], self.sources[term.id] = term, item
        for name in (term.identifier, ref):
            self.terms.names.setdefault(name, term.id) if name else None
        if parent:
            term.kept["nested"] = [parent]

    def _another(self, code: str, item: Item) -> Iterator[Row]:
        """A thing of others, named in full: an organisation, or a competency of the common model."""
        self.others.append(item | {"category": code})
        self.terms.another(code, item)
        yield Remark(
            self._at, f"{kind(code)} of others: only referred to, and kept as extra", word(item, "name", self._at)
        )

    def _again(self, id_: str, item: Item) -> Iterator[Row]:
        if item == self.sources[id_]:
            yield Remark(self._at, "term repeated", id_)
            return
        other = word(self.sources[id_], "name", self._at)
        hint = "one refId or identifier names one thing only: give it one of its own"
        yield Rejected(self._at, f"{id_} is {other!r} already", word(item, "name", self._at), hint)

    def _nested(self, id_: str) -> Iterator[Row]:
        """The children that stand within a term only, and theirs."""
        waiting = [id_]
        while waiting:
            parent = waiting.pop()
            for child in entries(self.sources[parent], "children"):
                if self.terms.named(child) in self.sources or "name" not in child:
                    continue
                yield from self._term(
                    word(self.sources[parent], "category", self._at) or self._code(parent), child, parent
                )
                waiting += [self.terms.named(child)] if self.terms.named(child) in self.sources else []

    def _code(self, id_: str) -> str:
        kind_ = self.terms.by_id[id_].kind
        return next(str(each["code"]) for each in self.categories if kind(str(each["code"])) == kind_)

    def stated(self, item: Item, fallback: str) -> Generator[Remark, None, dict[str, Any]]:
        """Names, description and status."""
        props = yield from labelled(word(item, "name", self._at), fallback, self._at)
        others = [f"{tag}|{name}" for tag, name in sorted(translations(item.get("translations")).items())]
        description = word(item, "description", self._at).strip()
        return props | filled({
            "labels": [*props.get("labels", ()), *others],
            "definitions": text("en", description),
            "status": status(item.get("status")),
        })  # fmt: skip

    # --- relationships ----------------------------------------------------------------------------------

    def _joined(self) -> Iterator[Row]:
        for term in self.terms.by_id.values():
            for key in ("associations", "children"):
                found = entries(self.sources[term.id], key)
                value = self.sources[term.id].get(key)
                if isinstance(value, list) and len(found) < len(value):
                    yield Remark(self._at, f"{key} that are no objects: not kept", f"{term.id} {str(value)[:60]}")
                for entry in found:
                    yield from self._edge(term, entry, key)

    def _edge(self, term: Term, entry: Item, key: str) -> Iterator[Row]:
        edge = self.terms.edge(term, entry, key)
        if edge is None:
            value = f"{term.id} {entry.get('identifier') or entry.get('refId') or entry.get('name')}"
            yield Remark(self._at, "association that the model has no place for: kept as extra", value)
            return
        other = self.terms.named(entry)
        if other not in self.terms.by_id:
            self.terms.outside.setdefault(other, kind(str(entry.get("category") or "")))
        below = self.sources.get(edge.start, {}) if edge.type == "BROADER" else {}
        self.terms.edges[self.terms.related(edge)] = number(below.get("index"))


def filled(props: dict[str, Any]) -> dict[str, Any]:
    """The properties that have a value."""
    return {name: value for name, value in props.items() if value not in (None, "", [])}
