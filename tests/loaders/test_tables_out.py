"""Tables out: what is written loads again as the same, whatever the content, and no cell is a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings

from loaders import sample, table
from loaders.content import SERVICE, Scope, content
from loaders.exports import WRITINGS, export
from loaders.load import Options, load, store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Place, Rejected, Row
from loaders.sheets import SHEETS
from loaders.spool import coerced
from ontology.model import NODES, RELS
from queries.stores import Store, connect
from tests.conftest import Run, wipe
from tests.loaders.test_readback import sources
from tests.queries import one_of_each

AT = Place("rows")
Facts = list[tuple[Any, ...]]
TABLES = {name: WRITINGS[name] for name in ("csv", "xlsx")}
INCOMPLETE = {"p2", "of:nothing"}
"""A posting without officer or role, an identifier of nothing: no row states them."""


def facts(rows: list[Row]) -> Facts:
    """What rows state, in the model's types, without what the service derives."""
    found: Facts = []
    for row in rows:
        if isinstance(row, NodeRow) and row.label not in SERVICE:
            props = coerced(NODES[row.label].props, row.props)
            found.append((row.label, row.id, {name: value for name, value in props.items() if name != "path"}))
        elif isinstance(row, EdgeRow):
            found.append((row.type, row.start, row.end, coerced(RELS[row.type].props, row.props)))
    return sorted(found, key=repr)


def write(run: Run, name: str, rows: list[Row], path: Path) -> list[str]:
    """Write rows as a store would give them."""

    async def given_rows() -> AsyncIterator[NodeRow | EdgeRow]:
        for row in sorted((row for row in rows if isinstance(row, NodeRow)), key=lambda row: row.id):
            if row.label not in SERVICE:
                yield row
        for edge in rows:
            if isinstance(edge, EdgeRow):
                yield edge

    async def written() -> list[str]:
        return await WRITINGS[name].write(given_rows, path, {})

    losses: list[str] = run(written())
    return losses


