"""What docs/indicators.md tells of the sample is a plain count over its files, and the program's own answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from loaders.sample import load_sample
from queries.reports import REPORTS
from queries.reports_asking import Asked, Desk, desk
from queries.stores import connect
from tests.conftest import Run
from tests.samples.sample_example import OFFICER, example
from tests.samples.sample_figures import CLASSES, Figures

PAGE = (Path(__file__).parents[2] / "docs" / "indicators.md").read_text(encoding="utf-8")
BEGIN, END = "<!-- worked examples: begin -->\n", "\n<!-- worked examples: end -->"
AS_OF = "2026-11-23T18:30:00Z"
ROW = re.compile(r"^\| ([A-Z]\w*\.?\d\d.*?) \| .* \| (.*?) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures()


@pytest.fixture(scope="module")
def asked(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The program, asked of the sample."""

    async def made() -> Desk:
        store = await connect(f"embedded:{tmp_path_factory.mktemp('sample') / 'store'}", exclusive=True)
        try:
            await load_sample(store)
            return await desk(store, AS_OF)
        finally:
            await store.close()

    found: Desk = run(made())
    return found


def table() -> str:
    return PAGE.partition("## The reports")[2].partition("\n## ")[0]


def worked() -> str:
    return PAGE.partition(BEGIN)[2].partition(END)[0]


def test_each_figure_of_the_page_is_a_plain_count(figures: Figures) -> None:
    assert {
        m[1]: m[2] for m in ROW.finditer(table().replace(" (no module is shown beside: 1,076)", ""))
    } == figures.told()


def test_the_worked_examples_are_plain_counts(figures: Figures) -> None:
    assert worked() == example(figures), "python -m tests.samples.sample_example prints them"


def test_each_report_has_a_figure_and_a_worked_example() -> None:
    for text in (table(), worked()):
        ids = {id_ for m in ROW.finditer(text) for id_ in spelled(m[1])}
        assert ids == set(REPORTS)


def spelled(ids: str) -> list[str]:
    """The ids of a row: `S3.13–S3.17` are five."""
    first, dash, last = ids.partition("–")
    return [f"S3.{n}" for n in range(int(first[3:]), int(last[3:]) + 1)] if dash else ids.split(", ")


def test_the_program_says_the_same_of_all(figures: Figures, asked: Desk) -> None:
    who, kinds = [*figures.officers.values()], [gap.kind for gap in figures.posting_gaps]
    plain: dict[str, float] = {
        "M3.55": len(kinds), "OL05": sum(len(one.gaps) for one in who) / len(who),
        "OL01": sum(len(one.verdicts) for one in who) / len(who), "OL02": sum(one.declared for one in who) / len(who),
        "OL11": sum(gap.still_open for one in who for gap in one.gaps) / len(who),
        "M2.22": sum(figures.own().values()) / len(figures.own()), "M2.08": len(figures.unbuilt()[0]),
        "C1.04": figures.reach()[0] / figures.reach()[1],
    }  # fmt: skip
    plain |= {f"S3.{14 + n}": kinds.count(kind) / len(kinds) for n, kind in enumerate(CLASSES)}
    for id_, wanted in plain.items():
        assert value(asked, id_) == pytest.approx(wanted), id_
    for row, text in figures.told().items():
        for id_, one in zip(spelled(row), text.split("; "), strict=False):
            assert rounded(one, value(asked, id_)) == one.split()[0], id_


def test_the_program_says_the_same_of_the_officer(asked: Desk) -> None:
    told = {id_: m[2] for m in ROW.finditer(worked()) for id_ in spelled(m[1]) if id_.startswith(("OL", "M3"))}
    for id_, text in told.items():
        assert rounded(text, value(asked, id_, f"sample:{OFFICER}")) == text, id_


def value(asked: Desk, id_: str, officer: str | None = None) -> Any:
    return asked.answer(REPORTS[id_], Asked(officer=officer)).total.value


def rounded(like: str, figure: float) -> str:
    """A figure, to as many places as one on the page."""
    word = like.split(maxsplit=1)[0]
    places = len(word.rstrip("%").partition(".")[2])
    return f"{figure:.{places}%}" if word.endswith("%") else f"{figure:,.{places}f}"
