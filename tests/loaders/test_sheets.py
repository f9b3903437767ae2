"""The standard sheets: derived from the model, and documented."""

from __future__ import annotations

from pathlib import Path

from loaders import sheets
from ontology.earlier import EARLIER
from ontology.model import NODES, RELS

DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


def test_every_property_of_the_model_has_its_column() -> None:
    for sheet in sheets.SHEETS.values():
        if sheet.name in {"scales", "links"}:
            continue
        props = (NODES.get(sheet.states) or RELS[sheet.states]).props
        assert {c.prop for c in sheet.columns if c.prop and not c.of} == set(props) - {
            "origin",
            "extra",
            "labels",
            "path",
            EARLIER,
        }, sheet.name


def test_every_link_of_a_column_is_in_the_model() -> None:
    links = [(s, c) for s in sheets.SHEETS.values() for c in s.columns if c.link]
    assert len(links) == 21
    for sheet, column in links:
        for label in column.labels:
            ends = (label, sheet.states) if column.inward else (sheet.states, label)
            assert ends in RELS[column.link].ends


def test_what_a_link_says_stands_beside_it() -> None:
    for sheet in sheets.SHEETS.values():
        for column in (c for c in sheet.columns if c.of):
            assert column.prop in RELS[sheet.column(column.of).link].props


def test_the_sheet_of_links_has_what_relationships_without_a_sheet_say() -> None:
    own = {sheet.states for sheet in sheets.SHEETS.values()}
    links = {each.prop for each in sheets.SHEETS["links"].columns}
    for type_ in (type_ for type_, rel in RELS.items() if type_ not in own and not rel.derived and not rel.personal):
        assert set(RELS[type_].props) - {"origin"} <= links, type_


def test_choices_are_those_of_the_model() -> None:
    found = {(s.name, c.name): c.choices for s in sheets.SHEETS.values() for c in s.columns if c.choices}
    assert found["modules", "mode"] == ("digital", "face-to-face", "blended")
    assert found["roles", "status"] == ("live", "draft", "planned", "retired")
    assert found["enrolments", "state"] == ("enrolled", "started", "completed", "dropped")
    assert found["scales", "kind"] == ("ordinal", "interval")
    assert found["competencies", "kind"][:3] == ("area", "theme", "sub-theme")
    assert {name for _, name in found} == {"kind", "mode", "status", "state", "band", "themeType", "type"}


def test_the_documentation_has_the_sheets() -> None:
    assert sheets.reference() in DOCS.read_text(encoding="utf-8")
