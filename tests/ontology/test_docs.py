"""The reference page, and the committed files that are derived from the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology import __main__ as regeneration
from ontology.docs import derived_files, reference
from ontology.model import NODES, RELS
from ontology.terms import NodeType, RelType

ROOT = Path(__file__).parents[2]
PAGE = reference()
DECLARED: dict[str, NodeType | RelType] = {**NODES, **RELS}
SECTIONS = dict(zip(*[iter(re.split(r"^### (.+)\n", PAGE, flags=re.MULTILINE)[1:])] * 2, strict=True))


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return derived_files()


@pytest.mark.parametrize("path", ["docs/model.md", "docs/vocabulary.ttl", "shapes.ttl"])
def test_the_committed_file_is_what_the_model_gives(files: dict[str, str], path: str) -> None:
    committed = (ROOT / path).read_text(encoding="utf-8")
    assert committed == files[path], f"{path} is not up to date: run python -m ontology"


def test_no_committed_file_goes_unchecked(files: dict[str, str]) -> None:
    assert files.keys() == {"docs/model.md", "docs/vocabulary.ttl", "shapes.ttl"}


def test_regeneration_writes_every_file(files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "shapes.ttl").write_text("old", encoding="utf-8")
    monkeypatch.setattr(regeneration, "ROOT", tmp_path)
    regeneration.main()
    assert {path: (tmp_path / path).read_text(encoding="utf-8") for path in files} == files


def test_each_type_has_its_section_with_every_property() -> None:
    shared = SECTIONS["Shared by node types"] + SECTIONS["Shared by relationships"]
    for name, declared in DECLARED.items():
        assert declared.doc in SECTIONS[name]
        for prop in declared.props.values():
            assert f"`{prop.name}`" in SECTIONS[name], (name, prop.name)
            assert prop.doc in SECTIONS[name] + shared, (name, prop.name)


def test_what_many_types_share_is_explained_once() -> None:
    assert PAGE.count(NODES["Role"].props["title"].doc) == 1
    assert PAGE.count(RELS["REQUIRES"].props["since"].doc) == 1
    assert NODES["Posting"].props["since"].doc in SECTIONS["Posting"]


def test_a_relationship_says_where_it_starts_and_ends() -> None:
    for name, rel in RELS.items():
        for start, end in rel.ends:
            assert f"{start} → {end}" in SECTIONS[name]
            assert f"[{name}](#{name.lower()}) {end}" in SECTIONS[start]
            assert f"{start} [{name}](#{name.lower()})" in SECTIONS[end]


def test_personal_data_and_nothing_else_is_marked() -> None:
    marked = {name for name, text in SECTIONS.items() if "**Personal data.**" in text.partition("\n## ")[0]}
    assert marked == {"Officer", "Posting", "HOLDS", "TOOK", "HAS_POSTING", "AS"}


def test_internal_properties_are_marked() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", SECTIONS["Draft"], re.MULTILINE))
    assert rows["rows"] == "string, required, internal"
    assert rows["author"] == "string, internal"
    assert rows["state"] == "string, required"


def test_links_lead_to_headings() -> None:
    headings = {name.lower() for name in SECTIONS}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_tables_are_rectangular() -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE):
        widths = {row.count("|") for row in table.splitlines()}
        assert len(widths) == 1, table


def test_the_page_is_tidy() -> None:
    assert PAGE.endswith(("|\n", ".\n"))
    assert not re.search(r"[ \t]+$|\n{3,}", PAGE, re.MULTILINE)
