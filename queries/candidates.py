"""Modules that may be near a competency that no course builds to the level: suggestions, never counted.

Words and places in the framework say so; a person confirms, and nothing counts them until then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queries.reports import COMPETENCY, MODULE, THEME
from queries.rules import Course
from queries.search import SearchIndex
from queries.search_text import words

if TYPE_CHECKING:
    from queries.reports_names import Names

LOWER_LEVEL, SAME_THEME, SIMILAR_WORDS = "lowerLevel", "sameTheme", "similarWords"
WHY = (LOWER_LEVEL, SAME_THEME, SIMILAR_WORDS)
MOST = 5
"""Suggestions for each competency."""

_SHORT_WORD = 3
"""Letters of the words that tell nothing: of, and, the."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A module that may be near, and why: `lowerLevel`, `sameTheme`, `similarWords`. Never counted."""

    module: str
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What lies near a competency: the themes of each, what each theme holds, and the live modules on each."""

    themes: Mapping[str, Collection[str]]
    holds: Mapping[str, Collection[str]]
    covering: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, names: Names, covering: Mapping[str, Collection[str]]) -> Near:
        """What lies near each competency of a store."""
        themes, holds = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for competency, theme in names.competency_keys(THEME):
            themes[competency].add(theme)
            holds[theme].add(competency)
        return cls(themes, holds, covering)

    def modules(self, competency: str) -> set[str]:
        """The modules on the other competencies of its themes."""
        near = {other for theme in self.themes.get(competency, ()) for other in self.holds[theme]} - {competency}
        return {module for other in near for module in self.covering.get(other, ())}


def candidates(
    names: Names, competency: str, own: Sequence[Course], near: Near, index: SearchIndex
) -> tuple[Candidate, ...]:
    """The live modules that may be near a competency: its `own` first."""
    similar = _similar(names.title(COMPETENCY, competency), index)
    why: dict[str, set[str]] = {course.module: {LOWER_LEVEL} for course in own}
    for reason, modules in ((SAME_THEME, near.modules(competency)), (SIMILAR_WORDS, similar)):
        for module in modules:
            why.setdefault(module, set()).add(reason)
    live = [module for module in why if module in names.live]
    live.sort(key=lambda m: (LOWER_LEVEL not in why[m], -len(why[m]), -similar.get(m, 0), m))
    return tuple(
        Candidate(module, names.title(MODULE, module), tuple(one for one in WHY if one in why[module]))
        for module in live[:MOST]
    )


def _similar(title: str, index: SearchIndex) -> dict[str, int]:
    """The modules that share two words or more with a title, or its one word, and how many."""
    wanted = {word for word in words(title) if len(word) > _SHORT_WORD}
    shared = Counter(hit.id for word in wanted for hit in index.search(word, {MODULE.capitalize()}, first=50))
    return {module: n for module, n in shared.items() if n >= min(2, len(wanted))}
