"""A row of a standard sheet as node and relationship rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from loaders.binding import Filled
from loaders.cells import CellError, Note, parse, several
from loaders.levelnames import LevelNames
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row
from loaders.sheets import SHEETS, Column, Sheet
from ontology.levels import Scale

_NAMED = {label for column in SHEETS["identifiers"].columns for label in column.labels}


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
        """The id that a cell means: as it is with a `:`, else with the prefix of this source."""
        return text if ":" in text else f"{self.prefix}:{text}"


def state(sheet: Sheet, filled: Filled, at: Place, reading: Reading) -> list[Row]:
    """The rows that one row of a standard sheet states, with remarks; one Rejected instead when a cell is at fault."""
    remarks: list[Row] = []

    def note(kind: str, text: str) -> None:
        remarks.append(Remark(at, kind, text))

    try:
        _complete(sheet, filled)
        stated = list(_statements(sheet)(_Row(sheet, filled, at, reading, note)))
    except CellError as error:
        return [*remarks, Rejected(at, error.reason, error.value, error.suggestion)]
    return [*remarks, *stated]


def _complete(sheet: Sheet, filled: Filled) -> None:
    for column in sheet.columns:
        if column.required and column.name not in filled:
            raise CellError(f"{column.name} is empty", "", f"fill column {column.name}")


@dataclass(frozen=True, slots=True)
class _Row:
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
        return f"{scale.id}:{level:g}"

    def props(self) -> dict[str, Any]:
        """The properties that the row states."""
        columns = (column for column in self.sheet.columns if column.prop and column.name in self.filled)
        found = ((column.prop, self._value(column)) for column in columns)
        return {name: each for name, each in found if each != []}


def _statements(sheet: Sheet) -> Callable[[_Row], Iterator[Row]]:
    return {"scales": _scale, "identifiers": _identifier}.get(sheet.name, _edge if sheet.ends else _node)


def _node(row: _Row) -> Iterator[Row]:
    props = row.props()
    id_ = props.pop("id")
    if labels := props.pop("title", []):
        props |= _titled(labels, row)
    if props.get("status") == "live":
        del props["status"]
    if row.sheet.states in _NAMED:
        row.reading.labels[id_] = row.sheet.states
    yield NodeRow(row.sheet.states, id_, props, row.at)
    for column in row.sheet.columns:
        if column.link and column.name in row.filled:
            yield from _links(column, (row.sheet.states, id_), row)


def _titled(labels: list[str], row: _Row) -> dict[str, Any]:
    """The title in the source's language, else in the first that it has, and the labels."""
    title = row.filled["title"].get(row.reading.lang)
    if title is None:
        lang, title = next(iter(row.filled["title"].items()))
        row.note("title in another language", f"{lang}|{title}")
    return {"title": title, "labels": labels}


def _links(column: Column, thing: tuple[str, str], row: _Row) -> Iterator[Row]:
    for each in several(column, row.filled[column.name][""]):
        other = (column.labels[0], row.reading.id(each))
        start, end = (other, thing) if column.inward else (thing, other)
        yield EdgeRow(column.link, start, end, row.at)


def _edge(row: _Row) -> Iterator[Row]:
    props = row.props()
    start, end = (_end(column, row) for column in row.sheet.ends)
    _settle_scale(props, row)
    if row.sheet.name == "requirements" and "essential" not in props:
        row.note("essential or optional: not stated", f"{start[1]} {end[1]}")
    yield EdgeRow(row.sheet.states, start, end, row.at, props)


def _end(column: Column, row: _Row) -> tuple[str, str]:
    id_ = row.level_id(column) if column.kind == "level" else row.reading.id(row.filled[column.name][""])
    return column.labels[0], id_


def _settle_scale(props: dict[str, Any], row: _Row) -> None:
    """Give levels the scale that they were read on; a scale without a level says nothing."""
    levelled = [column for column in row.sheet.columns if column.kind == "level" and column.prop in props]
    if levelled:
        props["scale"] = row.scale(levelled[0]).id
    elif scale := props.pop("scale", None):
        row.note("scale without a level left out", scale)


def _identifier(row: _Row) -> Iterator[Row]:
    props = row.props()
    del props["id"]
    id_ = row.filled["id"][""]  # another's identifier: never prefixed
    of = row.reading.id(row.filled["of"][""])
    type_ = row.value("type") or row.reading.labels.get(of)
    if type_ is None:
        raise CellError("what kind of thing does it name?", of, "fill column type")
    yield NodeRow("Identifier", id_, props, row.at)
    yield EdgeRow("OF", ("Identifier", id_), (type_, of), row.at)


def _scale(row: _Row) -> Iterator[Row]:
    """The scale on its first row, and on each row of an ordinal one a level."""
    id_ = row.reading.id(row.filled["scale"][""])
    first = row.reading.scales.get(id_)
    scale = _new_scale(id_, row) if first is None else _same_scale(id_, first, row)
    level = _level(scale, row)
    if first is None:
        row.reading.scales[id_] = row.filled
        row.reading.levels.add(scale)
        yield NodeRow("Scale", id_, _scale_props(scale, row), row.at)
    if level is not None:
        names = (label.partition("|")[2] for label in [*row.texts("title"), *row.texts("altLabels")])
        row.reading.levels.add_level(id_, level.props["rank"], list(names))
        yield level
        yield EdgeRow("HAS_LEVEL", ("Scale", id_), ("Level", level.id), row.at)


def _new_scale(id_: str, row: _Row) -> Scale:
    kind, low, high = row.value("kind") or "ordinal", row.value("min"), row.value("max")
    if low is not None and high is not None and low >= high:
        raise CellError("min is not below max", f"{low:g}")
    title = next(iter(row.filled.get("scaleTitle", {}).values()), id_)
    return Scale(id_, title, kind, low, high)


def _same_scale(id_: str, first: Filled, row: _Row) -> Scale:
    for name in ("scaleTitle", "kind", "min", "max"):
        if name in row.filled and row.filled[name] != first.get(name):
            raise CellError(f"{name} is not as on the scale's first row", row.cell(name) or "", "say it once")
    return row.reading.levels.scales[id_]


def _scale_props(scale: Scale, row: _Row) -> dict[str, Any]:
    labels = row.texts("scaleTitle")
    if not labels:
        row.note("no name: its id is the title", scale.id)
    props = {"title": scale.title, "labels": labels, "kind": scale.kind, "min": scale.min, "max": scale.max}
    return {name: each for name, each in props.items() if each not in (None, [])}


def _level(scale: Scale, row: _Row) -> NodeRow | None:
    rank = row.value("rank")
    if scale.kind == "interval":
        if rank is not None:
            raise CellError("an interval scale has no ranks", f"{rank:g}", "leave rank empty, or make it ordinal")
        return None
    if rank is None or rank < 1:
        raise CellError("a rank is 1 or more", row.cell("rank") or "", "fill column rank, or make the scale interval")
    if "title" not in row.filled:
        raise CellError("title is empty", "", "fill column title with the level's name")
    texts = {"definitions": row.texts("definition"), "altLabels": row.texts("altLabels")}
    props = {"rank": rank, **_titled(row.texts("title"), row), **{name: each for name, each in texts.items() if each}}
    return NodeRow("Level", f"{scale.id}:{rank:g}", props, row.at)