def read(path: Path, **options: str) -> list[Row]:
    rows = list(table.read(path, Context(options=options)))
    assert not [row for row in rows if isinstance(row, Rejected)]
    return rows


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(rows=sources())
def test_whatever_is_written_reads_as_the_same(run: Run, name: str, rows: list[Row]) -> None:
    """But for things without what their sheet requires, and what belongs to them: these are counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{WRITINGS[name].ending}"
        losses = write(run, name, rows, path)
        back = facts(read(path))
    lost = [fact for fact in facts(rows) if fact not in back]
    assert [fact for fact in back if fact not in facts(rows)] == []
    assert {fact[0] for fact in lost} <= {"Posting", "Identifier", "HAS_POSTING", "AS", "AT", "OF"}
    assert len(lost) == sum(int(line.partition(" ")[0]) for line in losses)
    kept = {fact[1] for fact in back}
    assert all(_incomplete(fact, rows) for fact in lost if fact[1] not in kept and isinstance(fact[1], str))


def _incomplete(fact: tuple[Any, ...], rows: list[Row]) -> bool:
    """Whether a posting has no officer or no role, or an identifier names nothing."""
    edges = [row for row in rows if isinstance(row, EdgeRow)]
    if fact[0] == "Identifier":
        return not [edge for edge in edges if edge.type == "OF" and edge.start[1] == fact[1]]
    joined = {edge.type for edge in edges if fact[1] in (edge.start[1], edge.end[1])}
    return not {"HAS_POSTING", "AS"} <= joined


def test_the_sample_with_people_reads_as_the_same(run: Run, tmp_path: Path) -> None:
    rows = read(sample.folder(), prefix=sample.about()["prefix"])
    assert write(run, "csv", rows, tmp_path / "out") == []
    assert facts(read(tmp_path / "out")) == facts(rows)


async def stated(store: Store) -> Facts:
    return facts([row async for row in content(store, Scope(people=True))])


def test_it_loads_elsewhere_as_the_same_and_here_without_change(run: Run, store: Store, tmp_path: Path) -> None:
    rows = [row for row in one_of_each.rows() if getattr(row, "id", "") not in INCOMPLETE]
    run(store_rows(store, rows, origin=one_of_each.ORIGIN, format="test"))
    before = run(stated(store))
    elsewhere = run(connect(f"embedded:{tmp_path / 'store'}", exclusive=True))
    try:
        for name, writing in TABLES.items():
            path = tmp_path / f"{name}{writing.ending}"
            assert run(export(store, writing, path, Scope(people=True), {})) == []
            again = run(load(store, table.FORMAT, path, Context(options={"origin": one_of_each.ORIGIN})))
            assert (again.created, again.changed, again.retired, again.rejected) == ({}, {}, {}, [])
            run(wipe(elsewhere))
            assert not run(load(elsewhere, table.FORMAT, path, Context())).rejected
            assert run(stated(elsewhere)) == before
    finally:
        run(elsewhere.close())


def test_what_was_stated_before_is_written_too(run: Run, store: Store, tmp_path: Path) -> None:
    """A requirement that was re-levelled is there twice, with its dates."""
    for level, at in ((1, "2025-01-01T00:00:00Z"), (2, "2025-06-01T00:00:00Z")):
        run(store_rows(store, leveled(level), origin="o", format="test", complete=True, options=Options(at=at)))
    path = tmp_path / "out"
    run(export(store, TABLES["csv"], path, Scope(), {}))
    back = [row for row in read(path) if isinstance(row, EdgeRow) and row.type == "REQUIRES"]
    dated = {(row.props["level"], row.props.get("since"), row.props.get("until")) for row in back}
    assert dated == {(1, None, "2025-06-01T00:00:00Z"), (2, "2025-06-01T00:00:00Z", None)}


def leveled(level: float) -> list[Row]:
    scale = [NodeRow("Scale", "k:k", {"title": "K", "kind": "interval", "min": 0, "max": 7}, AT)]
    things = [NodeRow(label, id_, {"title": id_}, AT) for label, id_ in (("Role", "r:1"), ("Competency", "c:1"))]
    props = {"level": level, "scale": "k:k"}
    return [*scale, *things, EdgeRow("REQUIRES", ("Role", "r:1"), ("Competency", "c:1"), AT, props)]


HOSTILE = ["=1+1", "+1", "-1", "@x", "'=1", "''", "'plain", "\t=1", "a\nb", "#N/A", " x ", "\r=1", "yes; no", "_x0041_"]


def hostile(text: str) -> list[Row]:
    props = {"title": text, "labels": [f"en|{text}", "hi|अधिकारी", "|x"], "altLabels": [f"hi|{text}"], "grade": text}
    return [NodeRow("Role", "r:1", props, AT)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_text_that_a_spreadsheet_would_change_comes_back(run: Run, tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / f"out{TABLES[name].ending}"
    assert write(run, name, hostile(text), path) == []
    assert facts(read(path)) == facts(hostile(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(run: Run, tmp_path: Path, text: str) -> None:
    write(run, "csv", hostile(text), tmp_path / "out")
    content = (tmp_path / "out" / "roles.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)) for cell in row]
    assert "अधिकारी" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    write(run, "xlsx", hostile(text), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert {cell.data_type for row in book["roles"].iter_rows() for cell in row if cell.value} == {"s"}


def test_the_same_content_is_the_same_bytes(run: Run, tmp_path: Path) -> None:
    rows = one_of_each.rows()
    for place in ("a", "b"):
        write(run, "xlsx", rows, tmp_path / f"{place}.xlsx")
        write(run, "csv", rows, tmp_path / place)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / place).iterdir()} for place in ("a", "b"))
    assert one == other


def test_licence_and_attribution_go_along(run: Run, tmp_path: Path) -> None:
    terms = {"licence": "CC BY 4.0", "attribution": "By the ministry."}
    rows: list[Row] = [NodeRow("Framework", "f:1", {"title": "F"} | terms, AT)]
    write(run, "csv", rows, tmp_path / "out")
    assert all(term in (tmp_path / "out" / "README.md").read_text("utf-8") for term in terms.values())
    write(run, "xlsx", rows, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    shown = " ".join(str(row[0]) for row in book["Read me"].iter_rows(values_only=True))
    assert all(term in shown for term in terms.values())


def test_a_text_that_a_workbook_cannot_hold_is_told(run: Run, tmp_path: Path) -> None:
    rows: list[Row] = [
        NodeRow("Role", "r:1", {"title": "R", "labels": ["en|R"], "definitions": ["en|" + "x" * 40_000]}, AT)
    ]
    [loss] = write(run, "xlsx", rows, tmp_path / "out.xlsx")
    assert loss.startswith("1 × roles: text longer")
    assert write(run, "csv", rows, tmp_path / "out") == []
    assert facts(read(tmp_path / "out")) == facts(rows)


def test_more_members_than_a_cell_holds_are_links(run: Run, tmp_path: Path) -> None:
    members = [NodeRow("Competency", f"c:{'x' * 200}{number}", {"title": "C"}, AT) for number in range(200)]
    collection = NodeRow("Collection", "k:1", {"title": "K"}, AT)
    ends = [("Collection", collection.id), *(("Competency", member.id) for member in members)]
    rows: list[Row] = [collection, *members, *(EdgeRow("MEMBER", ends[0], end, AT) for end in ends[1:])]
    assert write(run, "xlsx", rows, tmp_path / "out.xlsx") == []
    assert facts(read(tmp_path / "out.xlsx")) == facts(rows)


def test_two_sources_that_differ_are_told(run: Run, tmp_path: Path) -> None:
    one, other = (leveled(level) for level in (1, 2))
    [loss] = write(run, "csv", [*one, other[-1]], tmp_path / "out")
    assert "r:1 REQUIRES c:1" in loss


def test_columns_are_all_there_and_texts_once_for_each_language(run: Run, tmp_path: Path) -> None:
    write(run, "csv", hostile("x"), tmp_path / "out")
    [header, _] = csv.reader((tmp_path / "out" / "roles.csv").read_text("utf-8-sig").splitlines())
    plain = list(dict.fromkeys(name.partition("@")[0] for name in header))
    assert plain == [column.name for column in SHEETS["roles"].columns]
    assert [name for name in header if name.startswith("title")] == ["title@en", "title@hi"]
