"""One row of a standard sheet, and what is known while a source is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from loaders import exact
from loaders.binding import Filled
from loaders.cells import CellError, Note, parse, several
from loaders.columns import MORE, Column, Sheet
from loaders.levelnames import LevelNames
from loaders.rows import Place
from ontology.levels import Scale
from ontology.terms import NodeType, RelType


@dataclass(slots=True)
class Reading:
    """What is known while a source is read: the prefix of bare ids, the levels, and what was read so far.

    `labels` has the label of each thing that an identifier may name, `scales` each scale's first row.
    """

    prefix: str
    lang: str
    levels: LevelNames
    labels: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Filled] = field(default_factory=dict)

    def id(self, text: str) -> str:
        """The id that a cell means: as it is with a `:`, after it when it begins with one, else with the prefix."""
        return text.removeprefix(":") if ":" in text else f"{self.prefix}:{text}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a standard sheet with what is needed to read its cells."""

    sheet: Sheet
    filled: Filled
    at: Place
    reading: Reading
    note: Note

    def cell(self, name: str) -> str | None:
        """The only text of a column; None when it is empty."""
        return next(iter(self.filled.get(name, {}).values()), None)

    def id(self, name: str = "id") -> str | None:
        """The id in a column."""
        text = self.cell(name)
        return None if text is None else self.reading.id(text)

    def texts(self, name: str) -> list[str]:
        """The language-tagged texts of a column."""
        cells = self.filled.get(name, {}).items()
        return [f"{lang}|{each}" for lang, text in cells for each in several(self.sheet.column(name), text)]

    def value(self, name: str) -> Any:
        """The value of a column; None when it is empty."""
        return self._value(self.sheet.column(name)) if name in self.filled else None

    def _value(self, column: Column) -> Any:
        if column.kind == "text":
            return self.texts(column.name)
        text = next(iter(self.filled[column.name].values()))
        if column.kind == "level":
            return self.reading.levels.rank(text, self.scale(column))
        return self.reading.id(text) if column.kind in ("id", "reference") else parse(column, text, self.note)

    def scale(self, level: Column) -> Scale:
        """The scale of a level of this row."""
        return self.reading.levels.scale(self.id(level.scale))

    def level_id(self, column: Column) -> str:
        """The id of the level named in a column, as a thing of its own."""
        scale, level = self.scale(column), self.value(column.name)
        if scale.kind == "interval":
            raise CellError(f"the scale {scale.id} has numbers, not levels", f"{level:g}", "name an ordinal scale")
        return self.reading.levels.id(scale.id, level)

    def props(self) -> dict[str, Any]:
        """The properties that the columns state of the thing or relationship itself."""
        columns = (c for c in self.sheet.columns if c.prop and not c.of and c.name in self.filled)
        found = ((column.prop, self._value(column)) for column in columns)
        return {name: each for name, each in found if each != []}

    def beside(self, link: Column, count: int) -> list[dict[str, Any]]:
        """The properties of each relationship that a column makes; CellError where there are more or fewer."""
        found: list[dict[str, Any]] = [{} for _ in range(count)]
        for column in (c for c in self.sheet.columns if c.of == link.name and c.name in self.filled):
            parts = [part.strip() for part in self.filled[column.name][""].split(";")]
            if len(parts) != count:
                raise CellError(f"{column.name} has {len(parts)} values, {link.name} has {count}", ";".join(parts))
            for props, part in zip(found, parts, strict=True):
                if part:
                    props[column.prop] = parse(column, part, self.note)
        return found

    def whole(self, props: dict[str, Any], kind: NodeType | RelType) -> dict[str, Any]:
        """The properties with those that the column for what others cannot hold states, and without those it denies."""
        text = self.cell(MORE)
        all_ = props if text is None else props | exact.read(text, kind)
        return {name: value for name, value in all_.items() if value is not None}
