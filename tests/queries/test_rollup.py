"""A roll-up says what officers' records say, in cells, maps and what-ifs, until something is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loaders.load import Options, store_rows
from loaders.rows import Context, NodeRow, Row
from queries import answers, question
from queries.grounds import ground
from queries.heatmap import Scope, whole
from queries.heatmap_asking import mapped
from queries.reports import AREA, BAND
from queries.rollup import roll_up
from queries.rollup_answers import COMPUTED, READ, rolled_cells
from queries.rollup_cells import all_cells, holdings
from queries.rollup_head import fresh, head, touched
from queries.rollup_parts import part_id, read_grid
from queries.rollup_reading import counted as counted_
from queries.stores import Store
from queries.stores.errors import ConflictError
from queries.whatif_asking import what_if
from queries.whatif_changes import Change
from tests.conftest import Run, wipe
from tests.queries.populations import OFFICER, TREE, Expected, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.test_whatif import changes
from tests.queries.worlds import AT, COMPETENCIES, DAYS, ROLES, World, edge

AS_OF = DAYS[4]
SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def counted(seen: Expected) -> Counter[Any]:
    """Organisation, role, competency and what is held → officers, plainly; an officer once in each role."""
    first: dict[tuple[str, str], str] = {}
    for officer, role, organisation in seen.postings.values():
        first[officer, role] = min(organisation, first.get((officer, role), organisation))
    found: Counter[Any] = Counter()
    for (officer, role), organisation in first.items():
        found[organisation, role, "", frozenset()] += 1
        for c in COMPETENCIES:
            best: dict[Any, float | None] = {}
            for h in seen.view.counted(officer, c):
                level, scale = h.get("level"), h.get("scale") if h.get("level") is not None else None
                best[scale] = level if level is None else max(level, best.get(scale) or level)
            if best:
                found[organisation, role, c, frozenset(best.items())] += 1
    return found


@SETTINGS
@given(world=populations())
def test_the_cells_are_those_of_a_plain_count(run: Run, store: Store, world: World) -> None:
    run(wipe(store))
    put(run, store, world)
    run(roll_up(store, AS_OF))
    cells = run(rolled_cells(store, COMPETENCIES))
    found: Counter[Any] = Counter()
    for cell in cells:
        held = frozenset((h.scale, h.level) for h in holdings(cell.held))
        found[cell.organisation, cell.role, cell.competency, held] += cell.officers
    assert +found == counted(seen_by(world, AS_OF))
    assert sorted(cells) == sorted(all_cells(run(ground(store, AS_OF))))


SCOPES = [Scope(), Scope("g"), Scope("g1", rows=AREA), Scope(columns=BAND), Scope("g", columns=BAND)]


@SETTINGS
@given(world=populations(), supposed=st.lists(changes, min_size=1, max_size=2))
def test_maps_and_what_ifs_are_the_same_from_either(
    run: Run, store: Store, world: World, supposed: list[Change]
) -> None:
    run(wipe(store))
    put(run, store, world)
    supposed = [change for change in supposed if change.kind != "redesign"]
    computed = [run(mapped(store, scope, AS_OF)) for scope in SCOPES]
    said = [run(what_if(store, [change], AS_OF)) for change in supposed]
    cells = whole(run(ground(store, AS_OF))).cells
    run(roll_up(store, AS_OF, workers=2))
    rolled = [run(mapped(store, scope, AS_OF)) for scope in SCOPES]
    assert [one.read for one in rolled[:4]] == [READ] * 4
    assert [replace(one, read=COMPUTED) for one in rolled] == computed
    again = [run(what_if(store, [change], AS_OF)) for change in supposed]
    assert {one.read for one in again} <= {READ}
    assert [replace(one, read=COMPUTED) for one in again] == said
    assert run(kept_sums(store)) == cells


async def kept_sums(store: Store) -> dict[Any, Any]:
    """The sums of all organisations, as they are kept."""
    parents = [part_id("sums", one) for one in ("", *TREE)]
    rows = await store.ask(question("rollup/sums"), ids=parents)
    return read_grid(line for row in rows for line in row["counts"])[0]


# --- what is touched, and what falls due ---------------------------------------------------------------------

OFFICERS_ = st.sampled_from(OFFICER)
held = st.fixed_dictionaries(
    {"level": st.integers(1, 3), "awarded": st.sampled_from([*DAYS, None]), "expires": st.sampled_from([*DAYS, None])},
)


def holding(officer: str, competency: str, number: int, props: dict[str, Any]) -> list[Row]:
    stated = props | {"id": f"new{number}", "scale": "k", "negative": number == 2}
    return [edge("HOLDS", ("Officer", officer), ("Competency", competency), **stated)]


def ended(posting: int, day: str) -> list[Row]:
    return [NodeRow("Posting", f"p{posting}", {"until": day}, AT)]


def moved(posting: int, role: str, place: str) -> list[Row]:
    return [
        edge("AS", ("Posting", f"p{posting}"), ("Role", role)),
        edge("AT", ("Posting", f"p{posting}"), ("Organisation", place)),
    ]


def begun(number: int, officer: str, role: str, place: str, span: tuple[str, str]) -> list[Row]:
    new, since, until = f"n{number}", *sorted(span)
    node = NodeRow("Posting", new, {"since": since, "until": until}, AT)
    return [
        node, edge("HAS_POSTING", ("Officer", officer), ("Posting", new)), edge("AS", ("Posting", new), ("Role", role)),
        edge("AT", ("Posting", new), ("Organisation", place)),
    ]  # fmt: skip


def required(role: str, competency: str, level: int, essential: bool) -> list[Row]:
    props = {"level": float(level), "scale": "k", "essential": essential}
    return [edge("REQUIRES", ("Role", role), ("Competency", competency), **props)]


day, place, role_, competency_ = (st.sampled_from(of) for of in (DAYS, [*TREE], ROLES, COMPETENCIES))
writes = st.one_of(
    st.builds(holding, OFFICERS_, competency_, st.integers(0, 4), held),
    st.builds(ended, st.integers(0, 3), day),
    st.builds(moved, st.integers(0, 3), role_, place),
    st.builds(begun, st.integers(0, 2), OFFICERS_, role_, place, st.tuples(day, day)),
    st.builds(required, role_, competency_, st.integers(1, 3), st.booleans()),
)
YEAR = 400
"""Days: what is due of these populations is due within them."""


@settings(SETTINGS, max_examples=6)
@given(world=populations(), days=st.sets(day, min_size=2, max_size=4), data=st.data())
def test_what_is_brought_up_to_date_is_what_is_counted_anew(
    run: Run, store: Store, world: World, days: set[str], data: Any
) -> None:
    """Random writes and days: each refresh ends with the very parts of a whole count."""
    run(wipe(store))
    put(run, store, world)
    first, *later = sorted(days)
    run(roll_up(store, first, days=YEAR))
    for at in later:
        for rows in data.draw(st.lists(writes, max_size=3)):
            run(written(store, rows, first))
        before = run(head(store))
        assert before, "each write is told"
        done = run(roll_up(store, at, days=YEAR))
        assert (done.counted is None) == (before.until <= at), "all again only where levels or matches are others"
        assert run(fresh(store, at))
        refreshed = run(parts(store))
        again = run(roll_up(store, at, days=YEAR, anew=True))
        assert again.counted is None
        assert run(parts(store)) == refreshed


async def written(store: Store, rows: list[Row], at: str) -> None:
    """Write rows; some are refused, such as what expires before it is awarded."""
    context = Context(await answers.scales(store, at))
    await store_rows(store, rows, origin="t", format="test", context=context, options=Options(at=at))


async def parts(store: Store) -> dict[str, list[str]]:
    kinds = ["cells", "sets", "due", "dueSets", "sums", "bands"]
    rows = await store.ask(question("rollup/kinds"), kinds=kinds)
    return {row["id"]: sorted(row["counts"]) for row in rows}


def test_a_write_touches_the_places_of_its_officers_only(run: Run, store: Store) -> None:
    put(run, store, few())
    run(roll_up(store, AS_OF))
    put(run, store, [NodeRow("Module", "m", {"title": "M"}, AT)])
    assert run(fresh(store, AS_OF)), "no cell stands on modules"
    put(run, store, plain("o1"))
    assert not run(fresh(store, AS_OF))
    assert {one.place for one in run(touched(store))} == {("g2", "r")}
    done = run(roll_up(store, AS_OF))
    assert (done.counted, done.written) == (1, 1), "one place counted, and one part is another"
    put(run, store, [NodeRow("Organisation", "g3", {"title": "G3"}, AT)])
    assert run(roll_up(store, AS_OF)).counted == 0, "a name: sums only"


def plain(officer: str) -> list[Row]:
    return [edge("HOLDS", ("Officer", officer), ("Competency", "c"), id=f"of {officer}")]


def few() -> list[Row]:
    rows: list[Row] = [NodeRow("Competency", "c", {"title": "C"}, AT), NodeRow("Role", "r", {"title": "R"}, AT)]
    rows += [
        NodeRow("Scale", "k", {"title": "K", "kind": "ordinal"}, AT),
        NodeRow("Level", "k:1", {"title": "One", "rank": 1}, AT),
    ]
    rows.append(edge("HAS_LEVEL", ("Scale", "k"), ("Level", "k:1")))
    for n in (1, 2):
        rows.append(NodeRow("Organisation", f"g{3 - n}", {"title": "G"}, AT))
        rows.append(NodeRow("Officer", f"o{n}", {}, AT))
        rows += begun(n, f"o{n}", "r", f"g{3 - n}", (DAYS[0], "2027-01-01T00:00:00Z"))
    return rows


def test_a_roll_up_that_was_stopped_goes_on_where_it_was(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(run, store, few())
    asked: list[int] = []

    async def stopping(of: Store, officers: Any, *rest: Any) -> Any:
        asked.append(1)
        if len(asked) == 2:
            raise ConnectionError
        return await counted_(of, officers, *rest)

    monkeypatch.setattr("queries.rollup_reading.counted", stopping)
    with pytest.raises(ExceptionGroup):
        run(roll_up(store, AS_OF))
    assert not run(fresh(store, AS_OF))
    put(run, store, plain("o1"))
    run(roll_up(store, AS_OF))
    assert len(asked) == 3, "what was counted is not counted again"
    found = run(parts(store))
    run(roll_up(store, AS_OF, anew=True))
    assert run(parts(store)) == found


def test_a_write_meanwhile_that_nothing_is_told_of_stops_it(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted before, marked after: what came between would be missing from a roll-up that says it is fresh."""
    put(run, store, few())

    async def slow(of: Store, officers: Any, *rest: Any) -> Any:
        found = await counted_(of, officers, *rest)
        await of.write([])
        return found

    monkeypatch.setattr("queries.rollup_reading.counted", slow)
    with pytest.raises(ConflictError):
        run(roll_up(store, AS_OF))
    assert run(fresh(store, AS_OF)) is None


def test_a_load_meanwhile_is_told_and_counted(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(run, store, few())
    waiting = [plain("o2")]

    async def slow(of: Store, officers: Any, *rest: Any) -> Any:
        found = await counted_(of, officers, *rest)
        while waiting:
            await store_rows(of, waiting.pop(), origin="t", format="test")
        return found

    monkeypatch.setattr("queries.rollup_reading.counted", slow)
    run(roll_up(store, AS_OF))
    assert run(fresh(store, AS_OF))
    found = run(parts(store))
    run(roll_up(store, AS_OF, anew=True))
    assert run(parts(store)) == found
