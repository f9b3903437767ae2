"""A row of a standard sheet as node and relationship rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from loaders.binding import Filled
from loaders.cells import CellError, several
from loaders.columns import MORE, Column, Sheet, fold, hint
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row
from loaders.sheet_row import Reading, SheetRow
from loaders.sheets import SHEETS
from ontology.levels import Scale
from ontology.model import NODES, RELS
from ontology.terms import RelType

_NAMED = {label for column in SHEETS["identifiers"].columns for label in column.labels}


def state(sheet: Sheet, filled: Filled, at: Place, reading: Reading) -> list[Row]:
    """The rows that one row of a standard sheet states, with remarks; one Rejected instead when a cell is at fault."""
    remarks: list[Row] = []

    def note(kind: str, text: str) -> None:
        remarks.append(Remark(at, kind, text))

    try:
        _complete(sheet, filled)
        stated = list(_statements(sheet)(SheetRow(sheet, filled, at, reading, note)))
    except CellError as error:
        return [*remarks, Rejected(at, error.reason, error.value, error.suggestion)]
    return [*remarks, *stated]


def _complete(sheet: Sheet, filled: Filled) -> None:
    for column in sheet.columns:
        if column.required and column.name not in filled:
            raise CellError(f"{column.name} is empty", "", f"fill column {column.name}")


def _statements(sheet: Sheet) -> Callable[[SheetRow], Iterator[Row]]:
    own = {"scales": _scale, "levels": _own_level, "identifiers": _identifier, "links": _relationship}
    return own.get(sheet.name, _edge if sheet.ends else _node)


def _node(row: SheetRow) -> Iterator[Row]:
    props = row.props()
    id_ = props.pop("id")
    if labels := props.pop("title", []):
        props |= _titled(labels, row)
    if props.get("status") == "live":
        del props["status"]
    if row.sheet.states in _NAMED:
        row.reading.labels[id_] = row.sheet.states
    yield NodeRow(row.sheet.states, id_, row.whole(props, NODES[row.sheet.states]), row.at)
    for column in row.sheet.columns:
        if column.link and column.name in row.filled:
            yield from _links(column, (row.sheet.states, id_), row)


def _titled(labels: list[str], row: SheetRow) -> dict[str, Any]:
    """The title in the source's language, else in the first that it has, and the labels."""
    title = row.filled["title"].get(row.reading.lang)
    if title is None:
        lang, title = next(iter(row.filled["title"].items()))
        row.note("title in another language", f"{lang}|{title}")
    return {"title": title, "labels": labels}


def _links(column: Column, thing: tuple[str, str], row: SheetRow) -> Iterator[Row]:
    others = several(column, row.filled[column.name][""])
    for each, props in zip(others, row.beside(column, len(others)), strict=True):
        other = (column.labels[0], row.reading.id(each))
        start, end = (other, thing) if column.inward else (thing, other)
        yield EdgeRow(column.link, start, end, row.at, props)


def _own_level(row: SheetRow) -> Iterator[Row]:
    """A level with an id of its own, by which its scale's levels are then known."""
    for stated in _node(row):
        if isinstance(stated, EdgeRow):
            names = [label.partition("|")[2] for label in [*row.texts("title"), *row.texts("altLabels")]]
            row.reading.levels.add_level(stated.start[1], row.value("rank"), names, id_=stated.end[1])
        yield stated


def _edge(row: SheetRow) -> Iterator[Row]:
    props = row.props()
    start, end = (_end(column, row) for column in row.sheet.ends)
    _settle_scale(props, row)
    if row.sheet.name == "requirements" and "essential" not in props:
        row.note("essential or optional: not stated", f"{start[1]} {end[1]}")
    yield EdgeRow(row.sheet.states, start, end, row.at, row.whole(props, RELS[row.sheet.states]))


def _end(column: Column, row: SheetRow) -> tuple[str, str]:
    id_ = row.level_id(column) if column.kind == "level" else row.reading.id(row.filled[column.name][""])
    return column.labels[0], id_


def _settle_scale(props: dict[str, Any], row: SheetRow) -> None:
    """Give levels the scale that they were read on; a scale without a level says nothing."""
    levelled = [column for column in row.sheet.columns if column.kind == "level" and column.prop in props]
    if levelled:
        props["scale"] = row.scale(levelled[0]).id
    elif scale := props.pop("scale", None):
        row.note("scale without a level left out", scale)


def _identifier(row: SheetRow) -> Iterator[Row]:
    props = row.props()
    del props["id"]
    id_ = row.filled["id"][""]  # another's identifier: never prefixed
    of = row.reading.id(row.filled["of"][""])
    type_ = row.value("type") or row.reading.labels.get(of)
    if type_ is None:
        raise CellError("what kind of thing does it name?", of, "fill column type")
    yield NodeRow("Identifier", id_, row.whole(props, NODES["Identifier"]), row.at)
    yield EdgeRow("OF", ("Identifier", id_), (type_, of), row.at)


