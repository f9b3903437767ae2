"""What each format carries of each fact of the model: docs/formats.md, made here and committed.

The important thing is that nothing is lost in silence: what does not come back was told by the writer.
Run with KARMAGRAPH_WRITE=1 to write the page again.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from loaders.exports import WRITINGS, put
from loaders.formats import FORMATS
from loaders.rows import Context, EdgeRow, NodeRow, Row
from ontology.model import NODES
from tests.conftest import ROOT, Run
from tests.loaders.matrix_files import (
    csv_without_more,
    without_extensions,
    without_our_vocabulary,
    without_state,
    xlsx_without_more,
)
from tests.loaders.matrix_rows import IS_THERE, SCALES, Fact, facts, graph, rounds

PAGE = ROOT / "docs" / "formats.md"
CARRIED, EXTENSION, LOST = "●", "○", "–"


@dataclass(frozen=True, slots=True)
class Column:
    """A written format with its reader, and how its own extensions are taken out of a file."""

    name: str
    writing: str
    reader: str
    plain: Callable[[Path, Path], Path] | None = None
    options: dict[str, str] = field(default_factory=dict)
    reading: dict[str, str] = field(default_factory=dict)


LINK = {"link": "yes"}
COLUMNS = (
    Column("csv", "csv", "table", csv_without_more),
    Column("xlsx", "xlsx", "table", xlsx_without_more),
    Column("RDF", "turtle", "rdf", without_our_vocabulary, {"at": "2026-01-01T00:00:00Z"}),
    Column(
        "RDF, profile esco", "turtle", "rdf", without_our_vocabulary, {"at": "2026-01-01T00:00:00Z", "profile": "esco"}
    ),
    Column("case 1.1", "case", "case", without_extensions, reading=LINK),
    Column("case 1.0", "case", "case", None, {"version": "1.0"}, LINK),
    Column("ctdlasn", "ctdlasn", "ctdlasn", without_our_vocabulary),
    Column("sunbird", "sunbird", "sunbird"),
    Column("tags-v6", "tags-v6", "tags"),
    Column("mapping-sheet", "mapping-sheet", "mapping-sheet"),
    Column("sssom", "sssom", "sssom", without_state),
    Column("passbook", "passbook", "passbook"),
)


def write(run: Run, column: Column, rows: list[NodeRow | EdgeRow], folder: Path) -> tuple[Path, list[str]]:
    async def content() -> AsyncIterator[NodeRow | EdgeRow]:
        for row in rows:
            yield row

    writing = WRITINGS[column.writing]
    path = folder / f"written{writing.ending}"
    return path, run(put(writing, path, content, dict(column.options)))


def read(column: Column, path: Path) -> list[Row]:
    fmt = FORMATS["rdf" if path.suffix == ".nq" else column.reader]
    return list(fmt.read(path, Context(SCALES, dict(column.reading))))


Cells = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def matrix(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    """The cell of each fact in each column."""
    return {column.name: cells(run, column, tmp_path_factory.mktemp("matrix")) for column in COLUMNS}


def shown(matrix: dict[str, Cells], group: str, name: str) -> tuple[str, ...]:
    """The cells of a fact as the page has them."""
    return tuple(found[group, name] for found in matrix.values())


def cells(run: Run, column: Column, folder: Path) -> Cells:
    """The cell of each fact; facts that are lost are LOST, told or not."""
    found: Cells = {}
    for n, some in enumerate(rounds([fact for fact in facts() if known(column, fact)])):
        place = folder / str(n)
        place.mkdir()
        path, _ = write(run, column, graph(some), place)
        rows = read(column, path)
        bare = read(column, column.plain(path, place)) if column.plain else rows
        for fact in some:
            found[fact.group, fact.name] = CARRIED if fact.within(bare) else EXTENSION if fact.within(rows) else LOST
    return {(fact.group, fact.name): found.get((fact.group, fact.name), LOST) for fact in facts()}


def known(column: Column, fact: Fact) -> bool:
    """Whether the writer gets the fact at all: without a history it gets what is valid at one date."""
    return WRITINGS[column.writing].history or not fact.ended


def told(run: Run, column: Column, fact: Fact, folder: Path) -> bool:
    """Whether the writer says more of a graph with the fact than of those without it, besides what goes with it."""
    with_ = graph([fact])
    _, lines = write(run, column, with_, folder)
    for without in (graph(), graph(but=[fact])):
        along = {row.type for row in with_ if isinstance(row, EdgeRow) and row not in without} - {_type_of(fact)}
        more = set(lines) - set(write(run, column, without, folder)[1])
        if any(not along & set(re.findall(r"\w+", line)) for line in more):
            return True
    return False


def _type_of(fact: Fact) -> str:
    return fact.row.type if isinstance(fact.row, EdgeRow) else ""


def silent(run: Run, column: Column, found: Cells, folder: Path) -> list[str]:
    """The facts that are lost and not told; what belongs to something that is lost is told with it."""
    lost = [fact.row for fact in facts() if fact.name == IS_THERE and found[fact.group, IS_THERE] == LOST]
    things = {(row.label, row.id) for row in lost if isinstance(row, NodeRow)}
    return [
        f"{fact.group}: {fact.name}"
        for fact in facts()
        if found[fact.group, fact.name] == LOST
        and known(column, fact)
        and not (fact.row in lost and fact.name != IS_THERE)
        and not owners(fact.row) & things
        and not told(run, column, fact, folder)
    ]


def owners(row: NodeRow | EdgeRow) -> set[tuple[str, str]]:
    """Without what a row says nothing: the ends of a relationship, the thing that an identifier names."""
    if isinstance(row, EdgeRow):
        return {row.start, row.end}
    return {edge.end for edge in graph() if isinstance(edge, EdgeRow) and edge.type == "OF" and edge.start[1] == row.id}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_nothing_is_lost_in_silence(run: Run, tmp_path: Path, matrix: dict[str, Cells], column: Column) -> None:
    assert silent(run, column, matrix[column.name], tmp_path) == []


# --- the page --------------------------------------------------------------------------------------------

HEAD = f"""# What each format carries

