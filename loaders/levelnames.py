"""Levels as people write them: a number or the level's name in any language, on the scale of the row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.cells import CellError, folded, nearest
from ontology.levels import Scale, Scales

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMBERED = re.compile(r"(?:level|l|स्तर)\s*(\d+)")


@dataclass(slots=True)
class LevelNames:
    """The scales that a source may use, the store's and its own, with every name of their levels."""

    scales: dict[str, Scale]
    own: list[str] = field(default_factory=list)
    names: dict[str, dict[str, set[float]]] = field(default_factory=dict)
    ids: dict[tuple[str, float], str] = field(default_factory=dict)

    @classmethod
    def of(cls, scales: Scales) -> LevelNames:
        """Begin with the scales of the store."""
        found = cls(dict(scales.by_id))
        for scale in scales.by_id.values():
            for rank, title in scale.ranks.items():
                found.name(scale.id, rank, title)
        return found

    def add(self, scale: Scale) -> None:
        """Learn a scale that the source states itself; levels that the store has stay."""
        known = self.scales.get(scale.id)
        ranks = dict(known.ranks) if known else {}
        self.scales[scale.id] = Scale(scale.id, scale.title, scale.kind, scale.min, scale.max, ranks)
        self.own.append(scale.id)

    def add_level(self, scale: str, rank: float, names: list[str], id_: str = "") -> None:
        """Learn a level of a known scale, by its names in all languages, and by its id if that is not the usual one."""
        if scale in self.scales:
            self.scales[scale].ranks[rank] = names[0]
        for name in names:
            self.name(scale, rank, name)
        if id_:
            self.ids[scale, rank] = id_

    def id(self, scale: str, rank: float) -> str:
        """The id of a level as a thing of its own: its own, or the scale's with its rank."""
        return self.ids.get((scale, rank), f"{scale}:{rank:g}")

    def name(self, scale: str, rank: float, name: str) -> None:
        """Learn a name of a level."""
        self.names.setdefault(scale, {}).setdefault(folded(name), set()).add(rank)

    def scale(self, named: str | None) -> Scale:
        """The scale of a row: the one named, else the only one there is; CellError when that decides nothing."""
        if named is None:
            choice = self.own or list(self.scales)
            if len(choice) != 1:
                raise CellError("which scale?", "", f"fill column scale: {', '.join(choice) or 'there is none yet'}")
            return self.scales[choice[0]]
        if named not in self.scales:
            raise CellError("the scale is unknown", named, nearest(named, list(self.scales)))
        return self.scales[named]

    def rank(self, cell: str, scale: Scale) -> float:
        """The level on the scale that a cell means; CellError with the nearest level when it is not on it."""
        if _NUMBER.fullmatch(cell):
            return _on(scale, float(cell), cell)
        if ranks := self.names.get(scale.id, {}).get(folded(cell)):
            if len(ranks) > 1:
                words = ", ".join(f"{rank:g}" for rank in sorted(ranks))
                raise CellError(f"several levels of {scale.id} have this name", cell, words)
            return next(iter(ranks))
        if numbered := _NUMBERED.fullmatch(folded(cell)):
            return _on(scale, float(numbered[1]), cell)
        known = self.names.get(scale.id, {})
        titles = list(scale.ranks.values())
        names = titles + [name for name in known if name not in map(folded, titles)]
        raise CellError(f"the level is not on the scale {scale.id}", cell, nearest(cell, names) or _bounds(scale))


def _on(scale: Scale, level: float, cell: str) -> float:
    if scale.allows(level):
        return level
    if scale.kind == "interval":
        raise CellError(f"the level is not on the scale {scale.id}", cell, _bounds(scale))
    close = min(scale.ranks, key=lambda rank: abs(rank - level), default=None)
    suggestion = "" if close is None else f"{close:g} ({scale.ranks[close]})"
    raise CellError(f"the level is not on the scale {scale.id}", cell, suggestion)


def _bounds(scale: Scale) -> str:
    low = "" if scale.min is None else f" from {scale.min:g}"
    high = "" if scale.max is None else f" to {scale.max:g}"
    return f"a number{low}{high}"
