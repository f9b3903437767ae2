"""KCM's two tables as entries: an area, a theme and a sub-theme with the ids that the table gives them.

The id is `kcm:<refId>` in the table of dual identifiers. The other table has ids of its own only, kept as
`kcm-local:` and the sub-theme's id (BEH-001), the area and the theme's number (Behavioural/1), or the area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from loaders.files import header, table
from loaders.rows import Place, Rejected, Remark

_COLUMNS = ("area", "theme", "sub_theme")
_DUAL = (*_COLUMNS, *(f"{column}_ref_id" for column in _COLUMNS))
_IDENTIFIERS = tuple(f"{column}_identifier" for column in _COLUMNS)
_LOCAL = ("competency_id", "theme_no", *_COLUMNS)
_OPTIONAL = ("theme_type", "in_competencies_json")

Three = tuple[str, str, str]
"""One text each for an area, a theme in it, and a sub-theme in that."""

Line = tuple[Place, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: names and ids of its three things, and what else it says; positions are of theme and sub-theme."""

    at: Place
    path: Three
    ids: Three
    notations: Three = ("", "", "")
    identifiers: tuple[dict[str, str], ...] = field(default_factory=lambda: ({}, {}, {}))
    theme_type: str = ""
    positions: tuple[float | None, float | None] = (None, None)


Found = Entry | Rejected | Remark


def shown(path: Iterable[str]) -> str:
    """A path as a person reads it."""
    return " > ".join(path)


def _lines(path: Path, needed: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[Line | Rejected | Remark]:
    """The rows that have the needed cells, outer white space trimmed."""
    unknown = [column for column in header(path) if column not in needed + optional]
    if unknown:
        yield Remark(Place(path.name, 1), "columns not kept", ", ".join(unknown))
    for line, raw in table(path, needed):
        at, row = Place(path.name, line), {column: value.strip() for column, value in raw.items()}
        if row != raw:
            yield Remark(at, "outer white space trimmed", ", ".join(key for key in raw if raw[key] != row[key]))
        missing = [column for column in needed if not row[column]]
        if missing:
            yield Rejected(at, f"{missing[0]} is missing", shown(_three(row)))
        else:
            yield at, row


def _three(row: dict[str, str], suffix: str = "") -> Three:
    area, theme, sub_theme = (row.get(column + suffix, "") for column in _COLUMNS)
    return area, theme, sub_theme


# --- dual identifiers --------------------------------------------------------------------------------


def dual_entries(path: Path) -> Iterator[Found]:
    """The entries of the table of dual identifiers.

    Where a platform identifier has several refIds, its id is the one of the form COM…-nnnnnn, and the others
    (bare UUIDs) are identifiers.
    """
    lines: list[Line] = []
    for line in _lines(path, _DUAL, _IDENTIFIERS):
        if isinstance(line, tuple):
            lines.append(line)
        else:
            yield line
    chosen = _chosen(row for _, row in lines)
    for at, row in lines:
        identifiers, stated = _three(row, "_identifier"), _three(row, "_ref_id")
        refs = [chosen.get(identifier, ref) for identifier, ref in zip(identifiers, stated, strict=True)]
        for name, ref, other in zip(_three(row), refs, stated, strict=True):
            if ref != other:
                yield Remark(at, "two refIds for one platform identifier", f"{name}: {ref}, {other}")
        also = tuple(_also(*three) for three in zip(identifiers, refs, stated, strict=True))
        area, theme, sub_theme = refs
        ids = f"kcm:{area}", f"kcm:{theme}", f"kcm:{sub_theme}"
        yield Entry(at, _three(row), ids, (area, theme, sub_theme), also)


def _chosen(lines: Iterable[dict[str, str]]) -> dict[str, str]:
    """The refId of each platform identifier."""
    chosen: dict[str, str] = {}
    for row in lines:
        for identifier, ref in zip(_three(row, "_identifier"), _three(row, "_ref_id"), strict=True):
            if identifier and (identifier not in chosen or _formed(ref) > _formed(chosen[identifier])):
                chosen[identifier] = ref
    return chosen


def _formed(ref: str) -> bool:
    return ref.startswith("COM")


def _also(identifier: str, ref: str, stated: str) -> dict[str, str]:
    also = {f"igot:{identifier}": "igot"} if identifier else {}
    return also if stated == ref else {**also, f"kcm:{stated}": "kcm"}


# --- file-local ids ----------------------------------------------------------------------------------


def local_entries(path: Path) -> Iterator[Found]:
    """The entries of the table with ids of its own; a row whose id already names another path is rejected."""
    named: dict[str, str] = {}
    order: Counter[str] = Counter()
    for line in _lines(path, _LOCAL, _OPTIONAL):
        if not isinstance(line, tuple):
            yield line
            continue
        entry = _local_entry(*line)
        names = dict(zip(entry.ids[1:], (shown(entry.path[:2]), shown(entry.path)), strict=True))
        clash = next((id_ for id_, name in names.items() if named.get(id_, name) != name), None)
        if clash:
            reason = f"{clash} is {named[clash]} already"
            yield Rejected(entry.at, reason, shown(entry.path), "give it an id of its own")
        elif entry.ids[2] in named:
            yield Remark(entry.at, "repeated row", shown(entry.path))
        else:
            named |= names
            order[entry.ids[1]] += 1
            yield from _told(line, replace(entry, positions=(entry.positions[0], float(order[entry.ids[1]]))))


def _told(line: Line, entry: Entry) -> Iterator[Found]:
    if line[1].get("in_competencies_json") == "no":
        yield Remark(entry.at, "not in the platform's own list", shown(entry.path))
    yield entry


def _local_entry(at: Place, row: dict[str, str]) -> Entry:
    area, number, own = (quote(row[column], safe="") for column in ("area", "theme_no", "competency_id"))
    return Entry(
        at,
        _three(row),
        (f"kcm-local:{area}", f"kcm-local:{area}/{number}", f"kcm-local:{own}"),
        ("", "", row["competency_id"]),
        theme_type=row.get("theme_type", ""),
        positions=(float(number) if number.isdecimal() else None, None),
    )
