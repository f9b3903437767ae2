"""What is stated as rows of the standard sheets, each tried on the reader: what it would lose stands in `more`."""

from __future__ import annotations

from collections.abc import Iterator

from loaders import cells_out, exact
from loaders.binding import Filled
from loaders.cells_out import id_text, plain
from loaders.columns import MORE, Column, Sheet
from loaders.rows import EdgeRow, NodeRow, Place
from loaders.stated import LANG, Props, Source
from loaders.statements import state
from loaders.workbook_out import CELL_LIMIT

_AT = Place("export")
_SCALE_ONLY, _LEVEL_ONLY = ("scaleTitle", "kind", "min", "max"), ("rank", "title")


def headers(sheet: Sheet, source: Source) -> list[str]:
    """The sheet's columns as they stand in the first line: all of them, texts once for each language."""
    return [f"{name}@{lang}" if lang else name for name, lang in _places(sheet, source)]


def cells(sheet: Sheet, source: Source) -> Iterator[list[str]]:
    """The sheet's rows under its headers; the sheet of links comes last, as it takes what is left."""
    places = _places(sheet, source)
    for filled in rows(sheet, source):
        yield [filled.get(name, {}).get(lang, "") for name, lang in places]


def rows(sheet: Sheet, source: Source) -> Iterator[Filled]:
    """The rows of a sheet, as the reader takes them."""
    if sheet.name == "scales":
        return _scales(sheet, source)
    if sheet.name == "links":
        return _links(sheet, source)
    return _edges(sheet, source) if sheet.ends else _nodes(sheet, source)


def _places(sheet: Sheet, source: Source) -> list[tuple[str, str]]:
    return [
        (column.name, lang)
        for column in sheet.columns
        for lang in (source.langs(_property(column)) if column.kind == "text" else [""])
    ]


def _property(column: Column) -> str:
    return "labels" if column.prop == "title" else column.prop


# --- one row -----------------------------------------------------------------------------------------


def _filled(sheet: Sheet, props: Props, source: Source, but: tuple[str, ...] = ()) -> Filled:
    """The cells of the properties that a sheet has columns for."""
    found: Filled = {}
    for column in (c for c in sheet.columns if c.prop and not c.of and c.kind != "id" and c.name not in but):
        name = _property(column)
        if column.kind == "text":
            texts = cells_out.texts(column, props.get(name, ()))
            values = {lang: texts[lang] for lang in source.langs(name) if lang in texts}
        else:
            values = {"": cells_out.cell(column, props[name])} if name in props else {}
        if any(values.values()):
            found[column.name] = values
    return found


def _entitled(filled: Filled, thing: NodeRow, source: Source) -> None:
    """Give a thing that has no label some title in its row: its own, or its id."""
    if "title" in thing.props:
        title = thing.props["title"].strip()
        lang = LANG if LANG in source.langs("labels") else source.langs("labels")[0]
        filled.setdefault("title", {lang: title if plain(title) else id_text(thing.id)})


def _tried(sheet: Sheet, filled: Filled, meant: NodeRow | EdgeRow, source: Source) -> Filled | None:
    """The row with what the reader would not make of its cells; None when it would refuse the row or mistake it."""
    stated = next((r for r in state(sheet, filled, _AT, source.reading) if isinstance(r, NodeRow | EdgeRow)), None)
    if stated is None or _identity(stated) != _identity(meant):
        return None
    names = (meant.props.keys() | stated.props.keys()) - {"path"}
    more = {name: meant.props.get(name) for name in names if meant.props.get(name) != stated.props.get(name)}
    return filled | ({MORE: {"": exact.written(more)}} if more else {})


def _identity(row: NodeRow | EdgeRow) -> tuple[object, ...]:
    return (row.label, row.id) if isinstance(row, NodeRow) else (row.type, row.start, row.end)


# --- things ------------------------------------------------------------------------------------------


def _nodes(sheet: Sheet, source: Source) -> Iterator[Filled]:
    for thing in source.nodes(sheet.states):
        if sheet.states == "Level" and thing.id in source.on_scale:
            continue
        id_ = thing.id if sheet.states == "Identifier" else id_text(thing.id)
        filled = {"id": {"": id_}} | _filled(sheet, thing.props, source)
        _entitled(filled, thing, source)
        linked = [n for column in sheet.columns if column.link for n in _link(sheet, column, thing, filled, source)]
        row = _tried(sheet, filled, thing, source) if plain(id_) else None
        if row is None:
            source.lose(thing)
            continue
        source.told(*linked)
        yield row


