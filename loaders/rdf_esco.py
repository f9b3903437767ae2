"""ESCO's model, as its portal publishes it in RDF: occupations and skills, node literals, what occupations require."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from loaders.rdf_terms import DCT, SKOS, Statement
from loaders.rdf_vocabulary import Class, Link, Through, Value, Vocabulary
from ontology.iris import PREFIXES

ESCO = PREFIXES["esco"]
_FROM = {"source": "broader occupation"}
_DATA = "http://data.europa.eu/esco/"
_NEEDS = ("REQUIRES", "SUPPORTED_BY")
"""Of an occupation a requirement, of a skill the skill that supports it."""

_SKILL = frozenset({"Competency"})
ESSENTIAL, OPTIONAL = {"essential": True}, {"essential": False}

INHERITED = "urn:karmagraph:inherited:"
"""What the properties begin with that stand for requirements of broader occupations: no file states them."""


def _last(vocabulary: str) -> Callable[[Statement], str | None]:
    """Read the name of one of ESCO's own terms from its IRI, or a literal as it is."""
    start = f"{_DATA}{vocabulary}/"

    def read(said: Statement) -> str | None:
        if said.tag is not None:
            return said.o
        return said.o.removeprefix(start) if said.o.startswith(start) else None

    return read


def _isco(said: Statement) -> str | None:
    found = re.fullmatch(r".*/[cC](\d{1,4})", said.o)
    return found[1] if found else None


_REUSE = Value("reuse", _SKILL, read=_last("skill-reuse-level"), iris=_DATA + "skill-reuse-level/")

VOCABULARY = Vocabulary(
    classes={
        ESCO + "Occupation": Class("Role", 2, "occupation"),
        ESCO + "Skill": Class("Competency", 2),
        ESCO + "ConceptScheme": Class("Framework", 2),
    },
    links={
        ESCO + "relatedEssentialSkill": Link(_NEEDS, props=ESSENTIAL),
        ESCO + "relatedOptionalSkill": Link(_NEEDS, props=OPTIONAL),
        ESCO + "isEssentialSkillFor": Link(_NEEDS, inverse=True, props=ESSENTIAL),
        ESCO + "isOptionalSkillFor": Link(_NEEDS, inverse=True, props=OPTIONAL),
        INHERITED + "essential": Link(_NEEDS, props=ESSENTIAL | _FROM),
        INHERITED + "optional": Link(_NEEDS, props=OPTIONAL | _FROM),
    },
    values={
        ESCO + "skillType": (Value("kind", _SKILL, read=_last("skill-type"), iris=_DATA + "skill-type/"),),
        ESCO + "skillReuseLevel": (_REUSE,),
        ESCO + "memberOfISCOGroup": (Value("group", frozenset({"Role"}), rank=2, read=_isco),),
    },
    through={
        DCT + "description": Through("definitions", ESCO + "nodeLiteral", ESCO + "language"),
        SKOS + "definition": Through("definitions", ESCO + "nodeLiteral", ESCO + "language"),
    },
    plain={
        type_: frozenset(frozenset({ESCO + name}) for name in ("relatedEssentialSkill", "relatedOptionalSkill"))
        for type_ in _NEEDS
    },
    house=ESCO,
)


# --- requirements of broader occupations -----------------------------------------------------------

_INHERIT = f"""
WITH RECURSIVE above(role, other) AS (
  SELECT a, b FROM link WHERE p IN ('{SKOS}broader', '{SKOS}narrower')
  UNION SELECT above.role, l.b FROM above JOIN link l ON l.a = above.other
    WHERE l.p IN ('{SKOS}broader', '{SKOS}narrower'))
INSERT INTO link SELECT DISTINCT above.role, l.b, CASE WHEN l.p LIKE '%Essential%' THEN ? ELSE ? END, ''
FROM above JOIN thing t ON t.s = above.role AND t.label = 'Role'
JOIN link l ON l.a = above.other AND l.p LIKE '{ESCO}%'
"""


def inherit(db: sqlite3.Connection) -> None:
    """Add what broader occupations require to the links of each occupation of a spooled file."""
    db.execute(_INHERIT, (INHERITED + "essential", INHERITED + "optional"))
