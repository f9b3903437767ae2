"""Finished values that have something unfit within them: opened as far as the executor must look, and no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from queries.built import Shaped, ShapedList


@dataclass(frozen=True, slots=True)
class Loose:
    """A value that the executor must check, where it stands in an answer."""

    value: Any


@dataclass(frozen=True, slots=True)
class Done:
    """A finished leaf in an object that is open."""

    value: Any


class LooseAnswers(dict[str, Any]):
    """Answers by id, each finished or open, for some thing in one of them is loose."""

    __slots__ = ()


def finished(value: Any) -> Any:
    """A value that the executor leaves as it is."""
    return Shaped(value) if isinstance(value, dict) else ShapedList(value) if isinstance(value, list) else value


def opened(value: Any) -> Any:
    """The same, finished but for the objects and lists on the way to what is loose."""
    if isinstance(value, Loose):
        return value.value
    if not _has_loose(value):
        return finished(value) if isinstance(value, dict | list) else Done(value)
    if isinstance(value, dict):
        return {key: opened(one) for key, one in value.items()}
    return [opened(one) for one in value]


def _has_loose(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_has_loose, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Loose)
