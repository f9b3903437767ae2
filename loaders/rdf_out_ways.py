"""How a relationship with given properties is said, whatever it joins: thousands are said the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from loaders.rdf_esco import ESCO
from loaders.rdf_out_lines import literal, typed
from loaders.rdf_out_sorted import WITHIN
from loaders.rdf_out_words import said, several
from loaders.rdf_own import CONFIRMED, OBJECT, QUALIFIED, SUBJECT, terms
from loaders.rdf_terms import SKOS
from ontology.iris import iri, term
from ontology.model import RELS

HOUSED = frozenset({"REQUIRES", "SUPPORTED_BY"})
"""The types that ESCO says in words of its own."""

_CLASS = {type_: name for name, type_ in QUALIFIED.items()}
_PLAIN = {rel.type: str(iri(term(rel))) for rel in RELS.values()}
_NEEDS = {True: ESCO + "relatedEssentialSkill", False: ESCO + "relatedOptionalSkill"}
_PROPS = {rel.type: [(prop, name) for name, prop in terms(rel.props).items()] for rel in RELS.values()}


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to say a relationship.

    `plain` are the properties that say all of it, none where they do not; `loosely` those that say that it is and
    no more, none where it does not count; `form` the lines about it, to be kept together, but for its name (`about`)
    and its ends (`start`, `end`), empty where its type has no class.
    """

    plain: tuple[str, ...]
    loosely: tuple[str, ...]
    form: str


Props = tuple[tuple[str, Any], ...]


def ways(type_: str, props: Mapping[str, Any], house: str, at: str | None) -> Ways:
    """The ways to say a relationship in the words of a house; whether it counts is asked of a date."""
    items = tuple(props.items())
    try:
        return _ways(type_, items, house, at)
    except TypeError:  # a list among the values: no two relationships need say the same
        return _ways.__wrapped__(type_, items, house, at)


@lru_cache(4096)
def _ways(type_: str, items: Props, house: str, at: str | None) -> Ways:
    props = dict(items)
    esco = house == ESCO and type_ in HOUSED
    loosely = _loosely(type_, props, esco=esco) if _counts(type_, props, at) else ()
    return Ways(_plain(type_, props, esco=esco), loosely, _form(type_, props) if type_ in _CLASS else "")


def _plain(type_: str, props: Mapping[str, Any], *, esco: bool) -> tuple[str, ...]:
    if esco:
        return (_NEEDS[props["essential"]],) if props.keys() == {"essential"} else ()
    if type_.endswith("_MATCH"):
        return (_PLAIN[type_],) if props == CONFIRMED else ()
    if props == {"top": True}:
        return _PLAIN[type_], SKOS + "topConceptOf"
    return () if props else (_PLAIN[type_],)


def _loosely(type_: str, props: Mapping[str, Any], *, esco: bool) -> tuple[str, ...]:
    if esco:
        return (_NEEDS[props["essential"]],) if "essential" in props else ()
    return _PLAIN[type_], *((SKOS + "topConceptOf",) if props.get("top") else ())


def _counts(type_: str, props: Mapping[str, Any], at: str | None) -> bool:
    """Whether a relationship is valid, confirmed, verified and not negative: else no plain property says it."""
    if type_.endswith("_MATCH") and props.get("state") != "confirmed":
        return False
    if props.get("negative") or props.get("verified") is False:
        return False
    since = props.get("since") or props.get("awarded")
    until = props.get("until") or props.get("expires")
    return not until if at is None else (since or "") <= at and (not until or until > at)


def _form(type_: str, props: Mapping[str, Any]) -> str:
    stated = [
        f"<{predicate}> {literal(*said(prop.kind, value))}".replace("%", "%%")
        for prop, predicate in _PROPS[type_]
        if prop.name in props
        for value in several(props, prop.name)
    ]
    ends = [f"<{SUBJECT}> %(start)s", f"<{OBJECT}> %(end)s"]
    lines = [f"%(about)s {each} .\n" for each in sorted([*stated, *ends])]
    return "".join([typed("%(about)s", _CLASS[type_]), *lines])[:-1].replace("\n", WITHIN) + "\n"
