"""Nodes: what the statements about a thing say of its properties, and which of them are kept besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from loaders.rdf_extra import Extra
from loaders.rdf_own import IDENTIFIER, OWN, TITLE
from loaders.rdf_spool import HOUSES, KNOWN, Statements, Thing
from loaders.rdf_terms import Statement
from loaders.rdf_values import identifier, value_of, written
from loaders.rdf_vocabulary import Value, choice
from loaders.rows import NodeRow, Place, Remark, Row
from ontology.iris import iri, term
from ontology.model import NODES

THROUGH = 1
"""Rank of a text that a resource of its own has: after the plain one, before other terms."""

SEVERAL = frozenset({"text", "list"})
"""Kinds of properties that have several values."""


@dataclass(slots=True)
class Fact:
    """A value of a property, and all statements that give it."""

    value: Any
    rank: int = 99
    said: list[Statement] = field(default_factory=list)
    plain: bool = False

    def add(self, said: Statement, rank: int, *, plain: bool) -> None:
        """Another statement gives it: plain only where it is the one."""
        self.plain = plain and not self.said
        self.said.append(said)
        self.rank = min(self.rank, rank)


Facts = dict[str, dict[Any, Fact]]


class Nodes:
    """Turns what is said of things into rows; `lang` is the language of titles."""

    def __init__(self, spool: Statements, extra: Extra, at: Place, lang: str) -> None:
        self._spool = spool
        self._extra = extra
        self._at = at
        self._lang = lang

    def rows(self, owner: Thing, more: list[str]) -> Iterator[Row]:
        """The node that a thing is, with what is kept on it, and `more` lines."""
        s, label, _ = owner
        self._extra.begin(owner)
        facts, types = Facts(), self._spool.types(s)
        own, props = any(said.o in OWN for said in types), dict[str, Any]()
        for said in self._spool.about(s):
            if not read(said, owner, facts, self._spool.about, own=own):
                yield self._extra.only(said, owner)
        for name in list(facts):
            yield from self._chosen(owner, name, facts, props)
        yield from self._typed(owner, types, props)
        if "title" in NODES[label].props:
            yield from self._titled(s, props)
        if "extra" in NODES[label].props:
            props["extra"] = sorted({*self._extra.lines(s), *more})
        yield NodeRow(label, identifier(s), props, self._at)

    # --- choosing ------------------------------------------------------------------------------------

    def _chosen(self, owner: Thing, name: str, facts: Facts, props: dict[str, Any]) -> Iterator[Row]:
        """Fill a property, and keep what it has no room for or what was not said plainly."""
        taken = chosen(owner.label, name, facts)
        if taken:
            several = NODES[owner.label].props[name].kind in SEVERAL
            props[name] = sorted(fact.value for fact in taken) if several else taken[0].value
        counted = {id(fact) for fact in taken}
        for fact in _ranked(facts, name):
            if id(fact) not in counted:
                why = f"another value of {name}: kept only as extra"
                yield from (self._extra.only(said, owner, why) for said in fact.said)
            elif not fact.plain:
                yield from (self._extra.form(said, owner) for said in fact.said)
            if any(said.tag is not None and said.o != said.o.strip() for said in fact.said):
                yield Remark(self._at, "outer white space trimmed", f"{owner.s} {fact.value}")

    def _typed(self, owner: Thing, types: list[Statement], props: dict[str, Any]) -> Iterator[Row]:
        """Keep the types that the label does not say, and what else they tell."""
        plain = {*OWN, str(iri(NODES[owner.label].term or "rdfs:Resource"))}
        known = [said for said in types if said.o in KNOWN.classes]
        kinds = [kind for said in known if (kind := KNOWN.classes[said.o].kind)]
        if kinds and "kind" in NODES[owner.label].props:
            props.setdefault("kind", kinds[0])
        if any(said.o not in plain or said.graph for said in known):
            yield from (self._extra.form(said, owner) for said in known if said.o not in OWN or said.graph)
        for said in types:
            if said.o not in KNOWN.classes and (said.o not in plain or said.graph):
                yield self._extra.only(said, owner)

    def _titled(self, s: str, props: dict[str, Any]) -> Iterator[Remark]:
        if "title" in props:
            return
        props["title"] = title_of(props, identifier(s), self._lang)
        if not props.get("labels"):
            yield Remark(self._at, "no label: its notation or id is the title", props["title"])


# --- what a writer needs to know too ------------------------------------------------------------------


def title_of(props: Mapping[str, Any], id_: str, lang: str) -> str:
    """The title of a thing that has none of its own: its label in `lang`, else another; its notation; its id."""

    def preferred(text: str) -> tuple[bool, bool, bool, str]:
        """The language asked for, then its varieties, then no language, then the alphabet."""
        tag = text.partition("|")[0]
        return tag != lang, not tag.startswith(f"{lang}-"), tag != "", tag

    best = min(props.get("labels") or (), key=preferred, default=None)
    return best.partition("|")[2] if best else props.get("notation") or id_


About = Callable[[str], list[Statement]]
"""What is said of a subject."""


def read(said: Statement, owner: Thing, facts: Facts, about: About, *, own: bool) -> bool:
    """Note what fact a statement gives; False when it gives none. `own`: a class of ours is among the thing's."""
    if own and said.p == IDENTIFIER and said == Statement(said.s, IDENTIFIER, identifier(said.s), ""):
        return True
    if own and said.p == TITLE and (title := value_of("string", said, said.o)):
        return _note(facts, "title", title, said, 0, plain=said == Statement(said.s, TITLE, title, ""))
    through = KNOWN.through.get(said.p)
    if through and said.tag is None and through.prop in NODES[owner.label].props:
        texts = list(_texts(about(said.o), through.form, through.language))
        for text in texts:
            _note(facts, through.prop, text, said, THROUGH)
        return bool(texts)
    return _valued(said, owner, facts)


