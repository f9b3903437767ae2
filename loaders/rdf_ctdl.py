"""CTDL and CTDL-ASN, Credential Engine's vocabularies, and the Achievement Standards Network's older spellings.

Where the vocabularies say something in a way of their own (a condition profile, an alignment object), what they say
is read, and the statements are kept besides: they come out again as they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from loaders.rdf_esco import INHERITED
from loaders.rdf_own import CONFIRMED
from loaders.rdf_terms import Statement
from loaders.rdf_vocabulary import Class, Link, Value, Vocabulary
from loaders.rows import Place, Remark, SourceError
from ontology.iris import PREFIXES

CEASN, CETERMS = PREFIXES["ceasn"], PREFIXES["ceterms"]
_ASN = (PREFIXES["asn"], "http://purl.org/asn/schema/core/")
_CEASN = (CEASN, "http://purl.org/ctdlasn/terms/", *_ASN)
_CETERMS = (CETERMS, "http://purl.org/ctdl/terms/")

_FRAMEWORK, _COMPETENCY = frozenset({"Framework"}), frozenset({"Competency"})
_NAMED = frozenset({"Role", "Module"})
"""What CTDL itself has: the terms of CTDL-ASN are for frameworks and competencies."""

READ = INHERITED + "ctdl:"
"""What the properties begin with that stand for what several statements say together: no file states them."""

ESSENTIAL, OPTIONAL = {"essential": True}, {"essential": False}
TEACHES = frozenset(base + "teaches" for base in _CETERMS)
PREREQUISITES = tuple(base + "prerequisiteAlignment" for base in _CEASN)

STATUSES = {"published": "live", "active": "live", "draft": "draft", "deprecated": "retired", "ceased": "retired"}
KINDS = frozenset({"area", "theme", "sub-theme", "group", "skill", "knowledge", "attitude", "ability", "task"})


def _status(said: Statement) -> str | None:
    return STATUSES.get(said.o.rpartition("/")[2].rpartition(":")[2].lower())


def _kind(said: Statement) -> str | None:
    return said.o.lower() if said.o.lower() in KINDS else said.o


def _values() -> dict[str, tuple[Value, ...]]:
    """CTDL-ASN's terms are plain for the things of its classes; its older spellings, and CTDL's, are other words."""
    found: dict[str, tuple[Value, ...]] = {}
    for base in _CEASN:
        older = int(base != CEASN)
        found |= {
            base + "name": (Value("labels", _FRAMEWORK, older),),
            base + "description": (Value("definitions", _FRAMEWORK, older),),
            base + "publisherName": (Value("publisher", _FRAMEWORK, older),),
            base + "inLanguage": (Value("languages", _FRAMEWORK, older),),
            base + "competencyText": (Value("labels", _COMPETENCY, older),),
            base + "competencyLabel": (Value("altLabels", _COMPETENCY, older),),
            base + "comment": (Value("definitions", _COMPETENCY, older),),
            base + "codedNotation": (Value("notation", _COMPETENCY, older),),
            base + "competencyCategory": (Value("kind", _COMPETENCY, older, _kind),),
            base + "publicationStatusType": (Value("status", _FRAMEWORK, 1, _status),),
            base + "dateValidFrom": (Value("since", _FRAMEWORK, 1),),
            base + "dateValidUntil": (Value("until", _FRAMEWORK, 1),),
            base + "license": (Value("licence", _FRAMEWORK, 1),),
            base + "rights": (Value("attribution", _FRAMEWORK, 1),),
            base + "statementNotation": (Value("notation", _COMPETENCY, 1),),
        }
    for base in _CETERMS:
        found |= {
            base + "name": (Value("labels", _NAMED, 1),),
            base + "description": (Value("definitions", _NAMED, 1),),
            base + "alternateName": (Value("altLabels", _NAMED, 1),),
            base + "codedNotation": (Value("notation", _NAMED, 1),),
            base + "subjectWebpage": (Value("url", frozenset({"Module"}), 1),),
            base + "inLanguage": (Value("languages", frozenset({"Module"}), 1),),
            base + "lifeCycleStatusType": (Value("status", _NAMED, 1, _status),),
        }
    return found


def _links() -> dict[str, Link]:
    found: dict[str, Link] = {
        READ + "requires": Link(("REQUIRES",), props=ESSENTIAL),
        READ + "recommends": Link(("REQUIRES",), props=OPTIONAL),
        READ + "teaches": Link(("COVERS",)),
        READ + "prerequisite": Link(("PREREQUISITE",)),
    }
    for base in _CEASN:
        found |= {
            base + "isChildOf": Link(("BROADER",)),
            base + "hasChild": Link(("BROADER",), inverse=True),
            base + "isPartOf": Link(("IN_SCHEME",)),
            base + "isTopChildOf": Link(("IN_SCHEME",), props={"top": True}),
            base + "hasTopChild": Link(("IN_SCHEME",), inverse=True, props={"top": True}),
            base + "exactAlignment": Link(("EXACT_MATCH",), props=CONFIRMED),
            base + "broadAlignment": Link(("BROAD_MATCH",), props=CONFIRMED),
            base + "narrowAlignment": Link(("NARROW_MATCH",), props=CONFIRMED),
            base + "majorAlignment": Link(("RELATED_MATCH",), props=CONFIRMED),
            base + "minorAlignment": Link(("RELATED_MATCH",), props=CONFIRMED),
            base + "prerequisiteAlignment": Link(("PREREQUISITE",), inverse=True),
        }
    for base in (*_CEASN, *_CETERMS):
        found |= {base + f"{what}Embodied": Link(("REQUIRES",), props=ESSENTIAL) for what in
                  ("skill", "knowledge", "ability")}  # fmt: skip
    for base in _CETERMS:
        found |= {
            base + "teaches": Link(("COVERS",)),
            base + "isPreparationFor": Link(("PREREQUISITE",), inverse=True),
            base + "isPartOf": Link(("PART_OF",)),
            base + "hasPart": Link(("PART_OF",), inverse=True),
        }
    return found


_MODULES = {"Course": "course", "LearningProgram": "programme", "LearningOpportunityProfile": None}

VOCABULARY = Vocabulary(
    classes={
        **{base + "CompetencyFramework": Class("Framework", 2) for base in _CEASN},
        **{base + "Competency": Class("Competency", 2) for base in _CEASN},
        **{base + "StandardDocument": Class("Framework", 2) for base in _ASN},
        **{base + "Statement": Class("Competency", 2) for base in _ASN},
        **{base + name: Class("Module", 2, kind) for base in _CETERMS for name, kind in _MODULES.items()},
    },
    links=_links(),
    values=_values(),
    house=CEASN,
)


# --- what several statements say together ----------------------------------------------------------


def _in(*names: str) -> str:
    return ", ".join(f"'{base}{name}'" for base in _CETERMS for name in names)


_HERE = "(:linking OR EXISTS (SELECT 1 FROM thing c WHERE c.s = coalesce(n.o, t.o) AND c.label = 'Competency'))"
_PROFILES = f"""
INSERT INTO link SELECT DISTINCT r.s, coalesce(n.o, t.o),
  CASE WHEN r.p IN ({_in("requires")}) THEN '{READ}requires' ELSE '{READ}recommends' END, ''
