"""What a version of CASE allows in a package: where the rest goes, and what is left out of it, with a count."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loaders.case_terms import (
    ASSOCIATION,
    LATER,
    NEVER,
    OURS,
    UUID,
    VERSIONS,
    Fields,
    made_uuid,
)
from loaders.rows import SourceError

_LINKS = ("originNodeURI", "destinationNodeURI")
_DEFINITION = frozenset(
    {"identifier", "uri", "title", "description", "hierarchyCode", "typeCode", "keywords", "licenseText",
     "lastChangeDateTime", "extensions"}
)  # fmt: skip
_DEFINITIONS = frozenset({"CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings"})


@dataclass(slots=True)
class Edition:
    """A version of CASE and how it is written: strictly, without extensions, or with ours; and what was lost."""

    version: str
    strict: bool
    losses: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, options: Mapping[str, str]) -> Edition:
        """The edition that the options ask for: 1.1 with extensions, if they say nothing; 1.0 is always strict."""
        version, strict = options.get("version", "1.1"), options.get("strict", "no")
        if version not in VERSIONS:
            raise SourceError("option version", f"{version!r} is no version of CASE", f"one of {', '.join(VERSIONS)}")
        if strict not in {"yes", "no"}:
            raise SourceError("option strict", f"{strict!r} is neither yes nor no")
        return cls(version, strict == "yes" or version == "1.0")

    def lose(self, what: str, count: int = 1) -> None:
        """Count what is left out."""
        self.losses[what] += count

    def lines(self) -> list[str]:
        """What was left out, a line each, the most frequent first."""
        found = sorted(self.losses.items(), key=lambda pair: (-pair[1], pair[0]))
        return [f"{count:,} × {what}" for what, count in found]

    # --- things ----------------------------------------------------------------------------------

    def fitted(self, fields: Fields, allowed: tuple[str, ...], ours: Fields, what: str) -> Fields:
        """The object with the fields of its kind only; the others, and `ours`, in its extensions, or lost."""
        moved = {name: value for name, value in fields.items() if name not in allowed and self.version == "1.1"}
        if not UUID.fullmatch(fields["identifier"]):
            moved["identifier"] = fields["identifier"]
            fields = fields | {"identifier": made_uuid(fields["uri"], fields["identifier"])}
        found = self._extended(fields, ours | ({"fields": moved} if moved else {}), what)
        later = LATER[allowed] if self.version == "1.0" else frozenset()
        for name in sorted(later & found.keys()):
            self.lose(f"{what}: {name}")
        out = later | (moved.keys() - {"identifier"})
        return _ordered({name: value for name, value in found.items() if name not in out}, allowed)

    def _extended(self, fields: Fields, ours: Fields, what: str) -> Fields:
        if not self.strict:
            return fields | ({"extensions": {**fields.get("extensions", {}), OURS: in_order(ours)}} if ours else {})
        for name, value in {**ours, **ours.get("fields", {})}.items():
            if name not in {"fields", "label"} and value is not None:
                self.lose(f"{what}: {name}", len(value) if name == "extra" else 1)
        for name in fields.get("extensions", {}):
            self.lose(f"{what}: extension {name}")
        return {name: value for name, value in fields.items() if name != "extensions"}

    def association(self, fields: Fields) -> Fields:
        """The association with what CASE requires of one, and its ends as links of the version."""
        uuid = made_uuid(json.dumps(fields, sort_keys=True))
        found: Fields = {"identifier": uuid, "uri": f"urn:uuid:{uuid}", "lastChangeDateTime": NEVER, **fields}
        return self.fitted(found | {end: self._link(found[end]) for end in _LINKS}, ASSOCIATION, {}, "association")

    def _link(self, said: Fields) -> Fields:
        uri = said.get("uri") or said.get("identifier", "")
        found = {"title": uri, "identifier": uri, "uri": uri} | {
            name: value for name, value in said.items() if name in {"title", "identifier", "uri", "targetType"}
        }
        if self.version == "1.0" and found.pop("targetType", None):
            self.lose("link: targetType")
        return found

    # --- the rest --------------------------------------------------------------------------------

    def definitions(self, package: Fields) -> Fields:
        """What a package has besides its things: definitions, and extensions of the package."""
        found: Fields = {}
        said = package.get("CFDefinitions")
        if isinstance(said, dict) and said:
            found["CFDefinitions"] = self._definitions(said)
        others = {name: value for name, value in package.items() if name not in {"CFDefinitions", "extensions"}}
        extensions = dict(package.get("extensions") or {}) | ({OURS: {"fields": others}} if others else {})
        if extensions and self.strict:
            self.lose("package: extensions", len(extensions))
        return found | ({"extensions": extensions} if extensions and not self.strict else {})

    def _definitions(self, said: Fields) -> Fields:
        found: Fields = {}
        for name, values in said.items():
            if name in _DEFINITIONS and isinstance(values, list):
                found[name] = [self._definition(name, value) for value in values if isinstance(value, dict)]
            elif name != "extensions":
                self.lose(f"CFDefinitions: {name}")
        if "extensions" in said and not self.strict:
            found["extensions"] = said["extensions"]
        return found

    def _definition(self, kind: str, value: Fields) -> Fields:
        found = {name: said for name, said in value.items() if name in _DEFINITION and said is not None}
        for name in value.keys() - _DEFINITION:
            self.lose(f"{kind}: {name}")
        if kind == "CFItemTypes" and self.version == "1.1":
            found.setdefault("description", "")  # which 1.1 requires, and 1.0 does not
        return dict(self.plain(found))

    def plain(self, value: Any) -> Any:
        """A rubric or definition without extensions where the edition has none."""
        if not self.strict:
            return value
        if isinstance(value, list):
            return [self.plain(each) for each in value]
        if isinstance(value, dict):
            if value.get("extensions"):
                self.lose("rubric or definition: extensions")
            return {name: self.plain(each) for name, each in value.items() if name != "extensions"}
        return value


def in_order(value: Any) -> Any:
    """The same JSON with the keys of its objects in alphabetical order."""
    return json.loads(json.dumps(value, sort_keys=True))


def _ordered(fields: Fields, names: tuple[str, ...]) -> Fields:
    """The fields in the order of the specification, then the others by name."""
    rest = sorted(name for name in fields if name not in names)
    return {name: fields[name] for name in (*names, *rest) if name in fields}
