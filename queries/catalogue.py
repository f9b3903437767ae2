"""The modules that a learning plan may choose from: those on what is to be learnt, what they need, their programmes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from queries import question
from queries.answers import modules_on

if TYPE_CHECKING:
    from queries.rules import Course
    from queries.stores import Store


class Choice(NamedTuple):
    """A module as a plan sees it; `needs`, `parts` and `programmes` are ids of modules."""

    id: str
    title: str
    kind: str | None
    hours: float | None
    mode: str | None
    languages: tuple[str, ...]
    status: str | None
    since: str | None
    until: str | None
    needs: tuple[str, ...]
    parts: tuple[str, ...]
    programmes: tuple[str, ...]


_LISTS = ("languages", "needs", "parts", "programmes")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the learner wants of the modules: empty means any."""

    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    planned: bool = False
    """Planned modules too: when they will be given is not certain."""

    def objection(self, choice: Choice, as_of: str) -> str:
        """Why the module cannot be chosen; empty when it can."""
        if choice.status not in {None, "live", *(["planned"] if self.planned else [])}:
            return f"{choice.title} is {choice.status}"
        if choice.until and choice.until <= as_of:
            return f"{choice.title} is no longer given"
        if choice.since and choice.since > as_of and not self.planned:
            return f"{choice.title} is not given yet"
        if self.modes and choice.mode not in self.modes:
            return f"{choice.title} is {choice.mode or 'of no stated mode'}"
        if self.languages and choice.languages and not self.languages & set(choice.languages):
            return f"{choice.title} is given in {', '.join(choice.languages)} only"
        return ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can be chosen: the modules by id, the courses on each competency, what each competency needs first."""

    choices: Mapping[str, Choice]
    courses: Mapping[str, Sequence[Course]]
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Competencies that each needs first, without those that are held."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Titles of the competencies needed first."""


async def catalogue(store: Store, competencies: Iterable[str], held: Collection[str], as_of: str) -> Catalogue:
    """All that may serve to learn the competencies, and what they need first, where it is not held."""
    first, titles = await _needed_first(store, competencies, held, as_of)
    wanted = sorted({*competencies, *titles})
    courses = await modules_on(store, wanted, as_of, planned=True)
    choices = await _choices(store, {course.module for found in courses.values() for course in found}, as_of)
    return Catalogue(choices, courses, first, titles)


async def _needed_first(
    store: Store, competencies: Iterable[str], held: Collection[str], as_of: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What each needs first, and that what it needs: asked level by level; each once, so that a cycle ends."""
    first: dict[str, tuple[str, ...]] = {}
    titles: dict[str, str] = {}
    asked, front = set[str](), sorted(set(competencies))
    while front:
        asked.update(front)
        for row in await store.ask(question("competency/prerequisites"), ids=front, asOf=as_of):
            if not {row["needs"], *row["same"]} & set(held):
                first[row["id"]] = (*first.get(row["id"], ()), row["needs"])
                titles[row["needs"]] = row["title"]
        front = sorted(set(titles) - asked)
    return first, titles


async def _choices(store: Store, modules: Collection[str], as_of: str) -> dict[str, Choice]:
    """The modules, what they need, their programmes and all parts of those."""
    found: dict[str, Choice] = {}
    front = sorted(modules)
    while front:
        for row in await store.ask(question("module/catalogue"), ids=front, asOf=as_of):
            lists: dict[str, Any] = {name: tuple(sorted(row[name] or ())) for name in _LISTS}
            found[row["id"]] = Choice(**row | lists)
        near = {id_ for one in found.values() for id_ in (*one.needs, *one.parts, *one.programmes)}
        front = sorted(near - set(found))
    return found
