"""Writing CTDL-ASN: what RDF out states, in the vocabulary's own words where it has them, as JSON-LD.

What CTDL has no word for stays in the standard terms and ours, so that a reader of RDF gets all of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from loaders.case_terms import uuid_of
from loaders.ctdl_jsonld import document
from loaders.ctdl_needs import NODE, Needs
from loaders.ctdl_words import Words
from loaders.rdf_ctdl import CETERMS, TEACHES, cass_way
from loaders.rdf_out import serialise
from loaders.rdf_out_lines import iri_of
from loaders.rdf_out_words import words
from loaders.rdf_terms import TYPE, Statement, statement
from loaders.rows import Content, EdgeRow, NodeRow

CTID = CETERMS + "ctid"
_IDENTIFIED = frozenset({"Framework", "Competency", "Role", "Module"})
"""What the registry gives identifiers of its own."""


async def write(content: Content, path: Path, options: Mapping[str, str]) -> list[str]:
    """Write the content; what could not be carried, a line each. All of it is held in memory."""
    cass = cass_way(options)
    nodes, needs = dict[str, NodeRow](), list[EdgeRow]()
    async for row in content():
        if isinstance(row, NodeRow):
            nodes[iri_of(row.id)] = row
        elif row.type == "REQUIRES":
            needs.append(row)
    stated = BytesIO()
    losses = await serialise(content, stated, "nquads", words({"lang": options.get("lang", "en")}))
    found = [said for quad in parse(stated.getvalue(), RdfFormat.N_QUADS, lenient=True) if (said := statement(quad))]
    _put(path, document(list(_statements(found, nodes, needs, losses, cass=cass))))
    return [f"{count:,} {kind}" for kind, count in sorted(losses.items())]


def _statements(
    found: list[Statement], nodes: Mapping[str, NodeRow], needs: list[EdgeRow], losses: Counter[str], *,
    cass: bool,
) -> Iterator[Statement]:  # fmt: skip
    labels = {iri: row.label for iri, row in nodes.items()}
    requirements = Needs(found, labels, needs, losses)
    say = Words(nodes, cass=cass)
    aligned = _aligned(found)
    said = dict.fromkeys(said for each in requirements.left() for said in say.of(each))
    yield from (each for each in said if each.p not in TEACHES or (each.s, each.o) not in aligned)
    yield from requirements.profiles()
    known = {said.s for said in found if said.p == CTID}
    graphs = {said.s: said.graph for said in found if said.p == TYPE}
    for iri, row in nodes.items():
        if row.label in _IDENTIFIED and iri not in known:
            yield Statement(iri, CTID, f"ce-{uuid_of(row.id).lower()}", "", graphs.get(iri, ""))


def _aligned(found: list[Statement]) -> set[tuple[str, str]]:
    """The courses and competencies that an alignment object joins."""
    nodes = {said.s: said.o for said in found if said.p in NODE and said.tag is None}
    return {(said.s, nodes[said.o]) for said in found if said.p in TEACHES and said.o in nodes}


def _put(path: Path, found: dict[str, Any]) -> None:
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
