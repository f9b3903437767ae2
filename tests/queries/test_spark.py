"""Spark over Parquet says what DuckDB says: of random populations, how all stand, every indicator, and the roll-up."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from ibis.expr.types import Table

from loaders.rows import EdgeRow, NodeRow, Row
from queries import answers, question, reports_figures, reports_texts
from queries.population import OFFICER, POSTING, SCHEMAS
from queries.population_spark import spark, startable
from queries.population_tables import Engine, arrow, filled, standings, steps, text
from queries.reports import REPORTS
from queries.reports_asking import KINDS, Asked, Desk, desk
from queries.reports_names import year_before
from queries.rollup import RolledUp, roll_up
from queries.rollup_parts import BANDS, CELLS, DUE, DUE_SETS, SETS, SUMS
from queries.stores import Store, connect
from queries.stores.errors import StoreError
from tests.commands import karmagraph
from tests.conftest import Run, missing
from tests.queries.populations import populations
from tests.queries.test_answers import put
from tests.queries.worlds import DAYS, World

WORLDS = 6
"""Random populations beside each other: a query of Spark takes its half second, however few the rows."""

AS_OF = DAYS[3]
SMALL = {
    "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1", "spark.sql.adaptive.enabled": "false",
    # a compiler for a few rows costs more than it saves: Spark's of Java, and Java's own second one
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}  # fmt: skip


@pytest.fixture(scope="module")
def nation(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store with several random populations."""
    uri = f"embedded:{tmp_path_factory.mktemp('nation') / 'store'}"
    store = run(connect(uri))
    found: list[Row] = []

    @settings(
        max_examples=WORLDS, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    @given(world=populations())
    def draw(world: World) -> None:
        found.extend(apart(world, f"{len(found)}:"))

    draw()
    put(run, store, found)
    run(store.close())
    return uri


@pytest.fixture
def store(run: Run, nation: str) -> Iterator[Store]:
    """The store, open."""
    found = run(connect(nation))
    yield found
    run(found.close())


@pytest.fixture
def options() -> list[str]:
    """What the command needs to count on a small session; a skip where there is no Spark."""
    try:
        startable()
    except StoreError as error:
        missing(f"{error}: {error.hint}")
    return ["--master", "local[1]", *(f"--conf={name}={value}" for name, value in SMALL.items())]


def apart(world: World, prefix: str) -> Iterator[Row]:
    """A population whose ids, and scales, are nobody else's."""
    for row in world:
        assert isinstance(row, NodeRow | EdgeRow)
        props = {k: prefix + v if k in {"id", "scale"} and v else v for k, v in row.props.items()}
        if isinstance(row, NodeRow):
            yield replace(row, id=prefix + row.id, props=props)
        else:
            start, end = ((label, prefix + id_) for label, id_ in (row.start, row.end))
            yield replace(row, props=props, start=start, end=end)


# --- the roll-up ---------------------------------------------------------------------------------------------


async def kept(store: Store) -> dict[str, list[str]]:
    """The parts of the roll-up that a store keeps."""
    rows = await store.ask(question("rollup/kinds"), kinds=[CELLS, SETS, DUE, DUE_SETS, SUMS, BANDS])
    return {f"{row['kind']} {row['organisation']} {row['subject']}": sorted(row["counts"]) for row in rows}


def test_the_rollup_is_the_same(run: Run, nation: str, options: list[str], tmp_path: Path) -> None:
    done = karmagraph("spark", tmp_path / "counting", "--as-of", AS_OF, "--json", "--store", nation, *options)
    assert done.returncode == 0, done.stderr
    assert b"Spark counts" in done.stderr
    assert not [*(tmp_path / "counting").iterdir()], "officers' records stand there"

    async def counted() -> tuple[dict[str, list[str]], RolledUp, dict[str, list[str]]]:
        store = await connect(nation)
        on_spark = await kept(store)
        again = await roll_up(store, AS_OF, anew=True)
        found = on_spark, again, await kept(store)
        await store.close()
        return found

    on_spark, again, here = run(counted())
    assert on_spark == here
    told = orjson.loads(done.stdout)
    assert (again.cells, again.sums, again.written) == (told["cells"], told["sums"], 0)
    kinds = Counter(name.partition(" ")[0] for name in on_spark)
    assert min(kinds[kind] for kind in (CELLS, SETS, DUE, DUE_SETS, SUMS, BANDS)) > 0, kinds


# --- how all stand, and the indicators -----------------------------------------------------------------------

FIGURES: tuple[Callable[..., Table], ...] = (
    reports_texts.averages, reports_texts.by_organisation, reports_texts.gap_classes, reports_texts.required_steps,
    reports_texts.courses, reports_texts.enrolled, reports_texts.ratings, reports_texts.reach,
)  # fmt: skip


def everything() -> Iterator[tuple[str, Table]]:
    """All that is computed of a population, in order."""
    yield from (*steps(OFFICER), *steps(POSTING))
    yield "officer_values", reports_figures.officer_values(standings())
    for figure in FIGURES:
        yield figure.__name__, figure(standings())


async def asked(store: Store) -> tuple[Engine, dict[str, dict[str, str]]]:
    """The tables of a store's population, and what is asked: of all together, and by one thing."""
    engine = await filled(store, AS_OF, await answers.scales(store, AS_OF))
    each = {
        "posting_keys": ("SELECT posting, {} FROM postings", "organisation"),
        "competency_keys": ("SELECT DISTINCT competency, {} FROM requirements", "competency"),
        "module_keys": ("SELECT DISTINCT module, {} FROM coverage", "module"),
    }
    for name, (wanted, by) in each.items():
        key = [*reports_figures.KEYS[name]][1]
        both = (wanted.format(f"{one} AS {key}") for one in ("''", f"coalesce({by}, 'nowhere')"))
        engine.keep(name, " UNION ALL ".join(both))
    engine.create("fill", [("",)], reports_figures.KEYS["fill"])
    engine.create("window", [(year_before(AS_OF),)], reports_figures.KEYS["window"])
    return engine, SCHEMAS | reports_figures.KEYS


@pytest.mark.usefixtures("options")
def test_every_table_and_figure_is_the_same(run: Run, store: Store, tmp_path: Path) -> None:
    engine, given_ = run(asked(store))
    with spark(tmp_path, "local[1]", SMALL) as started:
        for name, schema in given_.items():
            rows = engine.connection.execute(f'FROM "{name}"').fetchall()
            pq.write_table(arrow(schema, rows), started.path(name))
        started.run(given_, everything())
        for name, found in everything():
            engine.keep(name, text(found))
            said = engine.read(f'FROM "{name}"', found.columns)
            assert said, f"{name} says nothing of these populations"
            assert bag(pq.read_table(started.path(name)).to_pylist()) == bag(said), name


def bag(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Rows in any order; sums of fractions are added in any order too."""
    return Counter(tuple(round(v, 9) if isinstance(v, float) else v for v in row.values()) for row in rows)


def test_every_report_is_of_these_figures(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, set[Callable[..., Table]]] = {}
    found, plain = run(desk(store, AS_OF)), Desk.read

    def noted(self: Desk, figure: Callable[..., Table]) -> list[dict[str, Any]]:
        read.setdefault(kind, set()).add(figure)
        return plain(self, figure)

    monkeypatch.setattr(Desk, "read", noted)
    for report in REPORTS.values():
        kind = report.kind
        found.answer(report, Asked())
    assert set().union(*read.values()) == set(FIGURES)
    assert KINDS.keys() - read.keys() == {"courses"}, "its rows are the courses that there are, of no officer"


# --- what is missing -----------------------------------------------------------------------------------------


def test_a_missing_java_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nation: str) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = karmagraph("spark", tmp_path / "counting", "--store", nation)
    assert done.returncode == StoreError.status
    assert b"needs Java" in done.stderr
    assert b"Java 17" in done.stderr


def test_a_missing_extra_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nation: str) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    done = karmagraph("spark", tmp_path / "counting", "--store", nation)
    assert done.returncode == StoreError.status
    assert b"needs pyspark" in done.stderr
    assert b"karmagraph[scale,spark]" in done.stderr


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, nation: str) -> None:
    (tmp_path / "mine.parquet").touch()
    done = karmagraph("spark", tmp_path, "--store", nation)
    assert done.returncode == StoreError.status
    assert b"is not empty" in done.stderr
    assert (tmp_path / "mine.parquet").exists()
