"""The standard sheets: derived from the model, and documented."""

from __future__ import annotations

from pathlib import Path

from loaders import sheets
from ontology.model import NODES, RELS

DOCS = Path(__file__).parents[2] / "docs" / "tables.md"


def test_every_property_of_the_model_has_its_column() -> None:
    for sheet in sheets.SHEETS.values():
        if sheet.name == "scales":
            continue
        props = (NODES.get(sheet.states) or RELS[sheet.states]).props
        assert {c.prop for c in sheet.columns if c.prop} == set(props) - {"origin", "extra", "labels", "path"}, (
            sheet.name
        )


def test_every_link_of_a_column_is_in_the_model() -> None:
    links = [(s, c) for s in sheets.SHEETS.values() for c in s.columns if c.link]
    assert len(links) == 18
    for sheet, column in links:
        for label in column.labels:
            ends = (label, sheet.states) if column.inward else (sheet.states, label)
            assert ends in RELS[column.link].ends


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
