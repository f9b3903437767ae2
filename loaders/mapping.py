"""A mapping file: which column of a table fills which column of which standard sheet."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders.columns import Column, Sheet, hint
from loaders.rows import SourceError
from loaders.sheets import SHEETS, standard

_PARTS = ("columns", "constants", "defaults")
_EXAMPLE = "see docs/tables.md for an example"


@dataclass(frozen=True, slots=True)
class Target:
    """A column of a standard sheet, in a language when it takes text."""

    sheet: Sheet
    column: Column
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """How one table is read: its columns' targets by header, constants, and defaults where a cell is empty.

    A constant may name columns of the table in braces: `{Emp Code}-{Post}`.
    """

    columns: dict[str, tuple[Target, ...]] = field(default_factory=dict)
    constants: tuple[tuple[Target, str], ...] = ()
    defaults: tuple[tuple[Target, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file: `every` applies to a source that has one table, `tables` by the table's name."""

    lang: str | None = None
    every: Mapped | None = None
    tables: dict[str, Mapped] = field(default_factory=dict)


def mapping(path: str | None) -> Mapping:
    """The mapping of a .json or .toml file, empty for None; SourceError with what is wrong in it."""
    if path is None:
        return Mapping()
    content = _content(Path(path))
    _only(path, content, ("lang", "sheets", *_PARTS))
    if not isinstance(content.get("lang", ""), str):
        raise SourceError(path, "lang: expected a language tag")
    tables = content.get("sheets", {})
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise SourceError(path, "sheets: expected a table for each sheet of the source")
    own = {part: content[part] for part in _PARTS if part in content}
    every = _mapped(path, own) if own else None
    return Mapping(content.get("lang"), every, {tidy(name): _mapped(path, each) for name, each in tables.items()})


def tidy(name: str) -> str:
    """A header or a sheet's title on one line."""
    return " ".join(name.split())


def _content(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise SourceError(str(path), error.strerror or str(error), "check the path of the mapping file") from error
    except ValueError as error:
        raise SourceError(path.name, f"is no JSON or TOML: {error}", _EXAMPLE) from error
    if not isinstance(content, dict):
        raise SourceError(path.name, "is no mapping", _EXAMPLE)
    return content


def _only(path: str, content: dict[str, Any], known: tuple[str, ...]) -> None:
    for name in content:
        if name not in known:
            raise SourceError(path, f"{name!r} is unknown", f"expected {', '.join(known)}")


def _mapped(path: str, content: dict[str, Any]) -> Mapped:
    _only(path, content, _PARTS)
    columns, constants, defaults = (_part(path, content, part) for part in _PARTS)
    targets = {tidy(header): tuple(_target(path, to) for to in _several(path, header, to)) for header, to in columns}
    return Mapped(
        targets, *(tuple((_target(path, to), str(fill)) for to, fill in part) for part in (constants, defaults))
    )


def _part(path: str, content: dict[str, Any], part: str) -> list[tuple[str, Any]]:
    values = content.get(part, {})
    if not isinstance(values, dict):
        raise SourceError(path, f"{part}: expected names and values", _EXAMPLE)
    for name, value in values.items():
        if value is None or isinstance(value, dict) or (isinstance(value, list) and part != "columns"):
            raise SourceError(path, f"{part}: {name!r} has no value that fits a cell", _EXAMPLE)
    return list(values.items())


def _several(path: str, header: str, to: Any) -> list[str]:
    targets = to if isinstance(to, list) else [to]
    if not all(isinstance(each, str) for each in targets):
        raise SourceError(path, f"columns: {header!r} names no column of a standard sheet", _EXAMPLE)
    return targets


def _target(path: str, named: str) -> Target:
    """The target that `sheet.column` or `sheet.column@lang` names."""
    sheet_name, _, column_name = named.partition(".")
    sheet = standard(sheet_name)
    if sheet is None:
        raise SourceError(path, f"{named!r}: no standard sheet has this name", hint(sheet_name, SHEETS))
    found = sheet.find(column_name)
    if found is None:
        names = [column.name for column in sheet.columns]
        raise SourceError(path, f"{named!r}: the sheet has no such column", hint(column_name, names))
    return Target(sheet, *found)