FROM statement r JOIN thing x ON x.s = r.s AND x.label = 'Role'
JOIN statement t ON t.s = r.o AND t.tag IS NULL AND t.p IN ({_in("targetCompetency")})
LEFT JOIN statement n ON n.s = t.o AND n.tag IS NULL AND n.p IN ({_in("targetNode")})
WHERE r.p IN ({_in("requires", "recommends")}) AND r.tag IS NULL AND {_HERE}
"""
_TAUGHT = f"""
INSERT INTO link SELECT DISTINCT t.a, n.o, '{READ}teaches', ''
FROM (SELECT a, b, b AS o FROM link WHERE p IN ({_in("teaches")})) t
JOIN statement n ON n.s = t.b AND n.tag IS NULL AND n.p IN ({_in("targetNode")}) WHERE {_HERE}
"""


def together(db: sqlite3.Connection, *, linking: bool) -> None:
    """Add what condition profiles say of roles, and alignment objects of courses, to the links of a spooled file."""
    for text in (_PROFILES, _TAUGHT):
        db.execute(text, {"linking": linking})


def cass_way(options: Mapping[str, str]) -> bool:
    """Whether prerequisite alignments go the way of CaSS; SourceError for an option that says neither way."""
    said = options.get("prerequisite-direction", "ctdl")
    if said not in {"ctdl", "cass"}:
        raise SourceError("option prerequisite-direction", f"{said!r} is neither ctdl nor cass")
    return said == "cass"


def as_cass(db: sqlite3.Connection, at: Place, *, linking: bool) -> Iterator[Remark]:
    """Turn prerequisite alignments round, as CaSS writes them: the subject needs the object."""
    here = "(? OR (a IN (SELECT s FROM thing) AND b IN (SELECT s FROM thing)))"
    which = f"p IN ({','.join('?' * len(PREREQUISITES))}) AND {here}"
    found = db.execute(f"SELECT DISTINCT a, b FROM link WHERE {which}", (*PREREQUISITES, linking)).fetchall()
    db.execute(f"DELETE FROM link WHERE {which}", (*PREREQUISITES, linking))
    db.executemany("INSERT INTO link VALUES (?,?,?,'')", [(b, a, READ + "prerequisite") for a, b in found])
    yield from (Remark(at, "prerequisite alignment read the way of CaSS", f"{b} needs {a}") for a, b in found)
