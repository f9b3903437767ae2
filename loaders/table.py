"""Any table, CSV or XLSX: the standard sheets by their names, other tables through a mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from loaders import delimited
from loaders.binding import Binding, Bound, bind
from loaders.cells import CellError, cleaned, is_tag
from loaders.columns import hint, similar
from loaders.delimited import Line
from loaders.levelnames import LevelNames
from loaders.mapping import Mapped, Mapping, mapping, tidy
from loaders.rows import Context, Format, Rejected, Remark, Row, SourceError
from loaders.sheet_row import Reading
from loaders.sheets import SHEETS, standard
from loaders.statements import state
from loaders.tables import BOOKS, TEXTS, Table, opened, stem, suffix


def read(path: Path, context: Context) -> Iterator[Row]:
    """The rows of a table, a workbook or a directory of tables.

    Options: see FORMAT. SourceError when it is no table, no sheet of it is known, a required column is missing,
    or nothing is stated.
    """
    plan = mapping(context.options.get("mapping"))
    reading = Reading(_prefix(path, context), _lang(plan, context), LevelNames.of(context.scales))
    stated = False
    with opened(path, context.options) as tables:
        for row in _read(path, tables, plan, reading):
            stated = stated or not isinstance(row, Remark)
            yield row
    if not stated:
        raise SourceError(path.name, "states nothing: there is no row below a header")


def origin(path: Path, context: Context) -> str:
    """The source's name: as given, else `table:` and the prefix or the organisation."""
    return (
        context.options.get("origin")
        or f"table:{context.options.get('prefix', '').removesuffix(':') or _organisation(path, context)}"
    )


def recognises(path: Path) -> bool:
    """Whether it is a workbook or a delimited file by its name, or a directory with standard sheets."""
    if not path.is_dir():
        return suffix(path) in {".csv", ".tsv", *BOOKS}
    return any(_suits(each) for each in path.iterdir() if suffix(each) in TEXTS and standard(stem(each)))


def _suits(path: Path) -> bool:
    binding = Binding(stem(path), Mapped(), "en")
    try:
        first = next(delimited.lines(path, {}, binding.known))
    except SourceError:
        return False
    return not isinstance(first, Rejected) and binding.suits(first[1])


def _read(path: Path, tables: list[Table], plan: Mapping, reading: Reading) -> Iterator[Row]:
    bindings = _bindings(path, tables, plan, reading.lang)
    for table, binding in sorted(zip(tables, bindings, strict=True), key=lambda each: each[1].order):
        if binding.readable:
            yield from _rows(table, binding, reading)
        else:
            close = similar(table.name, SHEETS)
            yield Remark(table.at, "sheet not read", f"{table.name} (nearest: {close})" if close else table.name)
    if not any(binding.readable for binding in bindings):
        named = ", ".join(table.name for table in tables)
        reason = f"no sheet is known: {named}" if tables else "there is no table in it"
        raise SourceError(path.name, reason, f"name it one of {', '.join(SHEETS)}, or give a mapping")


def _bindings(path: Path, tables: list[Table], plan: Mapping, lang: str) -> list[Binding]:
    names = [tidy(table.name) for table in tables]
    for name in plan.tables:
        if name not in names:
            raise SourceError(path.name, f"the mapping's sheet {name!r} is not there", hint(name, names))
    if plan.every is not None and len(tables) > 1:
        raise SourceError(path.name, "the mapping is for one table, here are several", "put it under the sheet's name")
    every = plan.every or Mapped()
    return [Binding(table.name, plan.tables.get(name, every), lang) for table, name in zip(tables, names, strict=True)]


def _rows(table: Table, binding: Binding, reading: Reading) -> Iterator[Row]:
    bound: Bound | None = None
    for line in table.lines(binding.known):
        if isinstance(line, Rejected):
            yield line
        elif bound is None:
            remarks: list[Remark] = []
            bound = bind(binding, line[1], line[0], remarks.append)
            yield from remarks
        else:
            yield from _row(line, bound, reading)
    if bound is None:
        yield Remark(table.at, "sheet is empty", table.name)


def _row(line: Line, bound: Bound, reading: Reading) -> Iterator[Row]:
    """What one line states in each sheet that it fills; a spreadsheet's error rejects the whole line."""
    at, raw = line
    remarks: list[Row] = []

    def note(kind: str, text: str) -> None:
        remarks.append(Remark(at, kind, text))

    try:
        cells = {index: cleaned(raw[index], note) if index < len(raw) else "" for index in bound.used}
    except CellError as error:
        yield Rejected(at, error.reason, error.value, error.suggestion)
        return
    for number in (index + 1 for index, text in enumerate(raw) if text.strip() and index not in bound.titled):
        note("cell without a header not read", f"column {number}")  # not the text: it may be a person's
    yield from remarks
    for feed in bound.feeds:
        if filled := feed.filled(cells):
            yield from state(feed.sheet, filled, at, reading)


def _lang(plan: Mapping, context: Context) -> str:
    """The language of texts in columns that name none."""
    lang = context.options.get("lang", "en" if plan.lang is None else plan.lang)
    if lang and not is_tag(lang):
        raise SourceError("option lang", f"{lang!r} is no language tag", "such as lang=hi")
    return lang


def _prefix(path: Path, context: Context) -> str:
    """What stands before the `:` of a bare id."""
    given = context.options.get("prefix", "").removesuffix(":")
    if re.search(r"\s", given):
        raise SourceError("option prefix", f"{given!r} has white space", "such as prefix=ministry")
    return given or f"table.{_organisation(path, context)}"


def _organisation(path: Path, context: Context) -> str:
    """The organisation's name for ids: the option, else of the file, or the directory of a file named after a sheet."""
    full = path.resolve()
    whose = full.parent if full.is_file() and standard(stem(full)) else full
    named = context.options.get("organisation") or (whose.name if whose.is_dir() else stem(whose))
    # other scripts stay: only what would break an id goes
    slug = re.sub(r"[\x00-/:-@\[-`{-\x7f]+", "-", named).strip("-").lower()
    return slug or "table"


FORMAT = Format(
    "table",
    "Any CSV, TSV or XLSX: the standard sheets, or other tables through a mapping file.",
    read,
    recognises,
    origin,
    complete=False,
    options={
        "mapping": "A .json or .toml file: which columns fill which standard sheets.",
        "organisation": "Whose table it is: bare ids become table.<organisation>:<id>. Left out: the file's name.",
        "prefix": "The whole prefix of bare ids, instead of table.<organisation>.",
        "origin": "The source that the table restates, such as esco. Left out: table:<prefix or organisation>.",
        "lang": "The language of columns that name none. Left out: en.",
        "sheet": "The standard sheet that a CSV file holds. Left out: the file's name.",
        "encoding": "The file's encoding. Left out: UTF-8, or UTF-16 by its byte order mark.",
        "delimiter": "tab, comma, semicolon, pipe or the character. Left out: found.",
    },
)
