"""schema.org and LRMI: sets of defined terms, courses and what they teach, organisations.

An AlignmentObject says what a course teaches in a way of its own: what it says is read, and its statements are kept.
"""

from __future__ import annotations

import re
import sqlite3

from loaders.rdf_esco import INHERITED
from loaders.rdf_own import VOCABULARY as OWN
from loaders.rdf_terms import Statement
from loaders.rdf_vocabulary import Class, Link, Value, Vocabulary
from ontology.iris import PREFIXES

SCHEMA = (PREFIXES["schema"], "http://schema.org/")
LRMI = PREFIXES["lrmi"]
TEACHES = INHERITED + "schema:teaches"
"""What stands for an alignment with type teaches: no file states it."""

_MODULE, _FRAMEWORK = frozenset({"Module"}), frozenset({"Framework"})
_STATUS = {"published": "live", "active": "live", "draft": "draft", "incomplete": "draft", "obsolete": "retired",
           "archived": "retired", "deprecated": "retired"}  # fmt: skip
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+)M)?)?")
_HOURS_A_DAY = 24


def _status(said: Statement) -> str | None:
    return _STATUS.get(said.o.rpartition("/")[2].lower())


def _hours(said: Statement) -> str | None:
    """The hours of a duration (ISO 8601) in days, hours and minutes; None for another one."""
    found = _DURATION.fullmatch(said.o.strip())
    if said.tag is None or not found or not any(found.groups()):
        return None
    days, hours, minutes = (float(part or 0) for part in found.groups())
    return repr(days * _HOURS_A_DAY + hours + minutes / 60)


def _classes() -> dict[str, Class]:
    names = {
        "DefinedTermSet": Class("Framework", 2),
        "CategoryCodeSet": Class("Framework", 2),
        "DefinedTerm": Class("Competency", 2),
        "CategoryCode": Class("Competency", 2),
        "LearningResource": Class("Module", 2),
        "Course": Class("Module", 3, "course"),
        "EducationalOccupationalProgram": Class("Module", 3, "programme"),
        "EducationalOccupationalCredential": Class("Module", 3, "credential"),
        "Organization": Class("Organisation", 2),
        "GovernmentOrganization": Class("Organisation", 3),
        "EducationalOrganization": Class("Organisation", 3),
        "CollegeOrUniversity": Class("Organisation", 3),
    }
    return {base + name: found for base in SCHEMA for name, found in names.items()}


def _links() -> dict[str, Link]:
    whole = ("PART_OF", "BROADER")
    names = {
        "inDefinedTermSet": Link(("IN_SCHEME",)),
        "inCodeSet": Link(("IN_SCHEME",)),
        "hasDefinedTerm": Link(("IN_SCHEME",), inverse=True),
        "hasCategoryCode": Link(("IN_SCHEME",), inverse=True),
        "teaches": Link(("COVERS",)),
        "skills": Link(("REQUIRES",)),
        "coursePrerequisites": Link(("PREREQUISITE",)),
        "isPartOf": Link(whole),
        "hasPart": Link(whole, inverse=True),
        "hasCourse": Link(("PART_OF",), inverse=True),
        "provider": Link(("OFFERED_BY",)),
        "parentOrganization": Link(("PART_OF",)),
        "subOrganization": Link(("PART_OF",), inverse=True),
        "supersededBy": Link(("REPLACED_BY",)),
    }
    links = {base + name: found for base in SCHEMA for name, found in names.items()}
    return {**links, LRMI + "teaches": Link(("COVERS",)), TEACHES: Link(("COVERS",))}


def _values() -> dict[str, tuple[Value, ...]]:
    names = {
        "name": Value("labels", rank=2),
        "alternateName": Value("altLabels", rank=2),
        "description": Value("definitions", rank=2),
        "termCode": Value("notation", rank=2),
        "codeValue": Value("notation", rank=3),
        "courseCode": Value("notation", _MODULE, 3),
        "creativeWorkStatus": Value("status", rank=2, read=_status),
        "license": Value("licence", _FRAMEWORK, 2),
        "version": Value("version", _FRAMEWORK, 2),
        "timeRequired": Value("hours", _MODULE, 2, _hours),
        "duration": Value("hours", _MODULE, 3, _hours),
    }
    values: dict[str, tuple[Value, ...]] = {}
    values |= {base + name: (found,) for base in SCHEMA for name, found in names.items()}
    for name, those in OWN.values.items():  # the model's own terms of schema.org, by their older IRIs
        if name.startswith(SCHEMA[0]):
            older = SCHEMA[1] + name.removeprefix(SCHEMA[0])
            values[older] = values.get(older, ()) + tuple(Value(each.prop, each.labels, 2, each.read) for each in those)
    return values


VOCABULARY = Vocabulary(classes=_classes(), links=_links(), values=_values())


def _in(name: str) -> str:
    return ", ".join(f"'{base}{name}'" for base in (*SCHEMA, LRMI))


_ALIGNED = f"""
INSERT INTO link SELECT DISTINCT e.s, u.o, '{TEACHES}', ''
FROM statement e JOIN thing m ON m.s = e.s AND m.label = 'Module'
JOIN statement k ON k.s = e.o AND k.p IN ({_in("alignmentType")})
  AND (lower(k.o) = 'teaches' OR k.o LIKE '%/alignmentType/teaches')
JOIN statement u ON u.s = e.o AND u.p IN ({_in("targetUrl")})
WHERE e.tag IS NULL AND e.p IN ({_in("educationalAlignment")})
  AND (:linking OR EXISTS (SELECT 1 FROM thing c WHERE c.s = u.o AND c.label = 'Competency'))
"""


def together(db: sqlite3.Connection, *, linking: bool) -> None:
    """Add what alignment objects say that courses teach to the links of a spooled file."""
    db.execute(_ALIGNED, {"linking": linking})
