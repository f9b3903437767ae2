"""In whose words things are written: the profiles of an export, and how the values of each kind of thing are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal

from loaders.rdf_esco import ESCO
from loaders.rdf_nodes import plain_terms
from loaders.rdf_out_lines import literal
from loaders.rdf_own import OWN
from loaders.rdf_spool import KNOWN
from loaders.rdf_terms import SKOS
from loaders.rdf_values import written
from loaders.rdf_vocabulary import choice
from loaders.rows import SourceError
from ontology.iris import iri
from ontology.model import NODES

PROFILES = ("own", "skos", "esco")
GROUPS = frozenset({"group", "area", "theme", "sub-theme"})
"""Kinds of competencies and roles that ESCO has as plain concepts."""

OWN_CLASS = {label: name for name, label in OWN.items()}
_IRI_END = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True)
class Words:
    """How to write: the profile (empty: as each thing's id has it), the date that counts, the language of titles."""

    profile: str = ""
    at: str | None = None
    lang: str = "en"

    @property
    def house(self) -> dict[str, str]:
        """The house by label, where the profile says it of all things."""
        return {"Role": ESCO, "Competency": ESCO, "Framework": ESCO} if self.profile == "esco" else {}


def words(options: Mapping[str, str]) -> Words:
    """The words that the options ask for; SourceError for a profile that is none."""
    profile = options.get("profile", "")
    if profile and profile not in PROFILES:
        raise SourceError("option profile", f"{profile!r} is no profile", f"one of {', '.join(PROFILES)}")
    return Words(profile, options.get("at"), options.get("lang", "en").lower())


def standard(label: str, props: Mapping[str, Any], house: str) -> list[str]:
    """The classes of a thing that are not ours, where nothing kept says them."""
    if house == ESCO and label == "Framework":
        return [ESCO + "ConceptScheme", SKOS + "ConceptScheme"]
    if house == ESCO:
        own = ESCO + ("Occupation" if label == "Role" else "Skill")
        return [SKOS + "Concept", *([] if props.get("kind") in GROUPS else [own])]
    term = NODES[label].term
    return [str(iri(term))] if term else []


@dataclass(frozen=True, slots=True)
class Saying:
    """How a property is said: its term, and what its IRI begins with where it is said by an IRI."""

    term: str
    kind: str
    iris: str


@lru_cache(256)
def sayings(label: str, house: str) -> dict[str, Saying]:
    """How the public properties of a label are said in a house's words, but id, title and extra."""
    props = (prop for prop in NODES[label].props.values() if prop.public and prop.name not in {"id", "title", "extra"})
    return {prop.name: _saying(label, house, prop.name, prop.kind) for prop in props}


def _saying(label: str, house: str, name: str, kind: str) -> Saying:
    term = min(plain_terms(house, label, name))
    value = choice(KNOWN.values, term, label)
    return Saying(term, kind, value.iris if value and house else "")


def said(kind: str, value: Any) -> tuple[str, str]:
    """A value as a literal's text and tag; a language that is none is left out."""
    text, tag = written(kind, value)
    return text, tag if not tag.startswith("@") or is_language(tag[1:]) else ""


def value(how: Saying, each: Any) -> str:
    """A value as N-Quads write it, an IRI where that is how it is said."""
    if how.iris and _IRI_END.fullmatch(each):
        return f"<{how.iris}{each}>"
    return literal(*said(how.kind, each))


def several(props: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property as a list; an empty text is none."""
    found = props.get(name)
    return found if isinstance(found, list) else [] if found in (None, "") else [found]


@lru_cache(4096)
def is_language(tag: str) -> bool:
    """Whether it is a language tag (BCP 47), with a direction or without."""
    try:
        Literal("", language=tag.partition("--")[0])
    except ValueError:
        return False
    return tag.partition("--")[2] in {"", "ltr", "rtl"}


def bad_languages(props: Mapping[str, Any], label: str) -> Iterator[str]:
    """The language tags of a node that are none."""
    for name, prop in NODES[label].props.items():
        if prop.kind == "text":
            tags = (text.partition("|")[0] for text in props.get(name, ()))
            yield from (tag for tag in tags if tag and not is_language(tag))
