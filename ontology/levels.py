"""Scales, and how levels compare: only within one scale, or through declared equivalences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

NOT_HELD = 0.0
"""What not holding counts as on an ordinal scale, whose ranks start at 1."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale with its named ranks; an interval scale has bounds instead."""

    id: str
    title: str = ""
    kind: str = "ordinal"
    min: float | None = None
    max: float | None = None
    ranks: dict[float, str] = field(default_factory=dict)

    @property
    def start(self) -> float:
        """The level of somebody who does not hold the competency."""
        return self.min if self.kind == "interval" and self.min is not None else NOT_HELD

    def allows(self, level: float) -> bool:
        """Whether the level exists on this scale."""
        if self.kind != "interval":
            return level in self.ranks
        return (self.min is None or level >= self.min) and (self.max is None or level <= self.max)

    def words(self, level: float | None) -> str:
        """The level as a person reads it: `Level 2 of 3 · Tactical`."""
        if level is None:
            return "level not stated"
        if self.kind == "interval":
            return f"{level:g} of {self.max:g}" if self.max is not None else f"{level:g}"
        name = self.ranks.get(level)
        return f"Level {level:g} of {len(self.ranks)}" + (f" · {name}" if name else "")


@dataclass(frozen=True, slots=True)
class Scales:
    """All scales of a store, with the declared equivalences between their levels."""

    by_id: dict[str, Scale] = field(default_factory=dict)
    equivalent: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, scales: Iterable[Scale], pairs: Iterable[tuple[str, float, str, float]] = ()) -> Scales:
        """Build from scales and equivalent levels `(scale, rank, scale, rank)`, read both ways."""
        equivalent: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for a, rank_a, b, rank_b in pairs:
            equivalent.setdefault((a, b), []).append((rank_a, rank_b))
            equivalent.setdefault((b, a), []).append((rank_b, rank_a))
        return cls({s.id: s for s in scales}, equivalent)

    def start(self, scale: str | None) -> float:
        """The level on `scale` of somebody who does not hold the competency."""
        known = self.by_id.get(scale or "")
        return known.start if known else NOT_HELD

    def comparable(self, scale: str | None, other: str | None) -> bool:
        """Whether levels of the two scales compare."""
        return scale == other or (scale or "", other or "") in self.equivalent

    def convert(self, level: float, scale: str | None, to: str | None) -> float | None:
        """The level on scale `to` that `level` on `scale` reaches; None when they do not compare.

        The highest equivalent of a level at or below it; below the lowest equivalent, not held.
        """
        if scale == to:
            return level
        pairs = self.equivalent.get((scale or "", to or ""))
        if pairs is None:
            return None
        return max((theirs for ours, theirs in pairs if ours <= level), default=self.start(to))

    def words(self, level: float | None, scale: str | None) -> str:
        """The level as a person reads it, on whichever scale."""
        return self.by_id.get(scale or "", Scale("")).words(level) if level is not None else "level not stated"