Made by `tests/loaders/test_matrix.py`: each fact stands in a small graph, which is written, read again and compared.
`KARMAGRAPH_WRITE=1` writes this page anew.

- {CARRIED} carried, in the format's own words
- {EXTENSION} carried as an extension: it does not come back when our additions are taken out of the file
- {LOST} lost, and told with a count by the export

| format | an extension is | options |
|---|---|---|
| csv, xlsx | what stands in the column `more` | |
| RDF (all six syntaxes) | a statement with a property or class of our vocabulary, `kg:` | `at` |
| RDF, profile esco | the same | `profile=esco` |
| case 1.1 | `extensions` and associations `ext:` | reading: `link=yes` |
| case 1.0 | it has none | `version=1.0`; reading: `link=yes` |
| ctdlasn | as RDF | |
| sssom | the slot `state` | |
| sunbird, tags-v6, mapping-sheet, passbook | they have none | |

*is there*: the thing or relationship itself. *more languages*: a text in a second language beside the first.
*that it has ended*: formats without a history are given what is valid at one date, and so never what has ended; this
alone is not told. What belongs to a thing that is lost (properties, relationships, identifiers) is told with the thing.
tags-v6, mapping-sheet, sssom and passbook only refer to competencies, which must be loaded first.
"""


def page(matrix: dict[str, Cells]) -> str:
    """The page: a table of nodes, one of relationships; facts with equal cells in one row, equal groups together."""
    names = [column.name for column in COLUMNS]
    parts = [HEAD]
    for title, wanted in (("Things", set(NODES)), ("Relationships", None)):
        parts.append(f"\n## {title}\n\n| | fact | {' | '.join(names)} |\n|---|---|{':-:|' * len(names)}\n")
        chosen = [fact for fact in facts() if (fact.group in NODES) == (wanted is not None)]
        for groups, rows in _groups(chosen, matrix).items():
            for n, (said, found) in enumerate(rows):
                parts.append(f"| {'' if n else ', '.join(groups)} | {said} | {' | '.join(found)} |\n")
    return "".join(parts)


def _groups(chosen: list[Fact], matrix: dict[str, Cells]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    alike: dict[tuple[Any, ...], list[str]] = {}
    for group, found in groupby(chosen, key=lambda fact: fact.group):
        rows: dict[tuple[str, ...], list[str]] = {}
        for fact in found:
            rows.setdefault(shown(matrix, group, fact.name), []).append(fact.name)
        alike.setdefault(tuple((", ".join(names), row) for row, names in rows.items()), []).append(group)
    return {tuple(groups): rows for rows, groups in alike.items()}


def test_the_page_says_what_each_format_carries(matrix: dict[str, Cells]) -> None:
    fresh = page(matrix)
    if os.environ.get("KARMAGRAPH_WRITE"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert PAGE.read_text("utf-8") == fresh, "run again with KARMAGRAPH_WRITE=1"
