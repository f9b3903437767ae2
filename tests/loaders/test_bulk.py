"""A bulk load gives the store that a load of the same tables gives, on both engines, and leaves out bad rows."""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import bulk as bulk_module
from loaders import bulk_copied
from loaders.bulk import Loaded, Wanted, bulk
from loaders.formats import FORMATS
from loaders.load import load, store_rows
from loaders.rows import Context, SourceError
from loaders.whole import Stored, everything
from queries.answers import scales
from queries.officer_keys import officer_keys
from queries.stores import Store, connect
from queries.stores.errors import StoreError
from tests import neo4j_server
from tests.conftest import Run, missing
from tests.queries import one_of_each

Sheets = dict[str, list[dict[str, str]]]
PREFIX = "t"
DATES = ("", "2024-04-01", "01-04-2024", "2024-04-01T00:00:00Z", "2024-04-01T10:30:00+05:30")
LEVELS = ("", "1", "2", "3.0")


def written(folder: Path, sheets: Sheets, *, parquet: Sequence[str] = ()) -> Path:
    """A folder of sheets as CSV, some of them as Parquet."""
    folder.mkdir()
    for name, rows in sheets.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
        if name in parquet:
            other = path.with_suffix(".parquet")
            duckdb.execute(f"COPY (FROM read_csv('{path}', all_varchar = true)) TO '{other}' (FORMAT parquet)")
            path.unlink()
    return folder


def people(seed: int) -> Sheets:
    """A few officers' records, all of them good, written in the ways that a table may use."""
    rnd = random.Random(seed)
    officers = [f"o{n}" for n in range(rnd.randint(1, 5))]
    return {
        "officers": [{"id": id_, "languages": rnd.choice(("", "hi", "hi;en"))} for id_ in officers],
        "postings": [
            {"id": f"p{n}", "officer": rnd.choice(officers), "role": ":job",
             "organisation": rnd.choice(("", ":department")), "since": rnd.choice(DATES), "until": ""}
            for n in range(4)
        ],
        "holdings": [
            {"id": f"h{n}", "officer": rnd.choice(officers), "competency": rnd.choice((":c1", ":c2")), "level": level,
             "scale": ":k" if level else "", "source": rnd.choice(("", 'course, "quoted"', "अन्य")),
             "awarded": rnd.choice(DATES), "negative": rnd.choice(("", "true", "false"))}
            for n in range(8) for level in [rnd.choice(LEVELS)]
        ],
        "enrolments": [
            {"id": f"t{n}", "officer": rnd.choice(officers), "module": ":m1", "state": state,
             "since": rnd.choice(DATES), "progress": rnd.choice(("", "0.5"))}
            for n, state in enumerate(("started", "completed", ""))
        ],
    }  # fmt: skip


async def facts(store: Store) -> list[Stored]:
    """All that a store has but the records of loads."""
    found = [row async for row in everything(store) if row.group != ("Change",)]
    return sorted(found, key=repr)


async def with_framework(path: Path) -> Store:
    store = await connect(f"embedded:{path}", exclusive=True)
    await framework(store)
    return store


async def framework(store: Store) -> None:
    without = [row for row in one_of_each.rows() if not PEOPLE & set(_labels(row))]
    assert not (await store_rows(store, without, origin="one", format="test")).rejected


PEOPLE = {"Officer", "Posting"}


def _labels(row: Any) -> list[str]:
    return [row.label] if hasattr(row, "label") else [row.start[0], row.end[0]]


@pytest.fixture
def store(run: Run, tmp_path: Path) -> Any:
    """An embedded store with the framework."""
    found = run(with_framework(tmp_path / "store"))
    yield found
    run(found.close())


def loaded(run: Run, store: Store, folder: Path, **options: Any) -> Loaded:
    found: Loaded = run(bulk(store, folder, Wanted(PREFIX, **options)))
    return found


