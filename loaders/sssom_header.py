"""The metadata of an SSSOM mapping set: YAML in comment lines above the table; prefixes, and how ids are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml  # type: ignore[import-untyped]

from loaders.rdf_values import identifier
from loaders.rows import Place, SourceError
from ontology.iris import PREFIXES, THINGS, expand

STATE = "https://w3id.org/karmagraph/ns#state"
"""What the column says that has a match's state: an extension slot, as SSSOM allows."""

BUILT_IN = {
    **{prefix: PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos", "xsd")},
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
    "orcid": "https://orcid.org/",
}
"""Prefixes that a mapping set need not declare."""

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Header:
    """Prefixes, the extension slots by what they mean, and the other metadata."""

    prefixes: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)

    def iri(self, curie: str) -> str:
        """The IRI of a predicate or another term; the text itself where its prefix is unknown."""
        prefix, colon, local = curie.partition(":")
        base = self.prefixes.get(prefix) or BUILT_IN.get(prefix)
        return base + local if base and colon else curie

    def entity(self, curie: str) -> tuple[str, bool]:
        """The id of a thing, and whether its prefix is declared or it is an IRI; else it is an id of ours as it is."""
        prefix, _, local = curie.partition(":")
        if prefix in self.prefixes:
            return identifier(self.prefixes[prefix] + local), True
        return identifier(curie), local.startswith("//") or prefix in {"urn", "did"}


def parse(lines: list[str], at: Place) -> Header:
    """The header of comment lines, without their `#`; SourceError where it is no YAML."""
    text = "".join(lines)
    if len(text) > _LONGEST:
        raise SourceError(at, f"the metadata are longer than {_LONGEST >> 20} MB", "is this a mapping set?")
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506 - texts only, no objects
    except yaml.YAMLError as error:
        raise SourceError(at, f"the metadata are no YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(found, dict) or not isinstance(found.get("curie_map", {}), dict):
        raise SourceError(at, "the metadata are no YAML mapping", "expected `#curie_map:` and the like")
    prefixes = {str(prefix): str(iri) for prefix, iri in found.pop("curie_map", {}).items()}
    slots = found.pop("extension_definitions", []) or []
    known = [each for each in slots if isinstance(each, dict)]
    extensions = {str(each.get("slot_name")): str(each.get("property", "")) for each in known}
    header = Header(prefixes, {}, found)
    return Header(prefixes, {slot: header.iri(prop) for slot, prop in extensions.items()}, found)


# --- out -----------------------------------------------------------------------------------------------


def shortened(ids: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The CURIE of each id, and the prefixes that they need: the source's name of our own ids, `ns1`, `ns2` of IRIs."""
    parts = {id_: _split(str(expand(id_))) for id_ in sorted(set(ids))}
    taken = {*BUILT_IN, *(name for name, _, _ in parts.values() if name)}
    spaces: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for name, space, _ in parts.values():
        if space in spaces:
            continue
        prefix = name if name and name not in {*spaces.values(), *BUILT_IN} else ""
        while not prefix:
            counts["ns"] += 1
            prefix = f"ns{counts['ns']}" if f"ns{counts['ns']}" not in taken else ""
        spaces[space] = prefix
    curies = {id_: f"{spaces[space]}:{local}" for id_, (_, space, local) in parts.items()}
    return curies, {prefix: space for space, prefix in sorted(spaces.items(), key=lambda pair: pair[1])}


def _split(iri: str) -> tuple[str, str, str]:
    """The source's name if it is an id of ours, the namespace, and the rest."""
    if iri.startswith(THINGS):
        name, colon, local = iri.removeprefix(THINGS).partition(":")
        if colon and name.replace("-", "").replace("_", "").isalnum() and name.isascii():
            return name, f"{THINGS}{name}:", local
        return "", THINGS, iri.removeprefix(THINGS)
    end = max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1
    return "", iri[:end], iri[end:]


def dumped(prefixes: Mapping[str, str], metadata: Mapping[str, str]) -> list[str]:
    """The comment lines of a header, sorted by key."""
    slots = [{"slot_name": "state", "property": STATE, "type_hint": "http://www.w3.org/2001/XMLSchema#string"}]
    whole = {**metadata, "curie_map": dict(prefixes), "extension_definitions": slots}
    text = yaml.safe_dump(whole, sort_keys=True, allow_unicode=True, width=10_000)
    return [f"#{line}" for line in text.splitlines()]