def _relationship(row: SheetRow) -> Iterator[Row]:
    """A relationship of the type that the row names."""
    named = row.cell("relationship") or ""
    types = {fold(type_): type_ for type_, rel in RELS.items() if not rel.derived}
    if fold(named) not in types:
        raise CellError("no relationship has this name", named, hint(named, list(types.values())))
    rel = RELS[types[fold(named)]]
    props = row.props()
    if strange := [name for name in props if name not in rel.props]:
        raise CellError(f"{rel.type} has no {strange[0]}", str(props[strange[0]]), "empty the cell")
    first, second = _pair(rel, row)
    start, end = ((label, _plain_id(row, label, column)) for label, column in ((first, "from"), (second, "to")))
    yield EdgeRow(rel.type, start, end, row.at, row.whole(props, rel))


def _pair(rel: RelType, row: SheetRow) -> tuple[str, str]:
    """The types of the two ends: as the row says, or the only ones that there are."""
    given = [row.cell(name) for name in ("fromType", "toType")]
    fit = [
        pair
        for pair in rel.ends
        if all(not word or fold(word) == fold(end) for word, end in zip(given, pair, strict=True))
    ]
    if len(fit) != 1:
        known = "; ".join(f"{start} to {end}" for start, end in rel.ends)
        raise CellError(f"what does {rel.type} join?", " to ".join(filter(None, given)), f"it joins {known}")
    return fit[0]


def _plain_id(row: SheetRow, label: str, column: str) -> str:
    text = row.filled[column][""]
    return text if label == "Identifier" else row.reading.id(text)


def _scale(row: SheetRow) -> Iterator[Row]:
    """The scale on its first row, and on each row with a rank a level."""
    id_ = row.reading.id(row.filled["scale"][""])
    first = row.reading.scales.get(id_)
    scale = _new_scale(id_, row) if first is None else _same_scale(id_, first, row)
    level = _level(scale, row)
    if first is None:
        row.reading.scales[id_] = row.filled
        row.reading.levels.add(scale)
        yield NodeRow("Scale", id_, _scale_props(scale, row, alone=level is None), row.at)
    if level is not None:
        names = [label.partition("|")[2] for label in [*row.texts("title"), *row.texts("altLabels")]]
        row.reading.levels.add_level(id_, row.value("rank"), names)
        yield level
        yield EdgeRow("HAS_LEVEL", ("Scale", id_), ("Level", level.id), row.at)


def _new_scale(id_: str, row: SheetRow) -> Scale:
    kind, low, high = row.value("kind") or "ordinal", row.value("min"), row.value("max")
    if low is not None and high is not None and low >= high:
        raise CellError("min is not below max", f"{low:g}")
    title = next(iter(row.filled.get("scaleTitle", {}).values()), id_)
    return Scale(id_, title, kind, low, high)


def _same_scale(id_: str, first: Filled, row: SheetRow) -> Scale:
    own = ("scaleTitle", "kind", "min", "max", *(() if "rank" in row.filled else _ABOUT))
    for name in own:
        if name in row.filled and row.filled[name] != first.get(name):
            raise CellError(f"{name} is not as on the scale's first row", row.cell(name) or "", "say it once")
    return row.reading.levels.scales[id_]


_ABOUT = ("definition", "altLabels", MORE)
"""Columns that are the level's on a row with a rank, and the scale's on a row without."""


def _scale_props(scale: Scale, row: SheetRow, *, alone: bool) -> dict[str, Any]:
    labels = row.texts("scaleTitle")
    if not labels:
        row.note("no name: its id is the title", scale.id)
    props = {"title": scale.title, "labels": labels, "kind": scale.kind, "min": scale.min, "max": scale.max}
    if alone:
        props |= {"definitions": row.texts("definition"), "altLabels": row.texts("altLabels")}
        props = row.whole(props, NODES["Scale"])
    return {name: each for name, each in props.items() if each not in (None, [])}


def _level(scale: Scale, row: SheetRow) -> NodeRow | None:
    rank = row.value("rank")
    if scale.kind == "interval":
        if rank is not None:
            raise CellError("an interval scale has no ranks", f"{rank:g}", "leave rank empty, or make it ordinal")
        return None
    if rank is None and "title" not in row.filled:
        return None
    if rank is None or rank < 1:
        raise CellError("a rank is 1 or more", row.cell("rank") or "", "fill column rank, or make the scale interval")
    if "title" not in row.filled:
        raise CellError("title is empty", "", "fill column title with the level's name")
    texts = {"definitions": row.texts("definition"), "altLabels": row.texts("altLabels")}
    props = {"rank": rank, **_titled(row.texts("title"), row), **{name: each for name, each in texts.items() if each}}
    return NodeRow("Level", f"{scale.id}:{rank:g}", row.whole(props, NODES["Level"]), row.at)
