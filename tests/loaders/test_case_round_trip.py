"""What a store states, written as a CASE package and read again, is the same; and the real files are themselves."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.case_links import EXTENSIONS, READ
from loaders.case_things import ITEMS
from loaders.rows import EdgeRow, NodeRow, Row
from ontology.model import NODES, RELS
from ontology.terms import Prop
from tests.loaders.case_rows import AT, facts, package, read, remarks, valid, write

# --- frameworks of all sorts ---------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
WORD = WORDS.map(str.strip).filter(bool) | st.sampled_from(["Role", "Module", "skill", "Skill", "a|b", "Draft"])
TEXTS = st.dictionaries(st.sampled_from(["en", "hi", "", "en-gb"]), WORD, min_size=1, max_size=3).map(
    lambda found: [f"{lang}|{value}" for lang, value in found.items()]
)
INSTANTS = st.sampled_from(["2024-03-31T18:30:00Z", "2024-01-01T00:00:00Z", "2031-12-31T18:30:00Z"])
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "string": WORD,
    "text": TEXTS,
    "list": st.lists(st.sampled_from(["en", "hi"]), min_size=1, max_size=2, unique=True),
    "float": st.sampled_from([0.5, 1.0, 2.0]),
    "int": st.integers(0, 9),
    "bool": st.booleans(),
    "instant": INSTANTS,
}
EXTRA = st.just(['<https://example.org/x> <https://example.org/p> "v" .'])
IDS = [
    "https://example.org/a", "https://example.org/5b5f9983-eabb-4661-aca4-9e0c81046772", "kcm:COMAREA-000001",
    "naïve id", "case:edfce0e7-dbbf-40d5-af1a-baccabef85e9", "urn:uuid:bbc1a9ba-640e-4bf2-a52c-b1cec75b4ee7",
    "x:1", "x:2", "x:3",
]  # fmt: skip


def _props(draw: st.DrawFn, declared: dict[str, Prop], leave: frozenset[str] = frozenset()) -> dict[str, Any]:
    found = {}
    for name, prop in declared.items():
        if name not in leave | {"id", "origin"} and (prop.required or draw(st.booleans())):
            found[name] = draw(EXTRA if name == "extra" else KINDS[prop.kind])
    return found


@st.composite
def frameworks(draw: st.DrawFn) -> list[Row]:
    """A framework with items of every label and relationships of every type that an association can state."""
    home = NodeRow("Framework", "x:home", _props(draw, NODES["Framework"].props), AT)
    items = [
        NodeRow(label, id_, _props(draw, NODES[label].props), AT)
        for id_, label in zip(IDS, draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=9)), strict=False)
    ]
    edges = [*_members(draw, items), *_edges(draw, items)]
    return [home, *items, *_scales(draw, items), *edges]


def _members(draw: st.DrawFn, items: list[NodeRow]) -> Iterator[EdgeRow]:
    for item in items:
        props = draw(st.sampled_from([None, {}, {"top": True}, {"top": False}, {"since": "2024-01-01T00:00:00Z"}]))
        if props is not None:
            yield EdgeRow("IN_SCHEME", (item.label, item.id), ("Framework", "x:home"), AT, props)


def _edges(draw: st.DrawFn, items: list[NodeRow]) -> Iterator[EdgeRow]:
    types = sorted({type_ for types in READ.values() for type_ in types} - {"IN_SCHEME"})
    met = set()
    for type_ in draw(st.lists(st.sampled_from(types), max_size=8)):
        a, b = draw(st.sampled_from(items)), draw(st.sampled_from(items))
        if (a.label, b.label) in RELS[type_].ends and (type_, a.id, b.id) not in met:
            met.add((type_, a.id, b.id))
            yield EdgeRow(type_, (a.label, a.id), (b.label, b.id), AT, _props(draw, RELS[type_].props))


def _scales(draw: st.DrawFn, items: list[NodeRow]) -> Iterator[Row]:
    if draw(st.booleans()):
        yield NodeRow("Scale", "s:i", _props(draw, NODES["Scale"].props) | {"kind": "interval"}, AT)
    ranks = draw(st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0]), unique=True, max_size=3))
    yield NodeRow("Scale", "s:o", _props(draw, NODES["Scale"].props) | {"kind": "ordinal"}, AT)
    for rank in ranks:
        id_ = draw(st.sampled_from([f"s:o:{rank:g}", f"level {rank}"]))
        yield NodeRow("Level", id_, _props(draw, NODES["Level"].props) | {"rank": rank}, AT)
        yield EdgeRow("HAS_LEVEL", ("Scale", "s:o"), ("Level", id_), AT)
        for item in items:
            if item.label == "Competency" and draw(st.booleans()):
                props = _props(draw, RELS["DESCRIBES"].props)
                yield EdgeRow("DESCRIBES", ("Competency", item.id), ("Level", id_), AT, props)


@given(frameworks())
def test_all_that_a_framework_states_comes_back_from_a_package_of_1_1(fixtures: Path, rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        losses = write(rows, path)
        assert not [line for line in losses if "as precedes" not in line]
        valid(package(path), fixtures, "1.1")
        once = read(path)
        assert facts(once) == facts(rows)
        first = path.read_bytes()
        write(once, path)
        assert path.read_bytes() == first


@given(frameworks(), st.sampled_from([{"version": "1.0"}, {"strict": "yes"}]))
def test_a_strict_package_is_valid_and_what_it_lacks_is_counted(
    fixtures: Path, rows: list[Row], options: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        losses = "\n".join(write(rows, path, **options))
        found = package(path)
        valid(found, fixtures, options.get("version", "1.1"))
        assert "extensions" not in path.read_text()
        assert not any(each["associationType"] in EXTENSIONS for each in found["CFAssociations"])
        assert len(found["CFItems"]) == sum(isinstance(row, NodeRow) and row.label == "Competency" for row in rows)
        kinds = Counter(row.label for row in rows if isinstance(row, NodeRow))
        for label in set(kinds) - {"Framework", "Competency", "Scale", "Level"}:
            assert f"{kinds[label]} × {label}\n" in losses + "\n"
        for row in rows:
            if isinstance(row, EdgeRow) and row.type in {"REQUIRES", "COVERS", "NEEDS"}:
                assert f" × {row.type}" in losses


# --- real packages -------------------------------------------------------------------------------

PACKAGES = ["AdoptedTest", "ItemTypeTest", "Markdown", "SequenceNumber", "SmartLevel", "Utf8Test"]
SAME = [f"{name}Framework.json" for name in PACKAGES] + ["Ordering.json"]
MESSY = "opensalt-framework-20c5134f.json"
"""Addresses for links, numbers as text, fields of its own, 21 ends elsewhere."""


def differences(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """How two packages differ, field by field, their objects told apart by identifier."""
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(each, dict) for each in one + other):
        one, other = ({each["identifier"]: each for each in some} for some in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            there = f"{at}.*" if re.fullmatch(r"[0-9a-f-]{36}", name) else f"{at}.{name}".strip(".")
            yield from differences(one.get(name), other.get(name), there)
    elif one != other:
        yield f"{at}: {one!r} → {other!r}" if not isinstance(one, dict | list) else f"{at}: gone"


def again(path: Path, to: Path, **options: str) -> tuple[Counter[str], list[Row], list[Row]]:
    rows = read(path)
    write(rows, to, **options)
    return Counter(differences(package(path), package(to))), rows, read(to)


@pytest.mark.parametrize("name", SAME)
def test_a_package_of_1_0_is_itself_again(fixtures: Path, tmp_path: Path, name: str) -> None:
    found, rows, after = again(fixtures / "case-opensalt" / name, tmp_path / "a.json", version="1.0")
    assert not found
    assert facts(after) == facts(rows)
    valid(package(tmp_path / "a.json"), fixtures, "1.0")


@pytest.mark.parametrize("name", [*SAME, MESSY])
def test_a_package_of_1_0_as_1_1_states_the_same(fixtures: Path, tmp_path: Path, name: str) -> None:
    _, rows, after = again(fixtures / "case-opensalt" / name, tmp_path / "a.json")
    assert facts(after) == facts(rows)
    valid(package(tmp_path / "a.json"), fixtures, "1.1")


def test_how_the_messiest_package_differs_after_its_round_trip(fixtures: Path, tmp_path: Path) -> None:
    path = fixtures / "case-opensalt" / MESSY
    found, rows, after = again(path, tmp_path / "a.json", version="1.0")
    assert facts(after) == facts(rows)
    assert found == {
        "CFAssociations.*.sequenceNumber: '1' → 1": 1,
        "CFAssociations.*.sequenceNumber: '2' → 2": 1,
    }  # and three descriptions of null that are absent now
    as_1_1, *_ = again(path, tmp_path / "b.json")
    fields = Counter(re.sub(r": .*", "", line) for line in as_1_1.elements())
    assert fields == {
        "CFAssociations.*.CFDocumentURI": 39, "CFAssociations.*.extensions": 39,
        "CFItems.*.CFDocumentURI": 16, "CFItems.*.CFItemAssociationURI": 16, "CFItems.*.educationalLevel": 16,
        "CFItems.*.extensions": 16, "CFDocument.CFPackageURI": 1, "CFDocument.extensions": 1,
        "CFDocument.caseVersion": 1, "CFDefinitions.CFItemTypes.*.description": 3,
        "CFAssociations.*.sequenceNumber": 2,
    }  # fmt: skip


def test_what_is_read_of_the_messiest_package(fixtures: Path) -> None:
    rows = read(fixtures / "case-opensalt" / MESSY)
    edges = Counter(row.type for row in rows if isinstance(row, EdgeRow))
    assert edges == {"IN_SCHEME": 16, "BROADER": 14, "PREREQUISITE": 2}
    found = remarks(rows)
    assert found["number written as text: sequenceNumber"] == 2
    assert found["association kept as extra: exactMatchOf, an end elsewhere"] == 16
    linked = read(fixtures / "case-opensalt" / MESSY, link="yes")
    assert Counter(row.type for row in linked if isinstance(row, EdgeRow)) == edges + Counter(
        EXACT_MATCH=16, PREREQUISITE=1, RELATED=2
    )
