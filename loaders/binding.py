"""Which cells of a table fill which columns of which standard sheets: decided once, from its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from loaders.columns import Column, Sheet, similar
from loaders.mapping import Mapped, Target, tidy
from loaders.rows import Place, Remark, SourceError
from loaders.sheets import SHEETS, standard

Filled = dict[str, dict[str, str]]
"""The cells of a row that are not empty: by column of the standard sheet, then by language (empty but for texts)."""


Parts = tuple[str | int, ...]
"""What a text is put together from: a number is a cell of the row."""


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a column: the text of its parts, or the default where a cell of them is empty."""

    column: Column
    lang: str
    parts: Parts
    default: str = ""

    def text(self, cells: dict[int, str]) -> str:
        """The text for a row; empty when one of its cells is."""
        found = [part if isinstance(part, str) else cells[part] for part in self.parts]
        return "".join(found) if all(found) else self.default


@dataclass(frozen=True, slots=True)
class Feed:
    """A standard sheet that a table fills."""

    sheet: Sheet
    fillers: tuple[Filler, ...]

    @property
    def used(self) -> set[int]:
        """The cells that it reads."""
        return {part for filler in self.fillers for part in filler.parts if isinstance(part, int)}

    def filled(self, cells: dict[int, str]) -> Filled:
        """The columns that a row fills; none when all the cells that it reads are empty."""
        found: Filled = {}
        if any(cells[index] for index in self.used):
            for filler in self.fillers:
                if text := filler.text(cells):
                    found.setdefault(filler.column.name, {})[filler.lang] = text
        return found


@dataclass(frozen=True, slots=True)
class Bound:
    """A table's header as it is read: what it fills, the cells that this takes, and those that have a header."""

    feeds: list[Feed]
    used: list[int]
    titled: set[int]


@dataclass(frozen=True, slots=True)
class Binding:
    """How a table is read: by its name when that is a standard sheet's, and by its part of the mapping."""

    name: str
    mapped: Mapped
    lang: str

    @property
    def readable(self) -> bool:
        """Whether anything of the table is read."""
        return standard(self.name) is not None or self.mapped != Mapped()

    @property
    def order(self) -> int:
        """When it is read: scales before all that uses them, the rest by the first standard sheet that it fills."""
        named = standard(self.name)
        filled = {target.sheet.name for targets in self.mapped.columns.values() for target in targets}
        names = filled | ({named.name} if named else set())
        return -1 if "scales" in names else min(map(list(SHEETS).index, names), default=len(SHEETS))

    def targets(self, header: str) -> tuple[Target, ...]:
        """What the column of that header fills."""
        if mapped := self.mapped.columns.get(tidy(header)):
            return mapped
        sheet = standard(self.name)
        found = sheet.find(header) if sheet else None
        return (Target(sheet, *found),) if sheet and found else ()

    def known(self, header: list[str]) -> int:
        """How many columns of the header are read."""
        return sum(bool(self.targets(each)) for each in header)

    def suits(self, header: list[str]) -> bool:
        """Whether the header has every column that the standard sheet of its name requires."""
        sheet = standard(self.name)
        found = {target.column for each in header for target in self.targets(each)}
        return sheet is not None and found.issuperset(column for column in sheet.columns if column.required)


def bind(binding: Binding, header: list[str], at: Place, remark: Callable[[Remark], None]) -> Bound:
    """What the table fills: standard sheets in their order.

    SourceError for a required or mapped column that is missing, and for one that stands twice.
    """
    titles = [tidy(each) for each in header]
    for title in binding.mapped.columns:
        if title not in titles:
            raise _missing(title, titles, at)
    filled: list[tuple[Target, Parts]] = [
        (target, (index,)) for index, title in enumerate(titles) for target in binding.targets(title)
    ]
    filled += [(target, _parts(text, titles, at)) for target, text in binding.mapped.constants]
    fillers = _fillers(binding, filled, at)
    sheets = [sheet for sheet in SHEETS.values() if sheet in fillers or sheet is standard(binding.name)]
    feeds = [Feed(sheet, tuple(fillers.get(sheet, ()))) for sheet in sheets]
    for feed in feeds:
        _check(feed, titles, at)
    if len(feeds) > 1 and SHEETS["scales"] in sheets:
        raise SourceError(at, "a table that states scales can state nothing else", "give them a sheet of their own")
    used = set[int]().union(*(feed.used for feed in feeds))
    titled = {index for index, title in enumerate(titles) if title}
    for index in sorted(titled - used):
        remark(Remark(at, "column not read", _with_nearest(titles[index], feeds)))
    return Bound(feeds, sorted(used), titled)


def _fillers(binding: Binding, filled: Iterable[tuple[Target, Parts]], at: Place) -> dict[Sheet, list[Filler]]:
    defaults = dict(binding.mapped.defaults)
    found: dict[Target, Filler] = {}
    for target, parts in filled:
        lang = (target.lang or binding.lang) if target.column.kind == "text" else ""
        key = replace(target, lang=lang)
        if key in found:
            name = f"{target.column.name}@{lang}" if lang else target.column.name
            raise SourceError(at, f"column {name!r} of {target.sheet.name} stands twice", "keep one of them")
        found[key] = Filler(target.column, lang, parts, defaults.pop(target, ""))
    for target, text in defaults.items():
        lang = (target.lang or binding.lang) if target.column.kind == "text" else ""
        found[replace(target, lang=lang)] = Filler(target.column, lang, (text,))
    grouped: dict[Sheet, list[Filler]] = {}
    for target, filler in found.items():
        grouped.setdefault(target.sheet, []).append(filler)
    return grouped


def _parts(text: str, titles: list[str], at: Place) -> Parts:
    """A constant's parts: `{Emp Code}-{Post}` is a cell, a text and a cell."""
    parts: list[str | int] = []
    for index, part in enumerate(re.split(r"\{([^{}]*)\}", text)):
        if index % 2 and tidy(part) not in titles:
            raise _missing(tidy(part), titles, at)
        if part:
            parts.append(titles.index(tidy(part)) if index % 2 else part)
    return tuple(parts)


def _with_nearest(title: str, feeds: list[Feed]) -> str:
    filled = {filler.column for feed in feeds for filler in feed.fillers}
    names = [column.name for feed in feeds for column in feed.sheet.columns if column not in filled]
    close = similar(title, names)
    return f"{title} (nearest: {close})" if close else title


def _check(feed: Feed, titles: list[str], at: Place) -> None:
    names = {filler.column.name for filler in feed.fillers}
    for column in feed.sheet.columns:
        if column.required and column.name not in names:
            raise _missing(column.name, titles, at)
    if not feed.used:
        raise SourceError(at, f"no column fills {feed.sheet.name}", "constants alone state nothing")


def _missing(name: str, titles: list[str], at: Place) -> SourceError:
    return SourceError(at, f"column {name!r} is missing", "the header has " + ", ".join(filter(None, titles[:12])))
