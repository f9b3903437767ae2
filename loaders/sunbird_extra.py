"""What a Sunbird document says that the model has no place for: JSON kept in `extra`, as a line of N-Quads a key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import RdfFormat, parse

from loaders.rdf_terms import RDF, Statement, line
from ontology.iris import expand

_OURS = "https://w3id.org/karmagraph/sunbird/"
_JSON = RDF + "JSON"

Kept = dict[str, list[Any]]
"""JSON values by key."""


def compact(value: Any) -> str:
    """A JSON value as one text that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines(id_: str, kept: Mapping[str, Iterable[Any]]) -> list[str]:
    """The lines that keep the values on a thing."""
    iri = str(expand(id_))
    said = (
        Statement(iri, _OURS + quote(key, safe=""), compact(v), _JSON) for key, values in kept.items() for v in values
    )
    return sorted(line(each) for each in said)


def kept(extra: Iterable[str]) -> tuple[Kept, int]:
    """The values that lines keep, and the number of lines that are not Sunbird's."""
    found, others = Kept(), 0
    for each in extra:
        if f"<{_OURS}" not in each:
            others += 1
            continue
        [quad] = parse(each, RdfFormat.N_QUADS)
        key = unquote(quad.predicate.value.removeprefix(_OURS))
        found.setdefault(key, []).append(json.loads(quad.object.value))
    return found, others
