"""What the tests of RDF out share: random contents, writing them, reading them again."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from loaders import rdf
from loaders.exports import WRITINGS
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Row
from ontology.model import NODES, RELS
from ontology.terms import Prop

AT = Place("made")
SYNTAXES = ("turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld")
LABELS = [label for label in NODES if label not in {"Store", "Draft", "Change", "Rollup"}]
Rows = list[NodeRow | EdgeRow]


def ordered(rows: Iterable[Row]) -> Rows:
    """The rows as `loaders.content` gives them."""
    found = list(rows)
    nodes = sorted((row for row in found if isinstance(row, NodeRow)), key=lambda row: (row.label, row.id))
    edges = [row for row in found if isinstance(row, EdgeRow)]
    edges.sort(key=lambda row: (row.type, row.start[0], row.end[0], row.start, row.end, str(row.props)))
    return [*nodes, *edges]


def write(rows: Iterable[Row], path: Path, syntax: str, **options: str) -> list[str]:
    found = ordered(rows)

    async def content() -> AsyncIterator[NodeRow | EdgeRow]:
        for row in found:
            yield row

    async def work() -> list[str]:
        return await WRITINGS[syntax].write(content, path, options)

    return asyncio.run(work())


def again(rows: Iterable[Row], syntax: str, *losses: str, **options: str) -> list[Row]:
    """The rows written and read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        assert write(rows, path, syntax, **options) == list(losses)
        found = list(rdf.read(path, Context(options={"format": syntax, "link": "no"})))
    assert not [row for row in found if isinstance(row, Rejected)]
    return found


def stated(rows: Iterable[Row], *, extra: bool = True) -> list[tuple[Any, ...]]:
    """What the rows say, in an order of its own."""
    found = [
        (r.label, r.id, props(r, extra=extra)) if isinstance(r, NodeRow) else (r.type, r.start, r.end, props(r))
        for r in rows
        if isinstance(r, NodeRow | EdgeRow)
    ]
    return sorted(found, key=str)


def props(row: NodeRow | EdgeRow, *, extra: bool = True) -> list[tuple[str, Any]]:
    values = {k: sorted(v) if isinstance(v, list) else v for k, v in row.props.items() if v not in (None, [], "")}
    return sorted((k, v) for k, v in values.items() if extra or k != "extra")


# --- random contents -----------------------------------------------------------------------------------

XML = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
WORDS = st.text(XML | st.sampled_from("\n\r\t\\\"'<>&] "), min_size=1, max_size=8).map(str.strip).filter(bool)
INSTANTS = st.sampled_from(["2024-01-01T00:00:00Z", "2025-06-01T00:00:00Z", "2030-01-01T00:00:00Z"])
TAGS = st.sampled_from(["en", "hi", "en-in", "", "sa-deva"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": WORDS,
    "float": st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 9).map(float),
    "int": st.integers(-9, 10**9),
    "bool": st.booleans(),
    "instant": INSTANTS,
    "text": st.dictionaries(TAGS, WORDS, min_size=1, max_size=3).map(
        lambda texts: sorted(f"{tag}|{text}" for tag, text in texts.items())
    ),
    "list": st.lists(WORDS, min_size=1, max_size=3, unique=True).map(sorted),
}
CHOICES = {
    "status": st.sampled_from(["live", "draft", "planned", "retired"]),
    "state": st.sampled_from(["confirmed", "suggested"]),
    "position": st.sampled_from([1.0, 2.0, 3.0, 2.5]),
    "scale": st.sampled_from(["k", "f"]),
}


def value(prop: Prop) -> st.SearchStrategy[Any]:
    return CHOICES.get(prop.name, VALUES[prop.kind])


def some(declared: dict[str, Prop]) -> st.SearchStrategy[dict[str, Any]]:
    public = {name: prop for name, prop in declared.items() if prop.public}
    needed = {name: value(prop) for name, prop in public.items() if prop.required and name != "id"}
    return st.fixed_dictionaries(
        needed, optional={name: value(prop) for name, prop in public.items() if not prop.required}
    )


@st.composite
def contents(draw: st.DrawFn, labels: list[str] = LABELS) -> Rows:
    """A few nodes of each label, and relationships between them."""
    nodes: Rows = []
    for label in draw(st.lists(st.sampled_from(labels), min_size=1, max_size=8)):
        base = draw(st.sampled_from(["https://example.org/", "kcm:", "a/b c#é", "https://w3id.org/karmagraph/id/"]))
        props = draw(some(NODES[label].props))
        props["altLabels"] = sorted({*props.get("altLabels", [])} - {*props.get("labels", [])})
        props = {
            name: each
            for name, each in props.items()
            if (each and name in NODES[label].props) or each is False or each == 0
        }
        nodes.append(NodeRow(label, f"{base}{len(nodes)}", props, AT))
    return [*nodes, *draw(edges_between(nodes))]


@st.composite
def edges_between(draw: st.DrawFn, nodes: Rows) -> Rows:
    ends = [(row.label, row.id) for row in nodes if isinstance(row, NodeRow)]
    joints = [
        (rel, a, b) for rel in RELS.values() if not rel.derived for a in ends for b in ends if (a[0], b[0]) in rel.ends
    ]
    found: dict[str, EdgeRow] = {}
    for rel, a, b in draw(st.lists(st.sampled_from(joints), max_size=12)) if joints else []:
        props: dict[str, Any] = draw(
            some(rel.props) | st.just({}) | st.just({"state": "confirmed"} if "state" in rel.props else {})
        )
        if "id" in rel.props:
            props["id"] = f"record-{len(found)}"
        if rel.type == "DESCRIBES":
            props |= {"text": props.get("text", ["en|x"])}
        found[str((rel.type, a, b, sorted(props.items())))] = EdgeRow(rel.type, a, b, AT, props)
    return list(found.values())
