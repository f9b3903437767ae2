"""Reproducible chance: every draw comes from a stream named by what it is for.

A stream a thing means that a change to one officer or role moves no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

AS_ON = date(2026, 11, 24)
"""The date of the data: nothing recorded is later, and every answer is as on its midnight."""

SEED = "karmayogi sample 1"

Item = TypeVar("Item")


def stream(*names: object) -> Random:
    """A generator that always gives the same draws for the same names; only `random()` of it is used.

    Python promises the same sequence over its versions for `random()` alone.
    """
    return Random("/".join([SEED, *map(str, names)]))


def pick(chance: Random, items: Sequence[Item]) -> Item:
    """One of the items, each as likely."""
    return items[int(chance.random() * len(items))]


def between(chance: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(chance.random() * (high - low + 1))


def day(chance: Random, first: date, last: date) -> date:
    """A day from first to last, both included."""
    return first + timedelta(days=between(chance, 0, (last - first).days))


def shuffled(chance: Random, items: Sequence[Item]) -> list[Item]:
    """The items in another order."""
    return [item for _, _, item in sorted((chance.random(), n, item) for n, item in enumerate(items))]