@given(seed=st.integers(0, 10**6))
@settings(max_examples=4)
def test_it_gives_what_a_load_of_the_same_tables_gives(
    run: Run, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("bulk")
    sheets = people(seed)

    async def both() -> tuple[list[Stored], list[Stored]]:
        one, other = await with_framework(folder / "one"), await with_framework(folder / "other")
        done = await bulk(one, written(folder / "some", sheets, parquet=("holdings",)), Wanted(PREFIX))
        context = Context(await scales(other, "2026-01-01T00:00:00Z"), {"prefix": PREFIX})
        report = await load(other, FORMATS["table"], written(folder / "same", sheets), context)
        assert (done.status, report.status) == (0, 0), (done.rejected, report.rejected)
        found = await facts(one), await facts(other)
        await one.close()
        await other.close()
        return found

    ours, theirs = run(both())
    assert ours == theirs


BAD: tuple[tuple[str, dict[str, str], str], ...] = (
    ("officers", {"id": "o1"}, "stated more than once"),
    ("officers", {"id": "o1"}, "stated more than once"),
    ("officers", {"id": ":c1"}, "is the id of something in the store"),
    ("postings", {"id": "p90", "officer": "", "role": ":job"}, "no officer"),
    ("postings", {"id": "p91", "officer": "nobody", "role": ":job"}, "Officer is neither"),
    ("postings", {"id": "p92", "officer": "o2", "role": ":c1"}, "Role is neither"),
    ("postings", {"id": "p93", "officer": "o2", "role": ":job", "since": "31-31-2024"}, "since is no date"),
    ("postings", {"id": "o2", "officer": "o2", "role": ":job"}, "id of an officer"),
    ("holdings", {"id": "h9", "officer": "o2", "competency": ":c1", "level": "high"}, "level is no number"),
    ("holdings", {"id": "h9", "officer": "o2", "competency": ":c2", "level": "1"}, "without a scale"),
    ("holdings", {"id": "h9", "officer": "o2", "competency": ":c3", "level": "9", "scale": ":k"}, "not on the scale"),
    ("holdings", {"id": "h9", "officer": "o2", "competency": ":c4", "level": "9", "scale": ":v"}, "not on the scale"),
    ("enrolments", {"id": "t9", "officer": "o2", "module": ":m1", "state": "x"}, "state is none"),
)
GOOD: tuple[tuple[str, dict[str, str]], ...] = (
    ("officers", {"id": "o2"}),
    ("postings", {"id": "p1", "officer": "o2", "role": ":job"}),
    ("holdings", {"id": "h1", "officer": "o2", "competency": ":c1", "level": "6.5", "scale": ":v"}),
    ("enrolments", {"id": "t1", "officer": "o2", "module": ":m1", "state": "completed"}),
)


def test_bad_rows_are_left_out_and_told_and_the_rest_is_loaded(run: Run, tmp_path: Path, store: Store) -> None:
    sheets: Sheets = {}
    for sheet, row in (*((of, row) for of, row, _ in BAD), *GOOD):
        sheets.setdefault(sheet, []).append(row)
    done = loaded(run, store, written(tmp_path / "some", sheets))
    told = Counter({(sheet, fault.reason): fault.rows for fault in done.rejected for sheet in [fault.sheet]})
    assert sum(told.values()) == len(BAD)
    for (sheet, reason), count in Counter((sheet, reason) for sheet, _, reason in BAD).items():
        assert sum(n for (of, said), n in told.items() if of == sheet and reason in said) == count, (reason, told)
    assert (done.status, sum(done.created.values())) == (2, len(GOOD) + 2)  # a posting has two links
    kept = {props["id"] for props in (getattr(row, "props", {}) for row in run(facts(store))) if "id" in props}
    assert {"h1", "t1"} <= {id_.removeprefix(f"{PREFIX}:") for id_ in kept}
    assert not kept & {"h9", "t9"}


def test_strict_loads_nothing_then(run: Run, tmp_path: Path, store: Store) -> None:
    before = run(facts(store))
    done = loaded(run, store, written(tmp_path / "some", {"officers": [{"id": "o1"}, {"id": ""}]}), strict=True)
    assert (done.status, done.written, run(facts(store))) == (1, False, before)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"roles": [{"id": "r9"}]}, "no sheet about officers"),
        ({"postings": [{"id": "p", "officer": "o", "role": ":job"}]}, "no officers"),
        ({"officers": [{"id": "o", "name": "A"}]}, "no column 'name'"),
        ({"officers": [{"languages": "hi"}]}, "no column id"),
    ],
)
def test_a_folder_that_cannot_be_read_is_an_error(
    run: Run, tmp_path: Path, store: Store, sheets: Sheets, said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        loaded(run, store, written(tmp_path / "some", sheets))


def test_it_is_a_first_load_and_leaves_nothing_in_its_working_folder(run: Run, tmp_path: Path, store: Store) -> None:
    folder, work = written(tmp_path / "some", {"officers": [{"id": "o1"}]}), tmp_path / "work"
    work.mkdir()
    assert loaded(run, store, folder, work=work).status == 0
    assert list(work.iterdir()) == []
    with pytest.raises(StoreError, match="officers already"):
        loaded(run, store, folder)


def test_the_forgotten_stay_so(run: Run, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARMAGRAPH_OFFICER_KEYS", str(tmp_path / "keys"))
    officer_keys(store.uri).forget([f"{PREFIX}:o1"])
    sheets = {
        "officers": [{"id": "o1"}, {"id": "o2"}],
        "postings": [{"id": f"p{n}", "officer": f"o{n}", "role": ":job"} for n in (1, 2)],
    }
    done = loaded(run, store, written(tmp_path / "some", sheets))
    assert not [row for row in run(facts(store)) if "o1" in repr(row)]
    assert [(fault.sheet, fault.rows, fault.examples) for fault in done.rejected] == [
        ("officers", 1, ("not named",)),
        ("postings", 1, ("not named",)),
    ]


def test_the_import_tool_makes_the_same_store_as_neo4j(run: Run, tmp_path: Path, store: Store) -> None:
    installed = neo4j_server.run("install")
    if installed.returncode == neo4j_server.UNAVAILABLE:
        missing(installed.stderr.strip())
    home = tmp_path / "neo4j"
    tool = (sys.executable, str(neo4j_server.SERVER), "import", "--home", str(home), "--")
    folder = written(tmp_path / "some", people(7))
    assert loaded(run, store, folder, tool=tool).status == 0
    assert loaded(run, store, folder).status == 0
    expected = run(facts(store))
    address = neo4j_server.launch(home, "throwaway")
    try:
        other = run(connect(address.replace("://", "://neo4j:throwaway@")))
        assert run(facts(other)) == expected
        assert run(other.health()).epoch == run(store.health()).epoch
        run(other.close())
    finally:
        neo4j_server.check(neo4j_server.run("stop", "--home", str(home)))


def test_a_tool_that_fails_says_why(run: Run, tmp_path: Path, store: Store) -> None:
    folder = written(tmp_path / "some", {"officers": [{"id": "o1"}]})
    with pytest.raises(StoreError, match="boom"):
        loaded(run, store, folder, tool=(sys.executable, "-c", "import sys; sys.exit('boom')"))
    with pytest.raises(StoreError, match="no-such-tool"):
        loaded(run, store, folder, tool=("no-such-tool",))


def test_many_rows_are_copied_beside_the_store_and_give_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = run(with_framework(tmp_path / "one")), run(with_framework(tmp_path / "other"))
    assert loaded(run, one, written(tmp_path / "some", people(5))).status == 0
    monkeypatch.setattr(bulk_module, "TOGETHER", 0)
    noted: list[str] = []
    done = loaded(run, other, tmp_path / "some", note=noted.append)
    assert (done.status, noted[-1]) == (0, f"copied {len(noted) - 1} of {len(noted) - 1} files")
    found = run(connect(other.uri, exclusive=True))
    assert run(facts(found)) == run(facts(one))
    assert {path.name for path in tmp_path.iterdir() if "other" in path.name} == {"other"}
    for each in (one, other, found):  # the middle one is closed already
        run(each.close())


def test_a_copy_that_fails_leaves_the_store_as_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = run(with_framework(tmp_path / "store"))
    before = run(facts(store))

    async def broken(*_: Any) -> None:
        raise StoreError("boom")

    monkeypatch.setattr(bulk_module, "TOGETHER", 0)
    monkeypatch.setattr(bulk_copied, "_run", broken)
    with pytest.raises(StoreError, match="boom"):
        loaded(run, store, written(tmp_path / "some", people(5)))
    found = run(connect(store.uri, exclusive=True))
    assert run(facts(found)) == before
    assert not list(tmp_path.glob("store.loading*"))
    run(found.close())


@pytest.mark.parametrize("told", ["0", "many", "255", "-1"])
def test_a_size_of_memory_that_is_none_is_refused(run: Run, tmp_path: Path, monkeypatch: Any, told: str) -> None:
    monkeypatch.setenv("KARMAGRAPH_MEMORY_MB", told)
    with pytest.raises(StoreError, match="no size"):
        run(connect(f"embedded:{tmp_path / 'store'}", exclusive=True))
