"""A made-up nation: a framework in the store, and officers with postings and holdings as Parquet, any number of them.

Nobody in it exists. The framework does not grow with the officers; organisations and their posts do, 3 pairs of
organisation and role to 1,000 officers. Of eight holdings an officer has six in what the role requires.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from loaders.load import store_rows
from loaders.rows import Context, EdgeRow, NodeRow, Place, Row
from ontology.levels import Scale, Scales
from queries.stores import Store

COMPETENCIES, THEMES, ROLES, MODULES, REQUIRED = 1_000, 50, 1_000, 3_000, 10
HOLDINGS = 8
PAIRS = 3
"""Organisation–role pairs to 1,000 officers."""

POSTS = 20
"""Roles at an organisation."""

MINISTRIES = 50
BANDS = ("leadership", "senior", "middle", "supervisory", "support")
PREFIX = "made"
SCALE = f"{PREFIX}:levels"
AS_OF = "2026-01-01T00:00:00Z"
_AT = Place("made up")


def pairs(officers: int) -> int:
    """Organisation–role pairs of a nation with so many officers."""
    return max(POSTS, officers * PAIRS // 1_000)


async def framework(store: Store, officers: int) -> None:
    """Load the framework, and the organisations of so many officers."""
    context = Context(Scales.of([Scale(SCALE, "Levels", "ordinal", ranks={1: "One", 2: "Two", 3: "Three"})]))
    done = await store_rows(store, _rows(officers), origin=f"table:{PREFIX}", format="made up", context=context)
    if done.rejected:
        raise RuntimeError(f"the made-up framework is not right: {done.rejected[0]}")


def officers(folder: Path, count: int) -> None:
    """Write so many officers, with postings and holdings, as Parquet, the same each time."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    pair = f"(hash(i) % {pairs(count)})::BIGINT"
    role = f"({pair} * 7919 % {ROLES})"
    required = f"({role} * 13 + ((hash(i, 7) % {REQUIRED})::BIGINT + j) % {REQUIRED} * 97) % {COMPETENCIES}"
    other = f"(hash(i, j) % {COMPETENCIES})::BIGINT"
    texts = {
        "officers": f"SELECT 'o' || i AS id FROM range({count}) t(i)",
        "postings": f"SELECT 'p' || i AS id, 'o' || i AS officer, 'r' || {role} AS role, 'g' || {pair} // {POSTS}"
        f" AS organisation, '2024-04-01T00:00:00Z' AS since FROM range({count}) t(i)",
        "holdings": f"SELECT 'h' || i || '-' || j AS id, 'o' || i AS officer, 'c' || CASE WHEN j < {HOLDINGS - 2} THEN"
        f" {required} ELSE {other} END AS competency, 1.0 + hash(i, j, 1) % 3 AS level, '{SCALE}' AS scale, 'course' AS"
        " source, '2025-0' || 1 + hash(i, j, 2) % 9 || '-15T00:00:00Z' AS awarded"
        f" FROM range({count}) t(i), range({HOLDINGS}) u(j)",
    }
    for name, text in texts.items():
        connection.execute(f"COPY ({text}) TO '{folder / name}.parquet' (FORMAT parquet)")
    connection.close()


def _rows(officers_: int) -> Iterator[Row]:
    yield _node("Scale", "levels", kind="ordinal")
    for rank in (1, 2, 3):
        yield _node("Level", f"levels:{rank}", rank=float(rank))
        yield _edge("HAS_LEVEL", ("Scale", "levels"), ("Level", f"levels:{rank}"))
    yield _node("Framework", "framework")
    for theme in range(THEMES):
        yield _node("Competency", f"t{theme}", kind="theme")
    for n in range(COMPETENCIES):
        yield _node("Competency", f"c{n}", kind="sub-theme")
        yield _edge("BROADER", ("Competency", f"c{n}"), ("Competency", f"t{n % THEMES}"))
        yield _edge("IN_SCHEME", ("Competency", f"c{n}"), ("Framework", "framework"))
    for n in range(MODULES):
        yield _node("Module", f"m{n}", hours=float(2 + n * 7 % 39), mode="digital")
        start, end = ((None, 1), (1, 2), (2, 3))[n % 3]
        levels = {"fromLevel": start, "toLevel": end, "scale": SCALE}
        yield _edge("COVERS", ("Module", f"m{n}"), ("Competency", f"c{n // 3}"), **levels)
    yield from _roles()
    yield from _organisations(-(-pairs(officers_) // POSTS))


def _roles() -> Iterator[Row]:
    for r in range(ROLES):
        yield _node("Role", f"r{r}", band=BANDS[r % len(BANDS)])
        for n in range(REQUIRED):
            needed = f"c{(r * 13 + n * 97) % COMPETENCIES}"
            asked = {"level": float(1 + (r + n) % 3), "scale": SCALE, "essential": n < REQUIRED - 2}
            yield _edge("REQUIRES", ("Role", f"r{r}"), ("Competency", needed), **asked)


def _organisations(count: int) -> Iterator[Row]:
    for m in range(MINISTRIES):
        yield _node("Organisation", f"ministry{m}", kind="ministry")
    for g in range(count):
        yield _node("Organisation", f"g{g}", kind="department")
        yield _edge("PART_OF", ("Organisation", f"g{g}"), ("Organisation", f"ministry{g % MINISTRIES}"))


def _node(label: str, id_: str, **props: object) -> NodeRow:
    return NodeRow(label, f"{PREFIX}:{id_}", {"title": id_} | props, _AT)


def _edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: object) -> EdgeRow:
    first, second = ((label, f"{PREFIX}:{id_}") for label, id_ in (start, end))
    return EdgeRow(type_, first, second, _AT, props)
