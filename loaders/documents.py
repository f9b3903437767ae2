"""JSON sources: a whole document, its objects and their texts, each fault with its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from loaders.files import whole
from loaders.rows import Place, Remark, SourceError


def document(path: Path) -> Any:
    """The value of a JSON file in UTF-8; SourceError with line and column where it is malformed.

    A key that stands twice in one object is malformed too: the first value would be lost without a word.
    """
    text = _decoded(path)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = Place(path.name, error.lineno)
        raise SourceError(place, f"column {error.colno}: {error.msg}", "the file is no JSON, or is cut off") from error
    except UnicodeEncodeError as error:
        raise SourceError(path.name, "holds half of a surrogate pair", "save its text as UTF-8") from error
    except ValueError as error:
        raise SourceError(path.name, str(error)) from error
    except RecursionError as error:
        raise SourceError(path.name, "is nested too deeply") from error
    return value


def _decoded(path: Path) -> str:
    data = whole(path).getvalue()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        bad = f"column {column}: byte 0x{data[error.start]:02X} is not UTF-8"
        raise SourceError(Place(path.name, line), bad, "save as UTF-8") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def objects(value: Any, at: Place, what: str) -> list[dict[str, Any]]:
    """The value as a list of objects; SourceError naming `what` when it is none."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise SourceError(at, f"{what} is not a list of objects", "is this file of the format?")
    return value


def word(item: dict[str, Any], key: str, at: Place) -> str:
    """The text under a key as it stands; empty when it is absent or null, SourceError when it is no text or number."""
    value = item.get(key)
    if isinstance(value, bool | list | dict):
        raise SourceError(at, f"{key!r} is not a text", f"it holds {json.dumps(value)[:60]}")
    return "" if value is None else str(value)


def not_kept(items: Iterable[dict[str, Any]], known: frozenset[str], at: Place, what: str) -> list[Remark]:
    """One remark naming the keys of the objects that the reader has no place for; none when there are none."""
    unknown = {key: None for item in items for key in item if key not in known}
    return [Remark(at, f"keys of {what} not kept", ", ".join(unknown))] if unknown else []
