"""The sheet of designations and competencies: out and in again, and which rows are rejected."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loaders.formats import FORMATS, recognise
from loaders.load import load, store_rows
from loaders.mapping_sheet import FORMAT, WRITING, reference, referred
from loaders.rows import Context, NodeRow, Row
from queries import answers
from queries.stores import Store
from tests.conftest import Run
from tests.loaders.karmayogi_rows import rejected, remarks
from tests.loaders.platform_rows import AT, LOCAL, OTHER, SUB, edge, facts, model, read_of, written

ROLES = ("kcm:DESG-000012", "sample:SO-MON", "igot:01_odcs_designation_DESG-000012", "https://example.org/r/1")
pairs = st.sets(st.tuples(st.sampled_from(ROLES), st.sampled_from([SUB, OTHER, LOCAL, "https://example.org/c?a=1"])))


def role(id_: str, title: str) -> NodeRow:
    return NodeRow("Role", id_, {"title": title}, AT)


@given(
    needs=pairs,
    names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=4, max_size=4),
)
def test_what_a_designation_requires_comes_in_again(run: Run, needs: set[tuple[str, str]], names: list[str]) -> None:
    rows: list[Row] = [edge("REQUIRES", ("Role", r), ("Competency", c)) for r, c in sorted(needs)]
    roles = [role(id_, f"={name}") for id_, name in zip(ROLES, names, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        path, losses = written(run, WRITING, [*model(), *roles, *rows], Path(folder))
        idle = len(ROLES) - len({r for r, _ in needs})
        named = len({role for role, _ in needs})
        assert [line for line in losses if line != f"{named} Role: only named"] == [
            "5 Competency: only named",
            *([f"{idle} Role without requirements"] if idle else []),
        ]
        again = read_of(FORMAT, path)
        assert not rejected(again)
        assert facts(again, "REQUIRES") == facts(rows, "REQUIRES")
        assert "'=" in path.read_text("utf-8") or not needs  # no cell of the sheet is a formula


@given(
    id_=st.sampled_from(["kcm", "igot", "x"]).flatmap(
        lambda p: st.text("AB-_:019", max_size=5).map(lambda t: f"{p}:{t}")
    )
)
def test_a_reference_names_what_it_was_written_for(id_: str) -> None:
    assert reference(referred(id_)) == id_


def test_rows_that_name_nothing_are_rejected_and_nothing_is_found_by_name(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(
        "designation,designation_name,competencies,more\n"
        "DESG-000012,Section Officer,COMSUBTHEME-000276; Handling Allowances ;COMSUBTHEME-000276,x\n"
        "Section Officer,,COMSUBTHEME-000276,\n"
        "DESG-000013,Clerk,,\n"
    )
    rows = read_of(FORMAT, path)
    assert facts(rows, "REQUIRES") == facts(
        [edge("REQUIRES", ("Role", "kcm:DESG-000012"), ("Competency", SUB))], "REQUIRES"
    )
    assert [(r.at.line, r.value) for r in rejected(rows)] == [(2, "Handling Allowances"), (3, "Section Officer")]
    assert remarks(rows, "columns not kept") == ["more"]
    assert remarks(rows, "row repeated") == [f"kcm:DESG-000012 {SUB}"]
    assert remarks(rows, "designation without competencies") == ["DESG-000013"]
    assert recognise(path) is FORMATS["mapping-sheet"]


def test_levels_are_a_loss_that_is_told(run: Run, tmp_path: Path) -> None:
    need = edge("REQUIRES", ("Role", ROLES[0]), ("Competency", SUB), level=2.0, scale="kcm-3", essential=False)
    _, losses = written(run, WRITING, [*model(), role(ROLES[0], "SO"), need], tmp_path)
    assert losses == [
        "5 Competency: only named", "1 REQUIRES.essential", "1 REQUIRES.level", "1 REQUIRES.scale", "1 Role: only named"
    ]  # fmt: skip


def test_the_sheet_is_a_requirement_without_level(store: Store, run: Run, tmp_path: Path) -> None:
    run(store_rows(store, [*model(), role(ROLES[0], "Section Officer")], origin="t", format="t"))
    path = tmp_path / "sheet.csv"
    path.write_text("designation,competencies\nDESG-000012,COMSUBTHEME-000276\nDESG-000099,COMSUBTHEME-000276\n")
    report = run(load(store, FORMAT, path, Context()))
    assert [r.value for r in report.rejected] == ["kcm:DESG-000099"]
    at = "2030-01-01T00:00:00Z"
    found = run(answers.role_coverage(store, [ROLES[0]], at, run(answers.scales(store, at))))[ROLES[0]]
    assert [(o.needed.competency, o.needed.levels) for o in found.offers] == [(SUB, ())]
