"""What the tests of Karmayogi's lists share: small directories, and questions to the rows that were read."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from loaders.karmayogi import FILES, read
from loaders.rows import Context, EdgeRow, NodeRow, Rejected, Remark, Row

LOCAL = "competency_id,area,theme_no,theme,theme_type,sub_theme\n"
PARTS = ("area", "theme", "sub_theme")
DUAL = ",".join(f"{part}{suffix}" for part in PARTS for suffix in ("", "_identifier", "_ref_id"))


def rows_of(path: Path) -> list[Row]:
    return list(read(path, Context()))


def directory(root: Path, **files: str) -> Path:
    """A directory with the named files of `FILES` (courses: one file)."""
    for kind, content in files.items():
        (root / FILES[kind].replace("*", "x")).write_text(content, encoding="utf-8")
    return root


def dual(*lines: str) -> str:
    """A table of dual identifiers from `area|a-id|a-ref|theme|…` lines."""
    return "\n".join([DUAL, *(line.replace("|", ",") for line in lines)]) + "\n"


def nodes(rows: list[Row], label: str) -> dict[str, dict[str, Any]]:
    return {r.id: r.props for r in rows if isinstance(r, NodeRow) and r.label == label}


def edges(rows: list[Row], type_: str) -> set[tuple[str, str]]:
    return {(r.start[1], r.end[1]) for r in rows if isinstance(r, EdgeRow) and r.type == type_}


def remarks(rows: list[Row], kind: str) -> list[str]:
    return [r.value for r in rows if isinstance(r, Remark) and r.kind == kind]


def rejected(rows: list[Row]) -> list[Rejected]:
    return [r for r in rows if isinstance(r, Rejected)]


def by_path(rows: list[Row]) -> dict[tuple[str, str, str], list[str]]:
    """Ids of sub-themes by the path that the hierarchy gives, as an asker would find it."""
    things, broader = nodes(rows, "Competency"), edges(rows, "BROADER")
    found: dict[tuple[str, str, str], list[str]] = {}
    for sub_theme, theme in broader:
        for area in (b for a, b in broader if a == theme):
            path = things[area]["title"], things[theme]["title"], things[sub_theme]["title"]
            found.setdefault(path, []).append(sub_theme)
    return found


def table(fixtures: Path, name: str) -> list[dict[str, str]]:
    with (fixtures / "karmayogi" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def path_of(row: dict[str, str]) -> tuple[str, str, str]:
    return row["area"], row["theme"], row["sub_theme"]


def v5(*path: str) -> dict[str, Any]:
    """A tag of version 5."""
    return dict(zip(("competencyArea", "competencyTheme", "competencySubTheme"), path, strict=True))
