"""What the tests of the platform's lists share: a small model, and writing and reading again without a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loaders.rows import Content, Context, EdgeRow, Format, NodeRow, Place, Row, Writing
from tests.conftest import Run

AT = Place("made up")
SUB, OTHER, LOCAL = "kcm:COMSUBTHEME-000276", "igot:kcmfinal_fw_subtheme_7", "kcm-local:BEH-001"
THEME, AREA = "kcm:COMTHEME-000205", "kcm:COMAREA-000003"
Fact = tuple[Any, ...]


def competency(id_: str, title: str, kind: str = "sub-theme", **more: Any) -> NodeRow:
    return NodeRow("Competency", id_, {"title": title, "labels": [f"en|{title}"], "kind": kind, **more}, AT)


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, props)


def model() -> list[Row]:
    """Three sub-themes, two of them under a theme with an area above; one has a platform identifier."""
    return [
        competency(AREA, "Functional", "area"),
        competency(THEME, "Administration Matters", "theme", themeType="Core"),
        competency(SUB, "Handling Allowances", definitions=["en|What it means", "hi|अर्थ"]),
        competency(OTHER, "Noting, drafting"),
        competency(LOCAL, "=Self-Analysis"),
        edge("BROADER", ("Competency", THEME), ("Competency", AREA)),
        edge("BROADER", ("Competency", SUB), ("Competency", THEME)),
        edge("BROADER", ("Competency", OTHER), ("Competency", THEME)),
        NodeRow("Identifier", "igot:kcmfinal_fw_subtheme_35", {"system": "igot"}, AT),
        edge("OF", ("Identifier", "igot:kcmfinal_fw_subtheme_35"), ("Competency", SUB)),
    ]


def content(rows: list[Row]) -> Content:
    async def again() -> Any:
        for row in rows:
            if isinstance(row, NodeRow | EdgeRow):
                yield row

    return again


def written(run: Run, writing: Writing, rows: list[Row], folder: Path) -> tuple[Path, list[str]]:
    async def write(path: Path) -> list[str]:
        return await writing.write(content(rows), path, {})

    path = folder / f"written{writing.ending}"
    return path, run(write(path))


def read_of(fmt: Format, path: Path, **options: str) -> list[Row]:
    return list(fmt.read(path, Context(options=options)))


def facts(rows: list[Row], *types: str) -> set[Fact]:
    """Nodes and relationships of the types, to be compared."""
    found: set[Fact] = set()
    for row in rows:
        if isinstance(row, NodeRow) and row.label in types:
            found.add((row.label, row.id, *_props(row.props)))
        elif isinstance(row, EdgeRow) and row.type in types:
            found.add((row.type, row.start, row.end, *_props(row.props)))
    return found


def _props(props: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in props.items())
