"""The organisations as readiness maps show them: whose columns a posting counts for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ALL = ""
"""The key of a row or column that sums the others."""

OWN = " "
"""Before the id of an organisation: only its own posts, without those below it. No id begins with a space."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The organisations as maps show them: each a sum of its children and its own posts."""

    children: Mapping[str, Sequence[str]]
    keys: Mapping[str, tuple[str, ...]]
    """The columns that the posts of each organisation count for; '' is who has none."""

    @classmethod
    def of(cls, paths: Mapping[str, str], places: Iterable[str]) -> Tree:
        """From the paths of organisations, and all organisations; those outside the tree stand by themselves."""
        at = {path: id_ for id_, path in paths.items()}
        children: dict[str, list[str]] = {ALL: [OWN]}
        keys: dict[str, tuple[str, ...]] = {"": (OWN, ALL)}
        for id_ in places:
            above = [at[path] for path in _prefixes(paths.get(id_, "")) if path in at and at[path] != id_]
            children.setdefault(id_, []).append(OWN + id_)
            children.setdefault(above[-1] if above else ALL, []).append(id_)
            keys[id_] = (OWN + id_, id_, *above, ALL)
        return cls(children, keys)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each organisation with each of its keys."""
        return ((id_, key) for id_, keys in self.keys.items() for key in keys)

    def below(self, organisation: str) -> list[str]:
        """The organisation and all below it."""
        return [id_ for id_, keys in self.keys.items() if organisation in keys]


def _prefixes(path: str) -> list[str]:
    return [path[: i + 1] for i, letter in enumerate(path) if letter == "/" and i]