def _texts(about: list[Statement], form: str, language: str) -> Iterator[str]:
    """The texts of a resource that stands for a text; its language, where the text itself has none."""
    tags = [said.o for said in about if said.p == language and said.tag is not None] or [""]
    for said in about:
        if said.p == form and (text := value_of("text", said, said.o)):
            yield f"{tags[0]}{text}" if text.startswith("|") else text


def _ranked(facts: Facts, name: str) -> list[Fact]:
    return sorted(facts[name].values(), key=lambda fact: (fact.rank, str(fact.value)))


def chosen(label: str, name: str, facts: Facts) -> list[Fact]:
    """The facts that count for a property: of labels one a language, of one value the best, else all."""
    found = _ranked(facts, name)
    if name == "labels":
        return list({fact.value.partition("|")[0]: fact for fact in reversed(found)}.values())
    if name == "altLabels":
        return [fact for fact in found if fact.value not in facts.get("labels", {})]
    return found if NODES[label].props[name].kind in SEVERAL else found[:1]


@lru_cache(4096)
def _value(predicate: str, label: str) -> Value | None:
    return choice(KNOWN.values, predicate, label) if predicate in KNOWN.values else None


@lru_cache(4096)
def plain_terms(house: str, label: str, prop: str) -> frozenset[str]:
    """The terms that state a property plainly: the house's own, else the model's."""
    values = HOUSES[house].values if house else {}
    own = {name for name in values if (found := choice(values, name, label)) and found.prop == prop and not found.rank}
    return frozenset(own or {str(iri(term(NODES[label].props[prop])))})


def _valued(said: Statement, owner: Thing, facts: Facts) -> bool:
    value = _value(said.p, owner.label)
    prop = NODES[owner.label].props.get(value.prop) if value else None
    if value is None or prop is None or (text := value.read(said)) is None:
        return False
    if (read := value_of(prop.kind, said, text)) is None:
        return False
    iris = value.iris and owner.house
    as_written = said.tag is None if iris else (said.o, said.tag) == written(prop.kind, read)
    plain = as_written and not said.graph and said.p in plain_terms(owner.house, owner.label, prop.name)
    return _note(facts, prop.name, read, said, value.rank, plain=plain)


def _note(facts: Facts, name: str, value: Any, said: Statement, rank: int, *, plain: bool = False) -> bool:
    facts.setdefault(name, {}).setdefault(value, Fact(value)).add(said, rank, plain=plain)
    return True
