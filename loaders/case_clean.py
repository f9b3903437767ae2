"""A package's objects made sound before they are mapped: numbers written as text, single values for lists, nulls."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from loaders.case_terms import Fields
from loaders.rows import Place, Rejected, Remark

LONGEST = 1 << 20
"""Characters of one text: a longer one is no statement of a competency."""

_INTEGERS = frozenset({"sequenceNumber", "position"})
_NUMBERS = frozenset({"weight", "score"})
_LISTS = frozenset({"subject", "conceptKeywords", "educationLevel"})
_LINKS = frozenset(
    {"originNodeURI", "destinationNodeURI", "CFItemURI", "CFItemTypeURI", "licenseURI", "CFAssociationGroupingURI",
     "conceptKeywordsURI"}
)  # fmt: skip
_WITHIN = {"CFRubricCriteria": "CFRubricCriterionLevels"}
_OBJECTS = frozenset({"extensions", *_WITHIN, *_WITHIN.values()})
_TEXTS = frozenset(
    {"identifier", "uri", "frameworkType", "creator", "title", "lastChangeDateTime", "officialSourceURL", "publisher",
     "description", "language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "notes",
     "fullStatement", "alternativeLabel", "CFItemType", "humanCodingScheme", "listEnumeration", "abbreviatedStatement",
     "associationType", "category", "quality", "feedback", "rubricId", "rubricCriterionId"}
)  # fmt: skip
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*")

Fault = Rejected | Remark


def cleaned(fields: Fields, at: Place, faults: list[Fault], within: str = "CFRubricCriteria") -> Fields:
    """The object with each known field of its type; what was changed or left out is added to the faults.

    `within` is the field whose objects are made sound too.
    """
    found: Fields = {}
    for name, value in fields.items():
        if value is None:
            faults.append(Remark(at, f"null taken as absent: {name}", _name(fields)))
        elif name == within and isinstance(value, list) and all(isinstance(each, dict) for each in value):
            found[name] = [cleaned(each, at, faults, _WITHIN.get(within, "")) for each in value]
        elif (mended := _mended(name, value, at, faults)) is not None:
            found[name] = mended
        else:
            faults.append(Rejected(at, _wrong(name, value), str(value)[:200], f"of {_name(fields)}"))
    return found


def _mended(name: str, value: Any, at: Place, faults: list[Fault]) -> Any:
    """The value in the type that the field has; None where it is none of it."""
    if name in _INTEGERS | _NUMBERS:
        return _number(name, value, at, faults)
    if name in _TEXTS:
        return value if isinstance(value, str) and len(value) <= LONGEST else None
    if name in _LISTS:
        return _texts(name, value, at, faults)
    if name in _LINKS:
        return value if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()) else None
    if name in _OBJECTS:
        return value if isinstance(value, dict | list) else None
    return value


def _number(name: str, value: Any, at: Place, faults: list[Fault]) -> float | int | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        faults.append(Remark(at, f"number written as text: {name}", value))
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if name in _INTEGERS:
        return int(value) if value == int(value) else None
    return value


def _texts(name: str, value: Any, at: Place, faults: list[Fault]) -> list[str] | None:
    if isinstance(value, str):
        faults.append(Remark(at, f"one value where a list belongs: {name}", value))
        value = [value]
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _wrong(name: str, value: Any) -> str:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{name}: a text of {len(value):,} characters: at most {LONGEST:,} are kept"
    what = "a whole number" if name in _INTEGERS else "a number" if name in _NUMBERS else "an object"
    return f"{name} is not {'a text' if name in _TEXTS else 'a list of texts' if name in _LISTS else what}: left out"


def _name(fields: Fields) -> str:
    return str(fields.get("identifier") or fields.get("uri") or "")[:100]


def listed(package: Fields, name: str, at: Place, faults: list[Fault]) -> Iterator[Fields]:
    """The objects of one of a package's lists, made sound; what is no object is a fault."""
    values = package.get(name) or []
    if not isinstance(values, list):
        faults.append(Rejected(at, f"{name} is not a list", str(values)[:200], "is this a CASE package?"))
        return
    for value in values:
        if isinstance(value, dict):
            yield cleaned(value, at, faults)
        else:
            faults.append(Rejected(at, f"{name} has what is no object", str(value)[:200]))
