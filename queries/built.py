"""What the expressions of shapes build and call: finished values, and how they are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from ontology.earlier import at_time
from queries import cursors

INT_LIMIT = 1 << 31


class Shaped(dict[str, Any]):
    """A finished response object: the executor leaves it as it is."""

    __slots__ = ()


class ShapedList(list[Any]):
    """A finished response list."""

    __slots__ = ()


class Unchecked(dict[str, Any]):
    """A response object, not yet checked, of a type that its field does not tell."""

    __slots__ = ("label",)

    def __init__(self, label: str, built: Mapping[str, Any]) -> None:
        super().__init__(built)
        self.label = label


class UnfitError(Exception):
    """A stored value that the schema does not allow where it is."""


def _absent(coordinate: str) -> NoReturn:
    raise UnfitError(f"{coordinate} is null in the store")


def _int32(value: int | None) -> int | None:
    if value is not None and not -INT_LIMIT <= value < INT_LIMIT:
        raise UnfitError(f"{value} does not fit in 32 bits")
    return value


def _tagged(texts: Iterable[str] | None) -> list[tuple[str, str]]:
    """Language and text of each."""
    return [(lang, text) for lang, _, text in (tagged.partition("|") for tagged in texts or ())]


def _chosen(texts: Iterable[str] | None, wanted: Iterable[str] | None) -> list[tuple[str, str]]:
    """The first text in the first language wanted that there is; else the first that there is; at most one."""
    found = _tagged(texts)
    for lang in wanted or ():
        for text in found:
            if text[0].lower() == lang.lower() or text[0].lower().startswith(f"{lang.lower()}-"):
                return [text]
    return found[:1]


def _typed(_label: str, built: list[Any]) -> list[Any]:
    return built


UNCHECKED: Mapping[str, Any] = {
    "absent": lambda _coordinate: (None,),
    "int32": lambda value: value,
    "typed": lambda label, built: [Unchecked(label, one) for one in built],
}
"""What is called in their place where somebody else checks."""

NAMES: Mapping[str, Any] = {
    "absent": _absent,
    "int32": _int32,
    "typed": _typed,
    "tagged": _tagged,
    "chosen": _chosen,
    "at_time": at_time,
    "cursor": cursors.encode,
    "__builtins__": {"len": len},
}
"""What the expressions call, by name."""