def _link(sheet: Sheet, column: Column, thing: NodeRow, filled: Filled, source: Source) -> list[int]:
    """Fill a column with the things that relationships join to this one; the numbers of those relationships."""
    beside = [each for each in sheet.columns if each.of == column.name]
    known = {each.prop for each in beside}
    found = [
        edge
        for edge in source.joined(column.link, thing, inward=column.inward)
        if _other(column, edge)[0] in column.labels and edge.props.keys() <= known and _fits(column, edge)
    ][: None if column.many else 1]
    texts = {each.name: cells_out.beside(each, [edge.props.get(each.prop) for edge in found]) for each in beside}
    ids = "; ".join(id_text(_other(column, edge)[1]) for edge in found)
    if not ids or len(ids) >= CELL_LIMIT or None in texts.values():  # then they are links
        return []
    filled[column.name] = {"": ids}
    filled.update({name: {"": text} for name, text in texts.items() if text})
    if sheet.states == "Identifier":
        filled["type"] = {"": _other(column, found[0])[0]}
    return [source.number(edge) for edge in found]


def _other(column: Column, edge: EdgeRow) -> tuple[str, str]:
    return edge.start if column.inward else edge.end


def _fits(column: Column, edge: EdgeRow) -> bool:
    id_ = _other(column, edge)[1]
    return plain(id_text(id_)) and not (column.many and ";" in id_)


# --- scales ------------------------------------------------------------------------------------------


def _scales(sheet: Sheet, source: Source) -> Iterator[Filled]:
    """A row about each scale, then one for each level whose id is the usual one."""
    for scale in source.nodes("Scale"):
        named = {"scale": {"": id_text(scale.id)}}
        row = _tried(sheet, named | _about(sheet, scale, source), scale, source) if plain(id_text(scale.id)) else None
        if row is None:
            source.lose(scale)
            continue
        yield row
        for edge in source.joined("HAS_LEVEL", scale):
            level = source.on_scale.get(edge.end[1])
            if level is not None:
                filled = named | _filled(sheet, level.props, source, _SCALE_ONLY)
                _entitled(filled, level, source)
                row = _tried_level(sheet, filled, level, source)
                source.told(source.number(edge))
                yield row


def _about(sheet: Sheet, scale: NodeRow, source: Source) -> Filled:
    filled = _filled(sheet, scale.props, source, _LEVEL_ONLY)
    low, high = scale.props.get("min"), scale.props.get("max")
    if low is not None and high is not None and low >= high:  # the reader would refuse such cells
        del filled["min"], filled["max"]
    return filled


def _tried_level(sheet: Sheet, filled: Filled, level: NodeRow, source: Source) -> Filled:
    row = _tried(sheet, filled, level, source)
    assert row is not None, level  # noqa: S101 - `on_scale` has only such levels as a row of their scale can state
    return row


# --- relationships -----------------------------------------------------------------------------------


def _edges(sheet: Sheet, source: Source) -> Iterator[Filled]:
    (start,), (end,) = (column.labels for column in sheet.ends)
    for edge in source.edges("type = ? AND sl = ? AND el = ?", sheet.states, start, end):
        ends = [_end(column, id_, source) for column, id_ in zip(sheet.ends, (edge.start[1], edge.end[1]), strict=True)]
        if None in ends or source.is_lost(edge):
            continue
        filled = _filled(sheet, edge.props, source)
        for each in ends:
            filled |= each or {}
        if "id" in edge.props:
            filled["id"] = {"": id_text(edge.props["id"])}
        row = _tried(sheet, filled, edge, source) if _whole(filled) else None
        if row is not None:
            source.told(source.number(edge))
            yield row


def _end(column: Column, id_: str, source: Source) -> Filled | None:
    """The cells that name the end of a relationship; None where none do."""
    if column.kind != "level":
        return {column.name: {"": id_text(id_)}}
    if id_ not in source.levels:
        return None
    scale, rank = source.levels[id_]
    return {column.name: {"": cells_out.cell(column, rank)}, column.scale: {"": id_text(scale)}}


def _whole(filled: Filled) -> bool:
    """Whether every cell comes back as it is; ids are not looked at one by one."""
    return all(plain(text) for texts in filled.values() for text in texts.values())


def _links(sheet: Sheet, source: Source) -> Iterator[Filled]:
    for edge in source.edges("n NOT IN (SELECT n FROM told)"):
        (start, first), (end, second) = edge.start, edge.end
        filled = {
            "relationship": {"": edge.type},
            "from": {"": first if start == "Identifier" else id_text(first)},
            "fromType": {"": start},
            "to": {"": second if end == "Identifier" else id_text(second)},
            "toType": {"": end},
        } | _filled(sheet, edge.props, source)
        row = _tried(sheet, filled, edge, source) if _whole(filled) and not source.is_lost(edge) else None
        if row is None:
            source.lose(edge)
        else:
            yield row
