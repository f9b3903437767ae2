"""What no cell of its own can hold, as JSON in one cell: the properties of a thing as the model has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from loaders.cells import CellError
from ontology.instants import instant
from ontology.terms import NodeType, RelType

UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u2028\u2029]|_x[0-9A-Fa-f]{4}_")
"""What CSV, XML or a spreadsheet changes or refuses in a cell."""

_ELSEWHERE = {"origin", "path"}


def written(props: dict[str, Any]) -> str:
    """Properties as one line that fits any cell; None says that there is none."""
    text = json.dumps(props, ensure_ascii=False, sort_keys=True)
    return UNFIT.sub(lambda found: f"\\u{ord(found[0][0]):04x}{found[0][1:]}", text)


def read(text: str, kind: NodeType | RelType) -> dict[str, Any]:
    """The properties of a cell, None for those that are not there; CellError for what the model does not have."""
    declared = {name: prop for name, prop in kind.props.items() if isinstance(kind, RelType) or name != "id"}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CellError("is no JSON", text[:60], 'such as {"altLabels": ["en|one; two"]}') from error
    if not isinstance(found, dict):
        raise CellError("is no JSON object", text[:60], 'such as {"altLabels": ["en|one; two"]}')
    for name, value in found.items():
        prop = declared.get(name)
        if prop is None or name in _ELSEWHERE:
            raise CellError("there is no such property to state", name, f"known: {', '.join(declared)}")
        if value is not None and not _FITS[prop.kind](value):
            raise CellError(f"{name} is no {prop.kind}", json.dumps(value)[:60])
    return found


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and instant(value) == value
    except (ValueError, OverflowError):
        return False


_FITS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "float": _number,
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "list": _strings,
    "text": lambda value: _strings(value) and all("|" in each for each in value),
    "instant": _moment,
}
