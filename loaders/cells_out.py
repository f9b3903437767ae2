"""Values as cells of a standard sheet: only such text as the reader takes for the same value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from loaders.cells import CellError, cleaned, is_tag, parse, quoted, several
from loaders.columns import Column
from loaders.exact import UNFIT

_LEVEL = re.compile(r"-?\d+(\.\d+)?")


def plain(text: str) -> bool:
    """Whether the text comes back as it is from a cell."""
    try:
        return bool(text) and not UNFIT.search(text) and cleaned(quoted(text), _silent) == text
    except CellError:
        return False


def id_text(id_: str) -> str:
    """The id in full, as the reader takes it whatever the source's prefix."""
    return id_ if ":" in id_ and not id_.startswith(":") else f":{id_}"


def cell(column: Column, value: Any) -> str:
    """The text that the reader takes for the value; empty when there is none."""
    text = _text(column, value)
    return text if plain(text) and _same(column, text, value) else ""


def texts(column: Column, values: Iterable[str]) -> dict[str, str]:
    """The cells of a language-tagged text by language: the first of each, or all where the column takes several."""
    found: dict[str, list[str]] = {}
    for value in values:
        lang, _, text = value.partition("|")
        if is_tag(lang) and plain(text) and several(column, text) == [text]:
            found.setdefault(lang, []).append(text)
    return {lang: "; ".join(each if column.many else each[:1]) for lang, each in found.items()}


def _silent(_kind: str, _value: str) -> None:
    """What a reader would remark on is no matter here."""


def _text(column: Column, value: Any) -> str:
    match value:
        case bool() if column.name == "essential":
            return "essential" if value else "optional"
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - all its digits are told
            return f"{value:.0f}"
        case list():
            return "; ".join(value)
        case str() if column.kind in ("id", "reference"):
            return id_text(value)
        case _:
            return str(value)


def _same(column: Column, text: str, value: Any) -> bool:
    if column.kind in ("id", "reference"):
        return True
    if column.kind == "level":
        return bool(_LEVEL.fullmatch(text)) and float(text) == value
    try:
        return bool(parse(column, text, _silent) == value)
    except CellError:
        return False


def beside(column: Column, values: Sequence[Any]) -> str | None:
    """The cell of what several relationships say, in their order; None where no cell says it."""
    cells = ["" if value is None else cell(column, value) for value in values]
    unfit = any(value is not None and not text for value, text in zip(values, cells, strict=True))
    return None if unfit else "; ".join(cells).strip() if any(cells) else ""
